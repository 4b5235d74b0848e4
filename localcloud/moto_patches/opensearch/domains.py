"""Domains of OpenSearch Service.

What moto gets wrong: a domain in a VPC lacks the VPC, the zones and interfaces in its subnets; settings
cannot be emptied, and a change of one field loses the others; a new domain has the tags of a deleted one of
the same name.

What moto lacks: upgrades; addresses of both versions of IP.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, Final

from moto.opensearch.models import OpenSearchDomain

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.opensearch._service import (
    OPENSEARCH,
    SETTINGS,
    VERSIONS,
    invalid,
    wanted_settings,
)
from localcloud.moto_patches.opensearch.settings import NO_UPDATE, fill
from localcloud.moto_service import Request, network_of, replace

DUAL_STACK: Final = "dualstack"


def _settle(backend: Any, domain: Any) -> None:
    options = domain.vpc_options
    if options:
        subnets = [network_of(backend).get_subnet(subnet_id) for subnet_id in options["SubnetIds"]]
        vpc_id = subnets[0].vpc_id
        default_group = network_of(backend).get_default_security_group(vpc_id).id
        options["SecurityGroupIds"] = options.get("SecurityGroupIds") or [default_group]
        options["VPCId"] = vpc_id
        options["AvailabilityZones"] = sorted({subnet.availability_zone for subnet in subnets})
    settle(
        network_of(backend),
        domain.arn,
        subnets=(options or {}).get("SubnetIds", []),
        groups=(options or {}).get("SecurityGroupIds", []),
        description=f"ES {domain.domain_name}",
    )


def _complete_new(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    domain = backend.domains[request["DomainName"]]
    domain.ip_address_type = request.get("IPAddressType") or domain.ip_address_type
    # moto puts older defaults into these.
    domain.engine_version.options = request.get("EngineVersion")
    domain.cluster_config = request.get("ClusterConfig") or {}
    domain.domain_endpoint_options = request.get("DomainEndpointOptions") or {}
    fill(backend, domain)
    _settle(backend, domain)
    _name_hosts(domain, backend.region_name)
    answer["DomainStatus"] = domain.to_dict()


def _name_hosts(domain: Any, region: str) -> None:
    """Give a domain its endpoints: one in its VPC or a public one, each for both versions of IP if asked."""
    name = f"{domain.domain_name}-{sha256(domain.arn.encode()).hexdigest()[:26]}"
    both = domain.ip_address_type == DUAL_STACK
    host, host_v2 = f"{name}.{region}.es.amazonaws.com", f"{name}.aos.{region}.on.aws"
    if domain.vpc_options:
        domain.endpoint = domain.endpoint_v2 = None
        domain.endpoints = {"vpc": f"vpc-{host}"} | ({"vpcv2": f"vpc-{host_v2}"} if both else {})
    else:
        domain.endpoint, domain.endpoints = f"search-{host}", None
        domain.endpoint_v2 = f"search-{host_v2}" if both else None


def _show_all(original: Callable[[Any], dict[str, Any]], domain: Any) -> dict[str, Any]:
    shown = original(domain) | {
        "IPAddressType": domain.ip_address_type,
        "DomainEndpointV2HostedZoneId": "Z" + sha256(domain.arn.encode()).hexdigest()[:13].upper(),
        "ServiceSoftwareOptions": NO_UPDATE | {"CurrentVersion": domain.engine_version.options},
    }
    return shown | ({"EndpointV2": domain.endpoint_v2} if domain.endpoint_v2 else {})


def _update(backend: Any, request: Request) -> dict[str, Any]:
    domain = backend.domains[request["DomainName"]]
    for parameter, value in wanted_settings(backend, request).items():
        setattr(domain, SETTINGS[parameter], value)
    fill(backend, domain)
    _settle(backend, domain)
    _name_hosts(domain, backend.region_name)
    return {"DomainConfig": domain.to_config_dict()}


def _forget(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    arn = answer["DomainStatus"]["ARN"]
    settle(network_of(backend), arn, subnets=[])
    backend.tagger.delete_all_tags_for_resource(arn)


def _upgrade(backend: Any, request: Request) -> dict[str, Any]:
    domain = backend.describe_domain(request["DomainName"])
    target, current = request["TargetVersion"], domain.engine_version.options
    if target not in VERSIONS or VERSIONS.index(target) <= VERSIONS.index(current):
        raise invalid(f"The domain cannot be upgraded from {current} to {target}.")
    if not request.get("PerformCheckOnly"):
        domain.engine_version.options = target
    return {
        "DomainName": domain.domain_name,
        "TargetVersion": target,
        "PerformCheckOnly": bool(request.get("PerformCheckOnly")),
        "UpgradeId": sha256(f"{domain.arn}{target}".encode()).hexdigest()[:32],
    }


def _upgrade_status(backend: Any, request: Request) -> dict[str, Any]:
    domain = backend.describe_domain(request["DomainName"])
    name = f"Upgrade to {domain.engine_version.options}"
    return {"UpgradeStep": "UPGRADE", "StepStatus": "SUCCEEDED", "UpgradeName": name}


@cache
def apply() -> None:
    """Put moto's domains right."""
    OPENSEARCH.extend(
        {
            "update_domain_config": _update,
            "upgrade_domain": _upgrade,
            "get_upgrade_status": _upgrade_status,
        }
    )
    OPENSEARCH.complete({"create_domain": _complete_new, "delete_domain": _forget})
    replace(OpenSearchDomain, "to_dict", _show_all)
    OpenSearchDomain.ip_address_type = "ipv4"
    OpenSearchDomain.endpoint_v2 = None
    OpenSearchDomain.master_user_options = None
