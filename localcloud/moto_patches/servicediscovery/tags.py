"""Tags of namespaces and services; moto also keeps those of what does not exist."""

from functools import cache
from typing import Any

from localcloud.moto_patches.servicediscovery._service import CLOUD_MAP
from localcloud.moto_service import AwsError, Request


def _refuse_unknown(backend: Any, request: Request) -> None:
    arn = request["ResourceARN"]
    known = [item.arn for kept in (backend.namespaces, backend.services) for item in kept.values()]
    if arn not in known:
        raise AwsError("ResourceNotFoundException", f"Resource not found: {arn}")


@cache
def apply() -> None:
    """Put moto's tags of Cloud Map right."""
    operations = ("tag_resource", "untag_resource", "list_tags_for_resource")
    CLOUD_MAP.refuse({operation: [_refuse_unknown] for operation in operations})
