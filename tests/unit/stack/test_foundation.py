"""Keys, network and security groups of the stack, under mocks: which settings reach which resource.

Under mocks nothing is checked that only AWS or the provider would refuse.
"""

import json
from functools import cache
from typing import Any

import pytest

import stack
from stack.access import ENDPOINTS, access_rows, purposes
from tests.mocks import Recording, Registered, run
from tests.settings import stack_settings

COMPONENT = "shared-infra:index:"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

TAGS = {
    "Project": "shared-infra",
    "Environment": "dev",
    "Owner": "platform-team",
    "CostCenter": "4711",
    "ManagedBy": "pulumi",
}
CONTAINER_OUTBOUND = {("-1", None, None, "10.0.0.0/16"), ("tcp", 443, 443, "0.0.0.0/0")}

GUIDE: dict[str, tuple[set[Any], set[Any]]] = {
    "alb": ({("tcp", 443, 443, "0.0.0.0/0")}, {("-1", None, None, "10.0.0.0/16")}),
    "api": ({("tcp", 3000, 4000, "alb")}, CONTAINER_OUTBOUND),
    "worker": (set(), CONTAINER_OUTBOUND),
    "ai": (set(), CONTAINER_OUTBOUND),
    "rds": ({("tcp", 5432, 5432, peer) for peer in ("api", "worker", "ai")}, set()),
    "documentdb": ({("tcp", 27017, 27017, "api")}, set()),
    "redis": ({("tcp", 6379, 6379, peer) for peer in ("api", "worker")}, set()),
    "opensearch": ({("tcp", 443, 443, peer) for peer in ("api", "worker")}, set()),
    "msk": ({("tcp", 9098, 9098, peer) for peer in ("api", "worker", "ai")}, set()),
    "network-endpoints": ({("tcp", 443, 443, f"10.0.{third}.0/24") for third in (10, 11, 12)}, set()),
}
"""The guide's security groups, and what its diagram adds: inbound and outbound, protocol, ports, peer."""


@cache
def deployed(network: str = "{}") -> Recording:
    """Keys, network and security groups with these settings of `network`, as JSON."""
    settings = stack_settings(
        network=json.loads(network),
        cluster={"collectorImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/collector:1"},
        documents={"instanceCount": 2},
        search={"zoneCount": 2},
    )

    def program() -> dict[str, Any]:
        base = stack.build_foundation(settings, settings.tags("shared-infra"))
        return {
            "keyArns": {data_class: key.key_arn for data_class, key in base.keys.items()},
            "groupIds": base.group_ids,
            "subnetIds": base.vpc.subnet_ids,
            "natPublicIps": base.vpc.nat_public_ips,
            "bastionInstanceId": base.vpc.bastion_instance_id,
        }

    return run(program, stack="dev")


def groups(recording: Recording) -> dict[str, Registered]:
    """The security groups by component name, by the ids they get."""
    return {
        component.name: recording.children(component.urn)[0]
        for component in recording.of_type(f"{COMPONENT}SecurityGroup").values()
    }


def rules(recording: Recording, type_token: str) -> dict[str, set[Any]]:
    """Rules by group name: protocol, ports, and the peer as an address block or a group's name."""
    names = {f"{group.name}-id": name for name, group in groups(recording).items()}
    found: dict[str, set[Any]] = {name: set() for name in names.values()}
    for rule in recording.of_type(type_token).values():
        inputs = rule.inputs
        peer = inputs.get("cidrIpv4") or names[inputs["referencedSecurityGroupId"]]
        found[names[inputs["securityGroupId"]]].add(
            (inputs["ipProtocol"], inputs.get("fromPort"), inputs.get("toPort"), peer)
        )
    return found


def test_security_groups_and_rules_are_exactly_the_guides() -> None:
    assert rules(deployed(), INGRESS) == {name: inbound for name, (inbound, _) in GUIDE.items()}
    assert rules(deployed(), EGRESS) == {name: outbound for name, (_, outbound) in GUIDE.items()}


def test_security_groups_have_the_purpose_of_the_table_and_the_stacks_vpc() -> None:
    found = groups(deployed())
    assert len(found) == len(GUIDE)
    for group, purpose in purposes().items():
        made = found["network-endpoints" if group == ENDPOINTS else str(group)]
        assert made.inputs["description"] == purpose
        assert made.inputs["tags"]["Role"] == group
        assert made.inputs["vpcId"] == deployed().one("aws:ec2/vpc:Vpc").name + "-id"


def test_each_row_of_the_table_is_one_rule_with_its_reason() -> None:
    recording = deployed()
    described = {
        rule.inputs["description"]
        for type_token in (INGRESS, EGRESS)
        for rule in recording.of_type(type_token).values()
        if not rule.name.startswith("network-endpoints")
    }
    assert described == {row.reason for row in access_rows() if row.target != ENDPOINTS}


