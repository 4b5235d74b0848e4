"""The provider's configuration."""

import json
from typing import Any

import pytest

from localcloud import CREDENTIALS
from localcloud.provider import regions
from localcloud.provider.configuration import ConfigurationError, ProviderConfiguration


def test_nested_values_arrive_as_json() -> None:
    found = ProviderConfiguration.read(
        {
            "region": "eu-central-1",
            "defaultTags": json.dumps({"tags": {"a": "b"}}),
            "ignoreTags": json.dumps({"keys": ["x"], "keyPrefixes": ["kube/"]}),
            "skipCredentialsValidation": "true",
            "version": "7.51.1",
        }
    )
    assert found.region == "eu-central-1"
    assert found.default_tags == {"a": "b"}
    assert [key for key in ("x", "kube/a", "kub", "y") if found.ignores(key)] == ["x", "kube/a"]


def test_the_region_of_a_resource_is_its_own_or_the_providers() -> None:
    found = ProviderConfiguration.read({"region": "eu-central-1"})
    assert found.region_of({}) == "eu-central-1"
    assert found.region_of({"region": "us-west-2"}) == "us-west-2"


@pytest.mark.parametrize(
    ("arguments", "key", "text"),
    [
        ({"accessKey": "AKIAIOSFODNN7EXAMPLE"}, "accessKey", "aws:accessKey AKIA… is not the local cloud's"),
        ({"profile": "prod"}, "profile", "'prod' names real credentials"),
        ({"endpoints": '[{"ec2": "https://ec2.amazonaws.com"}]'}, "endpoints", "only serves 127.0.0.1"),
        ({"region": "eu-cental-1"}, "region", "did you mean 'eu-central-1'?"),
        ({"region": "x"}, "region", "use one of af-south-1"),
        ({"defaultTags": "{"}, "defaultTags", "not valid JSON"),
    ],
)
def test_refused(arguments: dict[str, Any], key: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ProviderConfiguration.read(arguments)
    assert refusal.value.key == key
    assert text in str(refusal.value)
    assert "IOSFODNN7" not in str(refusal.value)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"accessKey": CREDENTIALS.access_key_id},
        {"allowedAccountIds": '["999999999999"]'},
        {
            "endpoints": [
                {"ec2": "http://127.0.0.1:4566", "s3": "http://[::1]:4566", "sqs": "http://localhost"}
            ]
        },
    ],
)
def test_accepted(arguments: dict[str, Any]) -> None:
    assert ProviderConfiguration.read(arguments).region == "us-east-1"


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_partitions(region: str, partition: str) -> None:
    assert regions.partition_of(region) == partition


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("vpc-1", ("vpc-1", {})),
        ("vpc-1@eu-west-1", ("vpc-1", {"region": "eu-west-1"})),
        ("a@b@eu-west-1", ("a@b", {"region": "eu-west-1"})),
        ("user@example.com", ("user@example.com", {})),
        ("@eu-west-1", ("@eu-west-1", {})),
    ],
)
def test_an_id_to_import_may_name_its_region(identifier: str, expected: Any) -> None:
    assert regions.split_region(identifier) == expected
