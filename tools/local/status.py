"""What is running and what is deployed, without starting anything."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import psutil
from rich.console import Console
from rich.table import Table

from localcloud import daemon
from tools.local import stacks
from tools.local.environment import cloud_directory, state_backend
from tools.local.stacks import Stack
from tools.pulumi import Toolchain, find


@dataclass(frozen=True)
class Cloud:
    """The local cloud's daemon as a process."""

    pid: int
    endpoint: str
    memory_megabytes: float
    uptime_seconds: float


@dataclass(frozen=True)
class Status:
    """The state of the checkout's local cloud."""

    toolchain: Toolchain | None
    cloud: Cloud | None
    stacks: list[Stack]

    @classmethod
    def read(cls) -> "Status":
        """Look at toolchain, daemon and stacks; a toolchain that would have to be installed counts as
        none.
        """
        return cls(find(), _cloud(), stacks.existing(state_backend()))

    def json(self) -> str:
        """The status for scripts; times are ISO 8601 in UTC."""
        return json.dumps(asdict(self), default=str, indent=2)

    def show(self, console: Console) -> None:
        """The status for people."""
        if self.toolchain is None:
            console.print("Pulumi       not there yet; `make tools` gets it")
        else:
            console.print(f"Pulumi       {self.toolchain.version} ({self.toolchain.source})")
        if self.cloud is None:
            console.print("local cloud  not running; `make up` starts it")
        else:
            console.print(
                f"local cloud  {self.cloud.endpoint} (process {self.cloud.pid}, "
                f"{self.cloud.memory_megabytes:.0f} MB, up {_duration(self.cloud.uptime_seconds)})"
            )
        table = Table("stack", "resources", "last update", "interrupted", box=None, pad_edge=False)
        for stack in self.stacks:
            updated = stack.updated.astimezone().strftime("%Y-%m-%d %H:%M:%S") if stack.updated else "never"
            table.add_row(stack.name, str(stack.resources), updated, str(len(stack.pending) or ""))
        console.print(table)


def _cloud() -> Cloud | None:
    running = daemon.status(cloud_directory())
    if running is None:
        return None
    try:
        process = psutil.Process(running.pid)
        memory, started = process.memory_info().rss, process.create_time()
    except psutil.NoSuchProcess:
        return None
    uptime = datetime.now(UTC).timestamp() - started
    return Cloud(running.pid, running.endpoint, memory / 1e6, round(uptime, 1))


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
