"""A local cloud of a test's own, used as a person would use it: by commands, and by boto3 on its endpoint."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from localcloud import CREDENTIALS, DEFAULT_REGION, daemon
from localcloud.daemon import Daemon

ROOT = Path(__file__).resolve().parents[2]
SCRUBBED = ("AWS_", "PULUMI_", "SHARED_INFRA_")
NO_WAY_OUT = "http://127.0.0.1:9"


@dataclass(frozen=True)
class LocalCloud:
    """Commands run in a checkout against a local cloud whose state is in `directory`."""

    directory: Path
    checkout: Path = ROOT

    @property
    def environment(self) -> dict[str, str]:
        """The user's environment: nothing of AWS or Pulumi in it, and a proxy that leads nowhere."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(SCRUBBED)}
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NO_WAY_OUT)
        return {**inherited, **proxies, "SHARED_INFRA_LOCAL_DIR": str(self.directory)}

    def start(self, *command: str, cwd: Path | None = None) -> "subprocess.Popen[str]":
        """Start `scripts/local COMMAND…`; its two outputs are piped as one."""
        return subprocess.Popen(
            [str(self.checkout / "scripts" / "local"), *command],
            cwd=cwd or self.checkout,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str, cwd: Path | None = None, succeeds: bool = True) -> str:
        """Run `scripts/local COMMAND…` to its end and return all that it prints.

        Fails the test unless the command succeeds, or with `succeeds=False` unless it fails.
        """
        with self.start(*command, cwd=cwd) as process:
            output, _ = process.communicate(timeout=280)
        assert (process.returncode == 0) is succeeds, f"{command} gave {process.returncode}:\n{output}"
        return output

    def json(self, *command: str, cwd: Path | None = None) -> Any:
        """Run a command that prints JSON on standard output, and return what it says."""
        result = subprocess.run(
            [str(self.checkout / "scripts" / "local"), *command],
            cwd=cwd or self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
        assert result.returncode == 0, (
            f"{command} gave {result.returncode}:\n{result.stdout}\n{result.stderr}"
        )
        return json.loads(result.stdout)

    @property
    def daemon(self) -> Daemon:
        """The daemon, which must be running."""
        found = daemon.status(self.directory / "cloud")
        assert found is not None, "the local cloud is not running"
        return found

    def client(self, service: str, region: str = DEFAULT_REGION) -> Any:
        """A boto3 client on the endpoint."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.daemon.endpoint,
            aws_access_key_id=CREDENTIALS.access_key_id,
            aws_secret_access_key=CREDENTIALS.secret_access_key,
            config=Config(retries={"max_attempts": 1}, proxies={}),
        )

    def outputs(self, stack: str = "local") -> Any:
        """The outputs of a deployed stack."""
        return self.json("pulumi", "stack", "output", "--json", "--stack", stack)

    def resources(self, stack: str = "local") -> list[dict[str, Any]]:
        """The resources in a stack's state."""
        deployment = self.json("pulumi", "stack", "export", "--stack", stack)["deployment"]
        return list(deployment.get("resources") or [])

    def changes(self, command: str, *arguments: str, stack: str = "local") -> dict[str, list[str]]:
        """What `preview` or `refresh` would do: operation -> logical names, without unchanged ones."""
        listing = self.json("pulumi", command, "--json", "--stack", stack, *arguments)
        found: dict[str, list[str]] = {}
        for step in listing.get("steps") or []:
            if step["op"] not in ("same", "refresh", "read"):
                found.setdefault(step["op"], []).append(step["urn"].rsplit("::", 1)[-1])
        return found

    def kill_daemon(self) -> None:
        """End the daemon as a crash would."""
        os.kill(self.daemon.pid, signal.SIGKILL)


@contextmanager
def local_cloud(directory: Path, checkout: Path = ROOT) -> Iterator[LocalCloud]:
    """A local cloud that is stopped in the end, whatever happens."""
    try:
        yield LocalCloud(directory, checkout)
    finally:
        daemon.stop(directory / "cloud")


def copied_checkout(directory: Path) -> Path:
    """A copy of the checkout, for a test that changes the program."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in tracked.splitlines():
        if (ROOT / name).is_file():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, directory / name)
    (directory / ".venv").symlink_to(ROOT / ".venv")
    return directory


def insert(file: Path, behind: str, text: str) -> None:
    """Put a text into a file, behind another that is there once."""
    content = file.read_text()
    assert content.count(behind) == 1, f"{file.name} has {behind!r} {content.count(behind)} times"
    file.write_text(content.replace(behind, behind + text))
