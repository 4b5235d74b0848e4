"""The VPC."""

import pulumi

from components import NatMode, Vpc
from config.settings import StackSettings
from stack.access import ACCESS, ENDPOINTS
from stack.access_model import tiers_reaching


def build_network(settings: StackSettings, flow_log_key_arn: pulumi.Input[str], tags: dict[str, str]) -> Vpc:
    """The VPC with its tiers, ways out, endpoints, flow logs and, where wanted, bastion."""
    network = settings.network
    return Vpc(
        "network",
        {
            "cidr": str(network.cidr),
            "zones": settings.zone_names(network.zones),
            "messaging_zones": settings.zone_names(network.messaging_zones),
            "nat_mode": NatMode(network.nat_mode),
            "gateway_endpoints": [service.value for service in network.gateway_endpoints],
            "interface_endpoints": [service.value for service in network.interface_endpoints],
            "interface_endpoint_tiers": [tier.value for tier in tiers_reaching(ENDPOINTS, ACCESS)],
            "flow_log_retention_days": network.flow_log_retention_days,
            "kms_key_arn": flow_log_key_arn,
            "bastion": network.bastion,
            "tags": tags,
        },
    )
