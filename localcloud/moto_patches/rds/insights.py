"""Performance Insights and enhanced monitoring of instances and clusters."""

from functools import cache
from typing import Any, Final

from moto.rds.models import DBCluster, DBInstance

from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import Request, define

FREE_DAYS: Final = 7
STANDARD: Final = "standard"


def set_insights(database: Any, request: Request) -> None:
    """Keep what a request says of Performance Insights; the rest stays as it was."""
    if request.get("DatabaseInsightsMode"):
        database.database_insights_mode = request["DatabaseInsightsMode"]
    wanted = request.get("EnablePerformanceInsights")
    if wanted is not None:
        database.performance_insights_enabled = bool(wanted)
    if not database.performance_insights_enabled:
        database.performance_insights_retention_period = None
        database.performance_insights_kms_key_id = None
        return
    days = request.get("PerformanceInsightsRetentionPeriod") or database.performance_insights_retention_period
    database.performance_insights_retention_period = days or FREE_DAYS
    named = request.get("PerformanceInsightsKMSKeyId") or database.performance_insights_kms_key_id
    key = find_key(database.account_id, database.region, named or "alias/aws/rds")
    database.performance_insights_kms_key_id = key.arn if key else named


def set_monitoring(cluster: Any, request: Request) -> None:
    """Keep what a request says of a cluster's enhanced monitoring, which moto does not."""
    for member, attribute in (
        ("MonitoringInterval", "monitoring_interval"),
        ("MonitoringRoleArn", "monitoring_role_arn"),
    ):
        if request.get(member) is not None:
            setattr(cluster, attribute, request[member])


def _log_stream(database: Any) -> str | None:
    if not database.monitoring_interval:
        return None
    return (
        f"arn:{database.partition}:logs:{database.region}:{database.account_id}:log-group:RDSOSMetrics:"
        f"log-stream:{database.dbi_resource_id}"
    )


@cache
def apply() -> None:
    """Give moto's databases a place for both."""
    define(DBInstance, enhanced_monitoring_resource_arn=_log_stream)
    DBCluster.monitoring_interval = 0
    DBCluster.monitoring_role_arn = None
    for model in (DBInstance, DBCluster):
        model.performance_insights_enabled = False
        model.performance_insights_retention_period = None
        model.performance_insights_kms_key_id = None
        model.database_insights_mode = STANDARD
