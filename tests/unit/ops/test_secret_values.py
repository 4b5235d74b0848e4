"""Values: keys that fit together, texts that Secrets Manager takes, and nothing that shows."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import SecretStr

from ops.errors import OpsError
from ops.secret_values import (
    LARGEST_BYTES,
    TEXT,
    from_text,
    generate_private_key,
    generate_random_key,
    public_key_of,
    to_text,
)


def test_what_the_private_key_signs_by_rs256_the_public_key_verifies() -> None:
    private = generate_private_key()
    key = load_pem_private_key(private.get_secret_value().encode(), password=None)
    public = load_pem_public_key(public_key_of(private).get_secret_value().encode())

    assert isinstance(key, RSAPrivateKey)
    assert isinstance(public, RSAPublicKey)
    assert key.key_size == 3072
    public.verify(key.sign(b"token", PKCS1v15(), SHA256()), b"token", PKCS1v15(), SHA256())


def test_keys_are_in_the_forms_that_libraries_read() -> None:
    private = generate_private_key()

    assert private.get_secret_value().startswith("-----BEGIN PRIVATE KEY-----\n")
    assert public_key_of(private).get_secret_value().startswith("-----BEGIN PUBLIC KEY-----\n")


def test_generated_values_differ_and_do_not_show() -> None:
    one, other = generate_random_key(), generate_random_key()

    assert one != other
    assert len(one.get_secret_value()) == 43
    assert one.get_secret_value() not in f"{one} {one!r} {[one]} { {'a': one} }"


@pytest.mark.parametrize(
    ("pem", "problem"),
    [
        ("hunter2", "not an unencrypted key in PEM"),
        (
            ec.generate_private_key(ec.SECP256R1())
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            .decode(),
            "no RSA key",
        ),
        (
            ec.generate_private_key(ec.SECP256R1())
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
            .decode(),
            "not an unencrypted key in PEM",
        ),
    ],
)
def test_what_is_no_key_for_rs256_is_refused_without_showing_it(pem: str, problem: str) -> None:
    with pytest.raises(OpsError, match=problem) as error:
        public_key_of(SecretStr(pem))
    assert pem not in str(error.value)


def test_a_value_with_fields_is_a_json_object_and_one_without_is_its_text() -> None:
    fields = {"B": SecretStr("2"), "A": SecretStr('1"\n')}

    assert json.loads(to_text(fields).get_secret_value()) == {"A": '1"\n', "B": "2"}
    assert from_text(to_text(fields).get_secret_value()) == fields
    assert to_text({TEXT: SecretStr("https://key@sentry")}).get_secret_value() == "https://key@sentry"


@pytest.mark.parametrize("text", ["", "text", "[]", '{"A": 1}', "{", '"A"'])
def test_what_is_no_object_of_texts_has_no_fields(text: str) -> None:
    assert from_text(text) is None


def test_a_value_that_is_too_large_is_refused_before_aws_is_asked() -> None:
    assert len(to_text({TEXT: SecretStr("x" * LARGEST_BYTES)}).get_secret_value()) == LARGEST_BYTES
    with pytest.raises(OpsError, match="larger than the 65536 bytes"):
        to_text({TEXT: SecretStr("ä" * (LARGEST_BYTES // 2 + 1))})
