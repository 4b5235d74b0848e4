"""A certificate that AWS issues and renews, for names in a hosted zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._domain_name import LONGEST_COMMON_NAME, domain_name_problem, validated_names

_TTL_SECONDS = 300


class CertificateKeyAlgorithm(StrEnum):
    """The kind and size of a certificate's key."""

    RSA_2048 = "RSA_2048"
    """RSA of 2048 bits: every client takes it."""
    EC_P256 = "EC_prime256v1"
    """Elliptic curve P-256: as strong as RSA of 3072 bits, with less work for each connection."""
    EC_P384 = "EC_secp384r1"
    """Elliptic curve P-384: stronger, with more work; CloudFront does not take it."""


class CertificateArgs(TypedDict):
    """What a stack decides about a certificate."""

    domain_name: str
    """Name that the certificate is for, up to 64 characters, as app.example.com or *.example.com. Another one
    replaces the certificate."""
    subject_alternative_names: NotRequired[list[str]]
    """Other names that it is for. Others replace the certificate, the new one being issued before users of
    the old one change over. Default: none."""
    zone_id: NotRequired[pulumi.Input[str]]
    """Public hosted zone that all the names are in; it takes the records by which AWS knows them to be
    yours. Default: none; required unless `validation_records` is false."""
    validation_records: NotRequired[bool]
    """Whether to make those records. They are the same for all certificates of a name in an account, so it is
    false for a second one, in another region or stack, which comes after the first. Default: true."""
    key_algorithm: NotRequired[CertificateKeyAlgorithm]
    """Kind and size of its key; another one replaces the certificate. Default: RSA_2048."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    domain_name: str
    subject_alternative_names: tuple[str, ...]
    zone_id: pulumi.Input[str] | None
    """None where the records are made elsewhere."""
    key_algorithm: CertificateKeyAlgorithm
    tags: dict[str, str]

    @property
    def validated_names(self) -> tuple[str, ...]:
        return validated_names((self.domain_name, *self.subject_alternative_names))


class Certificate(SharedComponent):
    """A public certificate of AWS Certificate Manager, proven by DNS records so that AWS can renew it.

    Produces: the certificate (`<name>-certificate`), logged for Certificate Transparency, without which
    browsers refuse it; for each name, a wildcard and the name below it being one, a CNAME record
    (`<name>-record-<domain>`); and the wait until it is issued (`<name>-validation`). That takes minutes once
    the world asks the zone; otherwise it fails after 75 minutes. The records have to stay for renewals.

    Example:

        zone = HostedZone("zone", {"domain_name": "app.example.com", "tags": tags})
        certificate = Certificate("web", {
            "domain_name": "app.example.com",
            "subject_alternative_names": ["*.app.example.com"],
            "zone_id": zone.zone_id,
            "tags": tags,
        })
        pulumi.export("certificateArn", certificate.certificate_arn)

    Cost: nothing (AWS Certificate Manager pricing, public certificates for AWS services).
    """

    certificate_arn: pulumi.Output[str]
    """ARN of the certificate, known once it is issued: who uses it comes after that."""
    domain_name: pulumi.Output[str]
    """Name that it is for, without the alternative ones."""

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("Certificate", name, spec.tags, opts)
        self.certificate = self._create_certificate(spec)
        self.records = self._create_records(spec)
        self.validation = self._create_validation()

        self.certificate_arn = self.validation.certificate_arn
        self.domain_name = self.certificate.domain_name
        self.publish()

    def _create_certificate(self, spec: _Spec) -> aws.acm.Certificate:
        return aws.acm.Certificate(
            self.child_name("certificate"),
            domain_name=spec.domain_name,
            subject_alternative_names=list(spec.subject_alternative_names) or None,
            validation_method="DNS",
            key_algorithm=spec.key_algorithm,
            options={"certificate_transparency_logging_preference": "ENABLED"},
            tags=self.child_tags("certificate"),
            opts=self.child_options(),
        )

    def _create_records(self, spec: _Spec) -> dict[str, aws.route53.Record]:
        if spec.zone_id is None:
            return {}
        return {name: self._create_record(spec.zone_id, name) for name in spec.validated_names}

    def _create_record(self, zone_id: pulumi.Input[str], name: str) -> aws.route53.Record:
        option = self.certificate.domain_validation_options.apply(lambda options: _option_of(options, name))
        return aws.route53.Record(
            self.child_name(f"record-{name}"),
            zone_id=zone_id,
            name=option.apply(lambda known: str(known.resource_record_name)),
            type=aws.route53.RecordType.CNAME,
            ttl=_TTL_SECONDS,
            records=[option.apply(lambda known: str(known.resource_record_value))],
            opts=self.child_options(),
        )

    def _create_validation(self) -> aws.acm.CertificateValidation:
        return aws.acm.CertificateValidation(
            self.child_name("validation"),
            certificate_arn=self.certificate.arn,
            validation_record_fqdns=[record.fqdn for record in self.records.values()] or None,
            opts=self.child_options(),
        )


def _option_of(
    options: Sequence[aws.acm.outputs.CertificateDomainValidationOption], name: str
) -> aws.acm.outputs.CertificateDomainValidationOption:
    for option in options:
        if validated_names([str(option.domain_name)]) == (name,):
            return option
    raise pulumi.RunError(f"Certificate Manager told no record that validates {name}.")


def _resolve(name: str, args: CertificateArgs) -> _Spec:
    reader = ArgumentReader("Certificate", name, args, CertificateArgs)
    makes_records = reader.flag("validation_records", default=True)
    if not makes_records and reader.get("zone_id") is not None:
        reader.problem("zone_id", "a zone, without validation_records", "none: it takes those records")
    spec = _Spec(
        domain_name=reader.text("domain_name"),
        subject_alternative_names=reader.texts("subject_alternative_names", default=()),
        zone_id=reader.passed("zone_id") if makes_records else None,
        key_algorithm=reader.choice(
            "key_algorithm", CertificateKeyAlgorithm, CertificateKeyAlgorithm.RSA_2048
        ),
        tags=reader.tags(),
    )
    _check_names(reader, spec)
    reader.finish()
    return spec


def _check_names(reader: ArgumentReader, spec: _Spec) -> None:
    allowed = domain_name_problem(spec.domain_name, wildcard=True, longest=LONGEST_COMMON_NAME)
    if spec.domain_name and allowed:
        reader.problem("domain_name", repr(spec.domain_name), allowed)
    for name in spec.subject_alternative_names:
        if name == spec.domain_name:
            reader.problem("subject_alternative_names", f"the domain name {name}", "other names than that")
        elif allowed := domain_name_problem(name, wildcard=True):
            reader.problem("subject_alternative_names", repr(name), allowed)
