"""Elastic Container Registry as AWS accepts, refuses and reads it."""

import hashlib
import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

PARAMETER = "InvalidParameterException"
TAGS = "InvalidTagParameterException"
HUB = "registry-1.docker.io"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


class Registry:
    """A repository, a cache rule, a template, and secrets with credentials."""

    def __init__(self, client: Any, secrets: Any) -> None:
        self.repository = client.create_repository(repositoryName="api")["repository"]["repositoryArn"]
        self.credentials = secrets.create_secret(Name="ecr-pullthroughcache/hub", SecretString="{}")["ARN"]
        self.other_secret = secrets.create_secret(Name="hub", SecretString="{}")["ARN"]
        client.create_pull_through_cache_rule(
            ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws"
        )
        client.create_repository_creation_template(prefix="public", appliedFor=["PULL_THROUGH_CACHE"])


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("ecr")


@pytest.fixture(scope="module")
def registry(client: Any, connect: Any) -> Registry:
    return Registry(client, connect("secretsmanager"))


def _new(name: str = "new", **others: Any) -> Any:
    return lambda _: {"repositoryName": name} | others


def _encrypted(kind: str, key: str) -> dict[str, Any]:
    return {"encryptionConfiguration": {"encryptionType": kind, "kmsKey": key}}


def _rule(prefix: str, url: str, credentials: str | None = None) -> Any:
    def arguments(registry: Registry) -> dict[str, Any]:
        asked = {"ecrRepositoryPrefix": prefix, "upstreamRegistryUrl": url}
        return asked | ({"credentialArn": getattr(registry, credentials)} if credentials else {})

    return arguments


REFUSED = [
    Refusal("with capitals", "CreateRepository", _new("Api"), PARAMETER, "repositoryName"),
    Refusal("with a long name", "CreateRepository", _new("a" * 257), PARAMETER, "between 2 and 256"),
    Refusal(
        "of a taken name",
        "CreateRepository",
        _new("api"),
        "RepositoryAlreadyExistsException",
        "already exists",
    ),
    Refusal(
        "with an unknown key",
        "CreateRepository",
        _new(**_encrypted("KMS", "alias/none")),
        "KmsException",
        "does not exist",
    ),
    Refusal(
        "with a key of no use",
        "CreateRepository",
        _new(**_encrypted("AES256", "x")),
        PARAMETER,
        "KmsKey can only",
    ),
    Refusal(
        "with a tag of AWS", "CreateRepository", _new(tags=[{"Key": "aws:a", "Value": ""}]), TAGS, "reserved"
    ),
    Refusal(
        "with too many tags",
        "TagResource",
        lambda registry: {
            "resourceArn": registry.repository,
            "tags": [{"Key": str(n), "Value": ""} for n in range(51)],
        },
        "TooManyTagsException",
        "50",
    ),
    Refusal(
        "to an unknown repository",
        "PutImage",
        lambda _: {"repositoryName": "none", "imageManifest": "{}"},
        "RepositoryNotFoundException",
        "none",
    ),
    Refusal(
        "of a taken prefix",
        "CreatePullThroughCacheRule",
        _rule("public", "quay.io"),
        "PullThroughCacheRuleAlreadyExistsException",
        "public",
    ),
    Refusal(
        "of an unknown registry",
        "CreatePullThroughCacheRule",
        _rule("mine", "registry.example.com"),
        "UnsupportedUpstreamRegistryException",
        "registry.example.com",
    ),
    Refusal("with a bad prefix", "CreatePullThroughCacheRule", _rule("AB", "quay.io"), PARAMETER, "Prefix"),
    Refusal("without credentials", "CreatePullThroughCacheRule", _rule("hub", HUB), PARAMETER, "credential"),
    Refusal(
        "with another secret",
        "CreatePullThroughCacheRule",
        _rule("hub", HUB, "other_secret"),
        PARAMETER,
        "ecr-pullthroughcache/",
    ),
    Refusal(
        "with an unknown secret",
        "CreatePullThroughCacheRule",
        lambda registry: _rule("hub", HUB)(registry) | {"credentialArn": registry.credentials + "x"},
        "SecretNotFoundException",
        "does not exist",
    ),
    Refusal(
        "that is not there",
        "DeletePullThroughCacheRule",
        lambda _: {"ecrRepositoryPrefix": "none"},
        "PullThroughCacheRuleNotFoundException",
        "none",
    ),
    Refusal(
        "that are not there",
        "DescribePullThroughCacheRules",
        lambda _: {"ecrRepositoryPrefixes": ["none"]},
        "PullThroughCacheRuleNotFoundException",
        "none",
    ),
    Refusal(
        "of a taken prefix",
        "CreateRepositoryCreationTemplate",
        lambda _: {"prefix": "public", "appliedFor": ["REPLICATION"]},
        "TemplateAlreadyExistsException",
        "public",
    ),
    Refusal(
        "for nothing",
        "CreateRepositoryCreationTemplate",
        lambda _: {"prefix": "new", "appliedFor": ["NOTHING"]},
        PARAMETER,
        "NOTHING",
    ),
    Refusal(
        "that is not there",
        "DeleteRepositoryCreationTemplate",
        lambda _: {"prefix": "none"},
        "TemplateNotFoundException",
        "none",
    ),
    Refusal("that is none", "GetAccountSetting", lambda _: {"name": "NONE"}, PARAMETER, "NONE"),
    Refusal(
        "to no value",
        "PutAccountSetting",
        lambda _: {"name": "BASIC_SCAN_TYPE_VERSION", "value": "NEW"},
        PARAMETER,
        "AWS_NATIVE",
    ),
]


