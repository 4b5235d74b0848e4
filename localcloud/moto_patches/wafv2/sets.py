"""Sets of addresses and of patterns: what AWS refuses of them, and that those in use stay."""

import re
from functools import cache
from ipaddress import ip_network
from typing import Any, Final

from moto.wafv2.exceptions import WAFV2DuplicateItemException

from localcloud.moto_patches.wafv2._service import WAF, associated, invalid, of_scope, uses
from localcloud.moto_service import AwsError, Request

MOST_ADDRESSES: Final = 10000
MOST_PATTERNS: Final = 10
VERSIONS: Final = {"IPV4": 4, "IPV6": 6}


def _refuse_name(backend: Any, request: Request) -> None:
    if request["Name"] in {kept.name for kept in of_scope(backend, request).ip_sets.values()}:
        raise WAFV2DuplicateItemException


def _refuse_addresses(backend: Any, request: Request) -> None:
    version = request.get("IPAddressVersion") or next(
        (
            kept.ip_address_version
            for kept in of_scope(backend, request).ip_sets.values()
            if kept.ip_set_id == request["Id"]
        ),
        None,
    )
    addresses = request.get("Addresses") or []
    for address in addresses:
        if "/" not in address or not _is_network(address, version):
            raise invalid("The parameter contains formatting that is not valid.", "IP_ADDRESS", address)
    if len(addresses) > MOST_ADDRESSES:
        raise _too_many(f"{MOST_ADDRESSES} addresses in an IP set")


def _is_network(address: str, version: str | None) -> bool:
    try:
        network = ip_network(address, strict=False)
    except ValueError:
        return False
    return network.prefixlen > 0 and (version is None or network.version == VERSIONS.get(version))


def _too_many(what: str) -> AwsError:
    return AwsError(
        "WAFLimitsExceededException", f"AWS WAF couldn't perform the operation: there can be at most {what}."
    )


def _refuse_patterns(_: Any, request: Request) -> None:
    patterns = [item.get("RegexString", "") for item in request.get("RegularExpressionList") or ()]
    if len(patterns) > MOST_PATTERNS:
        raise _too_many(f"{MOST_PATTERNS} patterns in a set")
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error:
            raise invalid(
                "The parameter contains formatting that is not valid.", "REGEX_PATTERN", pattern
            ) from None


def _refuse_used(kind: str, member: str) -> Any:
    def check(backend: Any, request: Request) -> None:
        there = of_scope(backend, request)
        for arn, kept in getattr(there, kind).items():
            if getattr(kept, member) == request["Id"] and uses(there, arn):
                raise associated()

    return check


@cache
def apply() -> None:
    """Refuse sets as AWS does."""
    WAF.refuse(
        {
            "create_ip_set": [_refuse_name, _refuse_addresses],
            "update_ip_set": [_refuse_addresses],
            "delete_ip_set": [_refuse_used("ip_sets", "ip_set_id")],
            "create_regex_pattern_set": [_refuse_patterns],
            "update_regex_pattern_set": [_refuse_patterns],
            "delete_regex_pattern_set": [_refuse_used("regex_pattern_sets", "id")],
        }
    )
