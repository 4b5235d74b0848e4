"""`python -m ops secrets init` as people run it: in a terminal, against the endpoint in AWS_ENDPOINT_URL."""

import os
import pty
import sys
import termios
import time
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.unit.ops.conftest import REGION, publish

ROOT = Path(__file__).parents[3]


def test_what_is_typed_is_stored_and_never_echoed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        secrets = publish(boto3.client("secretsmanager", region_name=REGION), tmp_path / "outputs.json")

        code, shown = run_in_terminal(
            ["-m", "ops", "secrets", "init", "-s", "dev", "--only", "oauth", "--outputs", str(secrets.file)],
            answers={"GOOGLE_CLIENT_ID": "typed-id", "GOOGLE_CLIENT_SECRET": "typed-secret"},
        )

        assert code == 0, shown
        assert secrets.fields("oauth") == {
            "GOOGLE_CLIENT_ID": "typed-id",
            "GOOGLE_CLIENT_SECRET": "typed-secret",
        }
        assert "oauth, GOOGLE_CLIENT_ID (Google sign-in); empty to skip" in shown
        assert "typed" not in shown
    finally:
        server.stop()


def run_in_terminal(arguments: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Run Python in a terminal of its own; type each answer when its question is shown. Returns the exit code
    and all that was shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, *arguments])
    shown, open_questions = "", dict(answers)
    while chunk := read(terminal):
        shown += chunk
        for question in [one for one in open_questions if f"{one} (" in shown]:
            if echo_is_off(terminal):
                os.write(terminal, f"{open_questions.pop(question)}\n".encode())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown


def echo_is_off(terminal: int) -> bool:
    """Wait until the program has switched the echo off; what is typed before that is lost."""
    deadline = time.monotonic() + 20
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def read(terminal: int) -> str:
    """What the terminal shows next; nothing at the end, which Linux reports as an error."""
    try:
        return os.read(terminal, 1024).decode()
    except OSError:
        return ""