@each(REFUSED)
def test_refuses(client: Any, registry: Registry, row: Refusal) -> None:
    assert_refused(client, registry, row)


def test_a_repository_names_its_key_by_arn(client: Any, connect: Any) -> None:
    kms = connect("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/images", TargetKeyId=key["KeyId"])
    made = client.create_repository(repositoryName="encrypted", **_encrypted("KMS", "alias/images"))
    assert made["repository"]["encryptionConfiguration"]["kmsKey"] == key["Arn"]


def _push(client: Any, repository: str, tag: str, content: str) -> str:
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "content": content})
    client.put_image(repositoryName=repository, imageManifest=manifest, imageTag=tag)
    return "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()


def _digest(client: Any, repository: str, tag: str) -> Any:
    images = client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
    return images["imageDetails"][0]["imageDigest"]


def test_an_image_has_the_digest_of_its_manifest_and_a_tag_moves(client: Any) -> None:
    client.create_repository(repositoryName="pushed")
    first = _push(client, "pushed", "latest", "one")
    assert _digest(client, "pushed", "latest") == first
    second = _push(client, "pushed", "latest", "two")
    assert _digest(client, "pushed", "latest") == second != first


@pytest.mark.parametrize(
    ("mutability", "fixed", "free"),
    [("IMMUTABLE_WITH_EXCLUSION", "v1", "dev-1"), ("MUTABLE_WITH_EXCLUSION", "dev-1", "v1")],
)
def test_some_tags_do_not_move(client: Any, mutability: str, fixed: str, free: str) -> None:
    name = mutability.lower()
    client.create_repository(
        repositoryName=name,
        imageTagMutability=mutability,
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "*dev-*"}],
    )
    for tag in (fixed, free):
        _push(client, name, tag, f"one {tag}")
    _push(client, name, free, "two")
    manifest = json.dumps({"mediaType": MANIFEST, "content": "three"})
    again = {"repositoryName": name, "imageManifest": manifest, "imageTag": fixed}
    assert error_code(client.put_image, **again) == "ImageTagAlreadyExistsException"


def test_a_cache_rule_lives_and_ends(client: Any, registry: Registry) -> None:
    client.create_pull_through_cache_rule(
        ecrRepositoryPrefix="hub", upstreamRegistryUrl=HUB, credentialArn=registry.credentials
    )
    client.update_pull_through_cache_rule(ecrRepositoryPrefix="hub", credentialArn=registry.credentials)
    (rule,) = client.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["hub"])["pullThroughCacheRules"]
    assert (rule["upstreamRegistry"], rule["credentialArn"]) == ("docker-hub", registry.credentials)
    client.delete_pull_through_cache_rule(ecrRepositoryPrefix="hub")
    left = client.describe_pull_through_cache_rules()["pullThroughCacheRules"]
    assert [item["ecrRepositoryPrefix"] for item in left] == ["public"]


def test_a_template_lives_and_ends(client: Any) -> None:
    client.create_repository_creation_template(prefix="app", appliedFor=["REPLICATION"], description="a")
    client.update_repository_creation_template(prefix="app", imageTagMutability="IMMUTABLE")
    (template,) = client.describe_repository_creation_templates(prefixes=["app"])[
        "repositoryCreationTemplates"
    ]
    assert (template["description"], template["imageTagMutability"]) == ("a", "IMMUTABLE")
    client.delete_repository_creation_template(prefix="app")
    assert (
        client.describe_repository_creation_templates(prefixes=["app"])["repositoryCreationTemplates"] == []
    )


def test_settings_are_kept(client: Any) -> None:
    name = "BLOB_MOUNTING"
    assert client.get_account_setting(name=name)["value"] == "DISABLED"
    client.put_account_setting(name=name, value="ENABLED")
    assert client.get_account_setting(name=name)["value"] == "ENABLED"
