"""The secrets that people, or `python -m ops secrets`, give a value. None is ever in program or state."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components import DataClass, Secret
from stack.access_model import SecretName
from stack.foundation import Foundation

ASK = "ask"
"""A person gives the value. These four are the contract with `python -m ops secrets`."""

RS256_PRIVATE_KEY = "rs256-private-key"
RS256_PUBLIC_KEY = "rs256-public-key"
RANDOM_KEY = "random-key"


@dataclass(frozen=True)
class SecretPurpose:
    """What a secret holds."""

    description: str
    fields: Mapping[str, str]
    """Where the value of each field comes from. A field is also the environment variable that tasks get."""


SECRETS: Mapping[SecretName, SecretPurpose] = {
    SecretName.JWT: SecretPurpose(
        "Key pair that signs and verifies access tokens (RS256)",
        {"JWT_PRIVATE_KEY": RS256_PRIVATE_KEY, "JWT_PUBLIC_KEY": RS256_PUBLIC_KEY},
    ),
    SecretName.OAUTH: SecretPurpose(
        "Clients for signing in with Google and Microsoft",
        {
            "GOOGLE_CLIENT_ID": ASK,
            "GOOGLE_CLIENT_SECRET": ASK,
            "MICROSOFT_CLIENT_ID": ASK,
            "MICROSOFT_CLIENT_SECRET": ASK,
        },
    ),
    SecretName.API_KEYS: SecretPurpose(
        "Keys of external services, and the key that signs our own API keys (HMAC)",
        {
            "SENDGRID_API_KEY": ASK,
            "TWILIO_ACCOUNT_SID": ASK,
            "TWILIO_AUTH_TOKEN": ASK,
            "API_KEY_SECRET": RANDOM_KEY,
        },
    ),
    SecretName.SENTRY: SecretPurpose("Where errors are reported to", {"SENTRY_DSN": ASK}),
}


def build_secrets(base: Foundation) -> dict[SecretName, Secret]:
    """All secrets, empty."""
    return {
        name: Secret(
            name.value,
            {
                "description": f"{purpose.description}.",
                "fields": list(purpose.fields),
                "kms_key_arn": base.key_arn(DataClass.RESTRICTED),
                "recovery_window_days": base.settings.protection.secret_recovery_days,
                "tags": base.tags,
            },
        )
        for name, purpose in SECRETS.items()
    }


def published(secrets: Mapping[SecretName, Secret]) -> dict[str, dict[str, pulumi.Input[object]]]:
    """The secrets as the stack's output `secrets` has them, for `python -m ops secrets`."""
    return {
        name.value: {
            "arn": secret.secret_arn,
            "description": SECRETS[name].description,
            "fields": dict(SECRETS[name].fields),
        }
        for name, secret in secrets.items()
    }
