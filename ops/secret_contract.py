"""Which secrets a stack has, as it publishes them.

A stack publishes them in its output `secrets`, by name:

    {"jwt":    {"arn": "arn:...", "fields": {"JWT_PRIVATE_KEY": "rs256-private-key",
                                             "JWT_PUBLIC_KEY": "rs256-public-key"}},
     "oauth":  {"arn": "arn:...", "description": "Google sign-in",
                "fields": {"GOOGLE_CLIENT_ID": "ask", "GOOGLE_CLIENT_SECRET": "ask"}},
     "sentry": {"arn": "arn:..."}}

A secret with fields has a JSON object as its value; one without is one text, which is asked for.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops.errors import OpsError
from ops.stack_outputs import Outputs

OUTPUT = "secrets"
"""The output's name."""


class Source(StrEnum):
    """Where the value of a field comes from."""

    ASK = "ask"
    """A person gives it."""
    RS256_PRIVATE_KEY = "rs256-private-key"
    """Generated: the private half of an RSA key pair, as PKCS #8 in PEM."""
    RS256_PUBLIC_KEY = "rs256-public-key"
    """The public half of the same pair, as SubjectPublicKeyInfo in PEM."""
    RANDOM_KEY = "random-key"
    """Generated: 32 random bytes in URL-safe Base64, as a key for HMAC."""


class SecretEntry(BaseModel):
    """One secret of a stack."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    """By which people and the stack's output know it."""
    arn: str = Field(pattern=r"^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$")
    description: str = ""
    fields: Mapping[str, Source] = {}
    """Where the value of each field comes from. Empty: the value is one text."""

    @property
    def region(self) -> str:
        """The AWS region that the secret is in."""
        return self.arn.split(":")[3]

    def fields_from(self, source: Source) -> list[str]:
        """The fields whose values come from `source`."""
        return [field for field, its_source in self.fields.items() if its_source is source]


def read_secrets(outputs: Outputs, stack: str) -> list[SecretEntry]:
    """The secrets among a stack's outputs, in order. Raises OpsError when it publishes none, or in another
    form."""
    published = outputs.get(OUTPUT)
    if not isinstance(published, dict):
        found = ", ".join(sorted(outputs)) or "none"
        raise OpsError(
            f"stack '{stack}' has no output `{OUTPUT}` with a mapping (its outputs: {found})."
            " It has no secrets, or was deployed by an older release: run `pulumi up` on it first"
        )
    entries = [_entry(name, given, stack) for name, given in published.items()]
    for entry in entries:
        halves = entry.fields_from(Source.RS256_PRIVATE_KEY), entry.fields_from(Source.RS256_PUBLIC_KEY)
        if [len(half) for half in halves] not in ([0, 0], [1, 1]):
            raise OpsError(
                f"secret '{entry.name}' of stack '{stack}' has {len(halves[0])} private and"
                f" {len(halves[1])} public keys: a key pair is one of each"
            )
    return entries


def _entry(name: str, given: object, stack: str) -> SecretEntry:
    if not isinstance(given, dict):
        raise OpsError(
            f"stack '{stack}' publishes the secret '{name}' as {type(given).__name__}, not as a mapping"
        )
    try:
        return SecretEntry.model_validate({**given, "name": name})
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise OpsError(
            "\n".join(
                [f"stack '{stack}' publishes the secret '{name}' in another form than expected:", *lines]
            )
        ) from None
