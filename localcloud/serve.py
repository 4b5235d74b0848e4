"""The daemon's process: one cloud, its HTTP endpoint for AWS clients and its gRPC provider for Pulumi."""

import importlib
import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from localcloud import daemon, http_server
from localcloud.cloud import Cloud
from localcloud.http_server import HttpServer
from localcloud.provider import servicer

_PROVIDER_THREADS: Final = 32
"""Calls that can wait for the cloud's lock at once."""

_GRACE_SECONDS: Final = 3.0
"""How long calls that are under way may take when the daemon is stopped."""

_FIRST_USED: Final = ("ec2", "iam", "kms", "logs")
"""Services whose code is read while nobody waits for it: it takes a second, and every stack needs these."""

_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""The engine's own limit for one message."""


def serve(directory: Path, fingerprint: str) -> None:
    """Runs the local cloud of a directory until SIGTERM or SIGINT.

    Args:
        directory: holds the cloud's state.
        fingerprint: of the code, taken before this module was imported: an edit after that shows.

    Raises:
        StorageError: the state cannot be used, or another process has it.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    with ExitStack() as stack:
        # The same port as before, if it is free: people have the endpoint in their shells.
        listening = stack.enter_context(http_server.listen(_last_port(directory)))
        endpoint = f"http://{http_server.LOOPBACK}:{listening.getsockname()[1]}"
        cloud = stack.enter_context(Cloud(directory, endpoint=endpoint))
        stack.enter_context(HttpServer(listening, cloud))
        provider_port = _start_provider(stack, cloud)
        daemon.announce(directory, daemon.Daemon.of_this_process(endpoint, provider_port, fingerprint))
        stack.callback(daemon.withdraw, directory)
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
        ended.wait()


def _start_provider(stack: ExitStack, cloud: Cloud) -> int:
    server = grpc.server(
        ThreadPoolExecutor(_PROVIDER_THREADS, thread_name_prefix="provider"),
        options=[
            ("grpc.max_receive_message_length", _MESSAGE_BYTES),
            ("grpc.max_send_message_length", _MESSAGE_BYTES),
            ("grpc.so_reuseport", 0),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer.create(cloud), server)
    port: int = server.add_insecure_port(f"{http_server.LOOPBACK}:0")
    server.start()
    stack.callback(lambda: server.stop(_GRACE_SECONDS).wait())
    return port


def _warm_up() -> None:
    for package in _FIRST_USED:
        importlib.import_module(f"moto.{package}.responses")


def _last_port(directory: Path) -> int:
    before = daemon.last(directory)
    return urlsplit(before.endpoint).port or 0 if before else 0
