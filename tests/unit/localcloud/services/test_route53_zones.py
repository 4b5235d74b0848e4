"""Hosted zones through the provider."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.functions import FunctionError
from localcloud.provider.registry import resource_of
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
GET_ZONE = "aws:route53/getZone:getZone"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def second_vpc(world: ComputeWorld) -> str:
    """The id of a VPC, the same for each call."""
    [found] = world.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    return str(found["VpcId"])


CASES = (
    life(
        ZONE,
        lambda world: {"name": "Zone.example.com.", "tags": {"Name": "x"}},
        (
            lambda world: {"comment": "What it is for"},
            lambda world: {"comment": None},
            lambda world: {"forceDestroy": True},
            lambda world: {"tags": {"Name": "y", "Other": "z"}},
            lambda world: {"tags": {"Other": "z"}},
        ),
        untold=("forceDestroy",),
    ),
    life(
        ZONE,
        lambda world: {"name": "internal.example.com", "vpcs": [{"vpcId": world.vpc}]},
        (
            lambda world: {"vpcs": [{"vpcId": world.vpc}, {"vpcId": second_vpc(world)}]},
            lambda world: {"vpcs": [{"vpcId": second_vpc(world), "vpcRegion": "us-east-1"}]},
        ),
        import_id=lambda identifier, state: f"/hostedzone/{identifier}",
        name="private",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_ids_arns_and_name_servers_are_the_providers(world: ComputeWorld) -> None:
    identifier, state = world.make(ZONE, name="ids.example.com")
    told = world.client("route53").get_hosted_zone(Id=identifier)["DelegationSet"]["NameServers"]
    assert identifier == state["zoneId"]
    assert state["arn"] == f"arn:aws:route53:::hostedzone/{identifier}"
    assert state["nameServers"] == sorted(told)
    assert (state["primaryNameServer"], state["comment"]) == (told[0], "Managed by Pulumi")


def test_a_zone_with_records_is_deleted_only_by_force(world: ComputeWorld) -> None:
    operations = world.operations(ZONE)
    identifier, state = operations.create({"name": "full.example.com"})
    for name, kind, value in (("a", "A", "192.0.2.1"), ("sub", "NS", "ns.example.org")):
        world.make(RECORD, zoneId=identifier, name=name, type=kind, ttl=60, records=[value])
    with pytest.raises(ClientError, match="HostedZoneNotEmpty"):
        operations.delete(identifier, state)
    operations.delete(identifier, state | {"forceDestroy": True})
    assert operations.read(identifier, state) is None


def test_a_public_zone_does_not_become_private(world: ComputeWorld) -> None:
    operations = world.operations(ZONE)
    identifier, state = operations.create({"name": "public.example.com"})
    with pytest.raises(ClientError, match="PublicZoneVPCAssociation"):
        operations.update(identifier, state, {"name": "public.example.com", "vpcs": [{"vpcId": world.vpc}]})


@pytest.mark.parametrize(("name", "value"), [("delegationSetId", "N1"), ("enableAcceleratedRecovery", True)])
def test_what_the_local_cloud_cannot_hold_is_refused(name: str, value: object) -> None:
    _, failures = check_inputs(resource_of(ZONE), {"name": "x.example", name: value}, {}, name="x")
    assert [failure.property for failure in failures] == [name]


def test_get_zone_finds_by_id_name_tags_and_vpc(world: ComputeWorld) -> None:
    tags = {"Name": "found"}
    public, state = world.make(ZONE, name="found.example.com", comment="x", tags=tags)
    private = world.make(ZONE, name="found.example.com", vpcs=[{"vpcId": world.vpc}])[0]

    found = world.invoke(GET_ZONE, name="found.example.com.")
    assert found == {
        "arn": state["arn"],
        "callerReference": found["callerReference"],
        "comment": "x",
        "enableAcceleratedRecovery": False,
        "id": public,
        "linkedServiceDescription": "",
        "linkedServicePrincipal": "",
        "name": "found.example.com",
        "nameServers": state["nameServers"],
        "primaryNameServer": state["primaryNameServer"],
        "privateZone": False,
        "resourceRecordSetCount": 2,
        "tags": tags,
        "vpcId": None,
        "zoneId": public,
    }
    assert world.invoke(GET_ZONE, zoneId=private)["privateZone"] is True
    assert world.invoke(GET_ZONE, tags=tags)["id"] == public
    by_vpc = world.invoke(GET_ZONE, name="found.example.com", privateZone=True, vpcId=world.vpc)
    assert by_vpc["id"] == private
    for arguments in ({"name": "none.example.com"}, {"tags": {"Name": "none"}}, {"zoneId": "Z0"}):
        with pytest.raises(FunctionError, match="no matching Route 53 Hosted Zone"):
            world.invoke(GET_ZONE, **arguments)
    with pytest.raises(FunctionError, match="mutually exclusive"):
        world.invoke(GET_ZONE, zoneId=public, name="found.example.com")
    world.make(ZONE, name="found.example.com")
    with pytest.raises(FunctionError, match="2 Route 53 Hosted Zones matched"):
        world.invoke(GET_ZONE, name="found.example.com")
