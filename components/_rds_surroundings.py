"""What a database of RDS needs before it: subnets, parameters, log groups, and a role for its monitoring."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._iam import Account, trust_service_for
from ._log_group import create_log_group
from ._own_key import Encrypted, key_arns
from ._rds_parameters import family, parameters
from ._rds_spec import RdsSpec

_MONITORING_POLICY = "service-role/AmazonRDSEnhancedMonitoringRole"


@dataclass(frozen=True)
class Surroundings:
    """What a database is made in."""

    subnet_group: aws.rds.SubnetGroup
    parameter_group: aws.rds.ParameterGroup | aws.rds.ClusterParameterGroup
    log_groups: Sequence[aws.cloudwatch.LogGroup]
    """RDS would make them by itself, without a key and for ever, if they were not there."""
    monitoring_role: aws.iam.Role | None
    monitoring_policy: aws.iam.RolePolicyAttachment | None
    kms_key_arn: pulumi.Output[str]
    secret_kms_key_arn: pulumi.Output[str]

    @property
    def first(self) -> list[pulumi.Resource]:
        """What has to exist before the database, and is not named in its properties."""
        policy = [self.monitoring_policy] if self.monitoring_policy else []
        return [*self.log_groups, *policy]

    @property
    def monitoring_role_arn(self) -> pulumi.Output[str] | None:
        """ARN of the role, if there is one."""
        arn: pulumi.Output[str] | None = self.monitoring_role.arn if self.monitoring_role else None
        return arn


def create_surroundings(component: SharedComponent, spec: RdsSpec) -> Surroundings:
    """`<component>-subnets`, `-parameters`, `-<log>-log-group`, `-monitoring-role`, and `-key` if need be."""
    kms_key_arn, secret_kms_key_arn, log_kms_key_arn = key_arns(
        component,
        [
            Encrypted(spec.store.kms_key_arn, ["rds"]),
            Encrypted(spec.secret_kms_key_arn, ["secretsmanager"]),
            Encrypted(spec.store.log_kms_key_arn, ["logs"]),
        ],
        spec.store.data_class,
        spec.store.tags,
    )
    role, policy = _create_monitoring_role(component, spec)
    return Surroundings(
        subnet_group=_create_subnet_group(component, spec),
        parameter_group=_create_parameter_group(component, spec),
        log_groups=_create_log_groups(component, spec, log_kms_key_arn),
        monitoring_role=role,
        monitoring_policy=policy,
        kms_key_arn=kms_key_arn,
        secret_kms_key_arn=secret_kms_key_arn,
    )


def _create_subnet_group(component: SharedComponent, spec: RdsSpec) -> aws.rds.SubnetGroup:
    return aws.rds.SubnetGroup(
        component.child_name("subnets"),
        description=f"Subnets of {spec.store.label}",
        subnet_ids=spec.store.subnet_ids,
        tags=component.child_tags("subnets"),
        opts=component.child_options(),
    )


def _create_parameter_group(
    component: SharedComponent, spec: RdsSpec
) -> aws.rds.ParameterGroup | aws.rds.ClusterParameterGroup:
    kind = aws.rds.ClusterParameterGroup if spec.deployment.is_cluster else aws.rds.ParameterGroup
    return kind(
        component.child_name("parameters"),
        description=f"Parameters of {spec.store.label}",
        family=family(spec.deployment.engine, spec.engine_version),
        parameters=parameters(spec.parameters),
        tags=component.child_tags("parameters"),
        opts=component.child_options(),
    )


def _create_log_groups(
    component: SharedComponent, spec: RdsSpec, key_arn: pulumi.Input[str]
) -> list[aws.cloudwatch.LogGroup]:
    kind = "cluster" if spec.deployment.is_cluster else "instance"
    return [
        create_log_group(
            component,
            f"/aws/rds/{kind}/{spec.store.label}/{log}",
            spec.store.log_retention_days,
            key_arn,
            f"{log}-log-group",
        )
        for log in spec.log_exports
    ]


def _create_monitoring_role(
    component: SharedComponent, spec: RdsSpec
) -> tuple[aws.iam.Role | None, aws.iam.RolePolicyAttachment | None]:
    if not spec.monitoring_interval_seconds:
        return None, None
    account = component.account()
    role = aws.iam.Role(
        component.child_name("monitoring-role"),
        description="Lets RDS write measurements of the operating system to CloudWatch Logs.",
        assume_role_policy=account.apply(lambda known: _trust(known, spec.store.label)),
        tags=component.child_tags("monitoring-role"),
        opts=component.child_options(),
    )
    policy = aws.iam.RolePolicyAttachment(
        component.child_name("monitoring-policy"),
        role=role.name,
        policy_arn=account.apply(lambda known: known.managed_policy(_MONITORING_POLICY)),
        opts=component.child_options(),
    )
    return role, policy


def _trust(account: Account, label: str) -> str:
    # Instances are called db:<label>..., clusters cluster:<label>.
    return trust_service_for("monitoring.rds.amazonaws.com", account, account.arn("rds", f"*:{label}*"))
