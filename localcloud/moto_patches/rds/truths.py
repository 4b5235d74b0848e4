"""What RDS and DocumentDB report of databases, and moto does not.

An instance takes the zone of a subnet and the default group of its subnet group's VPC; it has an id of its
own, the license of its engine, the key it is encrypted with, and what was asked of Performance Insights. A
cluster has the default parameter group of its engine. Both have interfaces in their subnets, which keep
subnets and security groups from being deleted.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, Final

from moto.rds.models import DBCluster, DBInstance, RDSBackend

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.rds._service import RDS
from localcloud.moto_patches.rds.engines import ENGINES, family
from localcloud.moto_service import Request, define, network_of, replace

MISSING_KEY: Final = "default_kms_key_id"
"""What moto reports for the key that AWS manages."""

INTERFACE: Final = "RDSNetworkInterface"
ENDPOINT_ZONE: Final = "Z2R2ITUGPM61AM"
"""The hosted zone that AWS uses for the endpoints of us-east-1."""


def _key_arn(database: Any) -> str | None:
    if not database.storage_encrypted:
        return None
    named = "alias/aws/rds" if database.kms_key_id in (None, MISSING_KEY) else database.kms_key_id
    key = find_key(database.account_id, database.region, named)
    return str(key.arn) if key else str(named)


def _subnets(database: Any, zones: int) -> list[Any]:
    """The subnets that a database has interfaces in: one in each of its zones, its own zone first."""
    group = getattr(database, "db_subnet_group", None)
    if isinstance(group, str):
        group = database.backend.subnet_groups.get(group)
    by_zone = {subnet.availability_zone: subnet for subnet in reversed(group._subnets)} if group else {}
    own = getattr(database, "availability_zone", None)
    ordered = sorted(
        by_zone.values(), key=lambda subnet: (subnet.availability_zone != own, subnet.availability_zone)
    )
    return ordered[:zones]


def _settle_instance(database: Any) -> None:
    subnets = _subnets(database, 2 if database.multi_az else 1)
    settle(
        network_of(database.backend),
        database.db_instance_arn,
        subnets=[subnet.id for subnet in subnets],
        groups=database.vpc_security_group_ids,
        description=INTERFACE,
    )


def _mend_instance(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    database = answer["DBInstance"]
    database.dbi_resource_id = "db-" + sha256(database.db_instance_arn.encode()).hexdigest()[:26].upper()
    group = getattr(database, "db_subnet_group", None)
    if group and not request.get("AvailabilityZone"):
        database.availability_zone = sorted(subnet.availability_zone for subnet in group._subnets)[0]
    if database.db_cluster_identifier is None:
        if group and not request.get("VpcSecurityGroupIds"):
            database.vpc_security_group_ids = [
                network_of(backend).get_default_security_group(group.vpc_id).id
            ]
        database.kms_key_id = _key_arn(database)
        if database.engine in ENGINES and not request.get("LicenseModel"):
            database.license_model = ENGINES[database.engine].license_model
    _set_insights(database, request)
    _settle_instance(database)


def _change_instance(_: Any, request: Request, answer: dict[str, Any]) -> None:
    _set_insights(answer["DBInstance"], request)
    _settle_instance(answer["DBInstance"])


def _set_insights(database: Any, request: Request) -> None:
    if "EnablePerformanceInsights" not in request and "DatabaseInsightsMode" not in request:
        return
    on = bool(request.get("EnablePerformanceInsights"))
    database.performance_insights_enabled = on
    database.performance_insights_retention_period = (
        (request.get("PerformanceInsightsRetentionPeriod") or 7) if on else None
    )
    database.performance_insights_kms_key_id = request.get("PerformanceInsightsKMSKeyId") if on else None
    database.database_insights_mode = request.get("DatabaseInsightsMode") or "standard"


def _mend_cluster(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = answer["DBCluster"]
    cluster.kms_key_id = _key_arn(cluster)
    if not request.get("DBClusterParameterGroupName") and cluster.engine in ENGINES:
        cluster.parameter_group = f"default.{family(cluster.engine, cluster.engine_version)}"
    group = backend.subnet_groups.get(cluster.db_subnet_group_name)
    if group:
        if not cluster.vpc_security_group_ids:
            cluster.vpc_security_group_ids = [network_of(backend).get_default_security_group(group.vpc_id).id]
        if not request.get("AvailabilityZones"):
            cluster.availability_zones = sorted({subnet.availability_zone for subnet in group._subnets})[:3]
    _change_cluster(backend, request, answer)


def _change_cluster(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = backend.clusters[answer["DBCluster"].db_cluster_identifier]
    logs = request.get("CloudwatchLogsExportConfiguration") or {}
    exported = [*cluster.enabled_cloudwatch_logs_exports, *logs.get("EnableLogTypes", [])]
    disabled = logs.get("DisableLogTypes", [])
    cluster.enabled_cloudwatch_logs_exports = [log for log in dict.fromkeys(exported) if log not in disabled]
    _set_insights(cluster, request)


def _remove_interfaces(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    database = original(self, *args, **kwargs)
    settle(network_of(self), database.db_instance_arn, subnets=[])
    return database


def _secondary_zone(database: Any) -> str | None:
    if not database.multi_az:
        return None
    others = [subnet.availability_zone for subnet in _subnets(database, 2)]
    return others[1] if len(others) > 1 else None


@cache
def apply() -> None:
    """Make moto report what RDS reports."""
    RDS.complete(
        {
            "create_db_instance": _mend_instance,
            "modify_db_instance": _change_instance,
            "create_db_cluster": _mend_cluster,
            "modify_db_cluster": _change_cluster,
        }
    )
    replace(RDSBackend, "delete_db_instance", _remove_interfaces)
    define(
        DBInstance,
        network_type="IPV4",
        secondary_availability_zone=_secondary_zone,
        endpoint=lambda database: {
            "Address": database.address,
            "Port": database.port,
            "HostedZoneId": ENDPOINT_ZONE,
        },
        enhanced_monitoring_resource_arn=lambda database: (
            f"arn:{database.partition}:logs:{database.region}:{database.account_id}:log-group:RDSOSMetrics:"
            f"log-stream:{database.dbi_resource_id}"
            if database.monitoring_interval
            else None
        ),
    )
    for model in (DBInstance, DBCluster):
        model.performance_insights_enabled = False
        model.performance_insights_retention_period = None
        model.performance_insights_kms_key_id = None
        model.database_insights_mode = "standard"
