"""Where a stack may run."""

import pytest

from config.safety import is_loopback, safety_mistakes

LOCAL_CLOUD = {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}
PLACEHOLDER = '["fill in the id of the production account"]'


def places(stack: str, values: dict[str, str], environment: dict[str, str]) -> list[str]:
    return [mistake.where for mistake in safety_mistakes(stack, f"Pulumi.{stack}.yaml", values, environment)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000",
        "https://127.8.9.1",
        "http://localhost:4566/",
        "http://[::1]:5000",
        "http://LOCALHOST",
    ],
)
def test_loopback_addresses(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:5000",
        "localhost",
        "http://",
        "http://0.0.0.0:5000",
        "http://10.0.0.1",
        "http://127.0.0.1@ec2.amazonaws.com",
        "http://localhost.example.com",
        "http://127.1",
        "http://[::1",
        "http://[::2]",
        "https://ec2.us-east-1.amazonaws.com",
        "file://localhost/aws",
    ],
)
def test_addresses_that_are_not_this_machine(url: str) -> None:
    assert not is_loopback(url)


def test_local_runs_against_the_local_cloud() -> None:
    assert places("local", {}, LOCAL_CLOUD) == []


@pytest.mark.parametrize(
    ("environment", "place"),
    [
        ({}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": ""}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "https://ec2.us-east-1.amazonaws.com"}, "AWS_ENDPOINT_URL"),
        (
            {**LOCAL_CLOUD, "AWS_ENDPOINT_URL_EC2": "https://ec2.us-east-1.amazonaws.com"},
            "AWS_ENDPOINT_URL_EC2",
        ),
        (
            {**LOCAL_CLOUD, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"},
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        ),
    ],
)
def test_local_refuses_every_way_to_aws(environment: dict[str, str], place: str) -> None:
    assert places("local", {}, environment) == [f"environment variable {place}"]


def test_local_refuses_an_endpoint_of_the_providers_configuration() -> None:
    values = {
        "aws:endpoints": '[{"ec2": "https://ec2.us-east-1.amazonaws.com", "s3": "http://127.0.0.1:5000"}]'
    }
    (mistake,) = safety_mistakes("local", "Pulumi.local.yaml", values, LOCAL_CLOUD)
    assert mistake.where == "Pulumi.local.yaml: config.aws:endpoints"
    assert mistake.given == '"https://ec2.us-east-1.amazonaws.com"'


def test_local_says_what_to_do() -> None:
    (mistake,) = safety_mistakes("local", "Pulumi.local.yaml", {}, {})
    assert mistake.given == "nothing"
    assert "`make up`" in mistake.hint
    assert "`scripts/local COMMAND`" in mistake.hint


def test_prod_is_refused_until_its_account_is_filled_in() -> None:
    values = {"aws:allowedAccountIds": PLACEHOLDER}
    assert places("prod", values, {}) == ["Pulumi.prod.yaml: config.aws:allowedAccountIds[0]"]
    assert places("prod", {"aws:allowedAccountIds": '["111122223333"]'}, {}) == []


@pytest.mark.parametrize("values", [{}, {"aws:allowedAccountIds": "[]"}, {"aws:allowedAccountIds": "null"}])
def test_prod_must_pin_its_account(values: dict[str, str]) -> None:
    assert places("prod", values, {}) == ["Pulumi.prod.yaml: config.aws:allowedAccountIds"]


def test_prod_previews_on_the_local_cloud_before_its_account_is_filled_in() -> None:
    assert places("prod", {"aws:allowedAccountIds": PLACEHOLDER}, LOCAL_CLOUD) == []


def test_prod_is_not_on_the_local_cloud_when_one_service_is_on_aws() -> None:
    environment = {**LOCAL_CLOUD, "AWS_ENDPOINT_URL_STS": "https://sts.amazonaws.com"}
    assert places("prod", {"aws:allowedAccountIds": PLACEHOLDER}, environment) != []


@pytest.mark.parametrize("stack", ["dev", "staging"])
def test_other_stacks_may_pin_their_account(stack: str) -> None:
    assert places(stack, {}, {}) == []
    assert places(stack, {"aws:allowedAccountIds": '["111122223333"]'}, {}) == []


@pytest.mark.parametrize(
    ("accounts", "place"),
    [
        ("[111122223333]", "[0]"),
        ('["111122223333", "11112222333"]', "[1]"),
        ('["1111-2222-3333"]', "[0]"),
        ('"111122223333"', ""),
        ("111122223333", ""),
        ("no json", ""),
    ],
)
def test_account_ids_are_texts_of_twelve_digits(accounts: str, place: str) -> None:
    assert places("dev", {"aws:allowedAccountIds": accounts}, {}) == [
        f"Pulumi.dev.yaml: config.aws:allowedAccountIds{place}"
    ]
