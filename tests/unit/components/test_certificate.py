"""Certificate: issued by DNS records, one for each name that has to be proven."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import ArgumentError, Certificate, CertificateKeyAlgorithm
from components._domain_name import domain_name_problem
from tests.mocks import TAGS, Recording, run

CERTIFICATE = "aws:acm/certificate:Certificate"
RECORD = "aws:route53/record:Record"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
ARN = "arn:aws:mock:us-east-1:123456789012:Certificate/web-certificate"


def deploy(*, preview: bool = False, outputs: Any = None, **args: Any) -> Recording:
    def program() -> object:
        certificate = Certificate(
            "web",
            {"domain_name": "example.com", "zone_id": "Z1", "tags": TAGS, **args},  # type: ignore[typeddict-item]
        )
        return {name: getattr(certificate, name) for name in Certificate.__annotations__}

    return run(program, preview=preview, outputs=outputs)


def test_is_a_certificate_its_record_and_the_wait_for_it() -> None:
    recording = deploy()

    assert recording.counts() == {
        "shared-infra:index:Certificate": 1,
        CERTIFICATE: 1,
        RECORD: 1,
        VALIDATION: 1,
    }
    assert recording.one(CERTIFICATE, "web-certificate").inputs == {
        "domainName": "example.com",
        "validationMethod": "DNS",
        "keyAlgorithm": "RSA_2048",
        "options": {"certificateTransparencyLoggingPreference": "ENABLED"},
        "tags": {**TAGS, "Name": "web-certificate", "Component": "Certificate"},
    }
    assert recording.one(RECORD, "web-record-example.com").inputs == {
        "zoneId": "Z1",
        "name": "_proof.example.com.",
        "type": "CNAME",
        "ttl": 300,
        "records": ["_example.com.acm-validations.aws."],
    }
    assert recording.one(VALIDATION, "web-validation").inputs == {
        "certificateArn": ARN,
        "validationRecordFqdns": ["_proof.example.com"],
    }
    assert recording.result == {"certificate_arn": ARN, "domain_name": "example.com"}


NAMES = ["*.example.com", "www.example.com", "*.www.example.com", "*.shop.example.com"]


def test_a_name_and_its_wildcard_share_a_record() -> None:
    recording = deploy(subject_alternative_names=NAMES)

    assert recording.one(CERTIFICATE).inputs["subjectAlternativeNames"] == NAMES
    assert {name: record.inputs["name"] for name, record in recording.of_type(RECORD).items()} == {
        "web-record-example.com": "_proof.example.com.",
        "web-record-www.example.com": "_proof.www.example.com.",
        "web-record-shop.example.com": "_proof.shop.example.com.",
    }
    assert recording.one(VALIDATION).inputs["validationRecordFqdns"] == [
        "_proof.example.com",
        "_proof.www.example.com",
        "_proof.shop.example.com",
    ]


def test_a_preview_shows_all_resources_though_no_record_is_known() -> None:
    recording = deploy(preview=True, subject_alternative_names=NAMES)

    assert recording.counts() == deploy(subject_alternative_names=NAMES).counts()
    assert recording.one(RECORD, "web-record-www.example.com").inputs["name"] == pulumi.UNKNOWN
    assert recording.result["certificate_arn"] == pulumi.UNKNOWN


def test_the_arn_is_that_of_the_wait_so_that_users_come_after_it() -> None:
    def program() -> None:
        certificate = Certificate("web", {"domain_name": "example.com", "zone_id": "Z1", "tags": TAGS})
        aws.ssm.Parameter("user", type="String", value=certificate.certificate_arn)

    recording = run(program)
    validation = recording.one(VALIDATION)

    assert validation.urn in recording.one("aws:ssm/parameter:Parameter").dependencies
    assert {recording.one(RECORD).urn, recording.one(CERTIFICATE).urn} <= validation.dependencies


def test_a_second_certificate_of_a_name_makes_no_records() -> None:
    recording = deploy(zone_id=None, validation_records=False)

    assert RECORD not in recording.counts()
    assert recording.one(VALIDATION).inputs == {"certificateArn": ARN}


@pytest.mark.parametrize("given", ["EC_prime256v1", CertificateKeyAlgorithm.EC_P256])
def test_the_key_can_be_of_another_kind(given: Any) -> None:
    assert deploy(key_algorithm=given).one(CERTIFICATE).inputs["keyAlgorithm"] == "EC_prime256v1"


def test_a_name_without_a_record_is_an_error() -> None:
    with pytest.raises(pulumi.RunError, match="told no record that validates example"):
        deploy(outputs={CERTIFICATE: {"domainValidationOptions": []}})


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"domain_name": None}, "domain_name: missing. Allowed: a text."),
        (
            {"domain_name": "Example.com"},
            "domain_name: 'Example.com'. Allowed: up to 64 characters: lower-case letters, digits and "
            "hyphens between dots, as app.example.com, with *. before it or not.",
        ),
        ({"domain_name": f"{'a' * 53}.example.com"}, "domain_name: 'aaa"),
        (
            {"subject_alternative_names": ["a.*.example.com"]},
            "subject_alternative_names: 'a.*.example.com'. Allowed: up to 253 characters",
        ),
        (
            {"subject_alternative_names": ["example.com"]},
            "subject_alternative_names: the domain name example.com. Allowed: other names than that.",
        ),
        (
            {"subject_alternative_names": ["a.example.com", "a.example.com"]},
            "subject_alternative_names: a list that repeats a.example.com. Allowed: each entry once.",
        ),
        ({"zone_id": None}, "zone_id: missing. Allowed: a text, or an Output of one."),
        ({"validation_records": False}, "zone_id: a zone, without validation_records. Allowed: none"),
        (
            {"key_algorithm": "RSA_1024"},
            "key_algorithm: 'RSA_1024'. Allowed: RSA_2048, EC_prime256v1, EC_secp384r1.",
        ),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize(
    "name", ["example.com", "a.b-c.example", "xn--bcher-kva.example", f"{'a' * 63}.example", "1.example.com"]
)
def test_domain_names(name: str) -> None:
    assert domain_name_problem(name) is None
    assert domain_name_problem(f"*.{name}", wildcard=True) is None


@pytest.mark.parametrize(
    "name",
    ["", "com", "-a.example", "a-.example", "a..example", "192.0.2.1", f"{'a' * 64}.example", "a_b.example"],
)
def test_texts_that_are_no_domain_names(name: str) -> None:
    assert domain_name_problem(name)
    assert domain_name_problem(f"*.{name}", wildcard=True)
