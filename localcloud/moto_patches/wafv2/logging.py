"""Where a web ACL writes its logs: to something that exists and is named as AWS asks."""

from functools import cache
from typing import Any, Final

from moto.backends import get_backend
from moto.utilities.utils import get_partition
from moto.wafv2.models import WAFV2Backend, wafv2_backends

from localcloud.moto_patches.wafv2._service import WAF, invalid, not_found, of_arn
from localcloud.moto_service import Request, replace

NAME: Final = "aws-waf-logs-"
REGION_OF_GLOBAL: Final = "us-east-1"
"""Where moto keeps the logs of web ACLs for distributions."""


def _refuse(backend: Any, request: Request) -> None:
    settings = request["LoggingConfiguration"]
    if settings["ResourceArn"] not in of_arn(backend, settings["ResourceArn"]).wacls:
        raise not_found()
    for arn in settings["LogDestinationConfigs"]:
        if not _is_destination(backend, arn):
            raise invalid(
                "The ARN isn't valid. A valid ARN begins with arn: and includes other information "
                "separated by colons or slashes.",
                "LOG_DESTINATION",
                arn,
            )
    if len(settings["LogDestinationConfigs"]) > 1:
        raise invalid(
            "There can be one log destination", "LOG_DESTINATION", settings["LogDestinationConfigs"][1]
        )


def _is_destination(backend: Any, arn: str) -> bool:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return False
    service, region, resource = parts[2], parts[3], parts[5]
    account = backend.account_id
    if service == "logs":
        name = resource.removeprefix("log-group:").removesuffix(":*")
        return name.startswith(NAME) and name in get_backend("logs")[account][region].groups
    if service == "s3":
        name = resource.partition("/")[0]
        return (
            name.startswith(NAME) and name in get_backend("s3")[account][get_partition("us-east-1")].buckets
        )
    if service == "firehose":
        name = resource.removeprefix("deliverystream/")
        return name.startswith(NAME) and name in get_backend("firehose")[account][region].delivery_streams
    return False


def _forget(original: Any, self: Any, name: str, scope: str, _id: str, lock_token: str) -> None:
    arns = [arn for arn, web_acl in self.wacls.items() if web_acl.id == _id]
    original(self, name, scope, _id, lock_token)
    for backend in (self, wafv2_backends[self.account_id][REGION_OF_GLOBAL]):
        for arn in arns:
            backend.logging_configurations.pop(arn, None)


@cache
def apply() -> None:
    """Refuse logs as AWS does; they end with their web ACL."""
    replace(WAFV2Backend, "delete_web_acl", _forget)
    WAF.refuse({"put_logging_configuration": [_refuse]})
