"""What alias records point to. moto takes any target; AWS only one that there is."""

import re
from collections.abc import Iterable
from typing import Any, Final

from localcloud.moto_patches.route53._service import lies_in

CLOUDFRONT_ZONES: Final = ("Z2FDTNDATAQYW2", "Z3RFFRIM2A3IF5")
"""The zone of all distributions, and that in China (AWS General Reference, CloudFront endpoints)."""

_LOAD_BALANCER: Final = re.compile(
    r"(?:dualstack\.)?(?P<name>[^.]+\.(?:(?P<region>[a-z0-9-]+)\.elb|elb\.(?P<network>[a-z0-9-]+))"
    r"\.amazonaws\.com(?:\.cn)?)\."
)
_OF_AWS: Final = re.compile(r".*\.(amazonaws\.com(\.cn)?|awsglobalaccelerator\.com|on\.aws)\.")
_NOT_FOUND: Final = "that target was not found"
_ELSEWHERE: Final = "the alias target name does not lie within the target zone"


def target_problem(backend: Any, zone: Any, record: Any, records: Iterable[Any]) -> str | None:
    """What is wrong with the target of an alias record, if something is.

    Args:
        backend: moto's backend of Route 53.
        zone: the zone of the record.
        record: the record, with a target's name as it is kept.
        records: all records that the zone has after the changes.
    """
    name, hosted_zone = record.alias_target["DNSName"], record.alias_target["HostedZoneId"]
    problem = _problem(backend, zone, record, records)
    if problem is None:
        return None
    return (
        f"Tried to create an alias that targets {name}, type {record.type} in zone {hosted_zone}, but "
        f"{problem}"
    )


def _problem(backend: Any, zone: Any, record: Any, records: Iterable[Any]) -> str | None:
    name, hosted_zone = record.alias_target["DNSName"], record.alias_target["HostedZoneId"]
    if hosted_zone == zone.resource_id:
        if not lies_in(name, zone.name):
            return _ELSEWHERE
        found = any((item.name, item.type) == (name, record.type) for item in records)
        return None if found and name != record.name else _NOT_FOUND
    if hosted_zone in CLOUDFRONT_ZONES:
        return None if _is_distribution(backend, name) else _NOT_FOUND
    balancer = _LOAD_BALANCER.fullmatch(name)
    if balancer:
        found_zone = _balancer_zone(backend, balancer["name"], balancer["region"] or balancer["network"])
        if found_zone is None:
            return _NOT_FOUND
        return None if found_zone == hosted_zone else _ELSEWHERE
    return None if _OF_AWS.fullmatch(name) else _ELSEWHERE


def _is_distribution(backend: Any, name: str) -> bool:
    # Only here, so that zones without such records do not load CloudFront.
    from moto.cloudfront.models import cloudfront_backends

    distributions = cloudfront_backends[backend.account_id][backend.partition].distributions.values()
    return any(f"{distribution.domain_name}." == name for distribution in distributions)


def _balancer_zone(backend: Any, name: str, region: str) -> str | None:
    """The zone that AWS has the name of a load balancer in; None if there is no such load balancer."""
    from moto.elbv2.models import elbv2_backends

    for balancer in elbv2_backends[backend.account_id][region].load_balancers.values():
        if (balancer.dns_name or "").lower() == name:
            return str(balancer.canonical_hosted_zone_id)
    return None
