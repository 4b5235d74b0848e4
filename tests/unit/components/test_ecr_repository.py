"""EcrRepository: images whose tags stay, encrypted, scanned and forgotten in time."""

import json
from typing import Any

import pytest

from components import ArgumentError, EcrRepository
from tests.mocks import ACCOUNT_ID, TAGS, Recording, run

REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"


def deploy(*, project: str = "shared-infra", **args: Any) -> Recording:
    def program() -> object:
        images = EcrRepository("api", {"kms_key_arn": KEY_ARN, "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {name: getattr(images, name) for name in EcrRepository.__annotations__}

    return run(program, project=project, stack="prod")


def test_is_a_repository_and_its_lifecycle() -> None:
    recording = deploy()

    assert recording.counts() == {"shared-infra:index:EcrRepository": 1, REPOSITORY: 1, LIFECYCLE: 1}
    assert recording.one(REPOSITORY, "api-repository").inputs == {
        "name": "shared-infra/prod/api",
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY_ARN}],
        "forceDelete": False,
        "tags": {**TAGS, "Name": "api-repository", "Component": "EcrRepository"},
    }
    assert recording.result == {
        "repository_url": f"{ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com/images",
        "repository_name": "shared-infra/prod/api",
        "repository_arn": "arn:aws:mock:us-east-1:123456789012:Repository/api-repository",
        "kms_key_arn": KEY_ARN,
    }


def test_untagged_images_go_soon_and_old_ones_when_there_are_newer_ones() -> None:
    lifecycle = deploy(untagged_expire_days=3.0, keep_images=20).one(LIFECYCLE, "api-lifecycle").inputs

    assert lifecycle["repository"] == "shared-infra/prod/api"
    assert json.loads(lifecycle["policy"]) == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Images without a tag go after 3 days.",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": 3,
                },
                "action": {"type": "expire"},
            },
            {
                "rulePriority": 2,
                "description": "The newest 20 images stay.",
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 20},
                "action": {"type": "expire"},
            },
        ]
    }


def test_without_a_key_it_makes_one_for_ecr() -> None:
    recording = deploy(kms_key_arn=None)
    policy = recording.one("aws:kms/key:Key", "api-key-key").inputs["policy"]

    assert recording.counts()["shared-infra:index:KmsKey"] == 1
    assert "ecr.us-east-1.amazonaws.com" in policy
    [encryption] = recording.one(REPOSITORY).inputs["encryptionConfigurations"]
    assert encryption["kmsKey"] == recording.result["kms_key_arn"] != KEY_ARN


def test_tags_that_may_move_are_named() -> None:
    inputs = deploy(mutable_tags=["dev-*", "nightly"]).one(REPOSITORY).inputs

    assert inputs["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert inputs["imageTagMutabilityExclusionFilters"] == [
        {"filter": "dev-*", "filterType": "WILDCARD"},
        {"filter": "nightly", "filterType": "WILDCARD"},
    ]


def test_other_accounts_may_pull_and_nothing_else() -> None:
    policy = deploy(reader_account_ids=["210987654321"]).one(POLICY, "api-policy").inputs

    assert policy["repository"] == "shared-infra/prod/api"
    assert json.loads(policy["policy"])["Statement"] == [
        {
            "Sid": "PullFromOtherAccounts",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::210987654321:root"]},
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
        }
    ]


def test_a_name_can_be_given_and_is_otherwise_in_lower_case() -> None:
    assert deploy(repository_name="shop/api").one(REPOSITORY).inputs["name"] == "shop/api"
    assert deploy(project="MyShop").one(REPOSITORY).inputs["name"] == "myshop/prod/api"


def test_images_are_deleted_with_the_repository_only_when_asked_to() -> None:
    assert deploy(force_delete=True).one(REPOSITORY).inputs["forceDelete"] is True


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"repository_name": "Shop"}, "repository_name: 'Shop'. Allowed: 2 to 256 lower-case letters"),
        ({"repository_name": "a"}, "repository_name: 'a'."),
        ({"repository_name": "shop//api"}, "repository_name: 'shop//api'."),
        ({"repository_name": "a" * 257}, "repository_name: 'aaa"),
        ({"mutable_tags": ["dev *"]}, "mutable_tags: 'dev *'. Allowed: up to 128 letters, digits and . _ -"),
        ({"mutable_tags": list("abcdef")}, "mutable_tags: 6 entries. Allowed: at most 5."),
        ({"untagged_expire_days": 0}, "untagged_expire_days: 0. Allowed: a whole number from 1 to 365."),
        ({"keep_images": 1}, "keep_images: 1. Allowed: a whole number from 2 to 10000."),
        ({"reader_account_ids": ["1234"]}, "reader_account_ids: '1234'. Allowed: twelve digits each."),
        ({"force_delete": "no"}, "force_delete: 'no'. Allowed: true or false."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_name_that_cannot_be_made_of_the_projects_has_to_be_given() -> None:
    with pytest.raises(ArgumentError, match="It is made of project, stack and name; give one"):
        deploy(project="shop_")
