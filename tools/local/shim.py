"""What runs as `pulumi` in the local cloud's environment: it keeps Pulumi from writing to the checkout.

Pulumi needs a secrets provider for each stack and notes it in `Pulumi.<stack>.yaml`, where the local
cloud's has no place: a real deployment chooses its own. No environment variable changes that, but the
commands that read a stack's configuration take `--config-file`; so they get a copy of the file with the
local secrets provider.

Standard library only, for it runs before every `pulumi`.
"""

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PASSPHRASE = "local"
"""Of the local stacks' secrets. It protects nothing: whoever can read the state can read this file."""

ENCRYPTION_SALT = "v1:TnQkVxX01lE=:v1:V6vGUBdNiS7rj6mj:jSKbNeKvz49+ip28Zvlt4uFXsrwA+Q=="
"""What Pulumi stores for that passphrase: a salt, and a text to recognise the passphrase by."""

READ_CONFIGURATION = frozenset(
    {"up", "update", "preview", "pre", "refresh", "destroy", "down", "dn", "import", "watch", "logs"}
)
"""The commands that take `--config-file`, with their aliases, except `config`: that edits the checkout's
file.
"""

_FLAGS_WITH_VALUE = {
    **dict.fromkeys(("-C", "--cwd"), "cwd"),
    **dict.fromkeys(("-s", "--stack"), "stack"),
    "--config-file": "config-file",
    **dict.fromkeys(
        ("--color", "--tracing", "--otel-traces", "--profiling", "--memprofilerate", "--verbose", "-v"),
        "other",
    ),
}

_SECRETS_PROVIDER = re.compile(r"^(encryptionsalt|encryptedkey|secretsprovider):.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class CommandLine:
    """What the shim must know of Pulumi's arguments."""

    words: tuple[tuple[int, str], ...]
    """Positions and texts of the arguments that are neither flags nor values of flags known here."""
    flags: dict[str, str]
    """Values of `cwd`, `stack` and `config-file`, as far as given."""

    @classmethod
    def parse(cls, arguments: Sequence[str]) -> "CommandLine":
        """Read arguments in the ways that Pulumi accepts: `--stack a`, `--stack=a`, `-s a`, `-s=a`, `-sa`."""
        words: list[tuple[int, str]] = []
        flags: dict[str, str] = {}
        positions = iter(range(len(arguments)))
        for position in positions:
            argument = arguments[position]
            name, equals, value = argument.partition("=")
            if argument == "--":
                break
            if name not in _FLAGS_WITH_VALUE and not name.startswith("--") and name[:2] in _FLAGS_WITH_VALUE:
                name, equals, value = argument[:2], "=", argument[2:]
            if name in _FLAGS_WITH_VALUE:
                if not equals:
                    value = arguments[after] if (after := next(positions, None)) is not None else ""
                flags[_FLAGS_WITH_VALUE[name]] = value
            elif not argument.startswith("-"):
                words.append((position, argument))
        return cls(tuple(words), flags)

    @property
    def command(self) -> str:
        """The command with its first operand, for example `stack rm`; empty when there is none."""
        return " ".join(word for _, word in self.words[:2])


def rewrite(arguments: Sequence[str], copies: Path) -> list[str]:
    """The arguments to give to the real Pulumi for `arguments`.

    Args:
        arguments: as the user typed them, without the program's name.
        copies: the folder for copies of configuration files; made if need be.

    Raises:
        ValueError: the command would delete a stack's configuration file from the checkout.
    """
    line = CommandLine.parse(arguments)
    result = list(arguments)
    if line.command == "stack rm":
        result.insert(line.words[1][0] + 1, "--preserve-config")
        return result
    generating = not any(argument.startswith("--generate-code") for argument in arguments)
    if line.words and line.words[0][1] == "import" and generating:
        # Code is generated from the package's schema, which only the official aws plugin has.
        result.insert(line.words[0][0] + 1, "--generate-code=false")
    if not line.words or line.words[0][1] not in READ_CONFIGURATION or "config-file" in line.flags:
        return result
    stack = (line.flags.get("stack") or os.environ.get("PULUMI_STACK", "")).rpartition("/")[2]
    configuration = _configuration_file(Path.cwd() / line.flags.get("cwd", ""), stack) if stack else None
    if configuration is None:
        return result
    if "--remove" in arguments and configuration.exists():
        raise ValueError(
            f"`--remove` would delete {configuration} from the checkout; leave the flag out, "
            f"and use `pulumi stack rm {stack}` afterwards to forget the stack"
        )
    result.insert(line.words[0][0] + 1, f"--config-file={_copy(configuration, copies)}")
    return result


def main() -> None:
    """Become the real Pulumi. Arguments: its path, the folder for copies, then what the user typed."""
    pulumi, copies, *arguments = sys.argv[1:]
    try:
        arguments = rewrite(arguments, Path(copies))
    except ValueError as error:
        sys.exit(f"error: {error}")
    os.execv(pulumi, ["pulumi", *arguments])


def _configuration_file(directory: Path, stack: str) -> Path | None:
    """Where Pulumi, run in `directory`, expects the configuration of `stack`; None outside of a YAML
    project.
    """
    for folder in (directory, *directory.parents):
        for extension in (".yaml", ".yml"):
            project = folder / f"Pulumi{extension}"
            if project.is_file():
                configured = re.search(
                    r"^stackConfigDir:\s*[\"']?([^\"'#\n]+)", project.read_text(), re.MULTILINE
                )
                return folder / (configured[1].strip() if configured else "") / f"Pulumi.{stack}{extension}"
    return None


def _copy(configuration: Path, copies: Path) -> Path:
    """Copy a configuration file, with the local secrets provider unless it has a passphrase's already."""
    text = configuration.read_text() if configuration.exists() else ""
    providers = {match[1] for match in _SECRETS_PROVIDER.finditer(text)}
    if providers != {"encryptionsalt"}:
        text = _SECRETS_PROVIDER.sub("", text)
        text += f"{'' if not text or text.endswith(chr(10)) else chr(10)}encryptionsalt: {ENCRYPTION_SALT}\n"
    project = hashlib.sha256(str(configuration.parent.resolve()).encode()).hexdigest()[:12]
    copy = copies / project / configuration.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    part.write_text(text)
    part.replace(copy)
    return copy
