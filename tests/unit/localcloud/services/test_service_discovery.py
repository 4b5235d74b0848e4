"""Cloud Map through the provider."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

HTTP = "aws:servicediscovery/httpNamespace:HttpNamespace"
PRIVATE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
SERVICE = "aws:servicediscovery/service:Service"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def private(world: ComputeWorld, name: str) -> str:
    return world.make(PRIVATE, name=name, vpc=world.vpc)[0]


CASES = (
    life(
        HTTP,
        lambda world: {"name": "api", "description": "x", "tags": {"Name": "x"}},
        (lambda world: {"tags": {"Name": "y"}}, lambda world: {"tags": None}),
    ),
    life(
        PRIVATE,
        lambda world: {"name": "app.internal", "vpc": world.vpc, "tags": {"Name": "x"}},
        (
            lambda world: {"description": "services"},
            lambda world: {"description": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
        import_id=lambda identifier, state: f"{identifier}:{state['vpc']}",
    ),
    life(
        SERVICE,
        lambda world: {
            "name": "api",
            "dnsConfig": {
                "namespaceId": private(world, "services.internal"),
                "dnsRecords": [{"type": "A", "ttl": 10}, {"type": "SRV", "ttl": 10}],
            },
            "healthCheckCustomConfig": {},
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"description": "the API"},
            lambda world: {"forceDestroy": True},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("forceDestroy", "healthCheckCustomConfig"),
    ),
    life(
        SERVICE,
        lambda world: {
            "name": "worker",
            "namespaceId": world.make(HTTP, name="workers")[0],
            "description": "x",
        },
        (lambda world: {"description": None},),
        name="http",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_private_namespace_has_a_zone_in_its_vpc_which_goes_with_it(world: ComputeWorld) -> None:
    operations = world.operations(PRIVATE)
    identifier, state = operations.create({"name": "zoned.internal", "vpc": world.vpc})
    zones = world.client("route53")
    zone = zones.get_hosted_zone(Id=state["hostedZone"])
    assert zone["HostedZone"]["Name"] == "zoned.internal."
    assert [vpc["VPCId"] for vpc in zone["VPCs"]] == [world.vpc]
    operations.delete(identifier, state)
    with pytest.raises(ClientError, match="NoSuchHostedZone"):
        zones.get_hosted_zone(Id=state["hostedZone"])


def test_a_service_with_instances_is_deleted_only_by_force(world: ComputeWorld) -> None:
    operations = world.operations(SERVICE)
    inputs = {"name": "busy", "namespaceId": world.make(HTTP, name="busy")[0]}
    identifier, state = operations.create(inputs)
    client = world.client("servicediscovery")
    client.register_instance(
        ServiceId=identifier, InstanceId="one", Attributes={"AWS_INSTANCE_IPV4": "10.0.0.1"}
    )
    with pytest.raises(ClientError, match="registered instances"):
        operations.delete(identifier, state)
    operations.delete(identifier, state | {"forceDestroy": True})
    assert operations.read(identifier, state) is None
