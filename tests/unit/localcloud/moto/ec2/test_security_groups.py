"""Security groups and their rules as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ec2.network import Network
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def _create(**changed: Any) -> Any:
    return lambda network: {"GroupName": "new", "Description": "new", "VpcId": network.vpc} | changed


def _rule(protocol: str = "tcp", first: int | None = 80, last: int | None = 80, **peers: Any) -> Any:
    permission = {"IpProtocol": protocol, **(peers or {"IpRanges": ANYWHERE})}
    permission |= {key: port for key, port in (("FromPort", first), ("ToPort", last)) if port is not None}
    return lambda network: {"GroupId": network.app, "IpPermissions": [permission]}


def _rule_from(**peer: Any) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        pair = {"GroupId": getattr(network, peer["group"])} if "group" in peer else peer
        permission = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [pair]}
        return {"GroupId": network.db, "IpPermissions": [permission]}

    return arguments


INGRESS = "AuthorizeSecurityGroupIngress"
EGRESS = "AuthorizeSecurityGroupEgress"
CREATE = "CreateSecurityGroup"
DELETE = "DeleteSecurityGroup"
INVALID = "InvalidParameterValue"
NO_PORTS = "Must specify both from and to ports"

REFUSED = [
    Refusal(
        "in an unknown VPC", CREATE, _create(VpcId="vpc-12345678"), "InvalidVpcID.NotFound", "vpc-12345678"
    ),
    Refusal(
        "named like an id", CREATE, _create(GroupName="sg-new"), INVALID, "may not be in the format 'sg-*'"
    ),
    Refusal("named default", CREATE, _create(GroupName="default"), INVALID, "reserved security group name"),
    Refusal("with a long name", CREATE, _create(GroupName="a" * 256), INVALID, "GroupName is invalid"),
    Refusal("of a taken name", CREATE, _create(GroupName="app"), "InvalidGroup.Duplicate", "app"),
    Refusal(
        "described with quotes",
        CREATE,
        _create(Description="it's"),
        INVALID,
        "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
    ),
    Refusal(
        "described at length", CREATE, _create(Description="a" * 256), INVALID, "less than 256 characters"
    ),
    Refusal(
        "that is the default", DELETE, lambda n: {"GroupId": n.default_group}, "CannotDelete", "by a user"
    ),
    Refusal(
        "named by a rule",
        DELETE,
        lambda n: {"GroupId": n.app},
        "DependencyViolation",
        "has a dependent object",
    ),
    Refusal(
        "of an instance", DELETE, lambda n: {"GroupId": n.used}, "DependencyViolation", "dependent object"
    ),
    Refusal(
        "that is unknown",
        DELETE,
        lambda n: {"GroupId": "sg-12345678"},
        "InvalidGroup.NotFound",
        "sg-12345678",
    ),
    Refusal("with ports reversed", INGRESS, _rule(first=443, last=80), INVALID, "443-80"),
    Refusal("above the last port", INGRESS, _rule(last=70000), INVALID, "70000"),
    Refusal("below the first port", EGRESS, _rule(first=-1), INVALID, "-1"),
    Refusal("of TCP without ports", INGRESS, _rule(first=None, last=None), INVALID, NO_PORTS),
    Refusal("of UDP without an end", EGRESS, _rule("udp", last=None), INVALID, NO_PORTS),
    Refusal("of ICMP without a type", INGRESS, _rule("icmp", None, None), INVALID, NO_PORTS),
    Refusal("of ICMP type 300", INGRESS, _rule("icmp", 300, -1), INVALID, "300"),
    Refusal("of no protocol", INGRESS, _rule("tpc"), INVALID, "tpc"),
    Refusal("from nowhere", INGRESS, _rule(IpRanges=[]), "MissingParameter", "exactly one of"),
    Refusal(
        "from half a block",
        INGRESS,
        _rule(IpRanges=[{"CidrIp": "10.0.0/8"}]),
        INVALID,
        "10.0.0/8 is malformed",
    ),
    Refusal(
        "from an address", INGRESS, _rule(IpRanges=[{"CidrIp": "10.0.0.1"}]), INVALID, "10.0.0.1 is malformed"
    ),
    Refusal(
        "from the wrong family", INGRESS, _rule(IpRanges=[{"CidrIp": "::/0"}]), INVALID, "::/0 is malformed"
    ),
    Refusal(
        "described with an arrow",
        INGRESS,
        _rule(IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "alb → api"}]),
        INVALID,
        "Invalid rule description",
    ),
    Refusal(
        "from an unknown prefix list",
        INGRESS,
        _rule(PrefixListIds=[{"PrefixListId": "pl-12345678"}]),
        "InvalidPrefixListID.NotFound",
        "pl-12345678",
    ),
    Refusal(
        "from an unknown group", INGRESS, _rule_from(GroupId="sg-12345678"), "InvalidGroup.NotFound", "sg-123"
    ),
    Refusal(
        "of another VPC",
        INGRESS,
        _rule_from(group="other_group"),
        "InvalidGroup.NotFound",
        "different networks",
    ),
    Refusal("that exists", INGRESS, _rule_from(group="app"), "InvalidPermission.Duplicate", "already exists"),
    Refusal("that is the default", EGRESS, _rule("-1", None, None), "InvalidPermission.Duplicate", "ALL"),
    Refusal("twice in one", INGRESS, _rule(IpRanges=ANYWHERE * 2), INVALID, "must not appear multiple times"),
    Refusal(
        "that does not exist",
        "RevokeSecurityGroupIngress",
        _rule(first=81, last=81),
        "InvalidPermission.NotFound",
        "does not exist",
    ),
    Refusal(
        "of an unknown id",
        "RevokeSecurityGroupIngress",
        lambda network: {"GroupId": network.db, "SecurityGroupRuleIds": ["sgr-12345678"]},
        "InvalidSecurityGroupRuleId.NotFound",
        "sgr-12345678",
    ),
]


@each(REFUSED)
def test_refuses(ec2: Any, network: Network, row: Refusal) -> None:
    assert_refused(ec2, network, row)


MODIFIED: dict[str, tuple[dict[str, Any], str]] = {
    "reversed ports": (
        {"IpProtocol": "tcp", "FromPort": 2, "ToPort": 1, "ReferencedGroupId": "app"},
        INVALID,
    ),
    "another kind of peer": ({"IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}, INVALID),
    "two peers": (
        {"IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8", "CidrIpv6": "::/0"},
        "InvalidParameterCombination",
    ),
    "no peer": ({"IpProtocol": "-1"}, "MissingParameter"),
}


@pytest.mark.parametrize("change", MODIFIED)
def test_refuses_to_modify_a_rule_to(ec2: Any, network: Network, change: str) -> None:
    rule, code = MODIFIED[change]
    if "ReferencedGroupId" in rule:
        rule = rule | {"ReferencedGroupId": network.app}
    changes = [{"SecurityGroupRuleId": network.rule, "SecurityGroupRule": rule}]
    assert error_code(ec2.modify_security_group_rules, GroupId=network.db, SecurityGroupRules=changes) == code


@pytest.fixture
def group(ec2: Any, network: Network, request: pytest.FixtureRequest) -> str:
    return network.group(request.node.name[:200])


def _rules(ec2: Any, group: str, *, egress: bool = False) -> list[dict[str, Any]]:
    filters = [{"Name": "group-id", "Values": [group]}]
    rules = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    return [rule for rule in rules if rule["IsEgress"] is egress]


def test_a_refused_request_adds_none_of_its_rules(ec2: Any, group: str) -> None:
    good = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": ANYWHERE}
    bad = good | {"FromPort": 90}
    assert (
        error_code(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[good, bad]) == INVALID
    )
    assert _rules(ec2, group) == []


def test_the_answer_has_the_rules_of_all_permissions_with_descriptions_and_owner(
    ec2: Any, network: Network, group: str
) -> None:
    prefix_list = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    peers = {
        "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "four"}],
        "Ipv6Ranges": [{"CidrIpv6": "::/0", "Description": "six"}],
        "UserIdGroupPairs": [{"GroupId": network.app, "Description": "group"}],
        "PrefixListIds": [{"PrefixListId": prefix_list, "Description": "list"}],
    }
    permissions = [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, kind: members} for kind, members in peers.items()
    ]
    answer = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)[
        "SecurityGroupRules"
    ]
    assert [rule["Description"] for rule in answer] == ["four", "six", "group", "list"]
    assert _rules(ec2, group) == answer
    assert {rule["GroupOwnerId"] for rule in answer} == {"123456789012"}
    assert answer[2]["ReferencedGroupInfo"] == {"GroupId": network.app, "UserId": "123456789012"}
    arn = f"arn:aws:ec2:us-east-1:123456789012:security-group-rule/{answer[0]['SecurityGroupRuleId']}"
    assert answer[0]["SecurityGroupRuleArn"] == arn
    (described,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert described["IpPermissions"][0]["PrefixListIds"] == peers["PrefixListIds"]


@pytest.mark.parametrize("protocol", ["-1", "50"])
def test_other_protocols_need_no_ports(ec2: Any, group: str, protocol: str) -> None:
    permission = {"IpProtocol": protocol, "FromPort": 1, "ToPort": 2, "IpRanges": ANYWHERE}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    (rule,) = _rules(ec2, group)
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == (protocol, -1, -1)


def test_icmp_rules_take_minus_one(ec2: Any, group: str) -> None:
    for protocol, shown in (("icmp", "icmp"), ("58", "icmpv6")):
        permission = {"IpProtocol": protocol, "FromPort": 8, "ToPort": -1, "IpRanges": ANYWHERE}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        assert _rules(ec2, group)[-1]["IpProtocol"] == shown


def test_host_bits_of_a_block_are_cleared(ec2: Any, group: str) -> None:
    ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=1, ToPort=1, CidrIp="100.68.0.18/18"
    )
    assert [rule["CidrIpv4"] for rule in _rules(ec2, group)] == ["100.68.0.0/18"]


def test_a_rule_can_be_modified_in_all_its_parts(ec2: Any, network: Network, group: str) -> None:
    rule = network.allow(
        group, "tcp", 1, 2, UserIdGroupPairs=[{"GroupId": network.app, "Description": "old"}]
    )
    wanted = {
        "IpProtocol": "udp",
        "FromPort": 3,
        "ToPort": 4,
        "ReferencedGroupId": network.db,
        "Description": "new",
    }
    ec2.modify_security_group_rules(
        GroupId=group, SecurityGroupRules=[{"SecurityGroupRuleId": rule, "SecurityGroupRule": wanted}]
    )
    (changed,) = _rules(ec2, group)
    assert changed["SecurityGroupRuleId"] == rule
    assert (changed["IpProtocol"], changed["FromPort"], changed["ToPort"]) == ("udp", 3, 4)
    assert changed["ReferencedGroupInfo"]["GroupId"] == network.db
    assert changed["Description"] == "new"


def test_a_rule_cannot_be_modified_into_another(ec2: Any, network: Network, group: str) -> None:
    network.allow(group, "tcp", 1, 1, IpRanges=ANYWHERE)
    rule = network.allow(group, "tcp", 2, 2, IpRanges=ANYWHERE)
    wanted = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "CidrIpv4": "0.0.0.0/0"}
    changes = [{"SecurityGroupRuleId": rule, "SecurityGroupRule": wanted}]
    code = error_code(ec2.modify_security_group_rules, GroupId=group, SecurityGroupRules=changes)
    assert code == "InvalidPermission.Duplicate"


def test_descriptions_of_rules_between_groups_can_be_updated(ec2: Any, network: Network, group: str) -> None:
    pair = {"GroupId": network.app, "Description": "old"}
    rule = network.allow(group, "tcp", 1, 1, UserIdGroupPairs=[pair])
    by_peer = {
        "IpProtocol": "tcp",
        "FromPort": 1,
        "ToPort": 1,
        "UserIdGroupPairs": [pair | {"Description": "new"}],
    }
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[by_peer])
    assert _rules(ec2, group)[0]["Description"] == "new"
    by_id = [{"SecurityGroupRuleId": rule, "Description": "newer"}]
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, SecurityGroupRuleDescriptions=by_id)
    assert _rules(ec2, group)[0]["Description"] == "newer"


def test_revoking_names_the_revoked_rules(ec2: Any, network: Network, group: str) -> None:
    kept = network.allow(group, "tcp", 1, 1, IpRanges=ANYWHERE)
    gone = network.allow(group, "tcp", 2, 2, IpRanges=ANYWHERE)
    permission = {"IpProtocol": "tcp", "FromPort": 2, "ToPort": 2, "IpRanges": ANYWHERE}
    answer = ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[permission])
    (revoked,) = answer["RevokedSecurityGroupRules"]
    assert (revoked["SecurityGroupRuleId"], revoked["CidrIpv4"]) == (gone, "0.0.0.0/0")
    assert [rule["SecurityGroupRuleId"] for rule in _rules(ec2, group)] == [kept]
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[kept])
    assert _rules(ec2, group) == []


def test_the_default_egress_rule_can_be_revoked(ec2: Any, group: str) -> None:
    ec2.revoke_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": ANYWHERE}]
    )
    assert _rules(ec2, group, egress=True) == []


def test_the_default_group_lets_its_members_reach_each_other(ec2: Any, network: Network) -> None:
    (rule,) = _rules(ec2, network.default_group)
    assert (rule["IpProtocol"], rule["ReferencedGroupInfo"]["GroupId"]) == ("-1", network.default_group)


def test_groups_that_name_each_other_can_be_deleted_once_the_rules_are_gone(
    ec2: Any, network: Network
) -> None:
    one, two = network.group("one"), network.group("two")
    rules = {
        one: network.allow(one, "tcp", 1, 1, UserIdGroupPairs=[{"GroupId": two}]),
        two: network.allow(two, "tcp", 1, 1, UserIdGroupPairs=[{"GroupId": one}]),
    }
    assert error_code(ec2.delete_security_group, GroupId=one) == "DependencyViolation"
    for group, rule in rules.items():
        ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule])
    for group in rules:
        ec2.delete_security_group(GroupId=group)
        assert error_code(ec2.describe_security_groups, GroupIds=[group]) == "InvalidGroup.NotFound"


def test_a_group_with_a_rule_for_itself_can_be_deleted(ec2: Any, network: Network, group: str) -> None:
    network.allow(group, "-1", 0, 0, UserIdGroupPairs=[{"GroupId": group}])
    ec2.delete_security_group(GroupId=group)


def test_the_created_group_is_answered_with_its_tags(ec2: Any, network: Network) -> None:
    specification = [{"ResourceType": "security-group", "Tags": [{"Key": "Name", "Value": "x"}]}]
    answer = ec2.create_security_group(
        GroupName="tagged", Description="tagged", VpcId=network.vpc, TagSpecifications=specification
    )
    assert answer["Tags"] == specification[0]["Tags"]


def test_a_dry_run_changes_nothing(ec2: Any, group: str) -> None:
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": ANYWHERE}
    code = error_code(
        ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[permission], DryRun=True
    )
    assert (code, _rules(ec2, group)) == ("DryRunOperation", [])
