"""Subscriptions to the events of RDS.

What moto accepts, and AWS refuses: topics and sources that do not exist, types of sources and categories of
events that there are not, sources without a type.

What moto gets wrong: a subscription cannot be changed; one that does not say so is switched off.
"""

from functools import cache
from typing import Any, Final

from moto.rds.models import EventSubscription
from moto.sns.models import sns_backends

from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_service import AwsError, Request, define

SOURCES: Final = {
    "db-instance": "databases",
    "db-cluster": "clusters",
    "db-parameter-group": "db_parameter_groups",
    "db-security-group": "security_groups",
    "db-snapshot": "database_snapshots",
    "db-cluster-snapshot": "cluster_snapshots",
    "db-proxy": "db_proxies",
    "blue-green-deployment": "blue_green_deployments",
    "custom-engine-version": None,
    "zero-etl": None,
}
"""By type of source, where moto keeps them; None where it has none."""

CATEGORIES: Final = frozenset(
    {
        *("availability", "backtrack", "backup", "configuration change", "creation", "deletion"),
        *("failover", "failure", "global-failover", "low storage", "maintenance", "migration"),
        *("notification", "patch", "patching", "read replica", "recovery", "restoration", "security"),
        *("security patching", "serverless"),
    }
)
"""Categories of all types of sources ("Amazon RDS event categories and event messages")."""


def _refuse_topic(backend: Any, request: Request) -> None:
    arn = request.get("SnsTopicArn")
    if arn and arn not in sns_backends[backend.account_id][backend.region_name].topics:
        raise AwsError("SNSTopicArnNotFound", f"SNS topic {arn} does not exist.")


def _refuse_kind(_: Any, request: Request) -> None:
    kind = request.get("SourceType")
    if kind and kind not in SOURCES:
        raise invalid_value(f"Invalid source type: {kind}. Valid values: {', '.join(SOURCES)}.")
    unknown = set(request.get("EventCategories") or ()) - CATEGORIES
    if unknown:
        raise invalid_value(f"Event categories not found: {', '.join(sorted(unknown))}.")
    if request.get("SourceIds") and not kind:
        raise invalid_combination("SourceIds can't be specified without a SourceType.")


def _refuse_sources(backend: Any, request: Request) -> None:
    for source in request.get("SourceIds") or ():
        _refuse_source(backend, request["SourceType"], source)


def _refuse_source(backend: Any, kind: str, source: str) -> None:
    table = SOURCES[kind]
    if table is not None and source not in getattr(backend, table):
        raise AwsError("SourceNotFound", f"Source {source} of type {kind} not found.")


def _switch_on(_: Any, request: Request) -> None:
    request.setdefault("Enabled", True)


def _find(backend: Any, request: Request) -> Any:
    return next(iter(backend.describe_event_subscriptions(request["SubscriptionName"])))


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    found = _find(backend, request)
    for member, attribute in (
        ("SnsTopicArn", "sns_topic_arn"),
        ("SourceType", "source_type"),
        ("EventCategories", "event_categories"),
        ("Enabled", "enabled"),
    ):
        if request.get(member) is not None:
            setattr(found, attribute, request[member])
    return {"EventSubscription": found}


def _add_source(backend: Any, request: Request) -> dict[str, Any]:
    found, source = _find(backend, request), request["SourceIdentifier"]
    if not found.source_type:
        raise invalid_combination("SourceIds can't be specified without a SourceType.")
    _refuse_source(backend, found.source_type, source)
    found.source_ids = list(dict.fromkeys([*found.source_ids, source]))
    return {"EventSubscription": found}


def _remove_source(backend: Any, request: Request) -> dict[str, Any]:
    found, source = _find(backend, request), request["SourceIdentifier"]
    if source not in found.source_ids:
        raise AwsError("SourceNotFound", f"Source {source} is not one of the subscription.")
    found.source_ids = [item for item in found.source_ids if item != source]
    return {"EventSubscription": found}


@cache
def apply() -> None:
    """Put moto's event subscriptions right."""
    RDS.extend(
        {
            "modify_event_subscription": _modify,
            "add_source_identifier_to_subscription": _add_source,
            "remove_source_identifier_from_subscription": _remove_source,
        }
    )
    RDS.refuse(
        {
            "create_event_subscription": [_refuse_topic, _refuse_kind, _refuse_sources, _switch_on],
            "modify_event_subscription": [_refuse_topic, _refuse_kind],
        }
    )
    define(
        EventSubscription,
        customer_aws_id=lambda subscription: subscription.account_id,
        event_subscription_arn=lambda subscription: subscription.arn,
    )
