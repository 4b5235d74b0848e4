"""The KMS keys of a component: those that it is given, and one of its own for all else."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from ._base import SharedComponent
from ._tags import DataClass
from .kms_key import KmsKey


@dataclass(frozen=True)
class Encrypted:
    """Something that a component encrypts."""

    key_arn: pulumi.Input[str] | None
    """The key given for it."""
    services: Sequence[str]
    """AWS services that use the key, by their names in KmsKey."""


def key_arns(
    component: SharedComponent, parts: Sequence[Encrypted], data_class: DataClass, tags: dict[str, str]
) -> list[pulumi.Output[str]]:
    """The key of each part, in order; those without one share a key `<component>-key`, made here."""
    bare = [part for part in parts if part.key_arn is None]
    own = _create_key(component, bare, data_class, tags).key_arn if bare else None
    arns = [own if part.key_arn is None else part.key_arn for part in parts]
    return [pulumi.Output.from_input(arn) for arn in arns if arn is not None]


def _create_key(
    component: SharedComponent, parts: Sequence[Encrypted], data_class: DataClass, tags: dict[str, str]
) -> KmsKey:
    return KmsKey(
        component.child_name("key"),
        {
            "description": f"Encrypts the data and logs of {component.pulumi_resource_name}.",
            "services": sorted({service for part in parts for service in part.services}),
            "data_class": data_class,
            "tags": tags,
        },
        component.child_options(),
    )
