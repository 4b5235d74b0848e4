"""Tags: moto knows those of clusters only."""

from functools import cache
from typing import Any

from localcloud.moto_patches.eks._service import EKS, Cluster, Thing
from localcloud.moto_service import AwsError, Request


def _find(backend: Any, request: Request) -> Thing:
    wanted = request["resourceArn"]
    clusters: list[Cluster] = list(backend.clusters.values())
    for cluster in clusters:
        for found, thing in cluster.things():
            if found == wanted:
                return thing
    raise AwsError("NotFoundException", f"Resource not found with ARN: {wanted}")


def _tag(backend: Any, request: Request) -> dict[str, Any]:
    thing = _find(backend, request)
    thing["tags"] = thing["tags"] | request["tags"]
    return {}


def _untag(backend: Any, request: Request) -> dict[str, Any]:
    thing = _find(backend, request)
    thing["tags"] = {key: value for key, value in thing["tags"].items() if key not in request["tagKeys"]}
    return {}


@cache
def apply() -> None:
    """Put moto's tags right."""
    EKS.extend(
        {
            "tag_resource": _tag,
            "untag_resource": _untag,
            "list_tags_for_resource": lambda backend, request: {"tags": _find(backend, request)["tags"]},
        }
    )
