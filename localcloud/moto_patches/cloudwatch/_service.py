"""What the modules of this package share: the service and its errors."""

from typing import Final

from moto.cloudwatch.responses import CloudWatchResponse

from localcloud.moto_service import AwsError, Service

CLOUDWATCH: Final = Service(CloudWatchResponse, "cloudwatch_backend")


def invalid(message: str) -> AwsError:
    """The error for a request that breaks a rule of the service."""
    return AwsError("ValidationError", message)


def not_found(what: str) -> AwsError:
    """The error for a thing (`alarm a`) that is not there."""
    return AwsError("ResourceNotFound", f"The {what} does not exist.")
