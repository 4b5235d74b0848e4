"""Whether a change replaces, by the measured facts."""

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.provider.replacement import WORDS, changes, circumstance_holds, replaces
from localcloud.provider.schema import Property, ResourceSchema, known_tokens, resource_schema

INSTANCE = "aws:ec2/instance:Instance"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SERVICE = "aws:ecs/service:Service"
DOMAIN = "aws:opensearch/domain:Domain"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def _conditional() -> Iterator[tuple[ResourceSchema, str, Property]]:
    def walk(schema: ResourceSchema, members: dict[str, Property], path: str, depth: int) -> Any:
        for name, member in members.items():
            if member.force_new == "some":
                yield schema, f"{path}{name}", member
            if member.holds_objects and depth < 8:
                yield from walk(schema, member.properties, f"{path}{name}.", depth + 1)

    for token in sorted(known_tokens()):
        schema = resource_schema(token)
        yield from walk(schema, dict(schema.properties), "", 0)


CONDITIONAL = list(_conditional())


def test_there_are_conditional_facts() -> None:
    assert len(CONDITIONAL) > 30


@pytest.mark.parametrize(
    ("schema", "member"),
    [pytest.param(schema, member, id=f"{schema.token}.{path}") for schema, path, member in CONDITIONAL],
)
def test_the_facts_vocabulary_is_understood(schema: ResourceSchema, member: Property) -> None:
    for entry in (*member.facts.get("replace_on", ()), *member.facts.get("update_on", ())):
        word, _, circumstances = entry.partition("@")
        assert word.partition(":")[0] in WORDS
        if ":" in word:
            assert ">" in word
        for circumstance in circumstances.split(",") if circumstances else ():
            circumstance_holds(circumstance, schema, {})


def test_an_unknown_circumstance_is_an_error() -> None:
    with pytest.raises(ValueError, match="'full_moon'"):
        circumstance_holds("full_moon", resource_schema(INSTANCE), {})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (None, "a", {"set"}),
        ("", "a", {"set"}),
        ("a", None, {"unset"}),
        ("a", "b", {"change", "change:a>b"}),
        (None, True, {"set", "true"}),
        (True, False, {"change", "change:true>false", "false"}),
        (1, 2, {"change", "change:1>2", "increase"}),
        (2, 1, {"change", "change:2>1", "decrease"}),
        (0, 1, {"change", "change:0>1", "increase"}),
        ("7.0", "7.1", {"change", "change:7.0>7.1", "increase"}),
        ("3.10.1", "3.9.9", {"change", "change:3.10.1>3.9.9", "decrease"}),
        ("2.8.2.tiered", "3.7.x", {"change", "change:2.8.2.tiered>3.7.x", "increase"}),
        (["a"], ["a", "b"], {"add"}),
        (["a", "b"], ["a"], {"remove"}),
        (["a"], ["b"], {"change", "add", "remove"}),
        ([], ["a"], {"set"}),
        (["a"], [], {"unset"}),
    ],
)
def test_words_for_changes(old: Any, new: Any, words: set[str]) -> None:
    assert changes(old, new) == words


@pytest.mark.parametrize(
    ("token", "path", "old", "new", "around", "expected"),
    [
        ("aws:ec2/vpc:Vpc", "cidrBlock", "10.0.0.0/16", "10.1.0.0/16", {}, True),
        ("aws:ec2/vpc:Vpc", "enableDnsSupport", True, False, {}, False),
        ("aws:ec2/vpc:Vpc", "instanceTenancy", "default", "dedicated", {}, True),
        ("aws:ec2/vpc:Vpc", "instanceTenancy", "dedicated", "default", {}, False),
        (INSTANCE, "userData", "a", "b", {}, False),
        (INSTANCE, "userData", "a", "b", {"userDataReplaceOnChange": True}, True),
        (INSTANCE, "userData", "a", "b", {"userDataReplaceOnChange": False}, False),
        (
            INSTANCE,
            "userData",
            "a",
            "b",
            {"userDataReplaceOnChange": True, "launchTemplate": {"id": "x"}},
            True,
        ),
        (BALANCER, "subnets", ["a", "b"], ["a", "c"], {"loadBalancerType": "network"}, True),
        (BALANCER, "subnets", ["a", "b"], ["a", "b", "c"], {"loadBalancerType": "network"}, False),
        (BALANCER, "subnets", ["a", "b"], ["a"], {"loadBalancerType": "network"}, True),
        (BALANCER, "subnets", ["a", "b"], ["a", "c"], {"loadBalancerType": "application"}, False),
        (BALANCER, "subnets", ["a", "b"], ["a", "c"], {}, False),
        (BALANCER, "securityGroups", [], ["a"], {"loadBalancerType": "network"}, True),
        (BALANCER, "securityGroups", ["a"], ["a", "b"], {"loadBalancerType": "network"}, False),
        (BALANCER, "securityGroups", [], ["a"], {"loadBalancerType": "application"}, False),
        (SERVICE, "capacityProviderStrategies", [1], [1, 2], {"capacityProviderStrategies": [1]}, True),
        (
            SERVICE,
            "capacityProviderStrategies",
            [1],
            [1, 2],
            {"capacityProviderStrategies": [1], "forceNewDeployment": True},
            False,
        ),
        (
            SERVICE,
            "capacityProviderStrategies",
            [1],
            [2],
            {"deploymentController": {"type": "CODE_DEPLOY"}},
            True,
        ),
        (GROUP, "engineVersion", "7.1", "7.0", {}, True),
        (GROUP, "engineVersion", "7.0", "7.1", {}, False),
        (GROUP, "engine", "valkey", "redis", {}, True),
        (GROUP, "engine", "redis", "valkey", {}, False),
        ("aws:msk/cluster:Cluster", "storageMode", "TIERED", "LOCAL", {}, True),
        (DOMAIN, "encryptAtRest", None, {"enabled": True}, {"engineVersion": "Elasticsearch_6.5"}, True),
        (DOMAIN, "encryptAtRest", None, {"enabled": True}, {"engineVersion": "OpenSearch_2.11"}, False),
        ("aws:rds/cluster:Cluster", "storageType", "io1", "io2", {"engine": "mysql"}, True),
        ("aws:rds/cluster:Cluster", "storageType", "io1", "io2", {"engine": "aurora-postgresql"}, False),
        ("aws:eks/nodeGroup:NodeGroup", "launchTemplate", None, {"id": "x"}, {}, False),
    ],
)
def test_replaces(token: str, path: str, old: Any, new: Any, around: dict[str, Any], expected: bool) -> None:
    schema = resource_schema(token)
    assert replaces(schema, schema.properties[path], old, new, around) is expected
