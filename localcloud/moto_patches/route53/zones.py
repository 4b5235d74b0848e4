"""Hosted zones.

What moto accepts, and AWS refuses: names that are no domain, a caller reference that was used already, a VPC
or a delegation set that does not exist, a private zone without a VPC, a VPC in two zones of one name, ending
an association that there is not, deleting a zone that delegates to others.

What moto gets wrong: a zone with a VPC is public unless told otherwise; all zones have the same name servers,
and a private zone other ones than on AWS; the SOA record is no text; a zone's own delegation set is listed as
a reusable one, and a reusable one is another after a zone is made with it; ids do not start with Z; the tags
of a deleted zone stay.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from moto.ec2.exceptions import InvalidVPCIdError
from moto.ec2.models import ec2_backends
from moto.moto_api._internal import mock_random
from moto.route53.models import DelegationSet, HostedZoneIdentifier, Route53Backend

from localcloud.moto_patches.route53._service import ROUTE53, invalid, name_problem, stored_name
from localcloud.moto_service import AwsError, Request, replace

SERVERS_PER_DOMAIN: Final = 512
DOMAINS: Final = ("com", "net", "org", "co.uk")
"""Of each zone's four name servers one is in each of these, of 512: `ns-700.awsdns-23.net`."""

NS_TTL: Final = 172800
OWN: Final = ("NS", "SOA")
"""The records at the top of a zone that AWS makes, and deletes with it."""


def _name_servers(number: Callable[[], int]) -> list[str]:
    return [
        f"ns-{index * SERVERS_PER_DOMAIN + chosen}.awsdns-{chosen // 8:02}.{domain}"
        for index, domain in enumerate(DOMAINS)
        for chosen in [number()]
    ]


def _any_servers() -> list[str]:
    return _name_servers(lambda: int(mock_random.randint(0, SERVERS_PER_DOMAIN - 1)))


def _refuse_name(_: Any, request: Request) -> None:
    if problem := name_problem(request["Name"]):
        raise AwsError("InvalidDomainName", problem)
    request["Name"] = stored_name(request["Name"])


def _refuse_reference(backend: Any, request: Request) -> None:
    if any(zone.caller_reference == request["CallerReference"] for zone in backend.zones.values()):
        raise AwsError(
            "HostedZoneAlreadyExists",
            f"A hosted zone has already been created with the specified caller reference: "
            f"{request['CallerReference']}",
        )


def _refuse_delegation_set(backend: Any, request: Request) -> None:
    wanted = request.get("DelegationSetId")
    if wanted:
        request["DelegationSetId"] = wanted.removeprefix("/delegationset/")
        backend.get_reusable_delegation_set(request["DelegationSetId"])


def _refuse_network(backend: Any, request: Request) -> None:
    config = request.get("HostedZoneConfig") or {}
    if request.get("VPC"):
        request["HostedZoneConfig"] = {**config, "PrivateZone": True}
        _refuse_vpc(backend, request["VPC"], request["Name"])
    elif config.get("PrivateZone"):
        raise invalid(
            "When you're creating a private hosted zone (when you specify true for PrivateZone), you must "
            "also specify values for VPCId and VPCRegion."
        )


def _refuse_vpc(backend: Any, vpc: dict[str, str], name: str) -> None:
    identifier, region = vpc["VPCId"], vpc.get("VPCRegion")
    if not region:
        raise invalid(f"You must specify the region of VPC {identifier}: VPCRegion.")
    try:
        ec2_backends[backend.account_id][region].get_vpc(identifier)
    except InvalidVPCIdError:
        raise AwsError(
            "InvalidVPCId",
            f"The VPC {identifier} in region {region} that you provided either isn't valid or the current "
            "account is not authorized to access it.",
        ) from None
    for zone in backend.zones.values():
        if zone.name == name and _associated(zone, identifier):
            raise AwsError(
                "ConflictingDomainExists",
                f"The VPC {identifier} in region {region} has already been associated with the hosted zone "
                f"{zone.resource_id} with the same domain name.",
            )


def _associated(zone: Any, vpc: str) -> bool:
    return any(item["vpc_id"] == vpc for item in zone.vpcs)


def _refuse_association(backend: Any, request: Request) -> None:
    zone = backend.get_hosted_zone(request["HostedZoneId"])
    if zone.private_zone:
        _refuse_vpc(backend, request["VPC"], zone.name)


def _refuse_no_association(backend: Any, request: Request) -> None:
    zone = backend.get_hosted_zone(request["HostedZoneId"])
    vpc = request["VPC"]["VPCId"]
    if not _associated(zone, vpc):
        raise AwsError(
            "VPCAssociationNotFound",
            f"The VPC {vpc} is not associated with the hosted zone {zone.resource_id}.",
        )


def _refuse_records(backend: Any, request: Request) -> None:
    zone = backend.get_hosted_zone(request["Id"])
    if any(_not_own(zone)):
        raise AwsError(
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        )


def _not_own(zone: Any) -> Iterator[Any]:
    for record in zone.rrsets:
        if record.name != zone.name or record.type not in OWN:
            yield record


def _make_set(
    original: Callable[..., None],
    self: Any,
    caller_reference: str,
    name_servers: list[str] | None,
    delegation_set_id: str | None,
) -> None:
    original(self, caller_reference, name_servers or _any_servers(), delegation_set_id)


def _reuse_set(
    original: Callable[..., Any], self: Any, *args: Any, delegation_set_id: str | None = None, **more: Any
) -> Any:
    existing = self.delegation_sets.get(delegation_set_id)
    return existing or original(self, *args, delegation_set_id=delegation_set_id, **more)


def _create(original: Callable[..., Any], self: Any, *args: Any, **more: Any) -> Any:
    reusable = dict(self.delegation_sets)
    zone = original(self, *args, **more)
    if not more.get("delegation_set_id"):
        self.delegation_sets = reusable
        zone.delegation_set.id = zone.delegation_set.caller_reference = None
    if zone.private_zone:
        zone.delegation_set.name_servers = _name_servers(lambda: 0)
    servers = zone.delegation_set.name_servers
    for record in zone.rrsets:
        if record.type == "NS":
            record.ttl, record.records = NS_TTL, [f"{server}." for server in servers]
        else:
            authority = f"{servers[0]}. awsdns-hostmaster.amazon.com."
            record.records = [f"{authority} 1 7200 900 1209600 86400"]
    return zone


def _delete(original: Callable[..., Any], self: Any, id_: str) -> Any:
    deleted = original(self, id_)
    self.resource_tags.pop(deleted.resource_id, None)
    return deleted


def _generate_id(original: Callable[..., str], self: Any, *args: Any, **more: Any) -> str:
    return f"Z{original(self, *args, **more)[1:]}"


@cache
def apply() -> None:
    """Put moto's hosted zones right."""
    replace(DelegationSet, "__init__", _make_set)
    replace(HostedZoneIdentifier, "generate", _generate_id)
    replace(Route53Backend, "create_reusable_delegation_set", _reuse_set)
    replace(Route53Backend, "create_hosted_zone", _create)
    replace(Route53Backend, "delete_hosted_zone", _delete)
    ROUTE53.refuse(
        {
            "create_hosted_zone": [_refuse_name, _refuse_reference, _refuse_delegation_set, _refuse_network],
            "associate_vpc_with_hosted_zone": [_refuse_association],
            "disassociate_vpc_from_hosted_zone": [_refuse_no_association],
            "delete_hosted_zone": [_refuse_records],
        }
    )
