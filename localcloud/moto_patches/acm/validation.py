"""When a requested certificate is issued.

AWS issues it once the domain's owner has shown that it is theirs: by a CNAME record per domain, or by
answering an email. moto issues after a time. Here the record must be in the domain's public hosted zone where
Route 53 of this cloud has one; a domain that it does not host is taken to be validated at its own DNS
provider. An email is never answered.
"""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import Any, Final

from moto.acm.models import CertBundle
from moto.core.utils import utcnow
from moto.route53.models import route53_backends
from moto.utilities.utils import get_partition

from localcloud.moto_patches.acm._service import ISSUED, PENDING, REQUESTED
from localcloud.moto_service import replace

ISSUED_DETAILS: Final = ("IssuedAt", "NotAfter", "NotBefore", "Serial", "SignatureAlgorithm", "Issuer")
"""What there is to tell of a certificate only once it is issued."""


def domains(certificate: Any) -> list[str]:
    """The names that a certificate is for, its domain name first."""
    others = sorted(name for name in certificate.sans if name != certificate.common_name)
    return [certificate.common_name, *others]


def _record(certificate: Any, domain: str) -> dict[str, str]:
    """The record that validates a domain: one for a domain and its wildcard, and for all certificates."""
    base = domain.removeprefix("*.")
    account = certificate.arn.split(":")[4]
    token = sha256(f"{account}/{base}".encode()).hexdigest()
    return {
        "Name": f"_{token[:32]}.{base}.",
        "Type": "CNAME",
        "Value": f"_{token[32:]}.acm-validations.aws.",
    }


def missing_records(certificate: Any) -> list[dict[str, str]]:
    """The records that a certificate waits for."""
    records = {
        record["Name"]: record for domain in domains(certificate) for record in [_record(certificate, domain)]
    }
    region, account = certificate.arn.split(":")[3:5]
    zones = route53_backends[account][get_partition(region)].zones.values()
    public = [zone for zone in zones if not zone.private_zone]
    return [record for record in records.values() if _is_missing(record, public)]


def _is_missing(record: dict[str, str], zones: Iterable[Any]) -> bool:
    hosting = [zone for zone in zones if _plain(record["Name"]).endswith("." + _plain(zone.name))]
    if not hosting:
        return False
    depth = max(_plain(zone.name).count(".") for zone in hosting)
    wanted = (_plain(record["Name"]), "CNAME")
    return not any(
        (_plain(found.name), found.type) == wanted and _plain(record["Value"]) in _values(found)
        for zone in hosting
        if _plain(zone.name).count(".") == depth
        for found in zone.rrsets
    )


def _values(record_set: Any) -> list[str]:
    return [_plain(item["Value"] if isinstance(item, dict) else item) for item in record_set.records or ()]


def _plain(name: str) -> str:
    return name.lower().rstrip(".")


def _check(original: Callable[[Any], None], self: Any) -> None:
    if self.type != REQUESTED or self.status != PENDING:
        original(self)
    elif self.validation_method == "DNS" and not missing_records(self):
        self.status = ISSUED
        self.issued_at = utcnow()


def _describe(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    described = original(self)
    details = described["Certificate"]
    details["SubjectAlternativeNames"] = domains(self)
    if self.type != REQUESTED:
        return described
    details["KeyAlgorithm"] = self.key_algorithm
    details["DomainValidationOptions"] = [_validation(self, domain) for domain in domains(self)]
    if self.status == PENDING:
        for name in ISSUED_DETAILS:
            details.pop(name, None)
    else:
        details["RenewalEligibility"] = "ELIGIBLE" if details["InUseBy"] else "INELIGIBLE"
    return described


def _validation(certificate: Any, domain: str) -> dict[str, Any]:
    option = {
        "DomainName": domain,
        "ValidationDomain": certificate.validation_domains.get(domain, domain),
        "ValidationStatus": "SUCCESS" if certificate.status == ISSUED else certificate.status,
        "ValidationMethod": certificate.validation_method,
    }
    if certificate.validation_method == "DNS":
        return {**option, "ResourceRecord": _record(certificate, domain)}
    base = option["ValidationDomain"].removeprefix("*.")
    names = ("admin", "administrator", "hostmaster", "postmaster", "webmaster")
    return {**option, "ValidationEmails": [f"{name}@{base}" for name in names]}


@cache
def apply() -> None:
    """Put moto's validation of certificates right."""
    CertBundle.validation_method = "DNS"
    CertBundle.validation_domains = {}
    CertBundle.key_algorithm = "RSA_2048"
    replace(CertBundle, "check", _check)
    replace(CertBundle, "describe", _describe)
