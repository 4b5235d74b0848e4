"""ECR through the provider, and the image that a tag stands for."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.functions import FunctionError
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
IMAGE = "aws:ecr/getImage:getImage"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def repository(world: ComputeWorld, name: str) -> str:
    return world.make(REPOSITORY, name=name)[0]


def pull(account: str) -> str:
    """A policy that lets another account pull."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def expire(count: int) -> str:
    """A lifecycle policy that keeps so many images."""
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count}
    rule = {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}
    return json.dumps({"rules": [rule]})


CASES = (
    life(
        REPOSITORY,
        lambda world: {"name": "app/api", "imageTagMutability": "IMMUTABLE", "tags": {"Name": "x"}},
        (
            lambda world: {"imageScanningConfiguration": {"scanOnPush": True}},
            lambda world: {"imageScanningConfiguration": None},
            lambda world: {"imageTagMutability": None},
            lambda world: {
                "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": [{"filter": "dev-*", "filterType": "WILDCARD"}],
            },
            lambda world: {"imageTagMutability": "IMMUTABLE", "imageTagMutabilityExclusionFilters": None},
            lambda world: {"forceDelete": True},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("forceDelete",),
    ),
    life(
        REPOSITORY,
        lambda world: {
            "name": "app/keyed",
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": world.key["arn"]}],
            "imageScanningConfiguration": {"scanOnPush": True},
        },
        name="keyed",
    ),
    life(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        lambda world: {"repository": repository(world, "shared"), "policy": pull("111111111111")},
        (lambda world: {"policy": pull("222222222222")},),
    ),
    life(LIFECYCLE, lambda world: {"repository": repository(world, "expiring"), "policy": expire(10)}),
    life(
        "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
        lambda world: {"ecrRepositoryPrefix": "public", "upstreamRegistryUrl": "public.ecr.aws"},
    ),
    life(
        "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
        lambda world: {
            "ecrRepositoryPrefix": "hub",
            "upstreamRegistryUrl": "registry-1.docker.io",
            "credentialArn": secret(world, "one"),
        },
        (lambda world: {"credentialArn": secret(world, "two")},),
        name="guarded",
    ),
)


def secret(world: ComputeWorld, name: str) -> str:
    made = world.client("secretsmanager").create_secret(Name=f"ecr-pullthroughcache/{name}")
    return str(made["ARN"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_another_lifecycle_policy_replaces_the_first_and_not_beside_it(world: ComputeWorld) -> None:
    operations = world.operations(LIFECYCLE)
    inputs = {"repository": repository(world, "replaced"), "policy": expire(10)}
    _, state = operations.create(inputs)
    (found,) = operations.diff(state, inputs | {"policy": expire(5)})
    assert (found.path, found.replace) == ("policy", True)
    assert operations.resource.delete_before_replace
    again = json.dumps(json.loads(inputs["policy"]), indent=2)
    assert operations.diff(state, inputs | {"policy": again}) == []


def manifest(layer: str) -> str:
    media = "application/vnd.docker.distribution.manifest.v2+json"
    layers = [{"mediaType": "layer", "size": 10, "digest": f"sha256:{layer * 64}"}]
    return json.dumps({"schemaVersion": 2, "mediaType": media, "config": {"size": 5}, "layers": layers})


def test_a_repository_with_images_is_deleted_only_by_force(world: ComputeWorld) -> None:
    operations = world.operations(REPOSITORY)
    identifier, state = operations.create({"name": "full"})
    world.client("ecr").put_image(repositoryName="full", imageManifest=manifest("a"), imageTag="v1")
    with pytest.raises(ClientError, match="still contains images"):
        operations.delete(identifier, state)
    operations.delete(identifier, state | {"forceDelete": True})
    assert operations.read(identifier, state) is None


def test_an_image_is_found_by_tag_digest_and_age(world: ComputeWorld) -> None:
    repository(world, "images")
    client = world.client("ecr")
    for tag in ("v1", "v2"):
        client.put_image(repositoryName="images", imageManifest=manifest(tag[1]), imageTag=tag)
    first = world.invoke(IMAGE, repositoryName="images", imageTag="v1")
    assert first["imageTags"] == ["v1"]
    assert first["imageUri"] == (
        f"{world.cloud.account_id}.dkr.ecr.us-east-1.amazonaws.com/images@{first['imageDigest']}"
    )
    assert (
        world.invoke(IMAGE, repositoryName="images", imageDigest=first["imageDigest"]) | {"imageTag": "v1"}
        == first
    )
    assert world.invoke(IMAGE, repositoryName="images", mostRecent=True)["imageTags"] == ["v2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"repositoryName": "none", "imageTag": "v1"}, "no ECR repository 'none'"),
        ({"repositoryName": "images", "imageTag": "v9"}, "no image .*v9"),
        ({"repositoryName": "images"}, "imageTag, imageDigest or mostRecent"),
    ],
)
def test_a_wrong_image_is_named(world: ComputeWorld, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(FunctionError, match=message):
        world.invoke(IMAGE, **arguments)
