"""WAF as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "WAFInvalidParameterException"
MISSING = "WAFNonexistentItemException"
TAKEN = "WAFDuplicateItemException"
USED = "WAFAssociatedItemException"
LIMIT = "WAFLimitsExceededException"
VISIBILITY = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "a"}


def rule(name: str = "one", priority: int = 0, **others: Any) -> dict[str, Any]:
    whole = {
        "Name": name,
        "Priority": priority,
        "Statement": {"GeoMatchStatement": {"CountryCodes": ["CH"]}},
        "Action": {"Block": {}},
        "VisibilityConfig": VISIBILITY,
    }
    return {member: value for member, value in (whole | others).items() if value is not None}


def group_rule(name: str, priority: int = 0, **others: Any) -> dict[str, Any]:
    statement = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}
    return rule(
        name, priority, **({"Statement": statement, "Action": None, "OverrideAction": {"None": {}}} | others)
    )


def limit(**others: Any) -> dict[str, Any]:
    return rule(Statement={"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "IP", **others}})


def acl(name: str, *rules: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": VISIBILITY,
        "Rules": list(rules),
        **others,
    }


def addresses(name: str, *networks: str, **others: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "Scope": "REGIONAL",
        "IPAddressVersion": "IPV4",
        "Addresses": list(networks),
        **others,
    }


class Walls:
    """Sets, a rule group, and a web ACL that uses them and protects a load balancer."""

    def __init__(self, client: Any, connect: Any, place: Place) -> None:
        self.client = client
        self.offices = client.create_ip_set(**addresses("offices", "10.0.0.0/8"))["Summary"]
        self.patterns = client.create_regex_pattern_set(
            Name="paths", Scope="REGIONAL", RegularExpressionList=[{"RegexString": "^/a"}]
        )["Summary"]
        inner = rule(Statement={"IPSetReferenceStatement": {"ARN": self.offices["ARN"]}})
        self.group = client.create_rule_group(**acl_group("inner", 50, inner))["Summary"]
        outer = rule(
            "outer",
            1,
            Statement={"RuleGroupReferenceStatement": {"ARN": self.group["ARN"]}},
            Action=None,
            OverrideAction={"None": {}},
        )
        self.acl = client.create_web_acl(**acl("front", outer))["Summary"]
        balancers = connect("elbv2")
        self.balancer = balancers.create_load_balancer(
            Name="walls", Subnets=[place.one, place.two], Scheme="internal"
        )["LoadBalancers"][0]["LoadBalancerArn"]
        client.associate_web_acl(WebACLArn=self.acl["ARN"], ResourceArn=self.balancer)
        logs = connect("logs")
        for name in ("aws-waf-logs-front", "other"):
            logs.create_log_group(logGroupName=name)

    def current(self, kind: str) -> dict[str, Any]:
        """What names a thing of a kind, and its version, in a deletion."""
        thing = {"ip_set": self.offices, "rule_group": self.group, "web_acl": self.acl}[kind]
        named = {"Name": thing["Name"], "Id": thing["Id"], "Scope": "REGIONAL"}
        token = getattr(self.client, f"get_{kind}")(**named)["LockToken"]
        return {**named, "LockToken": token}


def acl_group(name: str, capacity: int, *rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": name,
        "Scope": "REGIONAL",
        "Capacity": capacity,
        "Rules": list(rules),
        "VisibilityConfig": VISIBILITY,
    }


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("wafv2")


@pytest.fixture(scope="module")
def walls(client: Any, connect: Any, place: Place) -> Walls:
    return Walls(client, connect, place)


def _new(*rules: dict[str, Any], **others: Any) -> Any:
    return lambda _: acl("new", *rules, **others)


def _logs(*names: str) -> Any:
    def arguments(walls: Walls) -> dict[str, Any]:
        arns = [f"arn:aws:logs:us-east-1:123456789012:log-group:{name}" for name in names]
        return {"LoggingConfiguration": {"ResourceArn": walls.acl["ARN"], "LogDestinationConfigs": arns}}

    return arguments


REFUSED = [
    Refusal("with a taken name", "CreateWebACL", lambda _: acl("front"), TAKEN, "duplicate"),
    Refusal(
        "with a priority twice",
        "CreateWebACL",
        _new(rule("a", 1), rule("b", 1)),
        INVALID,
        "values of Priority",
    ),
    Refusal("with a name twice", "CreateWebACL", _new(rule("a", 1), rule("a", 2)), INVALID, "values of Name"),
    Refusal("without action", "CreateWebACL", _new(rule(Action=None)), INVALID, "an action"),
    Refusal(
        "with an action of a group",
        "CreateWebACL",
        _new(group_rule("AWSManagedRulesCommonRuleSet", Action={"Block": {}})),
        INVALID,
        "override action",
    ),
    Refusal(
        "with an unknown group of AWS",
        "CreateWebACL",
        _new(group_rule("AWSManagedRulesNone")),
        INVALID,
        "A reference in your rule statement is not valid",
    ),
    *(
        Refusal(
            f"with an unknown {kind}",
            "CreateWebACL",
            _new(
                rule(
                    Statement={"NotStatement": {"Statement": {kind: {"ARN": arn, **others}}}},
                )
            ),
            MISSING,
            "doesn’t exist",
        )
        for kind, arn, others in (
            ("IPSetReferenceStatement", "arn:aws:wafv2:us-east-1:123456789012:regional/ipset/a/b", {}),
            (
                "RegexPatternSetReferenceStatement",
                "arn:aws:wafv2:us-east-1:123456789012:regional/regexpatternset/a/b",
                {"FieldToMatch": {"UriPath": {}}, "TextTransformations": [{"Priority": 0, "Type": "NONE"}]},
            ),
        )
    ),
    Refusal("with a high limit", "CreateWebACL", _new(limit(Limit=2_000_000_001)), INVALID, "between 10"),
    Refusal("in an odd time", "CreateWebACL", _new(limit(EvaluationWindowSec=90)), INVALID, "60, 120"),
    Refusal(
        "with two default actions",
        "CreateWebACL",
        _new(DefaultAction={"Allow": {}, "Block": {}}),
        INVALID,
        "exactly one default action",
    ),
    Refusal(
        "with a missing body",
        "CreateWebACL",
        _new(rule(Action={"Block": {"CustomResponse": {"ResponseCode": 403, "CustomResponseBodyKey": "a"}}})),
        INVALID,
        "custom response body",
    ),
    Refusal(
        "that is too large",
        "CreateWebACL",
        _new(
            *(
                rule(
                    f"x{number}",
                    number,
                    Statement={
                        "XssMatchStatement": {
                            "FieldToMatch": {"JsonBody": {"MatchPattern": {"All": {}}, "MatchScope": "ALL"}},
                            "TextTransformations": [{"Priority": 0, "Type": "URL_DECODE"}],
                        }
                    },
                )
                for number in range(60)
            )
        ),
        LIMIT,
        "5400",
    ),
    Refusal(
        "that its rules do not fit in",
        "CreateRuleGroup",
        lambda _: acl_group("new", 1, limit()),
        LIMIT,
        "2 web ACL capacity units",
    ),
    Refusal(
        "with a bad address",
        "CreateIPSet",
        lambda _: addresses("new", "10.0.0.300/32"),
        INVALID,
        "10.0.0.300",
    ),
    Refusal("without length", "CreateIPSet", lambda _: addresses("new", "10.0.0.1"), INVALID, "formatting"),
    Refusal("of another version", "CreateIPSet", lambda _: addresses("new", "::/8"), INVALID, "formatting"),
    Refusal("with a taken name", "CreateIPSet", lambda _: addresses("offices"), TAKEN, "duplicate"),
    Refusal(
        "with a bad pattern",
        "CreateRegexPatternSet",
        lambda _: {"Name": "n", "Scope": "REGIONAL", "RegularExpressionList": [{"RegexString": "("}]},
        INVALID,
        "REGEX_PATTERN",
    ),
    Refusal("that is used", "DeleteIPSet", lambda walls: walls.current("ip_set"), USED, "being used"),
    Refusal("that is used", "DeleteRuleGroup", lambda walls: walls.current("rule_group"), USED, "being used"),
    Refusal("that protects", "DeleteWebACL", lambda walls: walls.current("web_acl"), USED, "associated"),
    Refusal(
        "of a missing load balancer",
        "AssociateWebACL",
        lambda walls: {"WebACLArn": walls.acl["ARN"], "ResourceArn": walls.balancer + "x"},
        "WAFUnavailableEntityException",
        "retrieve",
    ),
    Refusal(
        "of a missing web ACL",
        "AssociateWebACL",
        lambda walls: {"WebACLArn": walls.acl["ARN"] + "x", "ResourceArn": walls.balancer},
        MISSING,
        "exist",
    ),
    Refusal(
        "of a distribution",
        "AssociateWebACL",
        lambda walls: {
            "WebACLArn": walls.acl["ARN"],
            "ResourceArn": "arn:aws:cloudfront::123456789012:distribution/E1",
        },
        INVALID,
        "configuration",
    ),
    Refusal("to a missing group", "PutLoggingConfiguration", _logs("aws-waf-logs-x"), INVALID, "ARN isn't"),
    Refusal("to another name", "PutLoggingConfiguration", _logs("other"), INVALID, "LOG_DESTINATION"),
    Refusal(
        "to two places",
        "PutLoggingConfiguration",
        _logs("aws-waf-logs-front", "aws-waf-logs-front"),
        INVALID,
        "one log",
    ),
]


@each(REFUSED)
def test_refuses(client: Any, walls: Walls, row: Refusal) -> None:
    assert_refused(client, walls, row)


def test_capacity_is_that_of_the_rules(client: Any, walls: Walls) -> None:
    managed = group_rule("AWSManagedRulesCommonRuleSet", 5)
    matching = rule(
        Statement={
            "ByteMatchStatement": {
                "SearchString": b"admin",
                "FieldToMatch": {"UriPath": {}},
                "TextTransformations": [{"Priority": 0, "Type": "LOWERCASE"}],
                "PositionalConstraint": "CONTAINS",
            }
        }
    )
    rules = [managed, matching]
    assert client.check_capacity(Scope="REGIONAL", Rules=rules)["Capacity"] == 720
    made = client.create_web_acl(**acl("measured", *rules))["Summary"]
    named = {"Name": "measured", "Id": made["Id"], "Scope": "REGIONAL"}
    read = client.get_web_acl(**named)["WebACL"]
    assert (read["Capacity"], read["Rules"]) == (720, rules)


def test_an_update_replaces_everything(client: Any) -> None:
    extras = {
        "Description": "a",
        "CustomResponseBodies": {"a": {"ContentType": "TEXT_PLAIN", "Content": "no"}},
        "TokenDomains": ["example.com"],
        "DataProtectionConfig": {
            "DataProtections": [{"Field": {"FieldType": "BODY"}, "Action": "SUBSTITUTION"}]
        },
    }
    made = client.create_web_acl(**acl("changing", rule(), **extras))["Summary"]
    named = {"Name": "changing", "Id": made["Id"], "Scope": "REGIONAL"}
    read = client.get_web_acl(**named)["WebACL"]
    assert {member: read[member] for member in extras} == extras
    bare = {name: value for name, value in acl("changing").items() if name not in named}
    client.update_web_acl(**named, **bare, LockToken=made["LockToken"])
    read = client.get_web_acl(**named)["WebACL"]
    assert read["Rules"] == []
    assert not [member for member in extras if read.get(member)]


def test_a_load_balancer_has_one_web_acl(client: Any, walls: Walls, connect: Any, place: Place) -> None:
    balancers = connect("elbv2")
    arn = balancers.create_load_balancer(Name="moving", Subnets=[place.one, place.two], Scheme="internal")[
        "LoadBalancers"
    ][0]["LoadBalancerArn"]
    first, second = (client.create_web_acl(**acl(name))["Summary"] for name in ("first", "second"))
    for each_acl in (first, second):
        client.associate_web_acl(WebACLArn=each_acl["ARN"], ResourceArn=arn)
    assert client.get_web_acl_for_resource(ResourceArn=arn)["WebACL"]["Name"] == "second"
    assert client.list_resources_for_web_acl(WebACLArn=first["ARN"])["ResourceArns"] == []
    assert client.list_resources_for_web_acl(WebACLArn=second["ARN"])["ResourceArns"] == [arn]
    balancers.delete_load_balancer(LoadBalancerArn=arn)
    assert client.list_resources_for_web_acl(WebACLArn=second["ARN"])["ResourceArns"] == []
    client.delete_web_acl(Name="second", Id=second["Id"], Scope="REGIONAL", LockToken=second["LockToken"])


def test_logs_end_with_their_web_acl(client: Any, connect: Any) -> None:
    made = client.create_web_acl(**acl("logging", Scope="CLOUDFRONT"))["Summary"]
    name = "aws-waf-logs-global"
    connect("logs").create_log_group(logGroupName=name)
    client.put_logging_configuration(
        LoggingConfiguration={
            "ResourceArn": made["ARN"],
            "LogDestinationConfigs": [f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"],
        }
    )
    assert client.get_logging_configuration(ResourceArn=made["ARN"])
    client.delete_web_acl(Name="logging", Id=made["Id"], Scope="CLOUDFRONT", LockToken=made["LockToken"])
    assert error_code(client.get_logging_configuration, ResourceArn=made["ARN"]) == MISSING


def test_groups_of_aws_can_be_found(client: Any) -> None:
    names = [
        item["Name"]
        for item in client.list_available_managed_rule_groups(Scope="REGIONAL")["ManagedRuleGroups"]
    ]
    assert "AWSManagedRulesCommonRuleSet" in names
    described = client.describe_managed_rule_group(VendorName="AWS", Name=names[0], Scope="REGIONAL")
    assert described["Capacity"] == 700
