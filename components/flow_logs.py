"""Flow logs of a VPC, kept in CloudWatch Logs."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._iam import Account, trust_service_for, write_flow_logs
from ._log_group import LOG_RETENTION_DAYS, create_log_group, log_group_name
from ._tags import DataClass
from .kms_key import KmsKey


class FlowLogsArgs(TypedDict):
    """What a stack decides about flow logs."""

    vpc_id: pulumi.Input[str]
    """VPC whose accepted and rejected connections are logged."""
    retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    vpc_id: pulumi.Input[str]
    retention_days: int
    kms_key_arn: pulumi.Input[str] | None
    tags: dict[str, str]


class FlowLogs(SharedComponent):
    """Logs of every connection that a VPC accepted or rejected, encrypted and kept for a stated time.

    Produces: the flow log (`<name>-flow-log`), its log group (`<name>-log-group`), called
    `/<project>/<stack>/<name>`, and a role (`<name>-role`) that can write to this group only, and only for
    flow logs of this account. Without `kms_key_arn` also a key, `<name>-key` (a KmsKey).

    Example:

        FlowLogs("legacy-flow-logs", {"vpc_id": vpc.vpc_id, "retention_days": 90, "tags": tags})

    Cost: 0.50 USD per GB logged and 0.03 USD per GB and month kept (us-east-1, CloudWatch pricing).
    """

    log_group_name: pulumi.Output[str]
    """Name of the log group."""
    log_group_arn: pulumi.Output[str]
    """ARN of the log group."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the logs."""

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("FlowLogs", name, spec.tags, opts)
        group_name = log_group_name(name)
        self.kms_key_arn = self._key_arn(spec)
        self.log_group = create_log_group(self, group_name, spec.retention_days, self.kms_key_arn)
        self.role, self.role_policy = self._create_role(group_name)
        self.flow_log = self._create_flow_log(spec)

        self.log_group_name = self.log_group.name
        self.log_group_arn = self.log_group.arn
        self.publish()

    def _key_arn(self, spec: _Spec) -> pulumi.Output[str]:
        if spec.kms_key_arn is not None:
            return pulumi.Output.from_input(spec.kms_key_arn)
        key = KmsKey(
            self.child_name("key"),
            {
                "description": "Encrypts the flow logs of a VPC.",
                "services": ["logs"],
                "data_class": DataClass.INTERNAL,
                "tags": spec.tags,
            },
            self.child_options(),
        )
        return key.key_arn

    def _create_role(self, group_name: str) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        account = self.account()
        role = aws.iam.Role(
            self.child_name("role"),
            description="Lets VPC flow logs write to their log group.",
            assume_role_policy=account.apply(_trust),
            tags=self.child_tags("role"),
            opts=self.child_options(),
        )
        policy = aws.iam.RolePolicy(
            self.child_name("role-policy"),
            role=role.id,
            policy=account.apply(lambda known: write_flow_logs(known, group_name)),
            opts=self.child_options(),
        )
        return role, policy

    def _create_flow_log(self, spec: _Spec) -> aws.ec2.FlowLog:
        return aws.ec2.FlowLog(
            self.child_name("flow-log"),
            vpc_id=spec.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=self.log_group.arn,
            iam_role_arn=self.role.arn,
            tags=self.child_tags("flow-log"),
            opts=self.child_options(pulumi.ResourceOptions(depends_on=[self.role_policy])),
        )


def _trust(account: Account) -> str:
    return trust_service_for("vpc-flow-logs.amazonaws.com", account, account.arn("ec2", "vpc-flow-log/*"))


def _resolve(name: str, args: FlowLogsArgs) -> _Spec:
    reader = ArgumentReader("FlowLogs", name, args, FlowLogsArgs, longest_role="role")
    spec = _Spec(
        vpc_id=reader.passed("vpc_id"),
        retention_days=reader.whole_number("retention_days", 365, LOG_RETENTION_DAYS),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        tags=reader.tags(),
    )
    reader.finish()
    return spec
