"""EcsService: inputs that are known only while the program runs, and the image."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import ArgumentError, EcsService
from tests.mocks import ACCOUNT_ID, run
from tests.unit.components.service import REPOSITORY, REQUIRED, TASK, containers, deploy, environment


def test_outputs_of_other_resources_reach_the_container_and_order_it() -> None:
    def program() -> None:
        topic = aws.sns.Topic("orders")
        EcsService("api", {**REQUIRED, "environment": {"TOPIC": topic.arn}})  # type: ignore[typeddict-item]

    recording = run(program)

    assert environment(recording)["TOPIC"] == f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Topic/orders"
    assert recording.one("aws:sns/topic:Topic").urn in recording.one(TASK).dependencies


def test_an_output_that_is_secret_is_refused_as_a_plain_variable() -> None:
    def program() -> None:
        value = pulumi.Output.secret("hunter2")
        EcsService("api", {**REQUIRED, "environment": {"GREETING": value}})  # type: ignore[typeddict-item]

    with pytest.raises(ArgumentError, match=r"environment\.GREETING: a secret Output\. Allowed: no secret"):
        run(program)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"environment": {"DB": "postgresql://app:hunter2@db/x"}}, r"environment\.DB: a value with a URL"),
        ({"environment": {"PORT": 5432}}, r"environment\.PORT: an Output of 5432"),
        ({"secrets": {"DSN": "https://sentry.example"}}, r"secrets\.DSN: a text that is no reference"),
        ({"image": f"{REPOSITORY}:latest"}, "image: '.*:latest', whose tag moves"),
        (
            {"image": "nginx:1.27", "resolve_image_digest": True},
            "resolve_image_digest: true with 'nginx:1.27'",
        ),
    ],
)
def test_outputs_are_checked_as_soon_as_they_are_known(args: dict[str, Any], complaint: str) -> None:
    def later(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: later(item) for name, item in value.items()}
        return value if isinstance(value, bool) else pulumi.Output.from_input(value)

    def program() -> None:
        deferred = {name: later(value) for name, value in args.items()}
        EcsService("api", {**REQUIRED, **deferred})  # type: ignore[typeddict-item]

    with pytest.raises(ArgumentError, match=complaint) as error:
        run(program)
    assert "hunter2" not in str(error.value)


def test_a_tag_can_be_pinned_to_its_digest() -> None:
    recording = deploy(resolve_image_digest=True)
    [asked] = [call.args for call in recording.invokes if call.token.startswith("aws:ecr/")]

    assert asked == {
        "registryId": "123456789012",
        "region": "us-east-1",
        "repositoryName": "api",
        "imageTag": "1.4.2",
    }
    assert containers(recording)["app"]["image"] == f"{REPOSITORY}@sha256:{'0' * 64}"
    assert recording.result["image"] == f"{REPOSITORY}@sha256:{'0' * 64}"


def test_a_digest_is_used_as_it_is() -> None:
    pinned = f"{REPOSITORY}@sha256:{'1' * 64}"
    recording = deploy(image=pinned, resolve_image_digest=True)

    assert recording.result["image"] == pinned
    assert not [call for call in recording.invokes if call.token.startswith("aws:ecr/")]
