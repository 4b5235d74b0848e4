"""ExistingVpc: a network made by others, with a Vpc's outputs."""

from typing import Any

import pulumi
import pytest

from components import ArgumentError, ExistingVpc, Vpc
from tests.mocks import Recording, run

IDS = {
    "vpc_id": "vpc-1",
    "cidr_block": "10.1.0.0/16",
    "public_subnet_ids": ["p-1", "p-2"],
    "compute_subnet_ids": ["c-1", "c-2"],
    "data_subnet_ids": ["d-1", "d-2"],
}


def deploy(**args: Any) -> Recording:
    def program() -> object:
        network = ExistingVpc("network", {**IDS, **args})  # type: ignore[typeddict-item]
        return {name: getattr(network, name) for name in ExistingVpc.__annotations__}

    return run(program)


def test_makes_nothing_and_gives_back_what_it_was_given() -> None:
    recording = deploy(messaging_subnet_ids=["m-1"])

    assert recording.counts() == {"shared-infra:index:ExistingVpc": 1}
    assert recording.result == {**IDS, "messaging_subnet_ids": ["m-1"]}


def test_brokers_go_to_the_data_subnets_unless_they_have_their_own() -> None:
    assert deploy().result["messaging_subnet_ids"] == ["d-1", "d-2"]


def test_takes_the_outputs_of_another_network() -> None:
    """As an awsx VPC has them: whole lists that are outputs."""

    def program() -> object:
        later = {key: pulumi.Output.from_input(value) for key, value in IDS.items()}
        return ExistingVpc("network", later).public_subnet_ids  # type: ignore[arg-type]

    assert run(program).result == ["p-1", "p-2"]


def test_its_outputs_are_a_part_of_a_vpcs() -> None:
    assert ExistingVpc.__annotations__.items() <= Vpc.__annotations__.items()


def test_every_tier_needs_a_subnet() -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(public_subnet_ids=[], compute_subnet_ids=None, messaging_subnet_ids=[])

    assert [line.split(":")[0].strip(" -") for line in str(error.value).splitlines()[1:]] == [
        "public_subnet_ids",
        "compute_subnet_ids",
        "messaging_subnet_ids",
    ]
