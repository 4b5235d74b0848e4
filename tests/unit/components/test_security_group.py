"""SecurityGroup: one group, one resource a rule, and errors for what EC2 would refuse."""

from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi
import pytest

from components import ArgumentError, SecurityGroup
from tests.mocks import TAGS, Recording, run

T = TypeVar("T")

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        group = SecurityGroup(
            "rds",
            {"vpc_id": "vpc-1", "description": "PostgreSQL database", "tags": TAGS, **args},  # type: ignore[typeddict-item]
        )
        return {"id": group.security_group_id, "arn": group.security_group_arn}

    return run(program)


def deploy_rule(rule: Mapping[str, Any], direction: str = "ingress") -> dict[str, Any]:
    recording = deploy(**{direction: {"it": {"description": "Why.", **rule}}})
    inputs = recording.one(INGRESS if direction == "ingress" else EGRESS).inputs
    return {
        key: value for key, value in inputs.items() if key not in ("tags", "securityGroupId", "description")
    }


def test_without_rules_it_is_a_group_that_lets_nothing_pass() -> None:
    recording = deploy()

    assert recording.counts() == {"shared-infra:index:SecurityGroup": 1, GROUP: 1}
    assert recording.one(GROUP).inputs == {
        "vpcId": "vpc-1",
        "description": "PostgreSQL database",
        "tags": {**TAGS, "Name": "rds-sg", "Component": "SecurityGroup", "Role": "rds"},
    }
    assert recording.result["id"] == "rds-sg-id"
    assert recording.one("shared-infra:index:SecurityGroup").outputs == {
        "securityGroupId": recording.result["id"],
        "securityGroupArn": recording.result["arn"],
    }


def test_the_role_can_differ_from_the_name() -> None:
    assert deploy(role="postgresql").one(GROUP).inputs["tags"]["Role"] == "postgresql"


def test_each_rule_is_a_resource_named_for_direction_and_rule() -> None:
    recording = deploy(
        ingress={
            "from-api": {
                "description": "API queries.",
                "from_port": 5432,
                "source_security_group_id": "sg-api",
            },
            "from-worker": {
                "description": "Worker queries.",
                "from_port": 5432,
                "source_security_group_id": "sg-w",
            },
        },
        egress={"to-vpc": {"description": "Anything inside.", "protocol": "-1", "cidr_ipv4": "10.0.0.0/16"}},
    )

    assert recording.counts() == {"shared-infra:index:SecurityGroup": 1, GROUP: 1, INGRESS: 2, EGRESS: 1}
    assert set(recording.of_type(INGRESS)) == {"rds-ingress-from-api", "rds-ingress-from-worker"}
    assert recording.of_type(INGRESS)["rds-ingress-from-api"].inputs == {
        "securityGroupId": "rds-sg-id",
        "description": "API queries.",
        "ipProtocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "referencedSecurityGroupId": "sg-api",
        "tags": {**TAGS, "Name": "rds-ingress-from-api", "Component": "SecurityGroup"},
    }
    assert recording.one(EGRESS, "rds-egress-to-vpc").inputs == {
        "securityGroupId": "rds-sg-id",
        "description": "Anything inside.",
        "ipProtocol": "-1",
        "cidrIpv4": "10.0.0.0/16",
        "tags": {**TAGS, "Name": "rds-egress-to-vpc", "Component": "SecurityGroup"},
    }


@pytest.mark.parametrize(
    ("rule", "properties"),
    [
        (
            {"from_port": 3000.0, "to_port": 4000.0, "cidr_ipv6": "2001:db8::/32"},
            {"ipProtocol": "tcp", "fromPort": 3000, "toPort": 4000, "cidrIpv6": "2001:db8::/32"},
        ),
        (
            {"protocol": "udp", "from_port": 0, "to_port": 65535, "prefix_list_id": "pl-1"},
            {"ipProtocol": "udp", "fromPort": 0, "toPort": 65535, "prefixListId": "pl-1"},
        ),
        (
            {"protocol": "icmp", "from_port": 8, "cidr_ipv4": "0.0.0.0/0"},
            {"ipProtocol": "icmp", "fromPort": 8, "toPort": -1, "cidrIpv4": "0.0.0.0/0"},
        ),
        (
            {"protocol": "icmpv6", "from_port": 128, "to_port": 0, "cidr_ipv6": "::/0"},
            {"ipProtocol": "icmpv6", "fromPort": 128, "toPort": 0, "cidrIpv6": "::/0"},
        ),
        (
            {"protocol": "-1", "from_port": -1, "to_port": -1, "cidr_ipv4": "10.0.0.0/16"},
            {"ipProtocol": "-1", "cidrIpv4": "10.0.0.0/16"},
        ),
    ],
)
@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_rules_that_are_taken(rule: Mapping[str, Any], properties: Mapping[str, Any], direction: str) -> None:
    assert deploy_rule(rule, direction) == properties


