"""A hosted zone and a certificate that a load balancer uses: issued, replaced while in use, and destroyed."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario

DOMAIN = "shop.example.com"


def certificate(scenario: Scenario) -> dict[str, Any]:
    """What Certificate Manager tells of the certificate that the stack exports."""
    arn = scenario.outputs()["certificateArn"]
    return dict(scenario.client("acm").describe_certificate(CertificateArn=arn)["Certificate"])


def aliases(scenario: Scenario, zone: str) -> dict[str, str]:
    """The CNAME records of a zone: where each points to."""
    listed = scenario.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return {
        record["Name"]: record["ResourceRecords"][0]["Value"]
        for record in listed
        if record["Type"] == "CNAME"
    }


def wanted(described: dict[str, Any]) -> dict[str, str]:
    """The records that prove a certificate's names."""
    records = [option["ResourceRecord"] for option in described["DomainValidationOptions"]]
    return {record["Name"]: record["Value"] for record in records}


def by_hand(scenario: Scenario, zone: str, action: str) -> None:
    """Make or delete a record that no stack has."""
    record = {
        "Name": f"hand.{DOMAIN}",
        "Type": "A",
        "TTL": 60,
        "ResourceRecords": [{"Value": "192.0.2.1"}],
    }
    scenario.client("route53").change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    )


def test_a_certificate_is_issued_replaced_while_a_listener_uses_it_and_destroyed(
    shared_network: LocalCloud,
) -> None:
    with deployed_scenario(shared_network, "certificate") as scenario:
        outputs = scenario.outputs()
        dns, acm, elb = (scenario.client(service) for service in ("route53", "acm", "elbv2"))
        made = dns.get_hosted_zone(Id=outputs["zoneId"])
        assert (made["HostedZone"]["Name"], made["HostedZone"]["Config"]) == (
            f"{DOMAIN}.",
            {"Comment": "The shop", "PrivateZone": False},
        )
        assert sorted(made["DelegationSet"]["NameServers"]) == sorted(outputs["nameServers"])
        first = certificate(scenario)
        assert (first["Status"], first["KeyAlgorithm"]) == ("ISSUED", "RSA_2048")
        assert first["SubjectAlternativeNames"] == [DOMAIN, f"*.{DOMAIN}"]
        assert first["Options"]["CertificateTransparencyLoggingPreference"] == "ENABLED"
        assert first["InUseBy"] == [outputs["loadBalancerArn"]]
        assert aliases(scenario, outputs["zoneId"]) == wanted(first)
        assert len(wanted(first)) == 1
        scenario.assert_settled("first")

        scenario.up("changed")
        changed = certificate(scenario)
        assert changed["CertificateArn"] != first["CertificateArn"]
        assert (changed["Status"], changed["KeyAlgorithm"]) == ("ISSUED", "EC_prime256v1")
        assert set(changed["SubjectAlternativeNames"]) == {DOMAIN, f"*.{DOMAIN}", f"api.eu.{DOMAIN}"}
        assert aliases(scenario, outputs["zoneId"]) == wanted(changed)
        assert wanted(changed).items() > wanted(first).items()
        tags = acm.list_tags_for_certificate(CertificateArn=changed["CertificateArn"])["Tags"]
        assert {"Key": "Owner", "Value": "shop-team"} in tags
        [listener] = elb.describe_listeners(ListenerArns=[outputs["listenerArn"]])["Listeners"]
        assert [item["CertificateArn"] for item in listener["Certificates"]] == [changed["CertificateArn"]]
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            acm.describe_certificate(CertificateArn=first["CertificateArn"])
        comment = dns.get_hosted_zone(Id=outputs["zoneId"])["HostedZone"]["Config"]["Comment"]
        assert comment == "The shop and its API"
        scenario.assert_settled("changed")

        by_hand(scenario, outputs["zoneId"], "CREATE")
        assert "contains non-required resource record sets" in scenario.destroy(succeeds=False)
        assert dns.get_hosted_zone(Id=outputs["zoneId"])["HostedZone"]["ResourceRecordSetCount"] == 3
        by_hand(scenario, outputs["zoneId"], "DELETE")
        scenario.destroy()
        assert DOMAIN not in [zone["Name"].rstrip(".") for zone in dns.list_hosted_zones()["HostedZones"]]
        assert DOMAIN not in [
            item["DomainName"] for item in acm.list_certificates()["CertificateSummaryList"]
        ]
