"""What the modules of this package share: the service, its errors, its roles and the form of its names."""

import re
from typing import Any, Final

from moto.backup.responses import BackupResponse

from localcloud.iam_principals import role_of, trusts
from localcloud.moto_service import AwsError, Service

BACKUP: Final = Service(BackupResponse, "backup_backend")

NAME: Final = re.compile(r"[a-zA-Z0-9\-_.]{1,50}")
"""The form of the names of rules and selections."""

ARN: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")


def invalid(message: str) -> AwsError:
    """The error for a value that the service does not accept."""
    return AwsError("InvalidParameterValueException", message)


def not_found(message: str) -> AwsError:
    """The error for what does not exist."""
    return AwsError("ResourceNotFoundException", message)


def refused(message: str) -> AwsError:
    """The error for what cannot be done as things are."""
    return AwsError("InvalidRequestException", message)


def check_role(backend: Any, arn: str) -> None:
    """Refuse a role that is not there or does not trust AWS Backup."""
    role = role_of(backend, arn)
    if role is None or not trusts(role, "backup.amazonaws.com"):
        raise invalid(f"IAM Role {arn} cannot be assumed by AWS Backup")
