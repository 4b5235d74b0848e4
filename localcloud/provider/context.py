"""The AWS API as a definition sees it: calls with errors that say what was done and what AWS answered."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

from localcloud import ACCOUNT_ID
from localcloud.cloud import Cloud
from localcloud.provider import regions
from localcloud.provider.definition import Call


class NotSupportedError(RuntimeError):
    """moto has no such operation: it answered with a page instead of an AWS error."""


@dataclass(frozen=True)
class ServiceApi:
    """One service's API in one region of the local cloud; implements `definition.Api`."""

    cloud: Cloud
    service: str
    region: str

    @property
    def account(self) -> str:
        """The id of the local cloud's one account."""
        return ACCOUNT_ID

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`, by region."""
        return regions.partition_of(self.region)

    def of(self, service: str) -> "ServiceApi":
        """The API of another service in the same region."""
        return ServiceApi(self.cloud, service, self.region)

    def managed(self, token: str) -> frozenset[str]:
        """The ids of the resources of a type that a Pulumi stack manages."""
        return frozenset(self.cloud.records(managed_namespace(token)))

    def call(self, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call an operation; parameters that are None are left out.

        Raises botocore's ClientError when AWS refuses, RequestRefused for values that break the service's
        model, NotSupportedError for what moto lacks.
        """
        client = self.cloud.client(self.service, self.region)
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            answer: dict[str, Any] = getattr(client, operation)(**given)
        except ResponseParserError as error:
            raise NotSupportedError(self._not_supported(operation)) from error
        except ClientError as error:
            if error.response["Error"]["Code"] in ("500", "404", "NotImplemented"):
                raise NotSupportedError(self._not_supported(operation)) from error
            raise
        return answer

    def make(self, call: Call, values: dict[str, Any], extra: dict[str, Any] | None = None) -> Any:
        """Make a definition's call; gives what its `answer` selects."""
        api = self.of(call.service) if call.service else self
        parameters = merged(call.fill(values), extra or {})
        return call.select(api.call(call.operation, **parameters), values)

    def operation(self, name: str) -> OperationModel:
        """botocore's model of an operation given by its Python name."""
        client = self.cloud.client(self.service, self.region)
        return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[name])

    def _not_supported(self, operation: str) -> str:
        return (
            f"the local cloud does not support {self.service}.{operation} yet: add it in "
            f"localcloud/moto_patches/{self.service} (docs/localcloud.md)"
        )


def managed_namespace(token: str) -> str:
    """Where the ids of a type's resources that a stack manages are recorded."""
    return f"managed:{token}"


def merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Two sets of request members, nested ones together."""
    result = dict(first)
    for key, value in second.items():
        both_nested = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both_nested else value
    return result


def aws_message(error: Exception) -> str:
    """An AWS error as the real provider words it: operation, code, message."""
    if isinstance(error, ClientError):
        details = error.response["Error"]
        return f"operation error {error.operation_name}: {details['Code']}: {details['Message']}"
    return str(error)
