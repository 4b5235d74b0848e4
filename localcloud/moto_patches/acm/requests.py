"""Requesting certificates.

What moto accepts, and AWS refuses: names that are no domain, a key algorithm that AWS does not issue, a
validation domain above none of the names.

What moto gets wrong: the validation method and the key algorithm are dropped. What moto lacks: changing the
options of a certificate.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from moto.acm.models import CertBundle

from localcloud.moto_patches.acm._service import ACM, IMPORTED, ISSUED, PENDING, REQUESTED, invalid, not_found
from localcloud.moto_service import AwsError, Request

DOMAIN: Final = re.compile(
    r"(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])"
)
MOST_NAMES: Final = 10
VALID_DAYS: Final = 395
"""How long a certificate of AWS's is valid: 13 months."""

KEYS: Final[Mapping[str, Callable[[], rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey]]] = {
    "RSA_2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "EC_prime256v1": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EC_secp384r1": lambda: ec.generate_private_key(ec.SECP384R1()),
}
"""The algorithms of the certificates that AWS issues."""


def _refuse_names(_: Any, request: Request) -> None:
    names = [request["DomainName"], *(request.get("SubjectAlternativeNames") or ())]
    if len(set(names)) > MOST_NAMES:
        raise AwsError(
            "LimitExceededException",
            f"Error: Already reached limit of {MOST_NAMES} domain names per certificate ({len(set(names))} "
            "given)",
        )
    for name in names:
        if not DOMAIN.fullmatch(name) or _is_address(name):
            raise invalid(
                f"Value '{name}' failed to satisfy constraint: it must be a fully qualified domain name"
            )


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _refuse_algorithm(_: Any, request: Request) -> None:
    algorithm = request.get("KeyAlgorithm") or "RSA_2048"
    if algorithm not in KEYS and not request.get("CertificateAuthorityArn"):
        raise invalid(f"The key algorithm {algorithm} is not supported; use one of {', '.join(KEYS)}")


def _refuse_validation_domains(_: Any, request: Request) -> None:
    names = {request["DomainName"], *(request.get("SubjectAlternativeNames") or ())}
    for option in request.get("DomainValidationOptions") or ():
        name, above = option["DomainName"], option["ValidationDomain"]
        if name not in names or not f".{name}".endswith(f".{above}"):
            raise AwsError(
                "InvalidDomainValidationOptionsException",
                f"The validation domain {above} must be {name} or a domain above it, and {name} one of the "
                "names",
            )


def _request(backend: Any, request: Request) -> dict[str, Any]:
    token = request.get("IdempotencyToken")
    earlier = backend._get_arn_from_idempotency_token(token) if token else None
    if (
        earlier in backend._certificates
        and backend._certificates[earlier].common_name == request["DomainName"]
    ):
        return {"CertificateArn": earlier}
    certificate = _issue(backend, request)
    backend._certificates[certificate.arn] = certificate
    if token:
        backend._set_idempotency_token_arn(token, certificate.arn)
    certificate.tags.add(request.get("Tags") or [])
    return {"CertificateArn": certificate.arn}


def _issue(backend: Any, request: Request) -> Any:
    algorithm = request.get("KeyAlgorithm") or "RSA_2048"
    names = list(dict.fromkeys([request["DomainName"], *(request.get("SubjectAlternativeNames") or ())]))
    authority = request.get("CertificateAuthorityArn")
    certificate, key = self_signed(names, algorithm)
    bundle = CertBundle(
        backend.account_id,
        certificate,
        key,
        region=backend.region_name,
        cert_type="PRIVATE" if authority else REQUESTED,
        cert_status=ISSUED if authority else PENDING,
        cert_authority_arn=authority,
    )
    bundle.cert_options.update(request.get("Options") or {})
    bundle.key_algorithm = algorithm
    bundle.validation_method = request.get("ValidationMethod") or "EMAIL"
    bundle.validation_domains = {
        option["DomainName"]: option["ValidationDomain"]
        for option in request.get("DomainValidationOptions") or ()
    }
    return bundle


def self_signed(names: list[str], algorithm: str) -> tuple[bytes, bytes]:
    """A certificate for names and its private key, both as PEM.

    Args:
        names: the names, the subject's first.
        algorithm: one of `KEYS`; any other is as `RSA_2048`.
    """
    key = KEYS.get(algorithm, KEYS["RSA_2048"])()
    # A common name holds 64 characters; longer names are among the alternative ones only.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Amazon"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Amazon"),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private


def _update_options(backend: Any, request: Request) -> None:
    arn = request["CertificateArn"]
    if arn not in backend._certificates:
        raise not_found(backend, arn)
    certificate = backend.get_certificate(arn)
    if certificate.type == IMPORTED or certificate.status != ISSUED:
        raise AwsError(
            "InvalidStateException",
            f"The options of certificate {arn} cannot be changed: it is {certificate.type}, "
            f"{certificate.status}.",
        )
    if (
        request["Options"].get("Export", certificate.cert_options["Export"])
        != certificate.cert_options["Export"]
    ):
        raise invalid("The export option of a certificate cannot be changed.")
    certificate.cert_options.update(request["Options"])


@cache
def apply() -> None:
    """Put moto's requests of certificates right."""
    ACM.extend({"request_certificate": _request, "update_certificate_options": _update_options})
    ACM.refuse({"request_certificate": [_refuse_names, _refuse_algorithm, _refuse_validation_domains]})
