"""Route 53 as AWS accepts, refuses and reads it."""

from itertools import count
from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

BATCH, INPUT = "InvalidChangeBatch", "InvalidInput"
CHANGE = "ChangeResourceRecordSets"
CREATE = "CreateHostedZone"
ALB_ZONE, CLOUDFRONT_ZONE = "Z35SXDOTRQ7X7K", "Z2FDTNDATAQYW2"

references = count()


class Dns:
    """A public zone example.com with a record of some kinds, a private one, and a load balancer."""

    def __init__(self, client: Any, place: Place, balancers: Any) -> None:
        self.client, self.place = client, place
        self.public = self.zone("Example.COM", CallerReference="taken")
        self.private = self.zone("internal.example.com", VPC=self.vpc())
        self.change("CREATE", _a("www"))
        self.change("CREATE", _set("alias", "CNAME", "www.example.com"))
        self.change("CREATE", _a("split", SetIdentifier="a", Weight=0))
        place.ec2.attach_internet_gateway(
            InternetGatewayId=place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"],
            VpcId=place.vpc,
        )
        made = balancers.create_load_balancer(Name="web", Subnets=[place.one, place.two])
        self.balancer = made["LoadBalancers"][0]["DNSName"]

    def vpc(self, **changed: str) -> dict[str, str]:
        return {"VPCId": self.place.vpc, "VPCRegion": "us-east-1"} | changed

    def zone(self, name: str, **more: Any) -> str:
        arguments = {"CallerReference": str(next(references))} | more
        made = self.client.create_hosted_zone(Name=name, **arguments)
        return str(made["HostedZone"]["Id"])

    def change(self, action: str, *records: dict[str, Any]) -> dict[str, Any]:
        return dict(self.client.change_resource_record_sets(**self.batch(action, *records)))

    def batch(self, action: str, *records: dict[str, Any]) -> dict[str, Any]:
        changes = [{"Action": action, "ResourceRecordSet": record} for record in records]
        return {"HostedZoneId": self.public, "ChangeBatch": {"Changes": changes}}

    def records(self, zone: str | None = None, **start: Any) -> list[dict[str, Any]]:
        found = self.client.list_resource_record_sets(HostedZoneId=zone or self.public, **start)
        return list(found["ResourceRecordSets"])


def _set(name: str, kind: str, *values: str, **more: Any) -> dict[str, Any]:
    full = f"{name}.example.com" if name else "example.com"
    records = [{"Value": value} for value in values]
    return {"Name": full, "Type": kind, "TTL": 60, "ResourceRecords": records, **more}


def _a(name: str, **more: Any) -> dict[str, Any]:
    return _set(name, "A", "192.0.2.1", **more)


def _alias(name: str, target: str, zone: str, kind: str = "A", **more: Any) -> dict[str, Any]:
    alias = {"DNSName": target, "HostedZoneId": zone, "EvaluateTargetHealth": False}
    return {"Name": f"{name}.example.com", "Type": kind, "AliasTarget": alias, **more}


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("route53")


@pytest.fixture(scope="module")
def dns(client: Any, place: Place, connect: Any) -> Dns:
    return Dns(client, place, connect("elbv2"))


def _new(**arguments: Any) -> Any:
    return lambda dns: {"Name": "new.example", "CallerReference": "new"} | arguments


def _batch(action: str, *records: dict[str, Any]) -> Any:
    return lambda dns: dns.batch(action, *records)


def _made(record: dict[str, Any]) -> Any:
    return _batch("CREATE", record)


