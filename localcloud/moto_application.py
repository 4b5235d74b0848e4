"""moto as a WSGI application whose failures are answers too."""

import io
import logging
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from localcloud import aws_request, backends
from localcloud.aws_errors import Answer, error_answer
from localcloud.aws_request import Environ

_log: Final = logging.getLogger(__name__)


class MotoApplication:
    """All of moto's services behind one call.

    What moto does not know or fails at is answered in the form of an AWS error: code `NotImplemented` (HTTP
    501) for an operation or a service it lacks, `InternalFailure` (HTTP 500) for a crash, which is logged.
    """

    def __init__(self) -> None:
        self._dispatcher = DomainDispatcherApplication(_create_app)

    def answer(self, environ: Environ) -> Answer:
        """Answers one request."""
        if str(environ.get("PATH_INFO", "")).startswith("/moto-api"):
            return error_answer(
                environ,
                "404 Not Found",
                "UnknownOperation",
                "moto's own pages are not served; see `localcloud --help`.",
            )
        # Forms are read to tell the operation; a copy of the body keeps that possible after moto has read it.
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            answer = _collect(self._dispatcher, environ)
        except NotImplementedError as error:
            return _not_implemented(environ, body, str(error))
        except Exception as error:  # noqa: BLE001 - whatever moto raises must become an answer
            environ["wsgi.input"] = io.BytesIO(body)
            _log.exception("moto failed at %s", _what(environ))
            text = f"moto failed at {_what(environ)}: {type(error).__name__}: {error}"
            return error_answer(environ, "500 Internal Server Error", "InternalFailure", text)
        if answer.code == 404 and answer.body.startswith(b"<!doctype html>"):
            return _not_implemented(environ, body, "no such path")
        return answer


def _create_app(service: str | None) -> Flask:
    if service is None:
        raise NotImplementedError("no such service")
    with backends.without_state():
        app: Flask = create_backend_app(service)
        return app


def _collect(application: Callable[..., Any], environ: Environ) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
        started.append((status, headers))
        return lambda _: None

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started[-1]
    return Answer(status, headers, body)


def _not_implemented(environ: Environ, body: bytes, why: str) -> Answer:
    environ["wsgi.input"] = io.BytesIO(body)
    text = f"The local cloud does not support {_what(environ)} ({why})."
    return error_answer(environ, "501 Not Implemented", "NotImplemented", text)


def _what(environ: Environ) -> str:
    name = aws_request.operation(environ) or f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '/')}"
    return f"{aws_request.service(environ)}:{name}"
