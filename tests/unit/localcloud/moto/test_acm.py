"""Certificate Manager as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

VALIDATION = "ValidationException"
NONE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def acm(connect: Any) -> Any:
    return connect("acm")


def _request(**changed: Any) -> Any:
    return lambda _: {"DomainName": "example.com", "ValidationMethod": "DNS"} | changed


REQUEST = "RequestCertificate"
REFUSED = [
    Refusal("of no domain", REQUEST, _request(DomainName="example"), VALIDATION, "'example'"),
    Refusal("of an address", REQUEST, _request(DomainName="10.0.0.10"), VALIDATION, "10.0.0.10"),
    Refusal("of a bad name", REQUEST, _request(SubjectAlternativeNames=["a_b.example"]), VALIDATION, "a_b"),
    Refusal(
        "of many names",
        REQUEST,
        _request(SubjectAlternativeNames=[f"{number}.example.com" for number in range(10)]),
        "LimitExceededException",
        "10 domain names",
    ),
    Refusal("with a weak key", REQUEST, _request(KeyAlgorithm="RSA_1024"), VALIDATION, "RSA_1024"),
    Refusal(
        "validated elsewhere",
        REQUEST,
        _request(
            DomainValidationOptions=[{"DomainName": "example.com", "ValidationDomain": "example.org"}],
        ),
        "InvalidDomainValidationOptionsException",
        "example.org",
    ),
    Refusal(
        "that is not there",
        "DeleteCertificate",
        lambda _: {"CertificateArn": NONE},
        "ResourceNotFoundException",
        "certificate/0000",
    ),
    Refusal(
        "that is not there",
        "UpdateCertificateOptions",
        lambda _: {
            "CertificateArn": NONE,
            "Options": {"CertificateTransparencyLoggingPreference": "DISABLED"},
        },
        "ResourceNotFoundException",
        "certificate/0000",
    ),
]


@each(REFUSED)
def test_refuses(acm: Any, row: Refusal) -> None:
    assert_refused(acm, None, row)


def _made(acm: Any, domain: str, **changed: Any) -> str:
    settings = {"DomainName": domain, "ValidationMethod": "DNS"} | changed
    return str(acm.request_certificate(**settings)["CertificateArn"])


def _read(acm: Any, arn: str) -> dict[str, Any]:
    return dict(acm.describe_certificate(CertificateArn=arn)["Certificate"])


def test_a_domain_that_others_host_is_taken_to_be_validated(acm: Any) -> None:
    found = _read(acm, _made(acm, "example.net", KeyAlgorithm="EC_prime256v1"))
    assert (found["Status"], found["KeyAlgorithm"]) == ("ISSUED", "EC_prime256v1")
    assert found["DomainValidationOptions"][0]["ValidationStatus"] == "SUCCESS"


@pytest.mark.parametrize("zones", [("hosted.example",), ("parent.example", "sub.parent.example")])
def test_a_certificate_waits_for_its_record_in_the_nearest_zone(
    acm: Any, connect: Any, zones: tuple[str, ...]
) -> None:
    client = connect("route53")
    ids = [client.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"] for name in zones]
    nearest = zones[-1]
    arn = _made(acm, nearest, SubjectAlternativeNames=[f"*.{nearest}"])
    pending = _read(acm, arn)
    assert (pending["Status"], "NotAfter" in pending) == ("PENDING_VALIDATION", False)
    records = [item["ResourceRecord"] for item in pending["DomainValidationOptions"]]
    assert records[0] == records[1]
    for zone in ids:
        assert _read(acm, arn)["Status"] == "PENDING_VALIDATION"
        record = {
            "Name": records[0]["Name"],
            "Type": "CNAME",
            "TTL": 60,
            "ResourceRecords": [{"Value": records[0]["Value"].rstrip(".")}],
        }
        changes = [{"Action": "CREATE", "ResourceRecordSet": record}]
        client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    issued = _read(acm, arn)
    assert (issued["Status"], issued["DomainName"]) == ("ISSUED", nearest)
    assert issued["IssuedAt"] >= issued["CreatedAt"]
    assert issued["SubjectAlternativeNames"] == [nearest, f"*.{nearest}"]


def test_an_email_is_not_answered(acm: Any) -> None:
    option = {"DomainName": "www.example.com", "ValidationDomain": "example.com"}
    arn = _made(acm, "www.example.com", ValidationMethod="EMAIL", DomainValidationOptions=[option])
    found = _read(acm, arn)
    (validation,) = found["DomainValidationOptions"]
    assert found["Status"] == "PENDING_VALIDATION"
    assert "admin@example.com" in validation["ValidationEmails"]
    options = {"CertificateTransparencyLoggingPreference": "DISABLED"}
    change = {"CertificateArn": arn, "Options": options}
    assert error_code(acm.update_certificate_options, **change) == "InvalidStateException"


def test_the_same_token_gives_the_same_certificate(acm: Any) -> None:
    first = _made(acm, "token.example.com", IdempotencyToken="one")
    assert _made(acm, "token.example.com", IdempotencyToken="one") == first
    assert _made(acm, "token.example.com", IdempotencyToken="two") != first


def test_options_change(acm: Any) -> None:
    arn = _made(acm, "options.example.com")
    options = {"CertificateTransparencyLoggingPreference": "DISABLED"}
    assert _read(acm, arn)["Status"] == "ISSUED"
    acm.update_certificate_options(CertificateArn=arn, Options=options)
    assert _read(acm, arn)["Options"].items() >= options.items()


def test_a_distribution_keeps_its_certificate(acm: Any, connect: Any) -> None:
    arn = _made(acm, "cdn.example.com")
    assert _read(acm, arn)["Status"] == "ISSUED"
    origin = {
        "Id": "app",
        "DomainName": "app.example.com",
        "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
    }
    made = connect("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "cdn",
            "Comment": "",
            "Enabled": True,
            "Aliases": {"Quantity": 1, "Items": ["cdn.example.com"]},
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "app",
                "ViewerProtocolPolicy": "redirect-to-https",
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                "MinTTL": 0,
            },
            "ViewerCertificate": {
                "ACMCertificateArn": arn,
                "SSLSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
        }
    )
    assert _read(acm, arn)["InUseBy"] == [made["Distribution"]["ARN"]]
    assert error_code(acm.delete_certificate, CertificateArn=arn) == "ResourceInUseException"
