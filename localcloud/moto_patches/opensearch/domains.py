"""Domains of OpenSearch Service.

What moto gets wrong: a domain in a VPC lacks the VPC, the zones and interfaces in its subnets; settings
cannot be emptied, and a change of one field loses the others.

What moto lacks: upgrades.
"""

from functools import cache
from hashlib import sha256
from typing import Any

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.opensearch._service import (
    OPENSEARCH,
    SETTINGS,
    VERSIONS,
    invalid,
    wanted_settings,
)
from localcloud.moto_service import Request, network_of


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
    _settle(backend, domain)
    token = sha256(domain.arn.encode()).hexdigest()[:26]
    host = f"{domain.domain_name}-{token}.{backend.region_name}.es.amazonaws.com"
    if domain.vpc_options:
        domain.endpoints = {"vpc": f"vpc-{host}"}
    else:
        domain.endpoint = f"search-{host}"
    domain.auto_tune_options["State"] = {"ENABLED": "ENABLED", "DISABLED": "DISABLED"}.get(
        domain.auto_tune_options.get("DesiredState", "ENABLED")
    )
    answer["DomainStatus"] = domain.to_dict() | {"IPAddressType": "ipv4"}


def _show_address_type(_: Any, __: Request, answer: dict[str, Any]) -> None:
    statuses = answer.get("DomainStatusList") or [answer["DomainStatus"]]
    for status in statuses:
        status["IPAddressType"] = "ipv4"


def _update(backend: Any, request: Request) -> dict[str, Any]:
    domain = backend.domains[request["DomainName"]]
    for parameter, value in wanted_settings(backend, request).items():
        setattr(domain, SETTINGS[parameter], value)
    _settle(backend, domain)
    return {"DomainConfig": domain.to_config_dict()}


def _remove_interfaces(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    settle(network_of(backend), answer["DomainStatus"]["ARN"], subnets=[])


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
    OPENSEARCH.complete(
        {
            "create_domain": _complete_new,
            "describe_domain": _show_address_type,
            "describe_domains": _show_address_type,
            "delete_domain": _remove_interfaces,
        }
    )
