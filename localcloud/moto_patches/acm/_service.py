"""What the modules of this package share: the service, its errors and its lookup."""

from typing import Any, Final

from moto.acm.models import acm_backends
from moto.acm.responses import AWSCertificateManagerResponse

from localcloud.moto_service import AwsError, Service

ACM: Final = Service(AWSCertificateManagerResponse, "acm_backend")

ISSUED: Final = "ISSUED"
PENDING: Final = "PENDING_VALIDATION"
REQUESTED: Final = "AMAZON_ISSUED"
IMPORTED: Final = "IMPORTED"


def find_certificate(account_id: str, region: str, arn: str) -> Any | None:
    """The certificate (moto's object) with an ARN in a region, its status up to date; or None."""
    backend = acm_backends[account_id][region]
    return backend.get_certificate(arn) if arn in backend._certificates else None


def not_found(backend: Any, arn: str) -> AwsError:
    """The error for a certificate that does not exist."""
    return AwsError(
        "ResourceNotFoundException", f"Could not find certificate {arn} in account {backend.account_id}."
    )


def invalid(message: str) -> AwsError:
    """The error for a value that the service does not accept."""
    return AwsError("ValidationException", message)
