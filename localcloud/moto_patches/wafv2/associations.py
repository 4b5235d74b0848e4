"""What a web ACL protects.

moto takes anything, keeps a second association besides the first, does not list them, and keeps those of load
balancers that are gone.
"""

from functools import cache
from typing import Any, Final

from moto.backends import get_backend
from moto.utilities.utils import get_partition

from localcloud.moto_patches.wafv2._service import WAF, invalid, not_found
from localcloud.moto_service import AwsError, Request

LOAD_BALANCER: Final = ":loadbalancer/app/"
STAGE: Final = "::/restapis/"


def _is_there(backend: Any, arn: str) -> bool:
    if LOAD_BALANCER in arn:
        region = arn.split(":")[3]
        return arn in get_backend("elbv2")[backend.account_id][region].load_balancers
    return True


def resources_of(backend: Any, web_acl: Any) -> list[str]:
    """The ARNs of what a web ACL (moto's object) protects and that is still there."""
    if ":global/" in web_acl.arn:
        cloudfront = get_backend("cloudfront")[backend.account_id][get_partition("us-east-1")]
        return [
            distribution.arn
            for distribution in cloudfront.distributions.values()
            if distribution.distribution_config.WebACLId == web_acl.arn
        ]
    return [arn for arn in web_acl.associated_resources if _is_there(backend, arn)]


def _refuse(backend: Any, request: Request) -> None:
    arn, resource = request["WebACLArn"], request["ResourceArn"]
    if ":cloudfront:" in resource or ":global/" in arn:
        raise invalid(
            "The web ACL of a distribution is set in its configuration, not associated",
            "RESOURCE_ARN",
            resource,
        )
    if arn not in backend.wacls:
        raise not_found()
    if ":elasticloadbalancing:" in resource and LOAD_BALANCER not in resource:
        raise invalid(
            "The ARN isn't valid: only application load balancers are protected", "RESOURCE_ARN", resource
        )
    if not _is_there(backend, resource):
        raise AwsError(
            "WAFUnavailableEntityException",
            "AWS WAF couldn’t retrieve the resource that you requested. Retry your request.",
        )


def _associate(backend: Any, request: Request) -> None:
    resource = request["ResourceArn"]
    for web_acl in backend.wacls.values():
        web_acl.associated_resources = [arn for arn in web_acl.associated_resources if arn != resource]
    backend.associate_web_acl(request["WebACLArn"], resource)


def _list(backend: Any, request: Request) -> dict[str, Any]:
    if request["WebACLArn"] not in backend.wacls:
        raise not_found()
    kind = STAGE if request.get("ResourceType") == "API_GATEWAY" else LOAD_BALANCER
    found = resources_of(backend, backend.wacls[request["WebACLArn"]])
    return {"ResourceArns": [arn for arn in found if kind in arn]}


@cache
def apply() -> None:
    """Put moto's associations of web ACLs right."""
    WAF.extend({"associate_web_acl": _associate, "list_resources_for_web_acl": _list})
    WAF.refuse({"associate_web_acl": [_refuse]})
