"""What there is in a local cloud, besides what every new account has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.engine.harness import LocalCloud


def _anything(item: Any) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of thing, and how an account's list of them is asked for."""

    name: str
    service: str
    operation: str
    listed: str
    """Key of the list in the answer."""
    identifier: str | None
    """Key of the id of an item; None for items that are texts."""
    counts: Callable[[Any], bool] = _anything
    """Whether an item is there because somebody made it."""
    arguments: dict[str, Any] | None = None


def _not_default(key: str) -> Callable[[Any], bool]:
    return lambda item: not item[key].startswith("default")


def _of_people(role: Any) -> bool:
    # AWS makes these roles when a service is first used, and leaves them.
    return not role["Path"].startswith("/aws-service-role/")


KINDS = (
    Kind("VPC", "ec2", "describe_vpcs", "Vpcs", "VpcId", lambda vpc: not vpc["IsDefault"]),
    Kind("subnet", "ec2", "describe_subnets", "Subnets", "SubnetId", lambda s: not s["DefaultForAz"]),
    Kind(
        "security group",
        "ec2",
        "describe_security_groups",
        "SecurityGroups",
        "GroupId",
        lambda group: group["GroupName"] != "default",
    ),
    Kind("address", "ec2", "describe_addresses", "Addresses", "AllocationId"),
    Kind(
        "NAT gateway",
        "ec2",
        "describe_nat_gateways",
        "NatGateways",
        "NatGatewayId",
        lambda gateway: gateway["State"] not in ("deleted", "deleting"),
    ),
    Kind("endpoint", "ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    Kind(
        "network interface", "ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"
    ),
    Kind("flow log", "ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    Kind("launch template", "ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    Kind("load balancer", "elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    Kind("target group", "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"),
    Kind("certificate", "acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    Kind("hosted zone", "route53", "list_hosted_zones", "HostedZones", "Id"),
    Kind("cluster", "ecs", "list_clusters", "clusterArns", None),
    Kind("task definition", "ecs", "list_task_definitions", "taskDefinitionArns", None),
    Kind(
        "scalable target",
        "application-autoscaling",
        "describe_scalable_targets",
        "ScalableTargets",
        "ResourceId",
        arguments={"ServiceNamespace": "ecs"},
    ),
    Kind("repository", "ecr", "describe_repositories", "repositories", "repositoryName"),
    Kind("Kubernetes cluster", "eks", "list_clusters", "clusters", None),
    Kind("database instance", "rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    Kind("database cluster", "rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    Kind("document cluster", "docdb", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    Kind("database snapshot", "rds", "describe_db_snapshots", "DBSnapshots", "DBSnapshotIdentifier"),
    Kind("database subnet group", "rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName"),
    Kind(
        "database parameter group",
        "rds",
        "describe_db_parameter_groups",
        "DBParameterGroups",
        "DBParameterGroupName",
        _not_default("DBParameterGroupName"),
    ),
    Kind("cache", "elasticache", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId"),
    Kind(
        "cache user",
        "elasticache",
        "describe_users",
        "Users",
        "UserId",
        _not_default("UserId"),
    ),
    Kind("search domain", "opensearch", "list_domain_names", "DomainNames", "DomainName"),
    Kind("Kafka cluster", "kafka", "list_clusters_v2", "ClusterInfoList", "ClusterArn"),
    Kind("Kafka configuration", "kafka", "list_configurations", "Configurations", "Arn"),
    Kind("bucket", "s3", "list_buckets", "Buckets", "Name"),
    Kind("secret", "secretsmanager", "list_secrets", "SecretList", "Name"),
    Kind(
        "backup vault",
        "backup",
        "list_backup_vaults",
        "BackupVaultList",
        "BackupVaultName",
        lambda vault: vault["BackupVaultName"] != "Default",
    ),
    Kind("backup plan", "backup", "list_backup_plans", "BackupPlansList", "BackupPlanId"),
    Kind("alarm", "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    Kind("log group", "logs", "describe_log_groups", "logGroups", "logGroupName"),
    Kind("log resource policy", "logs", "describe_resource_policies", "resourcePolicies", "policyName"),
    Kind("role", "iam", "list_roles", "Roles", "RoleName", _of_people),
    Kind("policy", "iam", "list_policies", "Policies", "Arn", arguments={"Scope": "Local"}),
    Kind("OIDC provider", "iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", "Arn"),
    Kind("instance profile", "iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    Kind(
        "key alias",
        "kms",
        "list_aliases",
        "Aliases",
        "AliasName",
        lambda a: "alias/aws/" not in a["AliasName"],
    ),
)


def contents(cloud: LocalCloud, kinds: Iterable[Kind] = KINDS) -> dict[str, list[str]]:
    """Ids of what was made in the cloud's first region and account, by kind, without empty kinds.

    Not in it: what goes with something that is (rules, listeners, services, policies of a role), instances
    that are terminated, and keys, which wait for their deletion.
    """
    clients: dict[str, Any] = {}
    found = {}
    for kind in kinds:
        client = clients.setdefault(kind.service, cloud.client(kind.service))
        answer = getattr(client, kind.operation)(**(kind.arguments or {}))
        items = [item for item in answer[kind.listed] if kind.counts(item)]
        found[kind.name] = sorted(i if kind.identifier is None else i[kind.identifier] for i in items)
    return {name: ids for name, ids in found.items() if ids}
