"""The local cloud's HTTP endpoint: a threaded WSGI server that can only be reached from this machine."""

import ipaddress
import socket
import threading
from types import TracebackType
from typing import Any, Final, Self
from wsgiref.types import WSGIApplication

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

LOOPBACK: Final = "127.0.0.1"

_POLL_SECONDS: Final = 0.05
"""How soon a server notices that it is to end."""


class AddressError(ValueError):
    """The server was told to listen where other machines could reach it."""


class _RequestHandler(MotoRequestHandler):  # type: ignore[misc]
    # AWS clients keep connections open; werkzeug's default is one connection per request.
    protocol_version = "HTTP/1.1"
    # An answer is written in several pieces: with Nagle's algorithm a client waits 40 ms for the last one.
    disable_nagle_algorithm = True

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Successful requests are not logged."""


class _Server(ThreadedWSGIServer):  # type: ignore[misc]
    request_queue_size = 128

    def log_startup(self) -> None:
        """werkzeug prints that it is a development server; this one is no other."""


def listen(port: int = 0, host: str = LOOPBACK) -> socket.socket:
    """A listening socket.

    Args:
        port: the port to take if it is free; 0, or a port that is taken, gives any free one.
        host: an address of this machine's loopback interface.

    Raises:
        AddressError: `host` is any other address.
    """
    if not _is_loopback(host):
        raise AddressError(
            f"the local cloud listens on this machine only: {host!r} is not a loopback address"
        )
    try:
        return _bound(host, port)
    except OSError:
        if not port:
            raise
        return _bound(host, 0)


class HttpServer:
    """Serves a WSGI application on a listening socket until it is closed."""

    def __init__(self, listening: socket.socket, application: WSGIApplication) -> None:
        host, self.port = listening.getsockname()[:2]
        self.endpoint = f"http://{host}:{self.port}"
        self._server = _Server(host, self.port, application, handler=_RequestHandler, fd=listening.fileno())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="http", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Takes no more requests."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bound(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_Server.request_queue_size)
    except OSError:
        listening.close()
        raise
    return listening
