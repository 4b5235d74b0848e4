"""What a preview of an update knows: computed properties stay, apart from those that it renews."""

from typing import Any

import pytest

from localcloud.provider.values import UNKNOWN, Properties
from tests.unit.localcloud.provider.world import World

CONFIGURATION = "aws:msk/configuration:Configuration"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
PARAMETER = "aws:ssm/parameter:Parameter"

STATES: dict[str, Properties] = {
    CONFIGURATION: {"name": "app", "serverProperties": "a=1\n", "arn": "arn:1", "latestRevision": 3},
    TEMPLATE: {"name": "app", "instanceType": "m7g.large", "latestVersion": 3, "defaultVersion": 2},
    LIST: {"name": "app", "addressFamily": "IPv4", "maxEntries": 5, "entries": [], "version": 3},
    GROUP: {
        "replicationGroupId": "app",
        "description": "app",
        "numCacheClusters": 2,
        "memberClusters": ["app-001", "app-002"],
    },
    PARAMETER: {"name": "/app", "type": "String", "value": "old", "version": 3},
}
ENTRY = {"cidr": "10.0.0.0/8"}


@pytest.mark.parametrize(
    ("token", "change", "renewed"),
    [
        (CONFIGURATION, {"serverProperties": "a=2\n"}, {"latestRevision"}),
        (CONFIGURATION, {"serverProperties": UNKNOWN}, {"latestRevision"}),
        (CONFIGURATION, {"description": "new"}, set()),
        (TEMPLATE, {"instanceType": "m7g.xlarge"}, {"latestVersion"}),
        (TEMPLATE, {"tags": {"a": "b"}}, {"latestVersion"}),
        (TEMPLATE, {"description": "new"}, set()),
        (
            TEMPLATE,
            {"instanceType": "m7g.xlarge", "updateDefaultVersion": True},
            {"latestVersion", "defaultVersion"},
        ),
        (TEMPLATE, {"updateDefaultVersion": True}, {"defaultVersion"}),
        (TEMPLATE, {"instanceType": "m7g.xlarge", "defaultVersion": 3}, {"latestVersion"}),
        (LIST, {"entries": [ENTRY]}, {"version"}),
        (LIST, {"maxEntries": 6}, set()),
        (GROUP, {"numCacheClusters": 3}, {"memberClusters"}),
        (GROUP, {"description": "new"}, set()),
        (PARAMETER, {"value": "new"}, {"version", "insecureValue"}),
        (PARAMETER, {"value": None, "insecureValue": "new"}, {"value"}),
        (PARAMETER, {"description": "new"}, set()),
    ],
)
def test_what_an_update_renews_is_unknown_before(
    world: World, token: str, change: dict[str, Any], renewed: set[str]
) -> None:
    operations, state = world.operations(token), STATES[token]
    inputs = {name: value for name, value in state.items() if name in operations.resource.schema.inputs}
    for name in set(operations.resource.renewed) - {"value"}:
        inputs.pop(name, None)
    wanted = {**inputs, **change}
    planned = operations.plan_update(
        state, {name: value for name, value in wanted.items() if value is not None}
    )
    found = {name for name, value in planned.items() if value is UNKNOWN and change.get(name) is not UNKNOWN}
    assert found == renewed
    for name in operations.resource.renewed.keys() & state.keys() - renewed - change.keys():
        assert planned[name] == state[name]


def test_what_is_ignored_renews_nothing(world: World) -> None:
    state, changed = STATES[CONFIGURATION], {"name": "app", "serverProperties": "a=2\n"}
    planned = world.operations(CONFIGURATION).plan_update(state, changed, ["serverProperties"])
    assert (planned["serverProperties"], planned["latestRevision"]) == ("a=1\n", 3)
