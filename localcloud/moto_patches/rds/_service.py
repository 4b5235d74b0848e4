"""What the modules of this package share: the RDS service, its errors and its network."""

from typing import Final

from moto.rds.responses import RDSResponse

from localcloud.moto_service import AwsError, Service

RDS: Final = Service(RDSResponse, "backend")


def invalid_value(message: str) -> AwsError:
    """The error for a parameter that RDS cannot accept."""
    return AwsError("InvalidParameterValue", message)


def invalid_combination(message: str) -> AwsError:
    """The error for parameters that do not go together."""
    return AwsError("InvalidParameterCombination", message)
