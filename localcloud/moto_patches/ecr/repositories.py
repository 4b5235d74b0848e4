"""Repositories and their images.

What moto accepts, and AWS refuses: a name that is too long; encryption with a key that does not
exist; a tag of AWS, one twice, or too many tags.

What moto gets wrong: an image's digest is not that of its manifest; pushing to a repository that is not there
crashes, as does a tag filter that begins with a wildcard.
"""

import hashlib
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from moto.ecr.models import ECRBackend, Image

from localcloud.moto_patches.ecr._service import ECR, check_key, invalid_parameter, name_key_by_arn
from localcloud.moto_service import AwsError, Request, replace

NAME_LENGTHS: Final = range(2, 257)
MOST_TAGS: Final = 50
IMMUTABLE: Final = "IMMUTABLE"


def _refuse_name(_: Any, request: Request) -> None:
    name = request["repositoryName"]
    if len(name) not in NAME_LENGTHS:
        raise invalid_parameter(
            "repositoryName", f"must have length between {NAME_LENGTHS.start} and {NAME_LENGTHS.stop - 1}"
        )


def _refuse_tags(backend: Any, request: Request) -> None:
    keys = [tag.get("Key", "") for tag in request.get("tags") or ()]
    if any(key.lower().startswith("aws:") for key in keys):
        raise AwsError("InvalidTagParameterException", "Tag keys that begin with aws: are reserved.")
    if len(set(keys)) < len(keys):
        raise AwsError("InvalidTagParameterException", "Tag keys must be unique.")
    arn = request.get("resourceArn")
    existing = backend.tagger.get_tag_dict_for_resource(arn) if arn else {}
    if len({*existing, *keys}) > MOST_TAGS:
        raise AwsError("TooManyTagsException", f"A repository can have at most {MOST_TAGS} tags.")


def _refuse_unknown(backend: Any, request: Request) -> None:
    backend._get_repository(request["repositoryName"], request.get("registryId"))


def _name_key(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    name_key_by_arn(backend, answer["repository"].encryption_configuration)


def _digest(self: Any) -> None:
    self._image_digest = "sha256:" + hashlib.sha256(self.image_manifest.encode()).hexdigest()


def _images_to_move(_: Callable[..., list[Any]], __: Any, repository: Any, tag: str) -> list[Any]:
    """The images that lose the tag to the one that is pushed, if it may move."""
    tagged = [image for image in repository.images if tag in image.image_tags]
    filters: Iterable[dict[str, str]] = repository.image_tag_mutability_exclusion_filters or ()
    excluded = any(fnmatchcase(tag or "", item["filter"]) for item in filters)
    immutable = str(getattr(repository.image_tag_mutability, "value", repository.image_tag_mutability))
    if tagged and immutable.startswith(IMMUTABLE) != excluded:
        raise AwsError(
            "ImageTagAlreadyExistsException",
            f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be "
            "overwritten because the tag is immutable.",
        )
    return tagged


@cache
def apply() -> None:
    """Put moto's repositories right."""
    Image._create_digest = _digest
    replace(ECRBackend, "_resolve_image_tag_mutability", _images_to_move)
    ECR.refuse(
        {
            "create_repository": [_refuse_name, _refuse_tags, check_key],
            "tag_resource": [_refuse_tags],
            "put_image": [_refuse_unknown],
        }
    )
    ECR.complete({"create_repository": _name_key})
