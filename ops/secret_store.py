"""The secrets of a stack in Secrets Manager: what state they are in, and new values for them.

boto3 finds credentials and endpoint as usual; with AWS_ENDPOINT_URL set (as `scripts/local` does) it talks to
the local cloud.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from pydantic import SecretStr

from ops.errors import OpsError
from ops.secret_contract import SecretEntry
from ops.secret_values import TEXT, Value, from_text

_CURRENT = "AWSCURRENT"


class State(StrEnum):
    """What can be said about the value of a secret."""

    EMPTY = "empty"
    """It has none yet."""
    INCOMPLETE = "incomplete"
    """It lacks fields."""
    FILLED = "filled"
    """It is complete, or its fields cannot be seen by who asks."""
    MALFORMED = "malformed"
    """It should have fields, and is no JSON object of texts."""
    MISSING = "missing"
    """There is no such secret."""
    DELETED = "deleted"
    """It is being deleted; it can be restored until then."""


@dataclass(frozen=True)
class Found:
    """A secret as it is now."""

    state: State
    missing_fields: tuple[str, ...] = ()
    """Fields without a value; of a secret that is one text, `TEXT`."""
    value: Value = field(default_factory=dict)
    """The fields that have one, where they were read."""
    changed_at: datetime | None = None
    fields_unseen: bool = False
    """Whether the value could not be read, so that nobody knows if fields are missing."""


class SecretStore:
    """Secrets Manager, in whatever regions the secrets are. Raises OpsError for what AWS refuses."""

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}

    def find(self, entry: SecretEntry) -> Found:
        """The secret as it is now."""
        try:
            described = self._call(entry, "describe_secret")
        except ClientError as error:
            if _code(error) == "ResourceNotFoundException":
                return Found(State.MISSING, tuple(entry.fields) or (TEXT,))
            raise _refused(entry, error) from None
        changed_at = described.get("LastChangedDate")
        if described.get("DeletedDate") is not None:
            return Found(State.DELETED, changed_at=changed_at)
        stages = described.get("VersionIdsToStages") or {}
        if not any(_CURRENT in of_version for of_version in stages.values()):
            return Found(State.EMPTY, tuple(entry.fields) or (TEXT,), changed_at=changed_at)
        if not entry.fields:
            return Found(State.FILLED, changed_at=changed_at)
        return self._find_fields(entry, changed_at)

    def put_first(self, entry: SecretEntry, text: SecretStr) -> bool:
        """Give an empty secret its first value. False when somebody else did so in the meantime."""
        try:
            self._put(entry, text, uuid.uuid5(uuid.NAMESPACE_URL, f"{entry.arn}#first-value"))
        except ClientError as error:
            # The version of this id has another value: AWS keeps the one that was first.
            if _code(error) == "ResourceExistsException":
                return False
            raise _refused(entry, error, text) from None
        return True

    def put(self, entry: SecretEntry, text: SecretStr) -> None:
        """Give a secret a new value; the old one stays as its version AWSPREVIOUS."""
        try:
            self._put(entry, text, uuid.uuid4())
        except ClientError as error:
            raise _refused(entry, error, text) from None

    def _find_fields(self, entry: SecretEntry, changed_at: datetime | None) -> Found:
        try:
            text = self._call(entry, "get_secret_value").get("SecretString", "")
        except ClientError as error:
            if _code(error) == "AccessDeniedException":
                return Found(State.FILLED, changed_at=changed_at, fields_unseen=True)
            raise _refused(entry, error) from None
        value = from_text(text)
        if value is None:
            return Found(State.MALFORMED, tuple(entry.fields), changed_at=changed_at)
        missing = tuple(
            name for name in entry.fields if name not in value or not value[name].get_secret_value()
        )
        return Found(State.INCOMPLETE if missing else State.FILLED, missing, value, changed_at)

    def _put(self, entry: SecretEntry, text: SecretStr, version: uuid.UUID) -> None:
        self._call(
            entry,
            "put_secret_value",
            SecretString=text.get_secret_value(),
            ClientRequestToken=str(version),
        )

    def _call(self, entry: SecretEntry, operation: str, **arguments: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client(entry.region), operation)(
                SecretId=entry.arn, **arguments
            )
        except ParamValidationError:
            # Its message repeats the arguments, the value among them.
            raise OpsError(f"secret '{entry.name}': Secrets Manager cannot take this value") from None
        except BotoCoreError as error:
            raise OpsError(f"secret '{entry.name}': AWS cannot be asked: {error}") from None
        return answer

    def _client(self, region: str) -> Any:
        if region not in self._clients:
            retries = Config(retries={"mode": "standard", "max_attempts": 5})
            self._clients[region] = boto3.client("secretsmanager", region_name=region, config=retries)
        return self._clients[region]


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(entry: SecretEntry, error: ClientError, sent: SecretStr | None = None) -> OpsError:
    message = str(error)
    if sent is not None and sent.get_secret_value() in message:
        message = _code(error)
    return OpsError(f"secret '{entry.name}': AWS refuses: {message}")
