"""Cloud Map namespaces and services."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.tagging import RESOURCE_ARN_TAGGING

_HTTP: Final = "HTTP"


def _made_namespace(api: Api, operation_id: str) -> str:
    """The id of the namespace that an operation made."""
    operation = api.call("get_operation", OperationId=operation_id)["Operation"]
    if operation["Status"] != "SUCCESS":
        raise RefusedError("GetOperation", operation.get("ErrorCode", ""), operation.get("ErrorMessage", ""))
    return str(operation["Targets"]["NAMESPACE"])


def _create_http(api: Api, inputs: Properties) -> str:
    name, description = inputs["name"], inputs.get("description")
    answer = api.call("create_http_namespace", Name=name, Description=description)
    return _made_namespace(api, answer["OperationId"])


def _create_private(api: Api, inputs: Properties) -> str:
    name, description = inputs["name"], inputs.get("description")
    answer = api.call("create_private_dns_namespace", Name=name, Vpc=inputs["vpc"], Description=description)
    return _made_namespace(api, answer["OperationId"])


def _update_private(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "description" in changed:
        change = {"Description": inputs.get("description") or ""}
        api.call("update_private_dns_namespace", Id=identifier, Namespace=change)


_ARN: Final = {"arn": "arn:{partition}:servicediscovery:{region}:{account}:namespace/{id}"}
_READ: Final = Call("get_namespace", {"Id": "{id}"}, answer="Namespace")
_DELETE: Final = Call("delete_namespace", {"Id": "{id}"})

HTTP_NAMESPACE: Final = Resource(
    "aws:servicediscovery/httpNamespace:HttpNamespace",
    "servicediscovery",
    create=_create_http,
    read=_READ,
    delete=_DELETE,
    names={"httpName": "Properties.HttpProperties.HttpName"},
    computed=_ARN,
    tagging=RESOURCE_ARN_TAGGING,
    autoname_length=1024,
)


def _zone_and_vpc(given: str) -> Properties:
    """What `namespace:vpc` tells, which an import takes; an id alone tells nothing."""
    vpc = given.partition(":")[2]
    return {"vpc": vpc} if vpc else {}


def _namespace_id(api: Api, given: str) -> str:
    return given.partition(":")[0]


PRIVATE_DNS_NAMESPACE: Final = Resource(
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    "servicediscovery",
    create=_create_private,
    read=_READ,
    update=_update_private,
    delete=_DELETE,
    names={"hostedZone": "Properties.DnsProperties.HostedZoneId"},
    computed=_ARN,
    tagging=RESOURCE_ARN_TAGGING,
    import_properties=_zone_and_vpc,
    import_id=_namespace_id,
    autoname_length=253,
)


def _update_service(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {"description", "dnsConfig", "healthCheckConfig"}:
        return
    # What a request leaves out is taken away, so that all of it is sent.
    dns, check = inputs.get("dnsConfig"), inputs.get("healthCheckConfig")
    change: dict[str, Any] = {"Description": inputs.get("description") or ""}
    if dns:
        records = [{"TTL": record["ttl"], "Type": record["type"]} for record in dns["dnsRecords"]]
        change["DnsConfig"] = {"DnsRecords": records}
    if check:
        members = {
            "Type": check.get("type"),
            "ResourcePath": check.get("resourcePath"),
            "FailureThreshold": check.get("failureThreshold"),
        }
        change["HealthCheckConfig"] = {name: value for name, value in members.items() if value is not None}
    api.call("update_service", Id=identifier, Service=change)


def _delete_service(api: Api, identifier: str, state: Properties) -> None:
    if state.get("forceDestroy"):
        for instance in api.call("list_instances", ServiceId=identifier)["Instances"]:
            api.call("deregister_instance", ServiceId=identifier, InstanceId=instance["Id"])
    api.call("delete_service", Id=identifier)


SERVICE: Final = Resource(
    "aws:servicediscovery/service:Service",
    "servicediscovery",
    identifier="{Id}",
    create=Call("create_service", answer="Service"),
    read=Call("get_service", {"Id": "{id}"}, answer="Service"),
    update=_update_service,
    delete=_delete_service,
    kept=("healthCheckConfig.failureThreshold", "healthCheckCustomConfig.failureThreshold"),
    tagging=RESOURCE_ARN_TAGGING,
    # A request can ask for HTTP alone; the other types follow from its DNS configuration.
    conversions={"type": Conversion(lambda kind: kind if kind == _HTTP else None, str)},
    allowed={"type": (_HTTP, "DNS_HTTP", "DNS")},
    autoname_length=127,
)

RESOURCES: Final = (HTTP_NAMESPACE, PRIVATE_DNS_NAMESPACE, SERVICE)
