"""Creates that the engine may not know of, and what stacks manage."""

import pytest

from localcloud.cloud import Cloud
from localcloud.provider import journal
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.operations import Operations
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.world import World

VPC = "aws:ec2/vpc:Vpc"
URN = "urn:pulumi:local::shop::aws:ec2/vpc:Vpc::main"
INPUTS = {"cidrBlock": "10.40.0.0/16"}


@pytest.fixture
def operations(world: World) -> Operations:
    return world.operations(VPC)


def _create(operations: Operations, urn: str, inputs: Properties) -> str:
    """A create as the servicer makes it."""
    with operations.cloud.transaction():
        identifier, _ = journal.adopt(operations, urn, inputs) or operations.create(inputs)
        journal.created(operations, urn, identifier, inputs)
    return identifier


def _exists(world: World, identifier: str) -> bool:
    found = world.client("ec2").describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [identifier]}])
    return bool(found["Vpcs"])


def _managed(cloud: Cloud) -> set[str]:
    return set(cloud.records(f"managed:{VPC}"))


def test_a_create_that_the_engine_never_heard_of_is_taken_over(operations: Operations) -> None:
    first = _create(operations, URN, INPUTS)
    assert _create(operations, URN, INPUTS) == first


def test_once_the_engine_names_it_a_create_is_a_new_one(operations: Operations) -> None:
    first = _create(operations, f"{URN}-2", INPUTS)
    journal.acknowledge(operations, f"{URN}-2", first)
    assert _create(operations, f"{URN}-2", INPUTS) != first


def test_one_made_with_other_inputs_is_cleared_away(world: World, operations: Operations) -> None:
    first = _create(operations, f"{URN}-3", INPUTS)
    second = _create(operations, f"{URN}-3", {"cidrBlock": "10.41.0.0/16"})
    assert second != first
    assert not _exists(world, first)
    assert first not in _managed(world.cloud)


def test_one_that_somebody_deleted_meanwhile_is_made_anew(world: World, operations: Operations) -> None:
    first = _create(operations, f"{URN}-4", INPUTS)
    world.client("ec2").delete_vpc(VpcId=first)
    assert _create(operations, f"{URN}-4", INPUTS) != first


def test_one_made_in_another_region_is_cleared_away_there(cloud: Cloud, operations: Operations) -> None:
    first = _create(operations, f"{URN}-5", INPUTS)
    abroad = World(cloud, ProviderConfiguration(region="eu-west-1")).operations(VPC)
    second = _create(abroad, f"{URN}-5", INPUTS)
    assert operations.read(first, INPUTS) is None
    assert abroad.read(second, INPUTS) is not None


def test_what_a_replacement_leaves_unnamed_stays_recorded(operations: Operations) -> None:
    """The engine names the old id (to delete it) before it ever names the new one."""
    old = _create(operations, f"{URN}-6", INPUTS)
    journal.acknowledge(operations, f"{URN}-6", old)
    new = _create(operations, f"{URN}-6", {"cidrBlock": "10.42.0.0/16"})
    with operations.cloud.transaction():
        journal.gone(operations, f"{URN}-6", old)
    assert _create(operations, f"{URN}-6", {"cidrBlock": "10.42.0.0/16"}) == new


def test_managed_is_what_was_made_or_named_and_is_not_gone(world: World, operations: Operations) -> None:
    identifier = _create(operations, f"{URN}-7", INPUTS)
    assert identifier in _managed(world.cloud)
    journal.acknowledge(operations, f"{URN}-8", "vpc-imported")
    assert "vpc-imported" in _managed(world.cloud)
    with world.cloud.transaction():
        journal.gone(operations, f"{URN}-7", identifier)
    assert identifier not in _managed(world.cloud)


def test_a_failed_create_is_not_recorded(world: World, operations: Operations) -> None:
    def fail() -> None:
        with world.cloud.transaction():
            _create(operations, f"{URN}-9", INPUTS)
            raise RuntimeError("the engine is gone")

    with pytest.raises(RuntimeError, match="engine"):
        fail()
    assert f"{URN}-9" not in world.cloud.records(journal.NAMESPACE)
