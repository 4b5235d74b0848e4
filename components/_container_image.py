"""References to container images: what they name, and where in ECR it is. Pure."""

import re
from dataclasses import dataclass

IMAGE = "a reference with a tag or a digest, as 123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.4.2"
"""What a reference has to be like, in words."""

_REFERENCE = re.compile(
    r"(?P<repository>[a-z0-9.-]+(:\d+(?=/))?(/[a-z0-9._-]+)*)"
    r"(:(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/(?P<name>[a-z0-9._/-]+)"
)


@dataclass(frozen=True)
class EcrRepository:
    """A private repository of Amazon ECR."""

    account_id: str
    region: str
    name: str

    def arn(self, partition: str) -> str:
        """The ARN of the repository."""
        return f"arn:{partition}:ecr:{self.region}:{self.account_id}:repository/{self.name}"


@dataclass(frozen=True)
class ImageReference:
    """A reference, taken apart."""

    repository: str
    """Registry and repository."""
    tag: str | None
    digest: str | None

    @property
    def ecr(self) -> EcrRepository | None:
        """The repository of Amazon ECR that holds the image; None when another registry does."""
        match = _ECR.fullmatch(self.repository)
        return EcrRepository(match["account"], match["region"], match["name"]) if match else None

    def pinned(self, digest: str) -> str:
        """A reference to the image of that digest in the same repository."""
        return f"{self.repository}@{digest}"


def parse_image(text: str) -> ImageReference | None:
    """The parts of a reference; None when `text` is none."""
    match = _REFERENCE.fullmatch(text)
    return ImageReference(match["repository"], match["tag"], match["digest"]) if match else None


def image_problem(text: str) -> str | None:
    """What is wrong with `text` as the image of a service; None when nothing is."""
    image = parse_image(text)
    if image is None:
        return f"{text!r}"
    if image.digest:
        return None
    if image.tag is None:
        return f"{text!r}, without tag and digest"
    # What it names today is another image tomorrow: tasks would differ, and a rollback would change nothing.
    return f"{text!r}, whose tag moves" if image.tag == "latest" else None
