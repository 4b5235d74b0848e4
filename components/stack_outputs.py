"""What a shared-infra stack publishes, and how another project reads it.

from shared_infra.stack_outputs import read

shared = read("acme/shared-infra/prod")
pulumi.export("subnets", shared.apply(lambda outputs: list(outputs.subnet_ids["compute"].values())))
"""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

CONTRACT_VERSION = 1
"""Version of `StackOutputs`. It rises when a field goes, or changes its type or meaning; a new field is no
reason."""


class StackOutputsError(pulumi.RunError):
    """A stack publishes something else than this library reads. Ends a program with its message alone."""


class StackOutputs(BaseModel):
    """The outputs of a shared-infra stack; exported under the camelCase names of the fields.

    Outputs that this version does not know are ignored, so that a stack can publish more than its readers
    ask for.
    """

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, strict=True)

    contract_version: int
    """`CONTRACT_VERSION` of the program that deployed the stack."""
    environment: str
    """local, dev, staging or prod."""
    region: str
    """AWS region, as us-east-1."""
    vpc_id: str
    vpc_cidr: str
    """Address block of the VPC, as 10.0.0.0/16."""
    subnet_ids: dict[str, dict[str, str]]
    """Subnet by tier (public, compute, data, messaging), then by the letter of its zone."""
    nat_public_ips: dict[str, str]
    """Addresses from which the compute tier calls the internet, by letter of the NAT gateway's zone."""
    security_group_ids: dict[str, str]
    """Security group by name: alb, api, worker, ai, rds, documentdb, redis, opensearch, msk; and endpoints,
    where the network has interface endpoints."""
    key_arns: dict[str, str]
    """ARN of the KMS key by the class of data that it encrypts: internal, confidential, restricted."""
    flow_log_group_name: str
    """CloudWatch log group of the VPC's flow logs."""
    bastion_instance_id: str | None = None
    """The bastion, where the stack has one."""


def read(
    stack: str | pulumi.StackReference, opts: pulumi.ResourceOptions | None = None
) -> pulumi.Output[StackOutputs]:
    """The outputs of another stack, checked.

    `stack` is the fully qualified name, `organization/shared-infra/environment` (organization is
    `organization` on self-managed backends), or a StackReference that exists already; `opts` are options of
    the reference. The output raises StackOutputsError when the stack has no outputs, lacks one or has one
    of another type, or follows a contract of another version. Secret outputs stay secret.
    """
    reference = stack if isinstance(stack, pulumi.StackReference) else pulumi.StackReference(stack, opts=opts)
    return pulumi.Output.all(reference.name, reference.outputs).apply(lambda both: check(both[0], both[1]))


def check(stack: str, outputs: Mapping[str, Any]) -> StackOutputs:
    """The outputs by exported name, as a model; `stack` is named in errors. Raises StackOutputsError."""
    version_key = str(StackOutputs.model_fields["contract_version"].alias)
    version = outputs.get(version_key)
    if version is None:
        found = ", ".join(sorted(outputs)) or "none"
        raise StackOutputsError(
            f"stack '{stack}' has no output {version_key} (its outputs: {found}). It is no shared-infra"
            " stack, or it was never deployed: check its name, or run `pulumi up` on it first"
        )
    if version != CONTRACT_VERSION:
        newer = isinstance(version, int | float) and version > CONTRACT_VERSION
        remedy = "install a newer release of shared-infra here" if newer else "run `pulumi up` on that stack"
        raise StackOutputsError(
            f"stack '{stack}' publishes outputs of contract version {json.dumps(version)}; this release of"
            f" shared-infra reads version {CONTRACT_VERSION}: {remedy}"
        )
    try:
        # Numbers of a stack reference may arrive as floats.
        return StackOutputs.model_validate({**outputs, version_key: CONTRACT_VERSION})
    except ValidationError as error:
        raise StackOutputsError(_shape_message(stack, error)) from None


def _shape_message(stack: str, error: ValidationError) -> str:
    lines = [f"stack '{stack}' does not publish what contract version {CONTRACT_VERSION} promises:"]
    for details in error.errors(include_url=False):
        path = ".".join(map(str, details["loc"]))
        # The type only: the value could be a secret.
        given = type(details["input"]).__name__
        problem = "missing" if details["type"] == "missing" else f"{details['msg']}, not {given}"
        lines.append(f"  {path}: {problem}")
    lines.append("run `pulumi up` on that stack with the current release of shared-infra")
    return "\n".join(lines)
