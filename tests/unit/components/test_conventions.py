"""What holds for every component: parents, names, tags, options, identity. Each is made with all it has."""

import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module

import pulumi
import pulumi_aws as aws
import pytest

import components
from components.__main__ import HOSTED
from components._base import SharedComponent
from tests.mocks import TAGS, Recording, run

Options = pulumi.ResourceOptions | None


def vpc(opts: Options = None) -> SharedComponent:
    return components.Vpc(
        "full",
        {
            "zones": ["us-east-1a", "us-east-1b"],
            "interface_endpoints": ["logs", "ecr.api"],
            "bastion": True,
            "tags": TAGS,
        },
        opts,
    )


def security_group(opts: Options = None) -> SharedComponent:
    rule: components.RuleArgs = {"description": "Why.", "from_port": 443, "cidr_ipv4": "10.0.0.0/8"}
    return components.SecurityGroup(
        "full",
        {"vpc_id": "vpc-1", "description": "x", "ingress": {"a": rule}, "egress": {"b": rule}, "tags": TAGS},
        opts,
    )


def kms_key(opts: Options = None) -> SharedComponent:
    return components.KmsKey("full", {"description": "x", "services": ["logs", "rds"], "tags": TAGS}, opts)


def flow_logs(opts: Options = None) -> SharedComponent:
    return components.FlowLogs("full", {"vpc_id": "vpc-1", "tags": TAGS}, opts)


def bastion(opts: Options = None) -> SharedComponent:
    return components.Bastion(
        "full", {"vpc_id": "vpc-1", "vpc_cidr": "10.0.0.0/16", "subnet_id": "subnet-1", "tags": TAGS}, opts
    )


def existing_vpc(opts: Options = None) -> SharedComponent:
    return components.ExistingVpc(
        "full",
        {
            "vpc_id": "vpc-1",
            "cidr_block": "10.0.0.0/16",
            "public_subnet_ids": ["a"],
            "compute_subnet_ids": ["b"],
            "data_subnet_ids": ["c"],
        },
        opts,
    )


Make = Callable[[Options], SharedComponent]

ALL: dict[str, Make] = {
    "Bastion": bastion,
    "ExistingVpc": existing_vpc,
    "FlowLogs": flow_logs,
    "KmsKey": kms_key,
    "SecurityGroup": security_group,
    "Vpc": vpc,
}

each_component = pytest.mark.parametrize("make", ALL.values(), ids=ALL)

OWN_TAGS = {
    "aws:cloudwatch/logGroup:LogGroup": "DataClass",
    "aws:kms/key:Key": "DataClass",
    "aws:ec2/subnet:Subnet": "Tier",
    "aws:ec2/securityGroup:SecurityGroup": "Role",
}
"""The tag that only resources of a type carry. For the DataClass of volumes see the Bastion's tests."""


@cache
def deploy(make: Make, preview: bool = False) -> Recording:
    def program() -> None:
        make(None)

    return run(program, preview=preview)


def resource_class(type_token: str) -> type[pulumi.CustomResource]:
    """The SDK's class of an AWS resource type such as aws:ec2/vpc:Vpc."""
    module, name = type_token.split(":")[1:]
    found: type[pulumi.CustomResource] = getattr(import_module(f"pulumi_aws.{module.split('/')[0]}"), name)
    return found


def test_every_component_is_covered_and_hosted() -> None:
    made = {
        name
        for name in components.__all__
        if inspect.isclass(getattr(components, name))
        and issubclass(getattr(components, name), SharedComponent)
    }

    assert made == set(ALL) == set(HOSTED)


@pytest.mark.parametrize(("name", "make"), ALL.items(), ids=ALL)
def test_the_type_token_is_the_class_name(name: str, make: Make) -> None:
    """It identifies what is deployed: if this fails, every stack would replace the component."""
    assert deploy(make).resources[0].type == f"shared-infra:index:{name}"


@each_component
def test_everything_below_a_component_has_a_parent_in_it(make: Make) -> None:
    recording = deploy(make)
    top, *below = recording.resources
    components_made = {r.urn for r in recording.resources if not r.custom}

    assert top.parent == ""
    assert {resource.parent for resource in below} <= components_made


@each_component
def test_children_are_named_after_their_component(make: Make) -> None:
    recording = deploy(make)
    by_urn = {resource.urn: resource for resource in recording.resources}

    for resource in recording.resources[1:]:
        assert resource.name.startswith(f"{by_urn[resource.parent].name}-")


@each_component
@pytest.mark.parametrize("preview", [False, True])
def test_every_taggable_resource_has_all_tags_and_all_are_known(make: Make, preview: bool) -> None:
    recording = deploy(make, preview)
    by_urn = {resource.urn: resource for resource in recording.resources}

    for resource in recording.resources:
        if resource.custom and hasattr(resource_class(resource.type), "tags"):
            own = OWN_TAGS.get(resource.type)
            tags = dict(resource.inputs["tags"])
            assert own is None or tags.pop(own)
            assert tags == {
                **TAGS,
                "Name": resource.name,
                "Component": by_urn[resource.parent].type.rpartition(":")[2],
            }


@each_component
def test_the_callers_options_are_the_components_and_not_its_childrens(make: Make) -> None:
    def program() -> None:
        outer = aws.ec2.Vpc("outer", cidr_block="10.0.0.0/16")
        make(pulumi.ResourceOptions(parent=outer, protect=True))

    recording = run(program)
    top, *below = recording.resources[1:]

    assert top.parent == recording.one("aws:ec2/vpc:Vpc", "outer").urn
    assert not any(resource.parent == top.parent for resource in below)
    assert all(resource.protect for resource in (top, *below))


@each_component
def test_children_and_functions_use_the_components_provider(make: Make) -> None:
    def program() -> None:
        make(pulumi.ResourceOptions(providers=[aws.Provider("other", region="us-east-1")]))

    recording = run(program)

    for resource in recording.resources:
        if resource.custom and not resource.type.startswith("pulumi:"):
            assert "pulumi:providers:aws::other" in resource.provider
    assert all("pulumi:providers:aws::other" in call.provider for call in recording.invokes)


def test_a_childs_own_options_cannot_move_it_elsewhere() -> None:
    def program() -> None:
        outer = aws.ec2.Vpc("outer", cidr_block="10.0.0.0/16")
        component = kms_key()
        options = component.child_options(pulumi.ResourceOptions(parent=outer, protect=True))
        assert options.parent is component
        assert options.protect

    run(program)


@each_component
def test_all_annotated_outputs_are_registered(make: Make) -> None:
    recording = deploy(make)
    top = recording.resources[0]
    declared = inspect.get_annotations(getattr(components, top.type.rpartition(":")[2]))
    camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in declared}

    assert set(top.outputs) == camel


def test_an_output_that_was_not_set_is_an_error() -> None:
    class Unfinished(SharedComponent):
        never_set: pulumi.Output[str]

        def __init__(self) -> None:
            super().__init__("Unfinished", "unfinished", TAGS)
            self.publish()

    with pytest.raises(AttributeError, match="never_set"):
        run(Unfinished)
