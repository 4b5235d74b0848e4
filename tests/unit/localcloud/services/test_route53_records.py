"""Records of hosted zones through the provider."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, Make, life

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"


class DnsWorld(ComputeWorld):
    """A cloud with a public zone of example.com."""

    @cached_property
    def zone(self) -> str:
        return self.make(ZONE, name="example.com")[0]

    @cached_property
    def health_check(self) -> str:
        config = {"Type": "HTTPS", "FullyQualifiedDomainName": "example.com"}
        made = self.client("route53").create_health_check(CallerReference="x", HealthCheckConfig=config)
        return str(made["HealthCheck"]["Id"])

    def alias(self, **changed: Any) -> Properties:
        """A block that points to a load balancer."""
        balancer = self.balancer
        target = {"name": balancer["dnsName"], "zoneId": balancer["zoneId"], "evaluateTargetHealth": True}
        return target | changed


@pytest.fixture(scope="module")
def world() -> Iterator[DnsWorld]:
    with Cloud(None) as cloud:
        yield DnsWorld(cloud)


def record(name: str, kind: str, values: list[str], *changes: Any, **more: Any) -> Case:
    """The life of a record in the zone: its first values, and changes."""
    return life(
        RECORD,
        lambda world: {"zoneId": world.zone, "name": name, "type": kind, "ttl": 60, "records": values},
        changes,
        name=f"{kind}-{name}",
        **more,
    )


def _always(change: Properties) -> Make:
    return lambda world: change


def routed(name: str, changes: tuple[Properties, ...], **policy: Any) -> Case:
    """The life of a record with a routing policy."""
    first = {"name": name, "type": "A", "ttl": 60, "records": ["192.0.2.1"], "setIdentifier": "one_1"}
    return life(
        RECORD,
        lambda world: {"zoneId": world.zone, **first, **policy},
        tuple(_always(change) for change in changes),
        name=name,
    )


CASES = (
    record(
        "a.example.com",
        "A",
        ["192.0.2.1"],
        lambda world: {"records": ["192.0.2.2", "192.0.2.3"]},
        lambda world: {"ttl": 300},
        lambda world: {"ttl": None, "records": None, "aliases": [world.alias()]},
        lambda world: {"aliases": [world.alias(evaluateTargetHealth=False)]},
        lambda world: {"allowOverwrite": True},
        untold=("allowOverwrite",),
    ),
    record("", "CAA", ['0 issue "amazon.com"'], lambda world: {"records": ['0 issuewild ";"']}),
    record(
        "WWW.example.com.",
        "CNAME",
        ["example.org"],
        lambda world: {"type": "AAAA", "records": ["2001:db8::1"]},
        new_id=True,
        import_id=lambda identifier, state: f"{state['zoneId']}_{state['name']}_{state['type']}",
    ),
    record("_a_b.example.com", "TXT", ["v=spf1 -all"], lambda world: {"records": ['one" "two', "x"]}),
    record("*.wild.example.com", "MX", ["10 mail.example.com"]),
    routed(
        "weighted.example.com",
        ({"weightedRoutingPolicies": [{"weight": 0}]}, {"records": ["192.0.2.2"]}),
        weightedRoutingPolicies=[{"weight": 10}],
    ),
    routed(
        "latency.example.com",
        ({"latencyRoutingPolicies": [{"region": "us-west-2"}]},),
        latencyRoutingPolicies=[{"region": "us-east-1"}],
    ),
    routed("failover.example.com", (), failoverRoutingPolicies=[{"type": "PRIMARY"}]),
    routed(
        "geo.example.com",
        ({"geolocationRoutingPolicies": [{"country": "US", "subdivision": "CA"}]},),
        geolocationRoutingPolicies=[{"continent": "EU"}],
    ),
    routed(
        "near.example.com",
        ({"geoproximityRoutingPolicy": {"coordinates": [{"latitude": "1.5", "longitude": "2.5"}]}},),
        geoproximityRoutingPolicy={"awsRegion": "us-east-1", "bias": 10},
    ),
    routed("many.example.com", (), multivalueAnswerRoutingPolicy=True),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: DnsWorld) -> None:
    live(case, world)


@pytest.mark.parametrize(
    ("name", "more", "end", "fqdn"),
    [
        ("API", {}, "api_A", "api.example.com"),
        ("api.example.com.", {}, "api.example.com_A", "api.example.com"),
        ("", {}, "_A", "example.com"),
        ("*", {}, "*_A", "*.example.com"),
        (
            "one",
            {"setIdentifier": "blue_1", "weightedRoutingPolicies": [{"weight": 1}]},
            "one_A_blue_1",
            "one.example.com",
        ),
    ],
)
def test_a_records_id_is_of_zone_name_type_and_set_identifier(
    world: DnsWorld, name: str, more: Properties, end: str, fqdn: str
) -> None:
    operations = world.operations(RECORD)
    inputs = {"zoneId": world.zone, "name": name, "type": "A", "ttl": 60, "records": ["192.0.2.1"], **more}
    identifier, state = operations.create(inputs)
    assert (identifier, state["fqdn"]) == (f"{world.zone}_{end}", fqdn)
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_a_type_in_a_records_name_is_part_of_the_name(world: DnsWorld) -> None:
    operations = world.operations(RECORD)
    name = "_A.example.com"
    identifier, state = operations.create(
        {"zoneId": world.zone, "name": name, "type": "CNAME", "ttl": 60, "records": ["example.org"]}
    )
    imported = operations.read(*operations.locate(identifier))
    assert imported is not None
    assert (imported["name"], imported["type"]) == ("_a.example.com", "CNAME")
    operations.delete(identifier, state)


@pytest.mark.parametrize("given", ["", "Z1", "Z1_a.example.com", "Z1_a.example.com_A"])
def test_what_is_no_records_id_is_not_found(world: DnsWorld, given: str) -> None:
    operations = world.operations(RECORD)
    assert operations.read(*operations.locate(given)) is None


def test_drift_is_seen_and_a_record_that_went_is_gone(world: DnsWorld) -> None:
    operations = world.operations(RECORD)
    check = {"name": "drift", "type": "A", "healthCheckId": world.health_check, "setIdentifier": "a"}
    inputs = {
        "zoneId": world.zone,
        "ttl": 60,
        "records": ["192.0.2.1"],
        "weightedRoutingPolicies": [{"weight": 1}],
        **check,
    }
    identifier, state = operations.create(inputs)
    client = world.client("route53")
    [found] = client.list_resource_record_sets(
        HostedZoneId=world.zone, StartRecordName="drift.example.com", MaxItems="1"
    )["ResourceRecordSets"]
    assert found["HealthCheckId"] == world.health_check

    def change(action: str, **members: Any) -> None:
        changes = [{"Action": action, "ResourceRecordSet": {**found, **members}}]
        client.change_resource_record_sets(HostedZoneId=world.zone, ChangeBatch={"Changes": changes})

    del found["HealthCheckId"]
    change("UPSERT", TTL=5, Weight=7)
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert {item.path for item in operations.diff(drifted, inputs)} == {
        "ttl",
        "healthCheckId",
        "weightedRoutingPolicies[0].weight",
    }
    assert operations.diff(operations.update(identifier, drifted, inputs), inputs) == []
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_a_record_that_exists_is_taken_over_only_when_allowed(world: DnsWorld) -> None:
    operations = world.operations(RECORD)
    inputs = {"zoneId": world.zone, "name": "taken", "type": "A", "ttl": 60, "records": ["192.0.2.1"]}
    identifier, state = operations.create(inputs)
    with pytest.raises(ClientError, match=r"name='taken\.example\.com\.', type='A'\] but it already exists"):
        operations.create(inputs)
    again, _ = operations.create(inputs | {"allowOverwrite": True, "records": ["192.0.2.9"]})
    assert again == identifier
    operations.delete(identifier, state)


def test_another_set_identifier_takes_the_records_place(world: DnsWorld) -> None:
    operations = world.operations(RECORD)
    inputs = {"zoneId": world.zone, "name": "moved", "type": "A", "ttl": 60, "records": ["192.0.2.1"]}
    weighted = inputs | {"setIdentifier": "old", "weightedRoutingPolicies": [{"weight": 1}]}
    identifier, state = operations.create(weighted)
    state = operations.update(identifier, state, weighted | {"setIdentifier": "new"})
    assert state["setIdentifier"] == "new"
    state = operations.update(identifier, state, inputs)
    assert operations.diff(state, inputs) == []
    operations.delete(identifier, state)


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"records": ["192.0.2.1"]}, "is needed with records"),
        ({"ttl": 60}, "set exactly one of aliases, records"),
        ({"ttl": 60, "records": ["192.0.2.1"], "setIdentifier": "a"}, "goes with a routing policy"),
        (
            {"ttl": 60, "records": ["192.0.2.1"], "weightedRoutingPolicies": [{"weight": 1}]},
            "is needed with weightedRoutingPolicies",
        ),
        (
            {
                "ttl": 60,
                "records": ["192.0.2.1"],
                "setIdentifier": "a",
                "multivalueAnswerRoutingPolicy": True,
                "failoverRoutingPolicies": [{"type": "PRIMARY"}],
            },
            "conflicts with",
        ),
        ({"type": "ANY", "ttl": 60, "records": ["x"]}, "'ANY' is not allowed"),
    ],
)
def test_inputs_that_a_preview_refuses(inputs: Properties, reason: str) -> None:
    common = {"zoneId": "Z1", "name": "a", "type": "A"}
    _, failures = check_inputs(resource_of(RECORD), common | inputs, {}, name="x")
    assert [failure for failure in failures if reason in str(failure)]