def test_outputs_may_stand_anywhere_in_a_rule() -> None:
    def later(value: T) -> pulumi.Output[T]:
        return pulumi.Output.from_input(value)

    def program() -> None:
        SecurityGroup(
            "rds",
            {
                "vpc_id": later("vpc-1"),
                "description": "PostgreSQL database",
                "ingress": {
                    "it": {
                        "description": later("Why."),
                        "protocol": later("tcp"),
                        "from_port": later(1),
                        "to_port": later(2),
                        "cidr_ipv4": later("10.0.0.0/16"),
                    },
                    "known-protocol": {
                        "description": "Why.",
                        "from_port": later(3),
                        "prefix_list_id": later("pl-1"),
                    },
                },
                "tags": TAGS,
            },
        )

    recording = run(program)

    assert recording.one(GROUP).inputs["vpcId"] == "vpc-1"
    rule = recording.one(INGRESS, "rds-ingress-it").inputs
    assert (rule["description"], rule["ipProtocol"], rule["cidrIpv4"]) == ("Why.", "tcp", "10.0.0.0/16")
    assert (rule["fromPort"], rule["toPort"]) == (1, 2)
    rule = recording.one(INGRESS, "rds-ingress-known-protocol").inputs
    assert (rule["fromPort"], rule["toPort"], rule["prefixListId"]) == (3, 3, "pl-1")


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (
            {"cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.from_port: missing. Allowed: a whole number from 0 to 65535.",
        ),
        (
            {"from_port": 65536, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.from_port: 65536. Allowed: a whole number",
        ),
        (
            {"from_port": -1, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.from_port: -1. Allowed: a whole number from 0",
        ),
        ({"from_port": 1.5, "cidr_ipv4": "10.0.0.0/8"}, "ingress.it.from_port: 1.5. Allowed: a whole number"),
        (
            {"from_port": 2, "to_port": 1, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.to_port: 1, below from_port 2.",
        ),
        (
            {"protocol": "icmp", "from_port": 256, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.from_port: 256. Allowed: a whole number from -1 to 255.",
        ),
        (
            {"protocol": "-1", "from_port": 443, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.from_port: 443. Allowed: no port (or -1) beside protocol -1.",
        ),
        (
            {"protocol": "all", "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.protocol: 'all'. Allowed: tcp, udp, icmp, icmpv6, -1.",
        ),
        (
            {"from_port": 1},
            "ingress.it.peer: missing. Allowed: exactly one of cidr_ipv4, cidr_ipv6, source_security",
        ),
        (
            {"from_port": 1, "cidr_ipv4": "10.0.0.0/8", "prefix_list_id": "pl-1"},
            "ingress.it.peer: cidr_ipv4 and prefix_list_id. Allowed: exactly one of",
        ),
        (
            {"from_port": 1, "cidr_ipv4": "10.0.0.1/8"},
            "ingress.it.cidr_ipv4: '10.0.0.1/8'. Allowed: an IPv4 block, starting at its first address.",
        ),
        (
            {"from_port": 1, "cidr_ipv6": "10.0.0.0/8"},
            "ingress.it.cidr_ipv6: '10.0.0.0/8'. Allowed: an IPv6 block",
        ),
        (
            {"from_port": 1, "prefix_list_id": ""},
            "ingress.it.prefix_list_id: ''. Allowed: a text, or an Output",
        ),
        (
            {"from_port": 1, "cidr_ipv4": "10.0.0.0/8", "description": ""},
            "ingress.it.description: ''. Allowed: a text, or an Output of one.",
        ),
        (
            {"from_port": 1, "cidr_ipv4": "10.0.0.0/8", "description": "It's open."},
            'ingress.it.description: "It\'s open.". Allowed: 1 to 255 letters, digits, spaces and any of',
        ),
        (
            {"port": 1, "from_port": 1, "cidr_ipv4": "10.0.0.0/8"},
            "ingress.it.port: no argument here.",
        ),
    ],
)
def test_rules_that_are_refused(rule: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy_rule(rule)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"description": "It's open."}, "description: "),
        ({"description": "x" * 256}, "description: "),
        ({"role": "a*b"}, "role: 'a*b'. Allowed: 1 to 256 letters, digits, spaces and _.:/=+-@."),
        ({"vpc_id": None}, "vpc_id: missing"),
        (
            {"ingress": {"From API": {"description": "x", "protocol": "-1", "prefix_list_id": "p"}}},
            "the name 'From API'",
        ),
        ({"egress": [{"description": "x"}]}, "egress: [{'description': 'x'}]"),
        ({"rules": {}}, "rules: no argument here"),
    ],
)
def test_groups_that_are_refused(args: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert complaint in str(error.value)


@pytest.mark.parametrize("name", ["sg", "sg-rds"])
def test_a_name_that_would_start_like_an_id_is_refused(name: str) -> None:
    with pytest.raises(ArgumentError, match="does not start with sg-"):
        run(lambda: SecurityGroup(name, {"vpc_id": "vpc-1", "description": "x", "tags": TAGS}))


def test_nothing_is_registered_when_an_argument_is_refused() -> None:
    seen: list[Recording] = []

    def program() -> None:
        with pytest.raises(ArgumentError):
            SecurityGroup("rds", {"vpc_id": "vpc-1", "description": "", "tags": TAGS})

    seen.append(run(program))
    assert seen[0].resources == ()
