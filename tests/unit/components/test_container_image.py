"""References to container images."""

import pytest

from components._container_image import ImageReference, image_problem, parse_image

DIGEST = f"sha256:{'a' * 64}"
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("nginx", ImageReference("nginx", None, None)),
        ("nginx:1.27", ImageReference("nginx", "1.27", None)),
        (f"nginx@{DIGEST}", ImageReference("nginx", None, DIGEST)),
        (f"{ECR}/shop/api:1.4.2@{DIGEST}", ImageReference(f"{ECR}/shop/api", "1.4.2", DIGEST)),
        ("localhost:5000/api:dev", ImageReference("localhost:5000/api", "dev", None)),
        ("localhost:5000/api", ImageReference("localhost:5000/api", None, None)),
        (
            "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
            ImageReference("public.ecr.aws/aws-observability/aws-otel-collector", "v0.49.0", None),
        ),
    ],
)
def test_parts_of_a_reference(text: str, reference: ImageReference) -> None:
    assert parse_image(text) == reference


@pytest.mark.parametrize(
    "text", ["", "Nginx:1", "my image", "nginx:", "nginx:-1", "nginx@sha256:abc", "https://x/y:1"]
)
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None
    assert image_problem(text) == repr(text)


def test_a_repository_of_ecr_is_recognised() -> None:
    reference = parse_image(f"{ECR}/shop/api:1.4.2")

    assert reference is not None
    assert reference.ecr is not None
    assert reference.ecr.arn("aws") == "arn:aws:ecr:eu-west-1:123456789012:repository/shop/api"
    assert reference.pinned(DIGEST) == f"{ECR}/shop/api@{DIGEST}"


@pytest.mark.parametrize("text", ["nginx:1", "public.ecr.aws/nginx/nginx:1", f"x.{ECR}/api:1"])
def test_other_registries_are_none_of_ecrs(text: str) -> None:
    reference = parse_image(text)

    assert reference is not None
    assert reference.ecr is None


@pytest.mark.parametrize("text", ["nginx:1.27", f"nginx@{DIGEST}", f"nginx:latest@{DIGEST}", "nginx:late"])
def test_images_that_stay_the_same_are_taken(text: str) -> None:
    assert image_problem(text) is None


def test_images_that_may_change_are_not() -> None:
    assert image_problem("nginx") == "'nginx', without tag and digest"
    assert image_problem("nginx:latest") == "'nginx:latest', whose tag moves"
