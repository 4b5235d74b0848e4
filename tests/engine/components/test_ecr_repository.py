"""A repository and its key are made and changed; images keep the repository from being deleted."""

import json
from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario

NAMED = {"repositoryName": "shop/api"}


def test_a_repository_is_made_changed_and_deleted_only_without_images(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "ecr_repository") as scenario:
        ecr, kms, outputs = scenario.client("ecr"), scenario.client("kms"), scenario.outputs()
        assert outputs["repositoryUrl"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/api"
        _assert_first(ecr, kms, outputs)
        scenario.assert_settled("first")

        scenario.up("changed")
        _assert_changed(ecr, kms, outputs)
        scenario.assert_settled("changed")

        _assert_not_deleted_with_images(scenario, ecr)
        scenario.destroy()
        left = [repository["repositoryName"] for repository in ecr.describe_repositories()["repositories"]]
        assert "shop/api" not in left
        assert "alias/images" not in [alias["AliasName"] for alias in kms.list_aliases()["Aliases"]]
        key = kms.describe_key(KeyId=outputs["keyId"])["KeyMetadata"]
        assert key["KeyState"] == "PendingDeletion"


def _repository(ecr: Any) -> dict[str, Any]:
    (found,) = ecr.describe_repositories(repositoryNames=["shop/api"])["repositories"]
    return dict(found)


def _assert_first(ecr: Any, kms: Any, outputs: Any) -> None:
    found = _repository(ecr)
    assert found["imageTagMutability"] == "IMMUTABLE"
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
    assert found["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": outputs["kmsKeyArn"]}
    assert _kept(ecr) == [7, 100]
    key = kms.describe_key(KeyId=outputs["aliasName"])["KeyMetadata"]
    assert (key["Arn"], key["Description"]) == (outputs["kmsKeyArn"], "Encrypts images.")
    assert kms.get_key_rotation_status(KeyId=outputs["keyId"])["KeyRotationEnabled"] is True
    assert _services(kms, outputs) == ["ecr.us-east-1.amazonaws.com"]


def _assert_changed(ecr: Any, kms: Any, outputs: Any) -> None:
    found = _repository(ecr)
    assert found["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    filters = [item["filter"] for item in found["imageTagMutabilityExclusionFilters"]]
    assert sorted(filters) == ["dev-*", "latest"]
    assert _kept(ecr) == [3, 50]
    (statement,) = json.loads(ecr.get_repository_policy(**NAMED)["policyText"])["Statement"]
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::210987654321:root"]}
    tags = ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]
    assert {"Key": "Owner", "Value": "api-team"} in tags
    key = kms.describe_key(KeyId=outputs["keyId"])["KeyMetadata"]
    assert key["Description"] == "Encrypts images and their layers."
    assert _services(kms, outputs) == ["ecr.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"]


def _kept(ecr: Any) -> list[int]:
    """Days of untagged images, and the number of images that stay."""
    text = ecr.get_lifecycle_policy(**NAMED)["lifecyclePolicyText"]
    return [rule["selection"]["countNumber"] for rule in json.loads(text)["rules"]]


def _services(kms: Any, outputs: Any) -> list[str]:
    """The services through which the key's policy lets it be used."""
    policy = json.loads(kms.get_key_policy(KeyId=outputs["keyId"], PolicyName="default")["Policy"])
    (use,) = [item for item in policy["Statement"] if item["Sid"] == "UseThroughServices"]
    return list(use["Condition"]["StringEquals"]["kms:ViaService"])


def _assert_not_deleted_with_images(scenario: Scenario, ecr: Any) -> None:
    media = "application/vnd.docker.distribution.manifest.v2+json"
    layers = [{"mediaType": "layer", "size": 10, "digest": f"sha256:{'a' * 64}"}]
    manifest = {"schemaVersion": 2, "mediaType": media, "config": {"size": 5}, "layers": layers}
    ecr.put_image(**NAMED, imageManifest=json.dumps(manifest), imageTag="v1")
    assert "RepositoryNotEmptyException" in scenario.destroy(succeeds=False)
    assert len(ecr.list_images(**NAMED)["imageIds"]) == 1
    ecr.batch_delete_image(**NAMED, imageIds=[{"imageTag": "v1"}])
