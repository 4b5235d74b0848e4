"""Tags of scalable targets, which moto does not have."""

from functools import cache
from typing import Any, Final

from moto.applicationautoscaling.models import FakeScalableTarget

from localcloud.moto_patches.applicationautoscaling._service import AUTOSCALING
from localcloud.moto_service import AwsError, Request

MOST_TAGS: Final = 50


def _tagged(backend: Any, request: Request) -> Any:
    arn = request["ResourceARN"]
    for targets in backend.targets.values():
        for target in targets.values():
            if target.arn == arn:
                return target
    raise AwsError("ResourceNotFoundException", f"The specified resource doesn't exist: {arn}")


def _tag(backend: Any, request: Request) -> None:
    target = _tagged(backend, request)
    tags = {**target.tags, **request["Tags"]}
    if len(tags) > MOST_TAGS:
        raise AwsError("TooManyTagsException", f"A scalable target can have at most {MOST_TAGS} tags")
    target.tags = tags


def _untag(backend: Any, request: Request) -> None:
    target = _tagged(backend, request)
    target.tags = {key: value for key, value in target.tags.items() if key not in request["TagKeys"]}


def _list(backend: Any, request: Request) -> dict[str, Any]:
    return {"Tags": _tagged(backend, request).tags}


@cache
def apply() -> None:
    """Let scalable targets have tags."""
    FakeScalableTarget.tags = {}
    AUTOSCALING.extend({"tag_resource": _tag, "untag_resource": _untag, "list_tags_for_resource": _list})
