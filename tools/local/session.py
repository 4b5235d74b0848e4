"""A running local cloud with everything that a command needs to use it."""

import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localcloud import daemon, plugin
from localcloud.daemon import Daemon
from tools import ROOT, state_directory, write_launcher
from tools.local import stacks
from tools.local.environment import cloud_directory, environment, launchers, pulumi_home, state_backend
from tools.pulumi import Toolchain, resolve

Report = Callable[[str], None]


@dataclass(frozen=True)
class Session:
    """The toolchain, the running local cloud, and the environment variables for commands."""

    toolchain: Toolchain
    daemon: Daemon
    environment: dict[str, str]

    @classmethod
    def open(cls, report: Report) -> "Session":
        """Start what is not running, and see to it that the stacks exist.

        Raises:
            ToolchainError: there is no Pulumi, and none can be had.
            DaemonError: the local cloud does not come up.
        """
        toolchain = resolve(report)
        running = daemon.start(cloud_directory(), report)
        plugin.install(pulumi_home(), cloud_directory())
        copies = state_directory() / "pulumi-config"
        write_launcher(launchers() / "pulumi", "tools.local.shim", toolchain.pulumi, copies)
        stacks.create_missing(state_backend())
        return cls(toolchain, running, environment(toolchain, running.endpoint))

    def pulumi(self, *arguments: str) -> int:
        """Run Pulumi in the checkout, with our own input and output, and return its exit code.

        A signal that ends us reaches it, so that it can end its run in good order, and we wait for that.
        """
        child = subprocess.Popen(["pulumi", *arguments], cwd=ROOT, env=self.environment)
        # In a terminal's foreground, Ctrl-C goes to Pulumi too; a second one makes it give up at once.
        interrupt = (lambda *_: None) if _in_foreground() else (lambda number, _: child.send_signal(number))
        handlers = {signal.SIGINT: interrupt}
        for number in (signal.SIGTERM, signal.SIGHUP):
            handlers[number] = lambda number, _: child.send_signal(number)
        former = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            code = child.wait()
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        return code if code >= 0 else 128 - code

    def pulumi_output(self, *arguments: str, input: str | None = None) -> str:
        """Run Pulumi in the checkout and return what it prints on standard output.

        Raises:
            subprocess.CalledProcessError: it fails; its errors have gone to ours.
        """
        return subprocess.run(
            ["pulumi", "--non-interactive", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=input,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def become(self, command: list[str]) -> None:
        """Replace this process by `command`, whose own the signals and the exit code are from then on.

        Raises:
            OSError: the command cannot be started.
        """
        os.execvpe(command[0], command, self.environment)


def _in_foreground() -> bool:
    """Whether the terminal sends Ctrl-C to this process and its children alike."""
    try:
        with Path("/dev/tty").open() as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
