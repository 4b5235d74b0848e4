"""Records of hosted zones."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from localcloud.provider.definition import Api, Resource
from localcloud.provider.values import Properties
from localcloud.services.route53_zones import plain_id, plain_name, records_of, same_name

_TYPES: Final = (
    *("A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV"),
    *("SSHFP", "SVCB", "TLSA", "TXT"),
)
_TEXTS: Final = ("TXT", "SPF")
"""Types whose values AWS has in quotation marks; programs write them without the outer ones."""

_POLICIES: Final[Mapping[str, Mapping[str, str]]] = {
    "weightedRoutingPolicies": {"weight": "Weight"},
    "latencyRoutingPolicies": {"region": "Region"},
    "failoverRoutingPolicies": {"type": "Failover"},
    "geolocationRoutingPolicies": {
        "continent": "GeoLocation.ContinentCode",
        "country": "GeoLocation.CountryCode",
        "subdivision": "GeoLocation.SubdivisionCode",
    },
}
"""The blocks that say by what an answer is chosen, and the members of a record that they are."""

_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
_PROXIMITY: Final = "geoproximityRoutingPolicy"
_MULTIVALUE: Final = "multivalueAnswerRoutingPolicy"


def _parsed(identifier: str) -> Properties:
    """What an id tells: `<zone>_<name>_<type>`, with `_<set identifier>` if there is one."""
    zone, *parts = identifier.split("_")
    # A name may have underscores, and the first part of one may be a type: _a.example.com.
    for index, part in enumerate(parts):
        if index and part in _TYPES:
            known = {"zoneId": zone, "name": "_".join(parts[:index]), "type": part}
            set_identifier = "_".join(parts[index + 1 :])
            return known | ({"setIdentifier": set_identifier} if set_identifier else {})
    return {}


def _identifier(inputs: Properties) -> str:
    parts = [plain_id(inputs["zoneId"]), plain_name(inputs["name"]), inputs["type"]]
    return "_".join([*parts, inputs["setIdentifier"]] if inputs.get("setIdentifier") else parts)


def _zone_name(api: Api, zone: str) -> str:
    return plain_name(api.call("get_hosted_zone", Id=zone)["HostedZone"]["Name"])


def _full_name(name: str, zone: str) -> str:
    """The name of a record, which may leave out that of its zone."""
    plain = plain_name(name)
    if not plain:
        return zone
    return plain if f".{plain}".endswith(f".{zone}") else f"{plain}.{zone}"


def _found(api: Api, known: Properties) -> dict[str, Any] | None:
    """The record as AWS has it."""
    zone = plain_id(known["zoneId"])
    name = _full_name(known["name"], _zone_name(api, zone))
    set_identifier = known.get("setIdentifier")
    start = {
        "StartRecordName": name,
        "StartRecordType": known["type"],
        "StartRecordIdentifier": set_identifier,
    }
    for record in records_of(api, zone, **start, MaxItems="1"):
        same = (_unescaped(record["Name"]), record["Type"], record.get("SetIdentifier"))
        if same == (name, known["type"], set_identifier):
            return record
    return None


def _unescaped(name: str) -> str:
    r"""A name as programs write it; AWS has octal escapes in it, as `\052` for an asterisk."""
    return plain_name(_ESCAPE.sub(lambda found: chr(int(found[1], 8)), name))


def _record(inputs: Properties, name: str) -> dict[str, Any]:
    """What the inputs ask for, as a request has it."""
    record: dict[str, Any] = {"Name": name, "Type": inputs["type"]}
    if inputs.get("aliases"):
        [alias] = inputs["aliases"]
        record["AliasTarget"] = {
            "HostedZoneId": alias["zoneId"],
            "DNSName": alias["name"],
            "EvaluateTargetHealth": alias["evaluateTargetHealth"],
        }
    else:
        record["TTL"] = inputs["ttl"]
        record["ResourceRecords"] = [
            {"Value": f'"{value}"' if inputs["type"] in _TEXTS else value} for value in inputs["records"]
        ]
    for block, members in _POLICIES.items():
        for policy in inputs.get(block) or ():
            for key, member in members.items():
                _put(record, member, policy.get(key))
    if inputs.get(_PROXIMITY):
        record["GeoProximityLocation"] = _proximity(inputs[_PROXIMITY])
    _put(record, "MultiValueAnswer", inputs.get(_MULTIVALUE) or None)
    _put(record, "HealthCheckId", inputs.get("healthCheckId") or None)
    _put(record, "SetIdentifier", inputs.get("setIdentifier") or None)
    return record


def _put(record: dict[str, Any], member: str, value: Any) -> None:
    first, _, rest = member.partition(".")
    if value is not None and rest:
        record.setdefault(first, {})[rest] = value
    elif value is not None:
        record[first] = value


def _proximity(block: Properties) -> dict[str, Any]:
    location: dict[str, Any] = {}
    _put(location, "AWSRegion", block.get("awsRegion"))
    _put(location, "LocalZoneGroup", block.get("localZoneGroup"))
    _put(location, "Bias", block.get("bias"))
    for place in block.get("coordinates") or ():
        location["Coordinates"] = {"Latitude": place["latitude"], "Longitude": place["longitude"]}
    return location


def _change(api: Api, zone: str, *changes: tuple[str, dict[str, Any]]) -> None:
    batch = [{"Action": action, "ResourceRecordSet": record} for action, record in changes]
    api.call("change_resource_record_sets", HostedZoneId=zone, ChangeBatch={"Changes": batch})


def _create(api: Api, inputs: Properties) -> str:
    zone = plain_id(inputs["zoneId"])
    record = _record(inputs, _full_name(inputs["name"], _zone_name(api, zone)))
    _change(api, zone, ("UPSERT" if inputs.get("allowOverwrite") else "CREATE", record))
    return _identifier(inputs)


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    known = known if known.get("zoneId") else _parsed(identifier)
    record = _found(api, known) if known else None
    if record is None:
        return None
    values = [item["Value"] for item in record.get("ResourceRecords") or ()]
    target = record.get("AliasTarget")
    return {
        "zoneId": plain_id(known["zoneId"]),
        "name": plain_name(known["name"]),
        "type": record["Type"],
        "fqdn": _unescaped(record["Name"]),
        "ttl": record.get("TTL"),
        "records": [_unquoted(value) for value in values] if record["Type"] in _TEXTS else values or None,
        "aliases": [_alias(target)] if target else None,
        "setIdentifier": record.get("SetIdentifier"),
        "healthCheckId": record.get("HealthCheckId"),
        _MULTIVALUE: record.get("MultiValueAnswer"),
        _PROXIMITY: _told_proximity(record.get("GeoProximityLocation")),
        **{block: _told_policy(record, members) for block, members in _POLICIES.items()},
    }


def _unquoted(value: str) -> str:
    return value.removeprefix('"').removesuffix('"')


def _alias(target: dict[str, Any]) -> Properties:
    return {
        "name": plain_name(target["DNSName"]),
        "zoneId": target["HostedZoneId"],
        "evaluateTargetHealth": target["EvaluateTargetHealth"],
    }


def _told_policy(record: dict[str, Any], members: Mapping[str, str]) -> list[Properties] | None:
    found = {}
    for key, member in members.items():
        first, _, rest = member.partition(".")
        value = record.get(first)
        found[key] = value.get(rest) if rest and value else value
    told = {key: value for key, value in found.items() if value is not None}
    return [told] if told else None


def _told_proximity(location: dict[str, Any] | None) -> Properties | None:
    if not location:
        return None
    place = location.get("Coordinates")
    return {
        "awsRegion": location.get("AWSRegion"),
        "localZoneGroup": location.get("LocalZoneGroup"),
        "bias": location.get("Bias"),
        "coordinates": [{"latitude": place["Latitude"], "longitude": place["Longitude"]}] if place else None,
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed - {"allowOverwrite"}:
        return
    zone = plain_id(inputs["zoneId"])
    record = _record(inputs, _full_name(inputs["name"], _zone_name(api, zone)))
    old = _found(api, state) if changed & {"type", "setIdentifier"} else None
    if old:
        # AWS tells records apart by these, so that another one takes the place of the old, in one step.
        _change(api, zone, ("DELETE", old), ("CREATE", record))
    else:
        _change(api, zone, ("UPSERT", record))


def _delete(api: Api, identifier: str, state: Properties) -> None:
    record = _found(api, state)
    if record:
        _change(api, plain_id(state["zoneId"]), ("DELETE", record))


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    if inputs.get("records") and inputs.get("ttl") is None:
        yield "ttl", "is needed with records: seconds for which an answer may be kept"
    policies = [name for name in (*_POLICIES, _PROXIMITY, _MULTIVALUE) if inputs.get(name)]
    if policies and not inputs.get("setIdentifier"):
        yield "setIdentifier", f"is needed with {policies[0]}: it tells the records of one name apart"
    if inputs.get("setIdentifier") and not policies:
        yield "setIdentifier", "goes with a routing policy"


RECORD: Final = Resource(
    "aws:route53/record:Record",
    "route53",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    conflicts=(("aliases", "ttl"), (*_POLICIES, _PROXIMITY, _MULTIVALUE)),
    exactly_one=(("aliases", "records"),),
    allowed={"type": _TYPES},
    unsupported=("cidrRoutingPolicy",),
    validate=_check,
    equivalent={
        "name": same_name,
        "aliases.name": same_name,
        "zoneId": lambda old, new: plain_id(old) == plain_id(new),
    },
)

RESOURCES: Final = (RECORD,)