ZONES = [
    Refusal("of no name", CREATE, _new(Name="a..example"), "InvalidDomainName", "label is empty"),
    Refusal("of a wide label", CREATE, _new(Name=f"{'a' * 64}.example"), "InvalidDomainName", "TooLong"),
    Refusal(
        "of a long name", CREATE, _new(Name=".".join(["a" * 60] * 5)), "InvalidDomainName", "NameTooLong"
    ),
    Refusal("of a space", CREATE, _new(Name="a b.example"), "InvalidDomainName", "UnsupportedCharacter"),
    Refusal("again", CREATE, _new(CallerReference="taken"), "HostedZoneAlreadyExists", "taken"),
    Refusal("of no set", CREATE, _new(DelegationSetId="N0"), "NoSuchDelegationSet", "N0"),
    Refusal("of no VPC", CREATE, _new(HostedZoneConfig={"PrivateZone": True}), INPUT, "VPCId and VPCRegion"),
    Refusal(
        "of an unknown VPC",
        CREATE,
        lambda dns: {"Name": "x.example", "CallerReference": "x", "VPC": dns.vpc(VPCId="vpc-0")},
        "InvalidVPCId",
        "vpc-0",
    ),
    Refusal(
        "of a VPC in another region",
        CREATE,
        lambda dns: {"Name": "x.example", "CallerReference": "x", "VPC": dns.vpc(VPCRegion="eu-west-1")},
        "InvalidVPCId",
        "eu-west-1",
    ),
    Refusal(
        "of a VPC that has one",
        CREATE,
        lambda dns: {"Name": "Internal.example.com", "CallerReference": "x", "VPC": dns.vpc()},
        "ConflictingDomainExists",
        "same domain name",
    ),
    Refusal(
        "twice",
        "AssociateVPCWithHostedZone",
        lambda dns: {"HostedZoneId": dns.private, "VPC": dns.vpc()},
        "ConflictingDomainExists",
        "already been associated",
    ),
    Refusal(
        "with a public zone",
        "AssociateVPCWithHostedZone",
        lambda dns: {"HostedZoneId": dns.public, "VPC": dns.vpc()},
        "PublicZoneVPCAssociation",
        "public hosted zone",
    ),
    Refusal(
        "of another VPC",
        "DisassociateVPCFromHostedZone",
        lambda dns: {"HostedZoneId": dns.private, "VPC": dns.vpc(VPCId=dns.place.other_vpc)},
        "VPCAssociationNotFound",
        "is not associated",
    ),
    Refusal(
        "of the last VPC",
        "DisassociateVPCFromHostedZone",
        lambda dns: {"HostedZoneId": dns.private, "VPC": dns.vpc()},
        "LastVPCAssociation",
        "last VPC",
    ),
    Refusal("with records", "DeleteHostedZone", lambda dns: {"Id": dns.public}, "HostedZoneNotEmpty", "non-"),
]

