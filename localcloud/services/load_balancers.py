"""Load balancers of all three types."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.load_balancer_attributes import Attribute, by_key, packed, read_properties, unpacked
from localcloud.services.load_balancer_tagging import LOAD_BALANCER_TAGGING

APPLICATION: Final = "application"
NETWORK: Final = "network"

_OF_ALL: Final = {"enableDeletionProtection": Attribute("deletion_protection.enabled", "bool")}
_ATTRIBUTES: Final = {
    APPLICATION: {
        **_OF_ALL,
        "clientKeepAlive": Attribute("client_keep_alive.seconds", "number"),
        "desyncMitigationMode": Attribute("routing.http.desync_mitigation_mode"),
        "dropInvalidHeaderFields": Attribute("routing.http.drop_invalid_header_fields.enabled", "bool"),
        "enableHttp2": Attribute("routing.http2.enabled", "bool"),
        "enableTlsVersionAndCipherSuiteHeaders": Attribute(
            "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "bool"
        ),
        "enableWafFailOpen": Attribute("waf.fail_open.enabled", "bool"),
        "enableXffClientPort": Attribute("routing.http.xff_client_port.enabled", "bool"),
        "enableZonalShift": Attribute("zonal_shift.config.enabled", "bool"),
        "idleTimeout": Attribute("idle_timeout.timeout_seconds", "number"),
        "preserveHostHeader": Attribute("routing.http.preserve_host_header.enabled", "bool"),
        "xffHeaderProcessingMode": Attribute("routing.http.xff_header_processing.mode"),
    },
    NETWORK: {
        **_OF_ALL,
        "dnsRecordClientRoutingPolicy": Attribute("dns_record.client_routing_policy"),
        "enableCrossZoneLoadBalancing": Attribute("load_balancing.cross_zone.enabled", "bool"),
        "enableZonalShift": Attribute("zonal_shift.config.enabled", "bool"),
        "secondaryIpsAutoAssignedPerSubnet": Attribute("secondary_ips.auto_assigned.per_subnet", "number"),
    },
    "gateway": {
        **_OF_ALL,
        "enableCrossZoneLoadBalancing": Attribute("load_balancing.cross_zone.enabled", "bool"),
    },
}
"""By type of load balancer. An application load balancer is always across zones."""

_LOGS: Final = {
    "accessLogs": "access_logs.s3",
    "connectionLogs": "connection_logs.s3",
    "healthCheckLogs": "health_check_logs.s3",
}
_LOG_TYPES: Final = {
    "accessLogs": (APPLICATION, NETWORK),
    "connectionLogs": (APPLICATION,),
    "healthCheckLogs": (APPLICATION,),
}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    live = unpacked(api.call("describe_load_balancer_attributes", LoadBalancerArn=identifier)["Attributes"])
    told = {**answer, **read_properties(_ATTRIBUTES[answer["Type"]], live)}
    for name, key in _LOGS.items():
        told[name] = _log_block(live, key, known.get(name))
    capacity = api.call("describe_capacity_reservation", LoadBalancerArn=identifier)
    told["minimumLoadBalancerCapacity"] = capacity.get("MinimumLoadBalancerCapacity")
    zones = answer["AvailabilityZones"]
    if known.get("subnetMappings") or any(zone["LoadBalancerAddresses"] for zone in zones):
        told["subnetMappings"] = [_mapping(zone) for zone in zones]
    return {**told, "arnSuffix": identifier.partition(":loadbalancer/")[2]}


def _log_block(live: dict[str, str], key: str, known: Any) -> Properties | None:
    """A block of logs. AWS has one for each kind, also where the program says nothing of it."""
    if known is None and live.get(f"{key}.enabled") != "true":
        return None
    return {
        "bucket": live.get(f"{key}.bucket"),
        "enabled": live.get(f"{key}.enabled") == "true",
        "prefix": live.get(f"{key}.prefix") or None,
    }


def _mapping(zone: dict[str, Any]) -> Properties:
    address = (zone.get("LoadBalancerAddresses") or [{}])[0]
    return {
        "subnetId": zone["SubnetId"],
        "allocationId": address.get("AllocationId"),
        "privateIpv4Address": address.get("PrivateIPv4Address"),
        "ipv6Address": address.get("IPv6Address"),
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"subnets", "subnetMappings", "enablePrefixForIpv6SourceNat"} and state:
        _set_subnets(api, identifier, inputs)
    enforce = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    if changed & {"securityGroups", enforce}:
        api.call(
            "set_security_groups",
            LoadBalancerArn=identifier,
            SecurityGroups=inputs.get("securityGroups", state.get("securityGroups", [])),
            EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic=inputs.get(enforce),
        )
    if "ipAddressType" in changed and state:
        kind = inputs["ipAddressType"]
        api.call("set_ip_address_type", LoadBalancerArn=identifier, IpAddressType=kind)
    if "minimumLoadBalancerCapacity" in changed:
        _reserve(api, identifier, inputs.get("minimumLoadBalancerCapacity"))
    attributes = _changed_attributes(inputs, changed)
    if attributes:
        api.call("modify_load_balancer_attributes", LoadBalancerArn=identifier, Attributes=packed(attributes))


def _set_subnets(api: Api, identifier: str, inputs: Properties) -> None:
    mappings = [
        {
            "SubnetId": mapping["subnetId"],
            **{
                member: mapping[name]
                for name, member in (
                    ("allocationId", "AllocationId"),
                    ("privateIpv4Address", "PrivateIPv4Address"),
                    ("ipv6Address", "IPv6Address"),
                )
                if mapping.get(name)
            },
        }
        for mapping in inputs.get("subnetMappings") or ()
    ]
    api.call(
        "set_subnets",
        LoadBalancerArn=identifier,
        Subnets=None if mappings else inputs.get("subnets"),
        SubnetMappings=mappings or None,
        EnablePrefixForIpv6SourceNat=inputs.get("enablePrefixForIpv6SourceNat"),
    )


def _reserve(api: Api, identifier: str, capacity: Properties | None) -> None:
    if capacity:
        units = {"CapacityUnits": capacity["capacityUnits"]}
        api.call("modify_capacity_reservation", LoadBalancerArn=identifier, MinimumLoadBalancerCapacity=units)
    else:
        api.call("modify_capacity_reservation", LoadBalancerArn=identifier, ResetCapacityReservation=True)


def _changed_attributes(inputs: Properties, changed: frozenset[str]) -> dict[str, Any]:
    kind = inputs["loadBalancerType"]
    attributes = by_key(_ATTRIBUTES[kind], inputs, changed)
    for name, key in _LOGS.items():
        if name in changed and kind in _LOG_TYPES[name]:
            block = inputs.get(name) or {"enabled": False}
            attributes[f"{key}.enabled"] = block["enabled"]
            if block["enabled"]:
                attributes[f"{key}.bucket"] = block["bucket"]
                attributes[f"{key}.prefix"] = block.get("prefix") or ""
    return attributes


LOAD_BALANCER: Final = Resource(
    "aws:lb/loadBalancer:LoadBalancer",
    "elbv2",
    identifier="{LoadBalancerArn}",
    create=Call("create_load_balancer", answer="LoadBalancers[0]"),
    read=Call("describe_load_balancers", {"LoadBalancerArns": ["{id}"]}, answer="LoadBalancers[0]"),
    complete=_complete,
    update=_update,
    delete=Call("delete_load_balancer", {"LoadBalancerArn": "{id}"}),
    names={
        "arn": "LoadBalancerArn",
        "internal": "Scheme",
        "loadBalancerType": "Type",
        "name": "LoadBalancerName",
        "subnets": "AvailabilityZones",
        "zoneId": "CanonicalHostedZoneId",
    },
    request_names={"subnets": "Subnets"},
    conversions={
        "internal": Conversion(
            lambda internal: "internal" if internal else "internet-facing",
            lambda scheme: scheme == "internal",
        ),
        "subnets": Conversion(list, lambda zones: [zone["SubnetId"] for zone in zones]),
    },
    defaults={
        "clientKeepAlive": 3600,
        "desyncMitigationMode": "defensive",
        "dnsRecordClientRoutingPolicy": "any_availability_zone",
        "dropInvalidHeaderFields": False,
        "enableCrossZoneLoadBalancing": False,
        "enableHttp2": True,
        "enableTlsVersionAndCipherSuiteHeaders": False,
        "enableWafFailOpen": False,
        "enableXffClientPort": False,
        "enableZonalShift": False,
        "idleTimeout": 60,
        "preserveHostHeader": False,
        "xffHeaderProcessingMode": "append",
    },
    kept=("subnetMappings",),
    tagging=LOAD_BALANCER_TAGGING,
    exactly_one=(("subnets", "subnetMappings"),),
    unsupported=("ipamPools",),
    allowed={
        "desyncMitigationMode": ("monitor", "defensive", "strictest"),
        "dnsRecordClientRoutingPolicy": (
            "availability_zone_affinity",
            "partial_availability_zone_affinity",
            "any_availability_zone",
        ),
        "ipAddressType": ("ipv4", "dualstack", "dualstack-without-public-ipv4"),
        "loadBalancerType": (APPLICATION, NETWORK, "gateway"),
        "xffHeaderProcessingMode": ("append", "preserve", "remove"),
    },
    autoname_length=32,
)

RESOURCES: Final = (LOAD_BALANCER,)
