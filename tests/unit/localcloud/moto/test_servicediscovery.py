"""Cloud Map as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ecs.services import Services
from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INPUT = "InvalidInput"
A = {"DnsRecords": [{"Type": "A", "TTL": 10}]}


class Map:
    """Namespaces `web` (HTTP) and `app.internal` (DNS), and a service `api` in each; all are ids."""

    def __init__(self, client: Any, place: Place) -> None:
        self.client, self.place = client, place
        self.http = self.made(client.create_http_namespace(Name="web"))
        self.dns = self.private("app.internal")
        self.api = client.create_service(Name="api", NamespaceId=self.dns, DnsConfig=A)["Service"]["Id"]
        self.web = client.create_service(Name="api", NamespaceId=self.http)["Service"]["Id"]

    def private(self, name: str) -> str:
        return self.made(self.client.create_private_dns_namespace(Name=name, Vpc=self.place.vpc))

    def made(self, answer: dict[str, Any]) -> str:
        operation = self.client.get_operation(OperationId=answer["OperationId"])["Operation"]
        return str(operation["Targets"]["NAMESPACE"])


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("servicediscovery")


@pytest.fixture(scope="module")
def found(client: Any, place: Place) -> Map:
    return Map(client, place)


def _service(namespace: str, **changed: Any) -> Any:
    return lambda found: {"Name": "new", "NamespaceId": getattr(found, namespace)} | changed


CNAME = {"DnsRecords": [{"Type": "CNAME", "TTL": 10}]}
CREATE = "CreateService"

REFUSED = [
    Refusal("again", "CreateHttpNamespace", lambda _: {"Name": "web"}, "NamespaceAlreadyExists", "web"),
    Refusal(
        "again",
        "CreatePrivateDnsNamespace",
        lambda found: {"Name": "app.internal", "Vpc": found.place.vpc},
        "NamespaceAlreadyExists",
        "app.internal",
    ),
    Refusal(
        "in no VPC",
        "CreatePrivateDnsNamespace",
        lambda _: {"Name": "x.internal", "Vpc": "vpc-0"},
        INPUT,
        "vpc-0",
    ),
    Refusal("in use", "DeleteNamespace", lambda found: {"Id": found.dns}, "ResourceInUse", "services"),
    Refusal("unknown", "GetNamespace", lambda _: {"Id": "ns-0"}, "NamespaceNotFound", "ns-0"),
    Refusal("again", CREATE, _service("dns", Name="api", DnsConfig=A), "ServiceAlreadyExists", "api"),
    Refusal(
        "in no namespace",
        CREATE,
        lambda _: {"Name": "new", "NamespaceId": "ns-0"},
        "NamespaceNotFound",
        "ns-0",
    ),
    Refusal("of HTTP with records", CREATE, _service("http", DnsConfig=A), INPUT, "HTTP only"),
    Refusal("of DNS without records", CREATE, _service("dns"), INPUT, "needs a DNS configuration"),
    Refusal("of a name among many", CREATE, _service("dns", DnsConfig=CNAME), INPUT, "WEIGHTED"),
    Refusal(
        "checked by nobody",
        CREATE,
        _service("dns", DnsConfig=A, HealthCheckConfig={"Type": "TCP"}),
        INPUT,
        "public DNS",
    ),
    Refusal("unknown", "GetService", lambda _: {"Id": "srv-0"}, "ServiceNotFound", "srv-0"),
    Refusal("unknown", "DeleteService", lambda _: {"Id": "srv-0"}, "ServiceNotFound", "srv-0"),
    Refusal(
        "of nothing",
        "ListTagsForResource",
        lambda _: {"ResourceARN": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-0"},
        "ResourceNotFoundException",
        "ns-0",
    ),
]


@each(REFUSED)
def test_refuses(client: Any, found: Map, row: Refusal) -> None:
    assert_refused(client, found, row)


def test_a_vpc_has_several_namespaces_each_with_its_zone(client: Any, found: Map, connect: Any) -> None:
    second = found.private("other.internal")
    described = client.get_namespace(Id=second)["Namespace"]
    zone = described["Properties"]["DnsProperties"]["HostedZoneId"]
    read = connect("route53").get_hosted_zone(Id=zone)
    assert (read["HostedZone"]["Name"], read["VPCs"][0]["VPCId"]) == ("other.internal.", found.place.vpc)
    client.update_private_dns_namespace(Id=second, Namespace={"Description": "second"})
    described = client.get_namespace(Id=second)["Namespace"]
    assert described["Description"] == "second"
    assert described["Properties"]["DnsProperties"]["HostedZoneId"] == zone
    client.delete_namespace(Id=second)
    assert error_code(connect("route53").get_hosted_zone, Id=zone) == "NoSuchHostedZone"


@pytest.mark.parametrize(
    ("name", "condition", "values", "names"),
    [
        ("NAME", "EQ", ["web"], ["web"]),
        ("TYPE", "EQ", ["DNS_PRIVATE"], ["app.internal"]),
        ("NAME", "BEGINS_WITH", ["app"], ["app.internal"]),
    ],
)
def test_namespaces_are_filtered(
    client: Any, found: Map, name: str, condition: str, values: list[str], names: list[str]
) -> None:
    filters = [{"Name": name, "Condition": condition, "Values": values}]
    listed = client.list_namespaces(Filters=filters)["Namespaces"]
    assert [item["Name"] for item in listed] == names


def test_a_service_has_a_type_and_its_namespace(client: Any, found: Map) -> None:
    api, web = (client.get_service(Id=name)["Service"] for name in (found.api, found.web))
    assert (api["Type"], web["Type"]) == ("DNS_HTTP", "HTTP")
    assert api["DnsConfig"]["NamespaceId"] == found.dns
    assert api["DnsConfig"]["RoutingPolicy"] == "MULTIVALUE"


def test_what_a_change_of_a_service_leaves_out_is_gone(client: Any) -> None:
    operation = client.create_public_dns_namespace(Name="public.example")["OperationId"]
    namespace = client.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]
    service = client.create_service(
        Name="checked",
        NamespaceId=namespace,
        DnsConfig=A,
        HealthCheckConfig={"Type": "HTTP", "ResourcePath": "/"},
    )["Service"]["Id"]
    records = {"DnsRecords": [{"Type": "A", "TTL": 60}]}
    client.update_service(Id=service, Service={"DnsConfig": records})
    changed = client.get_service(Id=service)["Service"]
    assert changed["DnsConfig"]["DnsRecords"] == records["DnsRecords"]
    assert "HealthCheckConfig" not in changed


def test_a_service_that_tasks_register_with_stays(client: Any, connect: Any, place: Place) -> None:
    services = Services(connect, place)
    namespace = services.namespace("tasks")
    registry = client.create_service(Name="tasks", NamespaceId=namespace)["Service"]
    services.start("registered", serviceRegistries=[{"registryArn": registry["Arn"]}])
    assert error_code(client.delete_service, Id=registry["Id"]) == "ResourceInUse"
    services.ecs.delete_service(cluster="main", service="registered", force=True)
    client.delete_service(Id=registry["Id"])
    client.delete_namespace(Id=namespace)
