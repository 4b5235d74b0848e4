"""Rights of a workload: each a kind of access to given resources, turned into a policy. Pure: no resources
here.

Every right names its resources. The few actions that AWS ties to no resource are kinds of their own, which
take none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pulumi

from ._iam import Statement, document


class Access(StrEnum):
    """What a workload may do with a resource."""

    READ_OBJECTS = "read-objects"
    """List and read the objects of a bucket, by its ARN."""
    WRITE_OBJECTS = "write-objects"
    """List, read, write and delete the objects of a bucket, by its ARN."""
    READ_SECRET = "read-secret"
    """Read the value of a secret, by its ARN."""
    USE_KEY = "use-key"
    """Encrypt and decrypt with a KMS key, by its ARN, through the services that the key's policy admits."""
    CONNECT_DATABASE = "connect-database"
    """Log in to RDS with IAM, by the ARN of the database user (arn:aws:rds-db:...:dbuser:...)."""
    CONNECT_CACHE = "connect-cache"
    """Log in to ElastiCache with IAM, by the ARNs of the replication group and of the user."""
    SEARCH = "search"
    """Read and write documents and indices of an OpenSearch domain, by its ARN."""
    WRITE_METRICS = "write-metrics"
    """Send metrics to a workspace of Managed Prometheus, by its ARN."""
    INVOKE_MODEL = "invoke-model"
    """Call a model of Bedrock, by its ARN."""
    SEND_TRACES = "send-traces"
    """Send traces to X-Ray, which has no resources."""
    EXECUTE_COMMAND = "execute-command"
    """Be entered with `aws ecs execute-command`; sessions have no ARN that is known before."""


@dataclass(frozen=True)
class _Part:
    actions: Sequence[str]
    below: str = ""
    """What follows the ARN of the resource: empty for the resource itself."""


_LIST_BUCKET = _Part(("s3:GetBucketLocation", "s3:ListBucket"))

_PARTS: Mapping[Access, Sequence[_Part]] = {
    Access.READ_OBJECTS: (_LIST_BUCKET, _Part(("s3:GetObject",), "/*")),
    Access.WRITE_OBJECTS: (
        _LIST_BUCKET,
        _Part(("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"), "/*"),
    ),
    Access.READ_SECRET: (_Part(("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")),),
    Access.USE_KEY: (_Part(("kms:Decrypt", "kms:GenerateDataKey")),),
    Access.CONNECT_DATABASE: (_Part(("rds-db:connect",)),),
    Access.CONNECT_CACHE: (_Part(("elasticache:Connect",)),),
    Access.SEARCH: (
        _Part(("es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut"), "/*"),
    ),
    Access.WRITE_METRICS: (_Part(("aps:RemoteWrite",)),),
    Access.INVOKE_MODEL: (_Part(("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")),),
}

_WITHOUT_RESOURCES: Mapping[Access, Sequence[str]] = {
    Access.SEND_TRACES: (
        "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ),
    Access.EXECUTE_COMMAND: (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
}


def takes_resources(access: Access) -> bool:
    """Whether a right of this kind names resources."""
    return access in _PARTS


def grant_statements(access: Access, *resource_arns: pulumi.Input[str]) -> list[Statement]:
    """The policy statements that give one right, as EcsService takes them in `task_role_statements`.

    `resource_arns` may be Outputs. Raises ValueError when there are none and the kind of access needs some,
    or the other way round.
    """
    if takes_resources(access) != bool(resource_arns):
        raise ValueError(
            f"{access} takes {'at least one resource' if takes_resources(access) else 'no resource'}"
        )
    if not takes_resources(access):
        return [_allow(_WITHOUT_RESOURCES[access], ["*"])]
    return [
        _allow(part.actions, [_joined(arn, part.below) for arn in resource_arns]) for part in _PARTS[access]
    ]


def grant_policy(access: Access, resource_arns: Sequence[str]) -> str:
    """The policy that gives one right. `resource_arns` is empty for kinds that take no resources."""
    return document(grant_statements(access, *sorted(resource_arns)))


def _joined(arn: pulumi.Input[str], below: str) -> pulumi.Input[str]:
    return f"{arn}{below}" if isinstance(arn, str) else pulumi.Output.concat(arn, below)


def _allow(actions: Sequence[str], resources: list[pulumi.Input[str]]) -> Statement:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}
