"""The repository as its own tests look at it: files, modules and what they import."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """All files that are, or are about to be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listing.stdout.split("\0")) - {""})
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def python_files(folder: str) -> list[Path]:
    """The Python files under version control in a folder of the root; `.` is the root without its folders."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and (path.parent == ROOT if folder == "." else path.is_relative_to(ROOT / folder))
    ]


def relative(path: Path) -> str:
    """A file's path from the root, as messages show it."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@dataclass(frozen=True)
class Import:
    """One module that a file imports, at its head, inside a function, or by `import_module` with a text."""

    path: Path
    line: int
    module: str
    """Full name; of a relative import the name after the dots."""
    level: int
    """How many dots stand before it."""

    @property
    def top(self) -> str:
        """The first part of the module's name."""
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{relative(self.path)}:{self.line} imports {'.' * self.level}{self.module}"


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Everything that a file imports."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[Import]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name, 0)
        elif isinstance(node, ast.ImportFrom):
            yield Import(path, node.lineno, node.module or "", node.level)
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                name = argument.value
                yield Import(path, node.lineno, name.lstrip("."), len(name) - len(name.lstrip(".")))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
