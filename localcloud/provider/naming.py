"""Automatic names: Pulumi's, made when inputs are checked, and those from a prefix, made at the create."""

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from localcloud.provider.definition import Resource
from localcloud.provider.values import Properties

DEFAULTS: Final = "__defaults"
"""The input in which the provider keeps the names of the inputs that it filled in itself."""

_SUFFIX_LENGTH: Final = 7


class NoNameError(ValueError):
    """The configuration `pulumi:autonaming` forbids automatic names, and the program gives none."""


@dataclass(frozen=True)
class Autonaming:
    """The engine's wishes for automatic names: a proposed name, and whether it must or must not be used."""

    proposed: str | None = None
    enforced: bool = False
    disabled: bool = False


NO_WISHES: Final = Autonaming()


def automatic_name(
    resource: Resource,
    inputs: Properties,
    old_inputs: Properties,
    *,
    name: str,
    seed: bytes,
    autonaming: Autonaming,
) -> str | None:
    """The name for a resource that has none: the automatic one that it has already, or a new one.

    None if the type takes no name or the program gives one. Raises NoNameError.
    """
    key = resource.named
    if key is None or inputs.get(key) or inputs.get(f"{key}Prefix"):
        return None
    if is_automatic(resource, old_inputs) and old_inputs.get(key):
        return str(old_inputs[key])
    if autonaming.disabled:
        raise NoNameError(f"missing {key!r}: automatic names are disabled by pulumi:autonaming")
    if autonaming.enforced and autonaming.proposed:
        return autonaming.proposed
    suffix = seed.hex()[:_SUFFIX_LENGTH] or sha256(name.encode()).hexdigest()[:_SUFFIX_LENGTH]
    proposed = autonaming.proposed or f"{name[: resource.autoname_length - _SUFFIX_LENGTH - 1]}-{suffix}"
    return resource.autoname_format(proposed)


def is_automatic(resource: Resource, inputs: Properties) -> bool:
    """Whether the name in checked inputs was made automatically."""
    return resource.named in inputs.get(DEFAULTS, ())


def with_prefixed_name(resource: Resource, inputs: Properties) -> Properties:
    """The inputs with a unique name made of `namePrefix`, where the program gives that instead of a name."""
    key = resource.named
    prefix = inputs.get(f"{key}Prefix") if key else None
    if key is None or not prefix or inputs.get(key):
        return inputs
    # Terraform's form: the time to a tenth of a millisecond and eight more hexadecimal digits.
    moment = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}{time.time_ns() // 100_000 % 10_000:04d}"
    return {**inputs, key: f"{prefix}{moment}{secrets.token_hex(4)}"}