def test_a_bastion_reaches_endpoints_and_nothing_reaches_it() -> None:
    # Its group is the network's own: the table is of services.
    recording = deployed('{"bastion": true}')
    inbound, outbound = rules(recording, INGRESS), rules(recording, EGRESS)
    assert inbound.pop("network-bastion-host") == set()
    assert outbound.pop("network-bastion-host") == {("tcp", 443, 443, "10.0.0.0/16")}
    bastions = {("tcp", 443, 443, "network-bastion-host")}
    assert inbound.pop("network-endpoints") == GUIDE["network-endpoints"][0] | bastions
    assert inbound.items() <= rules(deployed(), INGRESS).items()


def test_rules_keep_their_names() -> None:
    recording = deployed()
    assert "rds-ingress-postgresql-from-worker" in recording.of_type(INGRESS)
    assert "api-egress-https-to-anywhere" in recording.of_type(EGRESS)


def test_the_vpc_of_the_outbound_rules_is_that_of_the_settings() -> None:
    egress = rules(deployed('{"cidr": "172.16.0.0/16"}'), EGRESS)
    assert egress["alb"] == {("-1", None, None, "172.16.0.0/16")}


def test_without_interface_endpoints_there_is_no_group_for_them() -> None:
    recording = deployed('{"interfaceEndpoints": []}')
    assert set(groups(recording)) == set(GUIDE) - {"network-endpoints"}
    assert set(recording.result["groupIds"]) == set(purposes()) - {ENDPOINTS}


def test_each_class_of_data_has_its_key() -> None:
    keys = deployed().of_type(f"{COMPONENT}KmsKey")
    assert set(keys) == {"internal", "confidential", "restricted"}
    for name, component in keys.items():
        key = next(c for c in deployed().children(component.urn) if c.type == "aws:kms/key:Key")
        assert key.inputs["tags"]["DataClass"] == name
        assert key.inputs["enableKeyRotation"] is True


def test_flow_logs_are_kept_and_encrypted_as_the_settings_say() -> None:
    recording = deployed('{"flowLogRetentionDays": 90}')
    log_group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    assert log_group.inputs["retentionInDays"] == 90
    assert log_group.inputs["kmsKeyId"] == recording.result["keyArns"]["internal"]


def test_zones_are_those_of_the_region() -> None:
    recording = deployed('{"zones": ["c", "b"], "messagingZones": ["b", "c"]}')
    zones = {(s.inputs["availabilityZone"]) for s in recording.of_type("aws:ec2/subnet:Subnet").values()}
    assert zones == {"eu-west-1b", "eu-west-1c"}
    assert recording.result["subnetIds"].keys() == {"public", "compute", "data", "messaging"}
    assert {zone for tier in recording.result["subnetIds"].values() for zone in tier} == {"b", "c"}


@pytest.mark.parametrize(("mode", "gateways"), [("none", 0), ("single", 1), ("per-zone", 3)])
def test_nat_gateways_follow_the_mode(mode: str, gateways: int) -> None:
    recording = deployed(json.dumps({"natMode": mode}))
    assert len(recording.of_type("aws:ec2/natGateway:NatGateway")) == gateways
    assert len(recording.result["natPublicIps"]) == gateways


def test_endpoints_are_those_of_the_settings() -> None:
    recording = deployed('{"interfaceEndpoints": ["kms", "ecr.api"], "gatewayEndpoints": ["s3"]}')
    services = {
        (e.inputs["vpcEndpointType"], e.inputs["serviceName"])
        for e in recording.of_type("aws:ec2/vpcEndpoint:VpcEndpoint").values()
    }
    assert services == {
        ("Interface", "com.amazonaws.eu-west-1.kms"),
        ("Interface", "com.amazonaws.eu-west-1.ecr.api"),
        ("Gateway", "com.amazonaws.eu-west-1.s3"),
    }


@pytest.mark.parametrize("bastion", [False, True])
def test_a_bastion_is_there_if_wanted(bastion: bool) -> None:
    recording = deployed(json.dumps({"bastion": bastion}))
    assert len(recording.of_type("aws:ec2/instance:Instance")) == int(bastion)
    assert (recording.result["bastionInstanceId"] is not None) == bastion


def test_everything_taggable_carries_the_stacks_tags() -> None:
    recording = deployed('{"bastion": true}')
    tagged = [resource for resource in recording.resources if "tags" in resource.inputs]
    assert len(tagged) > 80
    for resource in tagged:
        assert resource.inputs["tags"].items() >= TAGS.items(), resource.name
