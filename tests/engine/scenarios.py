"""Programs that use one component each, deployed as stacks of their own beside one network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.engine.harness import ROOT, LocalCloud

PROGRAM = ROOT / "tests" / "engine" / "programs" / "components"


@dataclass(frozen=True)
class Scenario:
    """The stack of one module of tests/engine/programs/components/scenarios, which has its name."""

    cloud: LocalCloud
    name: str

    def pulumi(self, command: str, *arguments: str, succeeds: bool = True) -> str:
        """Run a command on the stack, and return all that it prints."""
        options = ["--stack", self.name, "--yes", "--skip-preview", "--color", "never"]
        return self.cloud.run("pulumi", command, *options, *arguments, cwd=PROGRAM, succeeds=succeeds)

    def up(self, version: str, *, succeeds: bool = True) -> str:
        """Deploy a version of the program."""
        return self.pulumi("up", *self._config(version), succeeds=succeeds)

    def outputs(self) -> Any:
        """What the program exports."""
        command = ["stack", "output", "--json", "--show-secrets", "--stack", self.name]
        return self.cloud.json("pulumi", *command, cwd=PROGRAM)

    def assert_settled(self, version: str) -> None:
        """A second deployment would change nothing, and neither would a refresh."""
        for command in (
            ("preview", "--diff", "--expect-no-changes", *self._config(version)),
            ("refresh", "--preview-only", "--diff", "--expect-no-changes"),
        ):
            options = ["--stack", self.name, "--color", "never"]
            self.cloud.run("pulumi", command[0], *options, *command[1:], cwd=PROGRAM)

    def destroy(self, *, succeeds: bool = True) -> str:
        """Delete all that the stack has."""
        return self.pulumi("destroy", succeeds=succeeds)

    def client(self, service: str) -> Any:
        """A boto3 client on the local cloud's endpoint."""
        return self.cloud.client(service)

    def _config(self, version: str) -> list[str]:
        return ["--config", f"scenario={self.name}", "--config", f"version={version}"]


@contextmanager
def deployed_scenario(cloud: LocalCloud, name: str, version: str = "first") -> Iterator[Scenario]:
    """A scenario that is up; the test destroys it, and shows that nothing is left."""
    cloud.run("pulumi", "stack", "init", name, cwd=PROGRAM)
    scenario = Scenario(cloud, name)
    scenario.up(version)
    yield scenario
