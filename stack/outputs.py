"""What a stack publishes. The names and shapes are those that `components/stack_outputs.py` reads."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.stack_outputs import CONTRACT_VERSION, StackOutputs


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The fields of StackOutputs, as the running program knows them."""

    environment: str
    region: str
    vpc_id: pulumi.Input[str]
    vpc_cidr: pulumi.Input[str]
    subnet_ids: pulumi.Input[Mapping[str, pulumi.Input[Mapping[str, pulumi.Input[str]]]]]
    nat_public_ips: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    security_group_ids: Mapping[str, pulumi.Input[str]]
    key_arns: Mapping[str, pulumi.Input[str]]
    flow_log_group_name: pulumi.Input[str]
    bastion_instance_id: pulumi.Input[str] | None
    contract_version: int = CONTRACT_VERSION


def export(outputs: Outputs) -> None:
    """Publishes every field of the contract under its exported name."""
    for name, field in StackOutputs.model_fields.items():
        pulumi.export(str(field.alias), getattr(outputs, name))
