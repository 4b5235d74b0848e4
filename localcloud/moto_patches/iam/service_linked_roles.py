"""Service-linked roles: moto derives a name where AWS has one of its own, and answers a second one with
another error.
"""

from functools import cache
from typing import Any, Final

from moto.iam.models import SERVICE_NAME_CONVERSION

from localcloud.moto_patches.iam._service import IAM
from localcloud.moto_service import AwsError, Request

NAMES: Final = {
    "ecs": "ECS",
    "eks": "AmazonEKS",
    "elasticache": "ElastiCache",
    "elasticloadbalancing": "ElasticLoadBalancing",
    "es": "AmazonElasticsearchService",
    "kafka": "Kafka",
    "opensearchservice": "AmazonOpenSearchService",
    "rds": "RDS",
}
"""By the service's name: what follows ``AWSServiceRoleFor`` in the name of its role."""

RENAMED: Final = {"ecs.application-autoscaling": "AWSServiceRoleForApplicationAutoScaling_ECSService"}
"""Services whose role has a name that no rule gives."""


def _refuse_second(backend: Any, request: Request) -> None:
    service = request["AWSServiceName"]
    taken = any(role.path == f"/aws-service-role/{service}/" for role in backend.roles.values())
    if taken and not request.get("CustomSuffix"):
        raise AwsError(
            "InvalidInput",
            f"Service role name for {service} has been taken in this account, please try a different suffix.",
        )


def _rename(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    name = RENAMED.get(request["AWSServiceName"].removesuffix(".amazonaws.com"))
    if name:
        answer["Role"].name = name


@cache
def apply() -> None:
    """Name service-linked roles as AWS does."""
    SERVICE_NAME_CONVERSION.update(NAMES)
    IAM.refuse({"create_service_linked_role": [_refuse_second]})
    IAM.complete({"create_service_linked_role": _rename})
