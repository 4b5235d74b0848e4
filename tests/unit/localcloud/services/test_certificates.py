"""Certificates, and the wait for them, through the provider."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.moto_patches.acm.requests import self_signed
from localcloud.provider.definition import RefusedError
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, answer, life

CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


CASES = (
    life(
        CERTIFICATE,
        lambda world: {"domainName": "example.com", "validationMethod": "DNS", "tags": {"Name": "x"}},
        (
            lambda world: {"options": {"certificateTransparencyLoggingPreference": "DISABLED"}},
            lambda world: {"options": {"certificateTransparencyLoggingPreference": "ENABLED"}},
            lambda world: {"tags": {"Name": "y", "Other": "z"}},
            lambda world: {"tags": {"Other": "z"}},
        ),
        untold=("options",),
    ),
    life(
        CERTIFICATE,
        lambda world: {
            "domainName": "example.com",
            "subjectAlternativeNames": ["*.example.com", "www.example.org"],
            "validationMethod": "DNS",
            "keyAlgorithm": "EC_prime256v1",
        },
        name="names",
    ),
    life(
        CERTIFICATE,
        lambda world: {
            "domainName": "www.example.com",
            "validationMethod": "EMAIL",
            "validationOptions": [{"domainName": "www.example.com", "validationDomain": "example.com"}],
        },
        untold=("validationOptions",),
        name="email",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def hosted(world: ComputeWorld, domain: str) -> str:
    """The id of a public zone of a domain."""
    zone = world.client("route53").create_hosted_zone(Name=domain, CallerReference=domain)
    return str(zone["HostedZone"]["Id"])


def publish(world: ComputeWorld, zone: str, options: list[Properties]) -> list[str]:
    """Put the records that validate a certificate into a zone; gives their names."""
    records = {item["resourceRecordName"]: item for item in options}
    changes = [
        {
            "Action": "UPSERT",
            "ResourceRecordSet": {
                "Name": name,
                "Type": item["resourceRecordType"],
                "TTL": 60,
                "ResourceRecords": [{"Value": item["resourceRecordValue"]}],
            },
        }
        for name, item in records.items()
    ]
    world.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    return list(records)


def test_a_certificate_waits_for_its_records_where_the_cloud_hosts_the_domain(world: ComputeWorld) -> None:
    zone = hosted(world, "hosted.example")
    certificates, waits = world.operations(CERTIFICATE), world.operations(VALIDATION)
    names = ["*.hosted.example"]
    inputs = {"domainName": "hosted.example", "subjectAlternativeNames": names, "validationMethod": "DNS"}
    arn, state = certificates.create(inputs)
    assert state["status"] == "PENDING_VALIDATION"
    assert "notAfter" not in state
    assert len({item["resourceRecordName"] for item in state["domainValidationOptions"]}) == 1
    with pytest.raises(RefusedError, match=r"waits for the record _\w+\.hosted\.example\. CNAME"):
        waits.create({"certificateArn": arn})
    fqdns = publish(world, zone, state["domainValidationOptions"])
    identifier, validation = waits.create({"certificateArn": arn, "validationRecordFqdns": fqdns})
    assert identifier.endswith("+0000 UTC")
    assert waits.diff(validation, {"certificateArn": arn, "validationRecordFqdns": fqdns}) == []
    assert waits.read(identifier, validation) == validation
    live_state = certificates.read(arn, state)
    assert live_state is not None
    assert live_state["status"] == "ISSUED"
    waits.delete(identifier, validation)
    certificates.delete(arn, state)
    assert waits.read(identifier, validation) is None


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"validationRecordFqdns": ["_x.example.net"]},
            r"missing example\.net DNS validation record: _\w+\.example",
        ),
        ({}, None),
    ],
)
def test_a_validation_names_every_record(
    world: ComputeWorld, inputs: Properties, message: str | None
) -> None:
    arn = world.make(CERTIFICATE, domainName="example.net", validationMethod="DNS")[0]
    waits = world.operations(VALIDATION)
    if message is None:
        assert waits.create({"certificateArn": arn} | inputs)[1]["certificateArn"] == arn
    else:
        with pytest.raises(RefusedError, match=message):
            waits.create({"certificateArn": arn} | inputs)


def test_a_certificate_in_use_is_not_deleted(world: ComputeWorld) -> None:
    arn, state = world.make(CERTIFICATE, domainName="used.example.com", validationMethod="DNS")
    listener, listening = world.make(
        "aws:lb/listener:Listener",
        loadBalancerArn=world.balancer["arn"],
        port=443,
        protocol="HTTPS",
        certificateArn=arn,
        defaultActions=[answer("no")],
    )
    with pytest.raises(ClientError, match="is in use"):
        world.operations(CERTIFICATE).delete(arn, state)
    world.operations("aws:lb/listener:Listener").delete(listener, listening)
    world.operations(CERTIFICATE).delete(arn, state)
    assert world.operations(CERTIFICATE).read(arn, state) is None


def own_certificate() -> Properties:
    certificate, key = self_signed(["imported.example.com"], "EC_prime256v1")
    return {"certificateBody": certificate.decode(), "privateKey": key.decode()}


def test_a_certificate_can_be_imported_and_imported_again(world: ComputeWorld) -> None:
    operations = world.operations(CERTIFICATE)
    inputs = own_certificate()
    arn, state = operations.create(inputs)
    assert (state["type"], state["domainName"]) == ("IMPORTED", "imported.example.com")
    assert operations.diff(state, inputs) == []
    renewed = own_certificate()
    again = operations.update(arn, state, renewed)
    assert operations.diff(again, renewed) == []
    assert again["arn"] == arn
