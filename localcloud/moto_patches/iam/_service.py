"""What the modules of this package share: the IAM service and its errors."""

from typing import Final

from moto.iam.responses import IamResponse

from localcloud.moto_service import AwsError, Service

IAM: Final = Service(IamResponse, "backend")


def no_such_entity(message: str) -> AwsError:
    """The error for what does not exist."""
    return AwsError("NoSuchEntity", message)


def malformed_policy(message: str) -> AwsError:
    """The error for a policy document that IAM does not take."""
    return AwsError("MalformedPolicyDocument", message)


def delete_conflict(message: str) -> AwsError:
    """The error for deleting what is in use."""
    return AwsError("DeleteConflict", message)