OTHER_ZONE = {**_a("www"), "Name": "badexample.com"}
RECORDS = [
    Refusal(
        "in no zone",
        CHANGE,
        lambda dns: dns.batch("CREATE", _a("x")) | {"HostedZoneId": "Z0"},
        "NoSuchHostedZone",
        "Z0",
    ),
    Refusal("outside", CHANGE, _made(OTHER_ZONE), BATCH, "is not permitted in zone example.com."),
    Refusal("again", CHANGE, _made(_a("WWW")), BATCH, "[name='www.example.com.', type='A'] but it already"),
    Refusal("of an address", CHANGE, _made(_set("x", "A", "1.2.3")), BATCH, "not a valid IPv4 address"),
    Refusal("of IPv4", CHANGE, _made(_set("x", "AAAA", "192.0.2.1")), BATCH, "not a valid IPv6 address"),
    Refusal("of no quotes", CHANGE, _made(_set("x", "TXT", "a")), BATCH, "enclosed in quotation marks"),
    Refusal("of a long text", CHANGE, _made(_set("x", "TXT", f'"{"a" * 256}"')), BATCH, "TooLong"),
    Refusal("of no authority", CHANGE, _made(_set("x", "CAA", "amazon.com")), BATCH, '0 issue "ca"'),
    Refusal("of no priority", CHANGE, _made(_set("x", "MX", "mail.example.com")), BATCH, "priority"),
    Refusal("of no host", CHANGE, _made(_set("x", "CNAME", "a b")), BATCH, "not a valid domain name"),
    Refusal("twice", CHANGE, _made(_set("x", "A", *["192.0.2.1"] * 2)), BATCH, "Duplicate Resource Record"),
    Refusal("of two names", CHANGE, _made(_set("x", "CNAME", "a.b", "b.b")), BATCH, "has one value"),
    Refusal("at the top", CHANGE, _made(_set("", "CNAME", "a.b")), BATCH, "at apex in zone example.com."),
    Refusal(
        "over another", CHANGE, _made(_set("www", "CNAME", "a.b")), BATCH, "conflicts with other records"
    ),
    Refusal("beside a CNAME", CHANGE, _made(_a("alias")), BATCH, "RRSet of type CNAME with the same"),
    Refusal("beside a weight", CHANGE, _made(_a("split")), BATCH, "another routing policy"),
    Refusal(
        "beside another policy",
        CHANGE,
        _made(_a("split", SetIdentifier="b", Failover="PRIMARY")),
        BATCH,
        "another routing policy",
    ),
    Refusal("with a space", CHANGE, _made(_a("x y")), BATCH, "UnsupportedCharacter"),
    Refusal("that is not", CHANGE, _batch("DELETE", _a("none")), BATCH, "but it was not found"),
    Refusal(
        "of other values",
        CHANGE,
        _batch("DELETE", _set("www", "A", "192.0.2.9")),
        BATCH,
        "the values provided do not match",
    ),
    Refusal(
        "to nothing", CHANGE, _made({"Name": "x.example.com", "Type": "A"}), INPUT, "[Action=CREATE, Name=x"
    ),
    Refusal(
        "of no TTL",
        CHANGE,
        _made({"Name": "x.example.com", "Type": "A", "TTL": 60}),
        INPUT,
        "found none in Change",
    ),
    Refusal(
        "of values and alias", CHANGE, _made(_alias("x", "a", "b") | {"TTL": 5}), INPUT, "found more than one"
    ),
    Refusal("of no identifier", CHANGE, _made(_a("x", Weight=1)), INPUT, "Missing field 'SetIdentifier'"),
    Refusal("of no policy", CHANGE, _made(_a("x", SetIdentifier="a")), INPUT, "but found none"),
    Refusal(
        "of two policies",
        CHANGE,
        _made(_a("x", SetIdentifier="a", Weight=1, Failover="PRIMARY")),
        INPUT,
        "but found Weight, Failover",
    ),
    Refusal("of no health check", CHANGE, _made(_a("x", HealthCheckId="none")), "NoSuchHealthCheck", "none"),
    Refusal(
        "of many values",
        CHANGE,
        _made(_set("x", "A", *[f"10.0.{number // 250}.{number % 250}" for number in range(1001)])),
        BATCH,
        "limit of 1000",
    ),
    Refusal(
        "to a load balancer that is not",
        CHANGE,
        _made(_alias("x", "gone-1.us-east-1.elb.amazonaws.com", ALB_ZONE)),
        BATCH,
        "but that target was not found",
    ),
    Refusal(
        "to a load balancer in another zone",
        CHANGE,
        lambda dns: dns.batch("CREATE", _alias("x", dns.balancer, "Z26RNL4JYFTOTI")),
        BATCH,
        "does not lie within the target zone",
    ),
    Refusal(
        "to no distribution",
        CHANGE,
        _made(_alias("x", "d0.cloudfront.net", CLOUDFRONT_ZONE)),
        BATCH,
        "but that target was not found",
    ),
    Refusal("to anywhere", CHANGE, _made(_alias("x", "a.example", "Z1")), BATCH, "does not lie within"),
    Refusal(
        "to a record that is not",
        CHANGE,
        lambda dns: dns.batch("CREATE", _alias("x", "none.example.com", _plain(dns.public))),
        BATCH,
        "type A in zone Z",
    ),
]


def _plain(identifier: str) -> str:
    return identifier.removeprefix("/hostedzone/")


@each([*ZONES, *RECORDS])
def test_refused(row: Refusal, dns: Dns) -> None:
    before = dns.records()
    assert_refused(dns.client, dns, row)
    assert dns.records() == before


def test_a_zone_has_ids_name_servers_and_records_as_on_aws(dns: Dns) -> None:
    first, second = (dns.client.get_hosted_zone(Id=dns.zone("servers.example")) for _ in range(2))
    servers = first["DelegationSet"]["NameServers"]
    assert first["HostedZone"]["Id"].startswith("/hostedzone/Z")
    assert [server.split(".", 2)[2] for server in servers] == ["com", "net", "org", "co.uk"]
    assert servers != second["DelegationSet"]["NameServers"]
    assert first["DelegationSet"].keys() == {"NameServers"}
    name_servers, authority = dns.records(first["HostedZone"]["Id"])
    assert [item["Value"] for item in name_servers["ResourceRecords"]] == [f"{name}." for name in servers]
    assert authority["ResourceRecords"][0]["Value"].startswith(f"{servers[0]}. awsdns-hostmaster.amazon.com.")
    assert dns.client.list_reusable_delegation_sets()["DelegationSets"] == []


