"""Records of hosted zones.

What moto accepts, and AWS refuses: a name outside the zone that ends like it, a CNAME beside other records or
at the top of a zone, a record of a routing policy beside one without, values that are none of the type, an
alias or a health check that there is not, a change of what is not as the request says.

What moto gets wrong: names are kept as they are written; a record that exists is made again; all records of a
set identifier go when one is deleted; half of a batch is done when the other half is refused. What it lacks:
locations for routing by proximity, and lists that start at a set identifier.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.route53.models import RecordSet

from localcloud.moto_patches.route53._service import (
    ROUTE53,
    invalid,
    invalid_batch,
    lies_in,
    name_problem,
    stored_name,
)
from localcloud.moto_patches.route53.aliases import target_problem
from localcloud.moto_patches.route53.record_values import value_problems
from localcloud.moto_patches.route53.zones import OWN
from localcloud.moto_service import Request

MOST_VALUES: Final = 1000
LIST_SIZE: Final = 300
POLICIES: Final = {
    "Weight": "weight",
    "Region": "region",
    "GeoLocation": "geo_location",
    "Failover": "failover",
    "MultiValueAnswer": "multi_value_answer",
    "GeoProximityLocation": "geo_proximity_location",
    "CidrRoutingConfig": "cidr_routing_config",
}
"""The members that say by what an answer is chosen, and their attributes in moto."""

_CONTENT: Final = ("ttl", "health_check_id", "alias_target", *POLICIES.values())


class _Batch:
    """The records of a zone while changes are made to them, and what is wrong with those."""

    def __init__(self, backend: Any, zone: Any) -> None:
        self.records = list(zone.rrsets)
        self.problems: list[str] = []
        self._backend = backend
        self._zone = zone
        self._made: list[Any] = []

    def make(self, action: str, record: Any) -> None:
        """Do one change, or note why not."""
        problems = [problem] if (problem := name_problem(record.name)) else []
        record.name = stored_name(record.name)
        if not problems and not lies_in(record.name, self._zone.name):
            problems.append(f"RRSet with DNS name {record.name} is not permitted in zone {self._zone.name}")
        if not problems:
            change = self._delete if action == "DELETE" else self._put
            problems += change(action, record)
        self.problems += problems

    def finish(self) -> None:
        """Keep the changes; raises InvalidChangeBatch, and keeps none, if any cannot be made."""
        for record in self._made:
            if record.alias_target and record in self.records:
                problem = target_problem(self._backend, self._zone, record, self.records)
                self.problems += [problem] if problem else []
        if self.problems:
            raise invalid_batch(self.problems)
        self._zone.rrsets = self.records

    def _put(self, action: str, record: Any) -> Iterator[str]:
        same = self._find(record)
        if same and action == "CREATE":
            yield f"Tried to create resource record set {_shown(record)} but it already exists"
            return
        yield from value_problems(record.type, record.records or [])
        yield from self._conflicts(record)
        if same:
            self.records[self.records.index(same)] = record
        else:
            self.records.append(record)
        self._made.append(record)

    def _delete(self, _: str, record: Any) -> Iterator[str]:
        same = self._find(record)
        if not same:
            yield f"Tried to delete resource record set {_shown(record)} but it was not found"
        elif _content(same) != _content(record):
            yield (
                f"Tried to delete resource record set {_shown(record)} but the values provided do not match "
                "the current values"
            )
        elif record.name == self._zone.name and record.type in OWN:
            kept = "exactly one SOA record" if record.type == "SOA" else "at least one NS record for itself"
            yield f"A HostedZone must contain {kept}."
        else:
            self.records.remove(same)

    def _find(self, record: Any) -> Any | None:
        return next((item for item in self.records if _key(item) == _key(record)), None)

    def _conflicts(self, record: Any) -> Iterator[str]:
        what = f"RRSet of type {record.type} with DNS name {record.name} is not permitted"
        zone = self._zone.name
        others = [item for item in self.records if item.name == record.name and _key(item) != _key(record)]
        if record.type == "CNAME" and record.name == zone:
            yield f"{what} at apex in zone {zone}"
        elif record.type == "CNAME" and any(item.type != "CNAME" for item in others):
            yield f"{what} as it conflicts with other records with the same DNS name in zone {zone}"
        elif record.type != "CNAME" and any(item.type == "CNAME" for item in others):
            yield (
                f"{what} because a conflicting RRSet of type CNAME with the same DNS name already exists in "
                f"zone {zone}"
            )
        policy = _policy(record)
        if any(item.type == record.type and _policy(item) != policy for item in others):
            yield (
                f"RRSet with DNS name {record.name}, type {record.type}, SetIdentifier "
                f"{record.set_identifier} cannot be created as other RRSets exist with the same name and "
                "type, and another routing policy"
            )


def _key(record: Any) -> tuple[str, str, str | None]:
    return (record.name, record.type, record.set_identifier)


def _content(record: Any) -> tuple[Any, ...]:
    # moto's own records of a zone, and those of an older state, lack the attributes that are added here.
    told = tuple(getattr(record, name, None) or None for name in _CONTENT)
    return (*told, frozenset(record.records or ()))


def _policy(record: Any) -> str | None:
    return next((name for name in POLICIES.values() if _is_policy(getattr(record, name, None))), None)


def _is_policy(value: Any) -> bool:
    # A weight of 0 is one, though equal to False.
    return value is not None and value is not False


def _shown(record: Any) -> str:
    identifier = f", set identifier='{record.set_identifier}'" if record.set_identifier else ""
    return f"[name='{record.name}', type='{record.type}'{identifier}]"


def _record(asked: dict[str, Any]) -> Any:
    values = [item["Value"] for item in asked.get("ResourceRecords") or ()]
    target = asked.get("AliasTarget")
    if target:
        target = {
            "HostedZoneId": target["HostedZoneId"],
            "DNSName": stored_name(target["DNSName"]),
            "EvaluateTargetHealth": target["EvaluateTargetHealth"],
        }
    record = RecordSet({**asked, "ResourceRecords": values, "AliasTarget": target})
    record.geo_proximity_location = asked.get("GeoProximityLocation")
    record.cidr_routing_config = asked.get("CidrRoutingConfig")
    return record


def _refuse_shapes(backend: Any, request: Request) -> None:
    changes = request["ChangeBatch"]["Changes"]
    for change in changes:
        asked = change["ResourceRecordSet"]
        where = (
            f"Change with [Action={change['Action']}, Name={asked['Name']}, Type={asked['Type']}, "
            f"SetIdentifier={asked.get('SetIdentifier', 'null')}]"
        )
        if problem := _shape_problem(asked):
            raise invalid(f"Invalid request: {problem} in {where}")
        if asked.get("HealthCheckId") and change["Action"] != "DELETE":
            backend.get_health_check(asked["HealthCheckId"])
    if sum(map(_weight, changes)) > MOST_VALUES:
        raise invalid_batch([f"Number of records limit of {MOST_VALUES} exceeded."])


def _shape_problem(asked: dict[str, Any]) -> str | None:
    given = [asked.get("TTL") is not None, bool(asked.get("ResourceRecords"))]
    if all(given) == bool(asked.get("AliasTarget")) or any(given) != all(given):
        found = "more than one" if asked.get("AliasTarget") else "none"
        return (
            "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
            f"TrafficPolicyInstanceId], but found {found}"
        )
    policies = [name for name in POLICIES if _is_policy(asked.get(name))]
    if len(policies) > 1 or (asked.get("SetIdentifier") and not policies):
        return f"Expected exactly one of [{', '.join(POLICIES)}], but found {', '.join(policies) or 'none'}"
    if policies and not asked.get("SetIdentifier"):
        return "Missing field 'SetIdentifier'"
    return None


def _weight(change: dict[str, Any]) -> int:
    """How much a change counts: as many as it has values, twice that where it may replace others."""
    values = len(change["ResourceRecordSet"].get("ResourceRecords") or ())
    return values * 2 if change["Action"] == "UPSERT" else values


def _change(backend: Any, request: Request) -> dict[str, Any]:
    batch = _Batch(backend, backend.get_hosted_zone(request["HostedZoneId"]))
    for change in request["ChangeBatch"]["Changes"]:
        batch.make(change["Action"], _record(change["ResourceRecordSet"]))
    batch.finish()
    identifier = f"/change/C{mock_random.get_random_string(20).upper()}"
    return {"ChangeInfo": {"Id": identifier, "Status": "INSYNC", "SubmittedAt": utcnow()}}


def _list(backend: Any, request: Request) -> dict[str, Any]:
    zone = backend.get_hosted_zone(request["HostedZoneId"])
    name, kind = request.get("StartRecordName"), request.get("StartRecordType")
    identifier, size = request.get("StartRecordIdentifier"), int(request.get("MaxItems") or LIST_SIZE)
    if (kind and not name) or (identifier and not kind):
        raise invalid("The input is not valid: StartRecordName, StartRecordType, StartRecordIdentifier")
    start = _place(stored_name(name) if name else "", kind, identifier)
    found = sorted((item for item in zone.rrsets if _place_of(item) >= start), key=_place_of)
    answer = {"ResourceRecordSets": found[:size], "IsTruncated": len(found) > size, "MaxItems": str(size)}
    if len(found) > size:
        following = found[size]
        answer |= {
            "NextRecordName": following.name,
            "NextRecordType": following.type,
            "NextRecordIdentifier": following.set_identifier,
        }
    return answer


def _place_of(record: Any) -> tuple[list[str], str, str]:
    return _place(record.name, record.type, record.set_identifier)


def _place(name: str, kind: str | None, identifier: str | None) -> tuple[list[str], str, str]:
    """Where a record is in a list: by the name's labels from the last, then type and set identifier."""
    return (name.rstrip(".").split(".")[::-1], kind or "", identifier or "")


@cache
def apply() -> None:
    """Put moto's records right."""
    ROUTE53.extend({"change_resource_record_sets": _change, "list_resource_record_sets": _list})
    ROUTE53.refuse({"change_resource_record_sets": [_refuse_shapes]})
