"""Which Python runs a program, what it has installed, and what installs more."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LIST_DISTRIBUTIONS = """
import importlib.metadata, json, re
found = {d.name: (d.version, d.requires or []) for d in importlib.metadata.distributions()}
def plain(name): return re.sub("[-_.]+", "-", re.split("[^A-Za-z0-9._-]", name, maxsplit=1)[0]).lower()
required = {plain(r) for _, requires in found.values() for r in requires}
print(json.dumps([[name, version, plain(name) in required] for name, (version, _) in sorted(found.items())]))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python executable, and the virtual environment that it belongs to unless it is the host's own."""

    executable: Path
    virtual_environment: Path | None = None

    @classmethod
    def of(cls, root_directory: str, options: Mapping[str, object]) -> "Interpreter":
        """The interpreter for a project in `root_directory` with the `runtime.options` of its project file.

        It is the one of option `virtualenv` (relative to the root directory) if that exists, else the one
        that this process runs on. Other options (`toolchain`, `typechecker`) have no effect.
        """
        environment = _virtual_environment(root_directory, options)
        if environment is not None and (executable := _executable(environment)).is_file():
            return cls(executable, environment)
        return cls(Path(sys.executable))

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment variables `base`, changed as `activate` of the virtual environment would."""
        variables = dict(base)
        if self.virtual_environment is not None:
            variables.pop("PYTHONHOME", None)
            variables["VIRTUAL_ENV"] = str(self.virtual_environment)
            variables["PATH"] = os.pathsep.join([str(self.executable.parent), base.get("PATH", os.defpath)])
        return variables

    def version(self) -> str:
        """The interpreter's version, for example `3.11.9`."""
        if self.virtual_environment is None:
            return platform.python_version()
        return self._output("import platform; print(platform.python_version())").strip()

    def distributions(self, transitive: bool) -> list[tuple[str, str]]:
        """Names and versions of what is installed; unless `transitive`, only what nothing else requires."""
        found: list[tuple[str, str, bool]] = json.loads(self._output(_LIST_DISTRIBUTIONS))
        return [(name, version) for name, version, required in found if transitive or not required]

    def _output(self, code: str) -> str:
        command: list[str | Path] = [self.executable, "-I", "-c", code]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        ).stdout


def installation(
    root_directory: str, directory: str, options: Mapping[str, object]
) -> list[list[str | Path]] | None:
    """The commands that install a project's dependencies, to be run in `directory`, the program's folder.

    They make the virtual environment that the option `virtualenv` names, if need be, and install
    `requirements.txt` into it, if there is one. `None` without that option: the program then runs on this
    process's own interpreter, which belongs to the checkout and follows its lock, so nothing is to be
    installed.
    """
    environment = _virtual_environment(root_directory, options)
    if environment is None:
        return None
    executable = _executable(environment)
    commands: list[list[str | Path]] = []
    if not executable.is_file():
        commands.append([sys.executable, "-m", "venv", environment])
    if Path(directory, "requirements.txt").is_file():
        pip: list[str | Path] = [executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        commands.append([*pip, "--requirement", "requirements.txt"])
    return commands


def _virtual_environment(root_directory: str, options: Mapping[str, object]) -> Path | None:
    configured = options.get("virtualenv")
    return Path(root_directory, str(configured)) if configured else None


def _executable(environment: Path) -> Path:
    return environment / "bin" / "python"