def test_a_zone_with_a_vpc_is_private(dns: Dns) -> None:
    found = dns.client.get_hosted_zone(Id=dns.private)
    assert found["HostedZone"]["Config"]["PrivateZone"]
    assert "DelegationSet" not in found
    [value, *_] = dns.records(dns.private)[0]["ResourceRecords"]
    assert value == {"Value": "ns-0.awsdns-00.com."}


def test_zones_of_one_delegation_set_have_its_name_servers(dns: Dns) -> None:
    made = dns.client.create_reusable_delegation_set(CallerReference="set")["DelegationSet"]
    zone = dns.zone("reused.example", DelegationSetId=f"/delegationset/{made['Id']}")
    found = dns.client.get_hosted_zone(Id=zone)["DelegationSet"]
    assert (found["Id"], found["NameServers"]) == (made["Id"], made["NameServers"])


def test_a_zone_goes_with_its_tags_and_its_reference_is_free(dns: Dns) -> None:
    zone = dns.zone("gone.example", CallerReference="once")
    tagged = {"ResourceType": "hostedzone", "ResourceId": _plain(zone)}
    dns.client.change_tags_for_resource(**tagged, AddTags=[{"Key": "a", "Value": "b"}])
    dns.client.delete_hosted_zone(Id=zone)
    assert dns.client.list_tags_for_resource(**tagged)["ResourceTagSet"]["Tags"] == []
    assert error_code(dns.client.get_hosted_zone, Id=zone) == "NoSuchHostedZone"
    dns.client.delete_hosted_zone(Id=dns.zone("gone.example", CallerReference="once"))


def test_a_batch_is_made_as_a_whole_or_not_at_all(dns: Dns) -> None:
    before = dns.records()
    again = dns.batch("CREATE", _a("fresh"), _a("www"), _set("x", "A", "x"))
    with pytest.raises(dns.client.exceptions.InvalidChangeBatch) as refusal:
        dns.client.change_resource_record_sets(**again)
    assert "already exists, Invalid Resource Record" in refusal.value.response["Error"]["Message"]
    assert dns.records() == before


def test_a_record_in_use_by_the_zone_itself_stays(dns: Dns) -> None:
    for own in dns.records(StartRecordName="example.com", MaxItems="2"):
        assert error_code(dns.client.change_resource_record_sets, **dns.batch("DELETE", own)) == BATCH


def test_records_are_listed_by_name_type_and_identifier(dns: Dns) -> None:
    zone = dns.zone("list.example.com")
    names = ["b.list.example.com", "a.b.list.example.com", "*.list.example.com"]
    made = [_a("x", SetIdentifier=key, Weight=1) | {"Name": name} for name in names for key in ("two", "one")]
    changes = [{"Action": "CREATE", "ResourceRecordSet": item} for item in made]
    dns.client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    found = [(item["Name"], item.get("SetIdentifier")) for item in dns.records(zone)[2:]]
    listed = ("\\052.list.example.com.", "b.list.example.com.", "a.b.list.example.com.")
    assert found == [(name, key) for name in listed for key in ("one", "two")]
    start = {"StartRecordName": listed[1], "StartRecordType": "A", "StartRecordIdentifier": "two"}
    page = dns.client.list_resource_record_sets(HostedZoneId=zone, **start, MaxItems="1")
    assert [(item["Name"], item["SetIdentifier"]) for item in page["ResourceRecordSets"]] == [found[3]]
    assert (page["NextRecordName"], page["NextRecordIdentifier"]) == (listed[2], "one")
    assert error_code(dns.client.list_resource_record_sets, HostedZoneId=zone, StartRecordType="A") == INPUT


def test_aliases_point_to_what_there_is(dns: Dns) -> None:
    own = _alias("own", "www.example.com", _plain(dns.public))
    made = [
        own,
        _alias("balancer", f"dualstack.{dns.balancer.upper()}", ALB_ZONE),
        _alias("bucket", "s3-website-us-east-1.amazonaws.com", "Z3AQBSTGFYJSTF"),
    ]
    dns.change("CREATE", *made)
    [found] = dns.records(StartRecordName="balancer.example.com", MaxItems="1")
    assert found["AliasTarget"]["DNSName"] == f"dualstack.{dns.balancer.lower()}."
    dns.change("DELETE", *made)
