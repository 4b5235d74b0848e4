"""The first way: an installed `pulumi` that is new enough and comes with its Python host."""

import os
import shutil
from pathlib import Path

from tools import GENERATED, cache_directory
from tools.pulumi.versions import PULUMI, stated_version
from tools.pulumi.ways import Toolchain, UnavailableError

LANGUAGE_HOST = "pulumi-language-python"


class NotInstalledError(UnavailableError):
    """There is no `pulumi` on PATH at all, which is nothing that the user has to know or mend."""


def find() -> Toolchain:
    """The toolchain on PATH.

    Raises:
        NotInstalledError: no `pulumi` on PATH.
        UnavailableError: there is one, but it is too old, of another major version, broken, or without its
            host.
    """
    pulumi = _which("pulumi")
    if pulumi is None:
        raise NotInstalledError("no `pulumi` on PATH")
    try:
        version = stated_version([pulumi, "version"])
    except ValueError as error:
        raise UnavailableError(str(error)) from error
    if version < PULUMI or version.major != PULUMI.major:
        raise UnavailableError(f"{pulumi} is version {version}, wanted is {PULUMI} or newer")
    host = _which(LANGUAGE_HOST)
    if host is None:
        raise UnavailableError(f"{pulumi} has no `{LANGUAGE_HOST}` on PATH to run Python programs with")
    directories = tuple(dict.fromkeys((pulumi.parent, host.parent)))
    return Toolchain(str(version), "path", directories, pulumi)


def _which(command: str) -> Path | None:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which(command, path=folder) if folder else None
        if found and not _is_ours(Path(found)):
            return Path(found).absolute()
    return None


def _is_ours(executable: Path) -> bool:
    """Whether the tools put it there: inside `scripts/local`, PATH already leads to what they made."""
    if executable.absolute().is_relative_to(cache_directory()):
        return True
    with executable.open("rb") as file:
        return GENERATED.encode() in file.read(200)
