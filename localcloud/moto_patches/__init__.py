"""What moto gets wrong, put right: one module per service, each with an idempotent `apply() -> None`.

A module has the name of moto's package for the service (`awslambda`, not `lambda`), and is applied before the
first use of that service: importing a service of moto costs time and memory, so none is imported before it is
needed. A module whose name moto does not know defines a new service and is applied at once.

`core`, `memory` and `persistence` are about no one service; they make moto fit to be kept in a daemon.
"""

import functools
import importlib
import pkgutil
from typing import Final

import moto.backends

from localcloud.moto_patches import core, memory, persistence

_FOR_ALL: Final = frozenset({"core", "memory", "persistence"})


@functools.cache
def apply(package: str) -> None:
    """Applies the patches of one of moto's packages, if there are any."""
    for patches in (memory.PACKAGES, persistence.PACKAGES):
        if package in patches:
            patches[package]()
    if package in _services():
        importlib.import_module(f"{__name__}.{package}").apply()


def apply_core() -> None:
    """Applies what must be in place before any request: the core's patches and the services moto lacks."""
    memory.read_models_plainly()
    memory.defer_offerings()
    core.apply()
    for package in sorted(_services() - set(moto.backends.list_of_moto_modules())):
        apply(package)


def apply_all() -> None:
    """Applies everything."""
    apply_core()
    for package in sorted(_services() | persistence.PACKAGES.keys() | memory.PACKAGES.keys()):
        apply(package)


@functools.cache
def _services() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(__path__)) - _FOR_ALL
