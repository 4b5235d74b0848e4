"""A KMS key for one class of data."""

import re
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._key_policy import SERVICES, key_policy
from ._naming import RULES, physical_name
from ._tags import DataClass, TagKey

_ALIAS = re.compile(r"alias/(?!aws/)[A-Za-z0-9/_-]+")
_DELETION_WINDOW_DAYS = range(7, 31)
"""Days that KMS takes as a waiting period (ScheduleKeyDeletion in its API reference)."""


class KmsKeyArgs(TypedDict):
    """What a stack decides about a key."""

    description: str
    """What the key encrypts, in one sentence."""
    services: NotRequired[list[str]]
    """AWS services that may use the key: backup, cloudfront (what it reads from S3), ec2 (EBS), ecr, ecs-exec
    (sessions of ECS Exec), eks (what Kubernetes stores), elasticache, elasticfilesystem, es (OpenSearch),
    kafka (MSK), lambda, logs, rds (and DocumentDB), s3, secretsmanager, sns, sqs, ssm. For eks, whom IAM lets
    make grants can use it.
    Default: none, so that the key can be administered but not used."""
    alias: NotRequired[str]
    """Name by which people find the key, with or without `alias/` before it. Default: made of project,
    stack and the component's name."""
    data_class: NotRequired[DataClass]
    """How sensitive the data is that the key encrypts; the key's tag DataClass. Default: confidential."""
    deletion_window_days: NotRequired[int]
    """Days, 7 to 30, between the deletion of the key and the loss of all that it encrypted. Default: 30."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    description: str
    services: tuple[str, ...]
    alias: str
    data_class: DataClass
    deletion_window_days: int
    tags: dict[str, str]


class KmsKey(SharedComponent):
    """A symmetric KMS key that only the named AWS services may use, rotated every year.

    Produces: the key (`<name>-key`) with its policy, and its alias (`<name>-alias`). The account may
    administer the key but not use it; services use it on behalf of a caller whose own IAM policies allow
    it, CloudWatch Logs for the log groups of this account, and CloudFront for its distributions.

    Example:

        key = KmsKey("logs", {"description": "Encrypts log groups.", "services": ["logs"], "tags": tags})
        pulumi.export("keyArn", key.key_arn)

    Cost: 1 USD per month, the same again for each of the first two rotations, and 0.03 USD per 10,000
    requests (us-east-1, AWS KMS pricing).
    """

    key_arn: pulumi.Output[str]
    """ARN of the key: what resources are encrypted with."""
    key_id: pulumi.Output[str]
    """Id of the key, the last part of its ARN."""
    alias_name: pulumi.Output[str]
    """Name of the alias, starting with `alias/`."""
    alias_arn: pulumi.Output[str]
    """ARN of the alias."""

    def __init__(self, name: str, args: KmsKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("KmsKey", name, spec.tags, opts)
        self.key = self._create_key(spec)
        self.alias = self._create_alias(spec)

        self.key_arn = self.key.arn
        self.key_id = self.key.key_id
        self.alias_name = self.alias.name
        self.alias_arn = self.alias.arn
        self.publish()

    def _create_key(self, spec: _Spec) -> aws.kms.Key:
        return aws.kms.Key(
            self.child_name("key"),
            description=spec.description,
            policy=self.account().apply(lambda account: key_policy(account, spec.services)),
            enable_key_rotation=True,
            deletion_window_in_days=spec.deletion_window_days,
            tags=self.child_tags("key", {TagKey.DATA_CLASS: spec.data_class}),
            opts=self.child_options(),
        )

    def _create_alias(self, spec: _Spec) -> aws.kms.Alias:
        return aws.kms.Alias(
            self.child_name("alias"),
            name=spec.alias,
            target_key_id=self.key.key_id,
            opts=self.child_options(),
        )


def _resolve(name: str, args: KmsKeyArgs) -> _Spec:
    reader = ArgumentReader("KmsKey", name, args, KmsKeyArgs)
    spec = _Spec(
        description=reader.text("description"),
        services=reader.texts("services", default=()),
        alias=_alias(reader, name),
        data_class=reader.choice("data_class", DataClass, DataClass.CONFIDENTIAL),
        deletion_window_days=reader.whole_number("deletion_window_days", 30, _DELETION_WINDOW_DAYS),
        tags=reader.tags(),
    )
    for service in spec.services:
        if service not in SERVICES:
            reader.problem("services", f"a list with {service!r}", ", ".join(sorted(SERVICES)))
    reader.finish()
    return spec


def _alias(reader: ArgumentReader, name: str) -> str:
    rule = RULES["key alias"]
    default = physical_name("key alias", pulumi.get_project(), pulumi.get_stack(), name)
    given = reader.text("alias", default)
    alias = given if given.startswith(rule.prefix) else f"{rule.prefix}{given}"
    if given and (len(alias) > rule.max_length or not _ALIAS.fullmatch(alias)):
        reader.problem(
            "alias",
            repr(given),
            f"up to {rule.max_length} letters, digits and /_- (with alias/), not starting with aws/",
        )
    return alias
