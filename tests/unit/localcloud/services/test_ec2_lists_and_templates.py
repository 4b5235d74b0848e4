"""Launch templates, managed prefix lists and DHCP options through the provider."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.services import ec2_launch_templates, ec2_prefix_lists
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
OPTIONS = "aws:ec2/vpcDhcpOptions:VpcDhcpOptions"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


CASES = (
    life(
        TEMPLATE,
        lambda world: {
            "name": "nodes",
            "description": "first",
            "updateDefaultVersion": True,
            "vpcSecurityGroupIds": world.groups[:1],
            "metadataOptions": {
                "httpEndpoint": "enabled",
                "httpTokens": "required",
                "httpPutResponseHopLimit": 1,
            },
            "blockDeviceMappings": [
                {
                    "deviceName": "/dev/xvda",
                    "ebs": {
                        "encrypted": "true",
                        "volumeType": "gp3",
                        "volumeSize": 50,
                        "deleteOnTermination": "true",
                    },
                }
            ],
            "tagSpecifications": [{"resourceType": "instance", "tags": {"Name": "node"}}],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"description": "second"},
            lambda world: {"vpcSecurityGroupIds": world.groups},
            lambda world: {
                "blockDeviceMappings": [
                    {"deviceName": "/dev/xvda", "ebs": {"encrypted": "false", "volumeSize": 60}},
                    {"deviceName": "/dev/sdb", "noDevice": "true"},
                ]
            },
            lambda world: {"instanceType": "m7g.large", "imageId": world.image, "ebsOptimized": "true"},
            lambda world: {"imageId": None, "ebsOptimized": None, "monitoring": {"enabled": True}},
            lambda world: {"userData": "IyEvYmluL3No", "monitoring": None},
            lambda world: {"tagSpecifications": [{"resourceType": "volume", "tags": {"Name": "disk"}}]},
            lambda world: {"disableApiTermination": True, "placement": {"tenancy": "default"}},
            lambda world: {"updateDefaultVersion": False},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("updateDefaultVersion",),
    ),
    life(
        TEMPLATE,
        lambda world: {
            "name": "placed",
            "instanceRequirements": {
                "vcpuCount": {"min": 2, "max": 4},
                "memoryMib": {"min": 4096},
                "cpuManufacturers": ["amd"],
            },
            "networkInterfaces": [
                {
                    "deviceIndex": 0,
                    "associatePublicIpAddress": "false",
                    "deleteOnTermination": "true",
                    "subnetId": world.private_subnet,
                    "securityGroups": world.groups,
                    "ipv4Addresses": ["10.9.251.20", "10.9.251.21"],
                    "privateIpAddress": "10.9.251.20",
                    "ipv6Addresses": ["2001:db8::1"],
                }
            ],
            "instanceMarketOptions": {"marketType": "spot", "spotOptions": {"maxPrice": "0.1"}},
        },
        (
            lambda world: {
                "networkInterfaces": [{"deviceIndex": 0, "ipv4AddressCount": 2, "description": "x"}]
            },
            lambda world: {"defaultVersion": 2},
        ),
        name="placed",
    ),
    life(
        LIST,
        lambda world: {
            "name": "offices",
            "addressFamily": "IPv4",
            "maxEntries": 2,
            "entries": [{"cidr": "203.0.113.0/24", "description": "one"}],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {
                "maxEntries": 3,
                "entries": [{"cidr": f"203.0.{number}.0/24"} for number in (113, 114, 115)],
            },
            lambda world: {
                "maxEntries": 1,
                "entries": [{"cidr": "203.0.113.0/24", "description": "again"}],
            },
            lambda world: {"name": "branches"},
            lambda world: {"entries": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        OPTIONS,
        lambda world: {
            "domainName": "example.internal",
            "domainNameServers": ["10.9.0.2", "10.9.0.3"],
            "ntpServers": ["169.254.169.123"],
            "netbiosNodeType": "2",
            "tags": {"Name": "x"},
        },
        (lambda world: {"tags": {"Name": "y"}},),
    ),
)


def test_every_type_has_a_case() -> None:
    modules = (ec2_launch_templates, ec2_prefix_lists)
    assert {case.token for case in CASES} == {item.token for module in modules for item in module.RESOURCES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_change_of_a_template_makes_a_version_that_becomes_the_default_if_asked(
    world: ComputeWorld,
) -> None:
    operations = world.operations(TEMPLATE)
    inputs = {"name": "versions", "instanceType": "m7g.large", "keyName": "none"}
    identifier, state = operations.create(inputs)
    assert state["arn"].endswith(f":launch-template/{identifier}")
    assert (state["latestVersion"], state["defaultVersion"]) == (1, 1)
    state = operations.update(identifier, state, {**inputs, "instanceType": "m7g.xlarge"})
    assert (state["latestVersion"], state["defaultVersion"]) == (2, 1)
    state = operations.update(
        identifier, state, {"name": "versions", "instanceType": "m7g.2xlarge", "updateDefaultVersion": True}
    )
    assert (state["latestVersion"], state["defaultVersion"]) == (3, 3)
    versions = world.client("ec2").describe_launch_template_versions(LaunchTemplateId=identifier)
    found = {item["VersionNumber"]: item["LaunchTemplateData"] for item in versions["LaunchTemplateVersions"]}
    assert found[2] == {"InstanceType": "m7g.xlarge", "KeyName": "none"}
    assert found[3] == {"InstanceType": "m7g.2xlarge"}


def test_a_version_that_somebody_else_made_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(TEMPLATE)
    identifier, state = operations.create({"name": "drifting", "userData": "IyEvYmluL3No"})
    world.client("ec2").create_launch_template_version(
        LaunchTemplateId=identifier, LaunchTemplateData={"InstanceType": "m7g.large"}
    )
    live_state = operations.read(identifier, state)
    assert live_state is not None
    assert live_state["latestVersion"] == 2
    changed = {
        item.path for item in operations.diff(live_state, {"name": "drifting", "userData": "IyEvYmluL3No"})
    }
    assert changed == {"userData", "instanceType"}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        (
            {"securityGroupNames": ["a"], "vpcSecurityGroupIds": ["sg-1"]},
            "conflicts with 'securityGroupNames'",
        ),
        ({"updateDefaultVersion": True, "defaultVersion": 1}, "conflicts with 'defaultVersion'"),
        ({"secondaryInterfaces": [{"deviceIndex": 1}]}, "does not support"),
    ],
)
def test_a_preview_refuses_a_wrong_template(
    world: ComputeWorld, inputs: dict[str, object], reason: str
) -> None:
    resource = world.operations(TEMPLATE).resource
    (failure,) = check_inputs(resource, {"name": "wrong", **inputs}, {}, name="x")[1]
    assert reason in failure.reason


def test_a_list_in_a_rule_is_not_deleted(world: ComputeWorld) -> None:
    operations = world.operations(LIST)
    identifier, state = operations.create({"name": "used", "addressFamily": "IPv4", "maxEntries": 1})
    rule, rule_state = world.make(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        securityGroupId=world.groups[0],
        ipProtocol="-1",
        prefixListId=identifier,
    )
    with pytest.raises(ClientError, match="in use"):
        operations.delete(identifier, state)
    world.operations("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").delete(rule, rule_state)
    operations.delete(identifier, state)


def test_deleted_options_leave_their_vpc_with_the_regions_own(world: ComputeWorld) -> None:
    operations, ec2 = world.operations(OPTIONS), world.client("ec2")
    identifier, state = operations.create({"domainName": "used.internal"})
    ec2.associate_dhcp_options(DhcpOptionsId=identifier, VpcId=world.vpc)
    operations.delete(identifier, state)
    (vpc,) = ec2.describe_vpcs(VpcIds=[world.vpc])["Vpcs"]
    assert vpc["DhcpOptionsId"] != identifier
