"""What holds for every test: no variable of a developer's cloud gets in, and no connection gets out."""

import os
import signal
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

# A run in the background ignores interrupts, and so would each program that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

SCRUBBED = ("AWS_", "PULUMI_", "SHARED_INFRA_", "MAKE", "MFLAGS")


class ForbiddenConnectionError(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True)
def scrubbed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No AWS profile, key or region and no Pulumi setting of the developer's machine."""
    for name in os.environ:
        if name.startswith(SCRUBBED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that connects to another machine, even where the code under test hides the error."""
    attempts: list[Any] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            attempts.append(address)
            raise ForbiddenConnectionError(f"a test may not connect to {address[0]}:{address[1]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
    assert not attempts, f"the test tried to reach {attempts}: AWS and every other machine are out of bounds"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
