"""Hosted zones."""

from typing import Any, Final
from uuid import uuid4

from localcloud.provider.definition import Api, Call, Resource, Tagging
from localcloud.provider.values import Properties

_OWN_RECORDS: Final = ("NS", "SOA")
"""What AWS makes at the top of a zone, and deletes with it."""


def plain_name(name: str) -> str:
    """A domain name as the provider keeps it: in lower case, without a dot at its end."""
    return name.removesuffix(".").lower()


def same_name(old: str, new: str) -> bool:
    """Whether two domain names are the same."""
    return plain_name(old) == plain_name(new)


def plain_id(identifier: str) -> str:
    """The id of a zone, which AWS gives as `/hostedzone/<id>`."""
    return identifier.rpartition("/")[2]


def records_of(api: Api, zone: str, **start: Any) -> list[dict[str, Any]]:
    """The records of a zone as AWS tells them, from a place on: all, or as many as `MaxItems` says."""
    records: list[dict[str, Any]] = []
    limited = "MaxItems" in start
    while True:
        answer = api.call("list_resource_record_sets", HostedZoneId=zone, **start)
        records += answer["ResourceRecordSets"]
        if limited or not answer["IsTruncated"]:
            return records
        start = {
            f"StartRecord{part}": answer.get(f"NextRecord{part}") for part in ("Name", "Type", "Identifier")
        }


def _vpc(api: Api, block: Properties) -> dict[str, str]:
    return {"VPCId": block["vpcId"], "VPCRegion": block.get("vpcRegion") or api.region}


def _create(api: Api, inputs: Properties) -> str:
    vpcs = [_vpc(api, block) for block in inputs.get("vpcs") or ()]
    answer = api.call(
        "create_hosted_zone",
        Name=inputs["name"],
        CallerReference=uuid4().hex,
        HostedZoneConfig={"Comment": inputs["comment"]},
        VPC=vpcs[0] if vpcs else None,
    )
    identifier = plain_id(answer["HostedZone"]["Id"])
    for vpc in vpcs[1:]:
        api.call("associate_vpc_with_hosted_zone", HostedZoneId=identifier, VPC=vpc)
    return identifier


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    zone = answer["HostedZone"]
    servers = (answer.get("DelegationSet") or {}).get("NameServers") or _private_servers(api, zone)
    return {
        "name": plain_name(zone["Name"]),
        "comment": zone["Config"].get("Comment", ""),
        "nameServers": sorted(servers),
        "primaryNameServer": servers[0],
        "vpcs": answer.get("VPCs") or [],
        "zoneId": identifier,
    }


def _private_servers(api: Api, zone: dict[str, Any]) -> list[str]:
    """The name servers of a private zone, which only its record tells."""
    start = {"StartRecordName": zone["Name"], "StartRecordType": "NS", "MaxItems": "1"}
    [record] = records_of(api, zone["Id"], **start)
    return [plain_name(value["Value"]) for value in record["ResourceRecords"]]


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "comment" in changed:
        api.call("update_hosted_zone_comment", Id=identifier, Comment=inputs["comment"])
    if "vpcs" in changed:
        old = [_vpc(api, block) for block in state.get("vpcs") or ()]
        new = [_vpc(api, block) for block in inputs.get("vpcs") or ()]
        # The new ones first: AWS keeps the last VPC of a private zone.
        for vpc in new:
            if vpc not in old:
                api.call("associate_vpc_with_hosted_zone", HostedZoneId=identifier, VPC=vpc)
        for vpc in old:
            if vpc not in new:
                api.call("disassociate_vpc_from_hosted_zone", HostedZoneId=identifier, VPC=vpc)


def _delete(api: Api, identifier: str, state: Properties) -> None:
    if state.get("forceDestroy"):
        _delete_records(api, identifier, state["name"])
    api.call("delete_hosted_zone", Id=identifier)


def _delete_records(api: Api, identifier: str, name: str) -> None:
    for record in records_of(api, identifier):
        if record["Type"] not in _OWN_RECORDS or not same_name(record["Name"], name):
            changes = [{"Action": "DELETE", "ResourceRecordSet": record}]
            api.call("change_resource_record_sets", HostedZoneId=identifier, ChangeBatch={"Changes": changes})


_TAGGED: Final = {"ResourceType": "hostedzone", "ResourceId": "{id}"}

ZONE: Final = Resource(
    "aws:route53/zone:Zone",
    "route53",
    create=_create,
    read=Call("get_hosted_zone", {"Id": "{id}"}),
    complete=_complete,
    update=_update,
    delete=_delete,
    computed={"arn": "arn:{partition}:route53:::hostedzone/{id}"},
    tagging=Tagging(
        tag=Call("change_tags_for_resource", _TAGGED),
        untag=Call("change_tags_for_resource", _TAGGED),
        listing=Call("list_tags_for_resource", _TAGGED, answer="ResourceTagSet.Tags"),
        tags_parameter="AddTags",
        keys_parameter="RemoveTagKeys",
    ),
    unsupported=("delegationSetId", "enableAcceleratedRecovery"),
    import_id=lambda _, given: plain_id(given),
    equivalent={"name": same_name},
)

RESOURCES: Final = (ZONE,)
