"""What a shared-infra stack publishes, and how another project reads it.

from shared_infra.stack_outputs import read

shared = read("acme/shared-infra/prod")
pulumi.export("subnets", shared.apply(lambda outputs: list(outputs.subnet_ids["compute"].values())))
"""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

CONTRACT_VERSION = 1
"""Version of `StackOutputs`. It rises when a field goes, or changes its type or meaning; a new field is no
reason."""


class StackOutputsError(pulumi.RunError):
    """A stack publishes something else than this library reads. Ends a program with its message alone."""


class Published(BaseModel):
    """Outputs that this version does not know are ignored, so that a stack can publish more than its readers
    ask for. Numbers of a stack reference may arrive as floats."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, strict=True)


class LoadBalancerOutputs(Published):
    """The load balancer: services of other stacks add rules to its listener."""

    load_balancer_arn: str
    load_balancer_arn_suffix: str
    """End of the ARN, by which CloudWatch's metrics name it."""
    dns_name: str
    hosted_zone_id: str
    """Route 53 zone of `dns_name`, for alias records."""
    https_listener_arn: str


class ClusterOutputs(Published):
    """The ECS cluster."""

    cluster_arn: str
    cluster_name: str
    exec_log_group_arn: str
    """Log group of commands run in containers."""
    kms_key_arn: str
    """Key of those sessions."""


class ServiceOutputs(Published):
    """A service in the cluster."""

    service_name: str
    service_arn: str
    task_definition_arn: str
    """ARN of the task definition that was deployed, with its revision."""
    task_role_arn: str | None = None
    image: str
    log_group_name: str
    repository_url: str
    """Where its images are pushed to."""


class DatabaseOutputs(Published):
    """PostgreSQL."""

    identifier: str
    arn: str
    endpoint: str
    proxy_endpoint: str | None = None
    """The proxy, where there is one."""
    port: int = Field(strict=False)
    database_name: str
    user_arn_prefixes: list[str]
    """How the ARNs of database users start, for the right rds-db:connect; the user's name follows."""
    master_user_secret_arn: str
    instance_identifiers: list[str]


class DocumentsOutputs(Published):
    """DocumentDB."""

    identifier: str
    arn: str
    endpoint: str
    reader_endpoint: str
    port: int = Field(strict=False)
    master_user_secret_arn: str
    instance_identifiers: list[str]


class CacheOutputs(Published):
    """Redis."""

    replication_group_id: str
    replication_group_arn: str
    configuration_endpoint: str
    port: int = Field(strict=False)
    user_arns: dict[str, str]
    """ARN of the user of each service that may log in."""


class SearchOutputs(Published):
    """OpenSearch."""

    domain_name: str
    domain_arn: str
    endpoint: str
    master_role_arn: str
    """Role that administers the domain's own access control."""


class EventsOutputs(Published):
    """Kafka."""

    cluster_arn: str
    cluster_name: str
    bootstrap_brokers: str
    """Hosts and ports, separated by commas, for IAM over TLS."""
    topic_arn_prefix: str
    group_arn_prefix: str


class BackupsOutputs(Published):
    """AWS Backup."""

    vault_name: str
    vault_arn: str
    role_arn: str
    """What a restore is given."""
    export_role_arn: str | None = None
    """What an export of a snapshot to the bucket `backups` is given."""


class PipelineOutputs(Published):
    """GitHub Actions."""

    preview_role_arn: str
    deploy_role_arn: str
    permissions_boundary_arn: str
    role_path: str


class KubernetesOutputs(Published):
    """The EKS cluster."""

    cluster_name: str
    cluster_arn: str
    endpoint: str
    certificate_authority: str
    security_group_id: str


class SecretOutputs(Published):
    """A secret, whose value is not here."""

    arn: str
    description: str
    fields: dict[str, str]
    """Where the value of each field comes from, in the words of `python -m ops secrets`."""


class StackOutputs(Published):
    """The outputs of a shared-infra stack; exported under the camelCase names of the fields."""

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
    """Security group by name: alb, rds, documentdb, redis, opensearch, msk, and one for each service that has
    a row in the access table; endpoints and rds-proxy, where there are any."""
    key_arns: dict[str, str]
    """ARN of the KMS key by the class of data that it encrypts: internal, confidential, restricted."""
    flow_log_group_name: str
    """CloudWatch log group of the VPC's flow logs."""
    bastion_instance_id: str | None = None
    """The bastion, where the stack has one."""
    domain_name: str
    """Domain name of the environment."""
    hosted_zone_id: str
    """Its public hosted zone."""
    hosted_zone_name_servers: list[str] | None = None
    """Name servers that the domain above has to delegate to, where the stack made the zone."""
    certificate_arn: str
    """Certificate of the domain name and of the names one level below it."""
    load_balancer: LoadBalancerOutputs
    cluster: ClusterOutputs
    services: dict[str, ServiceOutputs]
    """The services by name."""
    database: DatabaseOutputs
    documents: DocumentsOutputs
    cache: CacheOutputs
    search: SearchOutputs
    events: EventsOutputs
    bucket_names: dict[str, str]
    """Bucket by what it stores: files, assets, backups, logs."""
    backups: BackupsOutputs
    secrets: dict[str, SecretOutputs]
    """The secrets by name."""
    pipeline: PipelineOutputs | None = None
    """Roles of GitHub Actions, where the settings name a repository."""
    kubernetes: KubernetesOutputs | None = None
    """The EKS cluster, where it is enabled."""


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
