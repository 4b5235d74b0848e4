"""Tags of load balancers, listeners, rules and target groups: fifty each, and none of what does not exist."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elbv2.exceptions import TooManyTagsError
from moto.elbv2.models import ELBv2Backend

from localcloud.moto_patches.elbv2._service import ELBV2
from localcloud.moto_service import Request, replace

MOST_TAGS: Final = 50


def _add(_: Callable[..., None], self: Any, resource_arns: list[str], tags: list[dict[str, str]]) -> None:
    for arn in resource_arns:
        self._get_resource_by_arn(arn)
        existing = self.tagging_service.get_tag_dict_for_resource(arn)
        if len(existing | self.tagging_service.flatten_tag_list(tags)) > MOST_TAGS:
            raise TooManyTagsError
        self.tagging_service.tag_resource(arn, tags)


def _refuse_unknown(backend: Any, request: Request) -> None:
    for arn in request["ResourceArns"]:
        backend._get_resource_by_arn(arn)


@cache
def apply() -> None:
    """Put moto's tags of load balancers right."""
    replace(ELBv2Backend, "add_tags", _add)
    ELBV2.refuse({"describe_tags": [_refuse_unknown]})
