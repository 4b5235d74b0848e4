"""Secrets of Secrets Manager, without their values."""

from typing import Any, Final

from botocore.exceptions import ClientError

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties

_SECONDS: Final = "%Y-%m-%dT%H:%M:%SZ"


def secret(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.secretsmanager.get_secret: by `arn` or by `name`. Raises FunctionError when there is none, or when
    it waits for its deletion."""
    given = [arguments[key] for key in ("arn", "name") if arguments.get(key)]
    if len(given) != 1:
        raise FunctionError("one of arn and name is needed, and only one")
    found = _describe(api, given[0])
    return {
        "id": found["ARN"],
        "arn": found["ARN"],
        "name": found["Name"],
        "region": api.region,
        "description": found.get("Description", ""),
        "kmsKeyId": found.get("KmsKeyId", ""),
        "createdDate": found["CreatedDate"].strftime(_SECONDS),
        "lastChangedDate": found["LastChangedDate"].strftime(_SECONDS),
        "policy": api.call("get_resource_policy", SecretId=found["ARN"]).get("ResourcePolicy", ""),
        "tags": {tag["Key"]: tag["Value"] for tag in found.get("Tags") or ()},
    }


def _describe(api: ServiceApi, named: str) -> dict[str, Any]:
    try:
        found = api.call("describe_secret", SecretId=named)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise FunctionError(f"no secret {named!r} in {api.region}") from error
    if "DeletedDate" in found:
        raise FunctionError(f"the secret {named!r} in {api.region} is scheduled for deletion")
    return found


FUNCTIONS: Final = {"aws:secretsmanager/getSecret:getSecret": ProviderFunction("secretsmanager", secret)}
