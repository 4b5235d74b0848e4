"""Starts the policy pack: `pulumi preview --policy-pack policies`."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from pulumi_policy import EnforcementLevel, PolicyPack

_FOLDER = Path(__file__).resolve().parent


def _make_importable() -> None:
    """Registers this folder as the package `policies`, whatever it is called and whatever lies beside it.

    The engine runs the folder, not the package. Putting its parent on the path would drag in the whole
    repository.
    """
    spec = spec_from_file_location(
        "policies", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{_FOLDER} is not a Python package: __init__.py is missing")
    package = module_from_spec(spec)
    sys.modules["policies"] = package
    spec.loader.exec_module(package)


_make_importable()

from policies.pack import NAME, policies  # noqa: E402 - the package has to be made importable first

PolicyPack(NAME, policies(), EnforcementLevel.MANDATORY)
