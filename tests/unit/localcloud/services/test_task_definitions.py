"""Task definitions: what is a change, and what becomes of revisions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.definition import RefusedError
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties
from tests.unit.localcloud.services.compute import ComputeWorld
from tests.unit.localcloud.services.test_ecs import TASK, container, registered, task
from tests.unit.localcloud.services.test_ecs_services import SERVICE, service


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


VARIABLES = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
CHECK = {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3}


@pytest.mark.parametrize(
    "same",
    [
        {"environment": VARIABLES[::-1]},
        {"cpu": 0, "essential": True, "mountPoints": [], "volumesFrom": []},
        {"portMappings": [{"containerPort": 3000, "hostPort": 3000, "protocol": "tcp", "name": "api"}]},
        {"healthCheck": CHECK},
        {"secrets": None, "dockerLabels": {}},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_aws_fills_in_and_the_order_of_variables_are_no_change(
    world: ComputeWorld, same: Properties
) -> None:
    first = container(environment=VARIABLES, healthCheck={"command": ["CMD", "true"]})
    inputs = task(world, "same", first)
    state = world.make(TASK, **inputs)[1]
    written = json.dumps([first | same], indent=2)
    assert world.operations(TASK).diff(state, inputs | {"containerDefinitions": written}) == []


@pytest.mark.parametrize(
    "other",
    [
        {"image": "public.ecr.aws/app:2"},
        {"environment": [*VARIABLES, {"name": "C", "value": "3"}]},
        {"portMappings": [{"containerPort": 3001, "name": "api"}]},
        {"command": ["serve"]},
        {"essential": True, "readonlyRootFilesystem": True},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_change_of_a_container_replaces_the_task_definition(world: ComputeWorld, other: Properties) -> None:
    first = container(environment=VARIABLES)
    inputs = task(world, "other", first)
    state = world.make(TASK, **inputs)[1]
    changed = inputs | {"containerDefinitions": json.dumps([first | other])}
    (found,) = world.operations(TASK).diff(state, changed)
    assert (found.path, found.replace) == ("containerDefinitions", True)


def test_a_new_revision_comes_before_the_old_one_goes(world: ComputeWorld) -> None:
    operations = world.operations(TASK)
    inputs = task(world, "revised")
    identifier, old = operations.create(inputs)
    again, new = operations.create(inputs | {"containerDefinitions": json.dumps([container(cpu=10)])})
    assert (identifier, again) == ("revised", "revised")
    assert (old["revision"], new["revision"]) == (1, 2)
    assert new["arnWithoutRevision"] == old["arnWithoutRevision"]
    assert not operations.resource.delete_before_replace
    operations.delete(identifier, old)
    assert operations.read(identifier, old) is None
    live = operations.read(identifier, new)
    assert live == new


def test_a_revision_that_is_to_stay_stays(world: ComputeWorld) -> None:
    operations = world.operations(TASK)
    identifier, state = operations.create(task(world, "kept", skipDestroy=True))
    operations.delete(identifier, state)
    assert operations.read(identifier, state) == state


def test_the_latest_revision_is_tracked_where_it_is_asked_for(world: ComputeWorld) -> None:
    operations = world.operations(TASK)
    inputs = task(world, "tracked", trackLatest=True)
    identifier, state = operations.create(inputs)
    newer = registered(world, "tracked", container(cpu=10))
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert drifted["arn"] == newer
    assert [item.path for item in operations.diff(drifted, inputs)] == ["containerDefinitions"]
    pinned = operations.read(identifier, state | {"trackLatest": False})
    assert pinned is not None
    assert pinned["arn"] == state["arn"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not valid JSON"),
        ('{"name": "api"}', "a JSON list of objects"),
        ("[1]", "a JSON list of objects"),
    ],
)
def test_container_definitions_that_are_none_are_refused_early(text: str, reason: str) -> None:
    inputs = {"family": "x", "containerDefinitions": text}
    _, failures = check_inputs(resource_of(TASK), inputs, {}, name="x")
    assert [item.property for item in failures] == ["containerDefinitions"]
    assert reason in failures[0].reason


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"memory": "4096"}, "No Fargate configuration exists"),
        ({"taskRoleArn": "arn:aws:iam::123456789012:role/none"}, "Role is not valid"),
    ],
)
def test_a_task_definition_that_aws_refuses_is_not_made(
    world: ComputeWorld, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message):
        world.make(TASK, **task(world, "refused", **changed))


def test_waiting_for_a_service_that_cannot_start_says_why(world: ComputeWorld) -> None:
    options = {"awslogs-group": "/none", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x"}
    logging = {"logDriver": "awslogs", "options": options}
    definition = registered(world, "stuck", container(logConfiguration=logging))
    inputs = service(world, "stuck", taskDefinition=definition)
    with pytest.raises(RefusedError, match=r"0 of 2 tasks run.*log group /none"):
        world.make(SERVICE, **inputs, waitForSteadyState=True)
    world.make(SERVICE, **inputs | {"name": "patient"})


def test_a_service_follows_a_family_and_is_named_by_cluster_and_name(world: ComputeWorld) -> None:
    operations = world.operations(SERVICE)
    inputs = service(world, "family") | {"cluster": "shared", "taskDefinition": "family"}
    identifier, state = operations.create(inputs)
    assert identifier == f"arn:aws:ecs:us-east-1:{world.cloud.account_id}:service/shared/family"
    assert operations.diff(state, inputs) == []
    assert operations.diff(state, inputs | {"cluster": world.cluster["arn"]}) == []
    (found,) = operations.diff(state, inputs | {"cluster": "another"})
    assert (found.path, found.replace) == ("cluster", True)


def test_a_cluster_with_services_is_not_deleted(world: ComputeWorld) -> None:
    world.make(SERVICE, **service(world, "holding"))
    with pytest.raises(ClientError, match="Services are active"):
        world.operations("aws:ecs/cluster:Cluster").delete(world.cluster["arn"], world.cluster)
