"""What RDS and DocumentDB report of databases, and moto does not.

An instance takes the zone of a subnet and the default group of its subnet group's VPC; it has an id of its
own, the license of its engine, a certificate authority, the key it is encrypted with, and what was asked of
Performance Insights. A cluster has the default parameter group of its engine. Both have interfaces in their
subnets, which keep subnets and security groups from being deleted.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.moto_api._internal import mock_random
from moto.rds.models import DBCluster, DBInstance, RDSBackend

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.rds._service import RDS
from localcloud.moto_patches.rds.engines import DOCDB, ENGINES, family
from localcloud.moto_patches.rds.insights import set_insights, set_monitoring
from localcloud.moto_service import Request, define, network_of, replace

MISSING_KEY: Final = "default_kms_key_id"
"""What moto reports for the key that AWS manages."""

MISSING_AUTHORITY: Final = "rds-ca-default"
AUTHORITY: Final = "rds-ca-rsa2048-g1"
"""The certificate authority that RDS takes where a request names none."""

EXTENDED_SUPPORT: Final = "open-source-rds-extended-support"
INTERFACE: Final = "RDSNetworkInterface"
ENDPOINT_ZONE: Final = "Z2R2ITUGPM61AM"
"""The hosted zone that AWS uses for the endpoints of us-east-1."""

AURORA: Final = "aurora-"
NOT_TOLD: Final = ("gp2", "gp3", "aurora", "standard")
"""Types of storage of Aurora that AWS does not tell, or moto made up."""


def _key_arn(database: Any) -> str | None:
    if not database.storage_encrypted:
        return None
    named = "alias/aws/rds" if database.kms_key_id in (None, MISSING_KEY) else database.kms_key_id
    key = find_key(database.account_id, database.region, named)
    return str(key.arn) if key else str(named)


def _group(database: Any) -> Any | None:
    """The subnet group of an instance or cluster (moto's object)."""
    group = getattr(database, "db_subnet_group", None)
    return database.backend.subnet_groups.get(group) if isinstance(group, str) else group


def _subnets(database: Any, zones: int) -> list[Any]:
    """The subnets that a database has interfaces in: one in each of its zones, its own zone first."""
    group = _group(database)
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


def _settle_members(cluster: Any) -> None:
    for member in cluster._members:
        _settle_instance(member)


def _zone(database: Any, group: Any) -> str:
    """The zone of the subnet group that has the fewest instances of the same cluster."""
    cluster = database.db_cluster_identifier
    others = [
        item.availability_zone
        for item in database.backend.databases.values()
        if cluster and item is not database and item.db_cluster_identifier == cluster
    ]
    zones = sorted({subnet.availability_zone for subnet in group._subnets})
    return str(min(zones, key=lambda zone: (others.count(zone), zone)))


def _option_group(database: Any) -> str:
    """The default one of its engine and major version; moto names the minor version too."""
    major = database.engine_version.rpartition(".")[0].replace(".", "-")
    return f"default:{database.engine}-{major}"


def mend_instance(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    """Put a new instance right: `answer["DBInstance"]`, moto's object, that `request` made."""
    database = answer["DBInstance"]
    database.dbi_resource_id = f"db-{mock_random.get_random_string(26).upper()}"
    group = _group(database)
    if group and not request.get("AvailabilityZone"):
        database.availability_zone = _zone(database, group)
    if database.ca_certificate_identifier == MISSING_AUTHORITY:
        database.ca_certificate_identifier = AUTHORITY
    if database.publicly_accessible is None:
        database.publicly_accessible = False
    database.dedicated_log_volume = bool(request.get("DedicatedLogVolume"))
    if database.db_cluster_identifier is None:
        if group and not request.get("VpcSecurityGroupIds"):
            database.vpc_security_group_ids = [
                network_of(backend).get_default_security_group(group.vpc_id).id
            ]
        database.kms_key_id = _key_arn(database)
        if database.engine in ENGINES and not request.get("LicenseModel"):
            database.license_model = ENGINES[database.engine].license_model
        if request.get("OptionGroupName") is None:
            database.option_group_name = _option_group(database)
        database.engine_lifecycle_support = request.get("EngineLifecycleSupport") or EXTENDED_SUPPORT
    set_insights(database, request)
    _settle_instance(database)


def _change_instance(_: Any, request: Request, answer: dict[str, Any]) -> None:
    database = answer["DBInstance"]
    if request.get("DBPortNumber"):
        database.port = request["DBPortNumber"]
    set_insights(database, request)
    _settle_instance(database)


def _mend_cluster(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = answer["DBCluster"]
    cluster.kms_key_id = _key_arn(cluster)
    cluster.engine_lifecycle_support = request.get("EngineLifecycleSupport") or EXTENDED_SUPPORT
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
    if request.get("EnableIAMDatabaseAuthentication") is not None:
        cluster.iam_auth = bool(request["EnableIAMDatabaseAuthentication"])
    if cluster.engine.startswith(AURORA) and cluster.storage_type in NOT_TOLD:
        cluster.storage_type = None
    if cluster.engine in ENGINES and cluster.engine != DOCDB:
        cluster.license_model = ENGINES[cluster.engine].license_model
    cluster.ca_certificate_identifier = request.get("CACertificateIdentifier") or getattr(
        cluster, "ca_certificate_identifier", AUTHORITY
    )
    set_insights(cluster, request)
    set_monitoring(cluster, request)
    _settle_members(cluster)


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
            "create_db_instance": mend_instance,
            "create_db_instance_read_replica": mend_instance,
            "restore_db_instance_from_db_snapshot": mend_instance,
            "modify_db_instance": _change_instance,
            "create_db_cluster": _mend_cluster,
            "restore_db_cluster_from_snapshot": _mend_cluster,
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
    )
    define(DBCluster, certificate_details=lambda cluster: {"CAIdentifier": cluster.ca_certificate_identifier})
    DBCluster.ca_certificate_identifier = AUTHORITY
