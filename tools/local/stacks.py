"""The stacks in the local backend, read from its files: what `pulumi stack ls` says, without starting
Pulumi.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from tools import ROOT

ORGANIZATION = "organization"
"""What Pulumi calls the owner of all stacks in such a backend."""


@dataclass(frozen=True)
class Stack:
    """One stack as its last checkpoint has it."""

    name: str
    resources: int
    """How many resources it holds; component resources, providers and the stack itself included."""
    updated: datetime | None
    """When it was last written to, or None for a stack that never was deployed."""
    pending: tuple[str, ...]
    """The URNs of resources that an interrupted run was working on."""
    protected: tuple[str, ...] = ()
    """The URNs of resources that Pulumi refuses to delete."""


def project() -> str:
    """The project's name, from `Pulumi.yaml`."""
    return str(yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"])


def configured() -> list[str]:
    """The names of the stacks that the checkout has a `Pulumi.<stack>.yaml` for, sorted."""
    return sorted(file.name.split(".")[1] for file in ROOT.glob("Pulumi.*.yaml"))


def stack_file(backend: Path, name: str) -> Path:
    """Where `backend` keeps the checkpoint of a stack of this project."""
    return backend / ".pulumi" / "stacks" / project() / f"{name}.json"


def lock_directory(backend: Path, name: str) -> Path:
    """Where `backend` keeps the locks of a stack of this project."""
    return backend / ".pulumi" / "locks" / ORGANIZATION / project() / name


def create_missing(backend: Path) -> None:
    """Make each configured stack exist, as `pulumi stack init` does, but at once and in `backend` only."""
    _write_once(backend / ".pulumi" / "meta.yaml", "version: 1\n")
    for name in configured():
        checkpoint = {"version": 3, "checkpoint": {"stack": f"{ORGANIZATION}/{project()}/{name}"}}
        _write_once(stack_file(backend, name), json.dumps(checkpoint))


def existing(backend: Path) -> list[Stack]:
    """All stacks of this project in `backend`, by name."""
    return [_read(file) for file in sorted(stack_file(backend, "*").parent.glob("*.json"))]


def _read(file: Path) -> Stack:
    latest = json.loads(file.read_text())["checkpoint"].get("latest") or {}
    resources = latest.get("resources") or []
    written = latest.get("manifest", {}).get("time")
    return Stack(
        name=file.stem,
        resources=len(resources),
        updated=datetime.fromisoformat(written) if written else None,
        pending=tuple(operation["resource"]["urn"] for operation in latest.get("pending_operations") or []),
        protected=tuple(resource["urn"] for resource in resources if resource.get("protect")),
    )


def _write_once(file: Path, text: str) -> None:
    """Write `file` completely unless it is there, whoever else does the same at the same time."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.write_text(text)
    try:
        os.link(part, file)
    except FileExistsError:
        return
    finally:
        part.unlink()
