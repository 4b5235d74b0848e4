"""Values of secrets: generated, or taken out of what people give. Nothing here prints one."""

import base64
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import SecretStr

from ops.errors import OpsError

Value = Mapping[str, SecretStr]
"""The fields of a secret's value; for a secret that is one text, the text under `TEXT`."""

TEXT = ""
"""The name of the only field of a secret that has none."""

LARGEST_BYTES = 65_536
"""Largest value that Secrets Manager takes (PutSecretValue in its API reference)."""

_KEY_BITS = 3072
"""128 bits of security (NIST SP 800-57 part 1, table 2)."""

_RANDOM_BYTES = 32


def generate_private_key() -> SecretStr:
    """A new private key for RS256, as PKCS #8 in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    return SecretStr(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def public_key_of(private_key: SecretStr) -> SecretStr:
    """The public half of a private key in PEM, as SubjectPublicKeyInfo in PEM.

    Raises OpsError when the text is no unencrypted RSA key.
    """
    try:
        key = load_pem_private_key(private_key.get_secret_value().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise OpsError("the private key is not an unencrypted key in PEM") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise OpsError("the private key is no RSA key, which RS256 needs")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return SecretStr(public.decode())


def generate_random_key() -> SecretStr:
    """32 random bytes in URL-safe Base64, without padding."""
    return SecretStr(base64.urlsafe_b64encode(secrets.token_bytes(_RANDOM_BYTES)).decode().rstrip("="))


def to_text(value: Value) -> SecretStr:
    """What Secrets Manager stores: the only text, or a JSON object. Raises OpsError when it is too large."""
    if set(value) == {TEXT}:
        text = value[TEXT].get_secret_value()
    else:
        text = json.dumps({field: value[field].get_secret_value() for field in sorted(value)})
    if len(text.encode()) > LARGEST_BYTES:
        raise OpsError(f"the value is larger than the {LARGEST_BYTES} bytes that Secrets Manager takes")
    return SecretStr(text)


def from_text(text: str) -> Value | None:
    """The fields of a value that is a JSON object of texts; None when it is not."""
    try:
        decoded = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(decoded, dict) or not all(isinstance(item, str) for item in decoded.values()):
        return None
    return {field: SecretStr(item) for field, item in decoded.items()}
