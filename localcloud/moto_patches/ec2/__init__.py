"""EC2: one module per kind of resource."""

from functools import cache
from typing import Final

from localcloud.moto_patches.ec2 import (
    addresses,
    dhcp_options,
    endpoints,
    flow_logs,
    instances,
    interfaces,
    internet_gateways,
    launch_templates,
    messages,
    nat_gateways,
    network_acls,
    prefix_lists,
    route_tables,
    rule_model,
    security_group_rules,
    security_groups,
    subnets,
    tags,
    vpcs,
    zones,
)

MODULES: Final = (
    addresses,
    dhcp_options,
    endpoints,
    flow_logs,
    instances,
    interfaces,
    internet_gateways,
    launch_templates,
    messages,
    nat_gateways,
    network_acls,
    prefix_lists,
    route_tables,
    rule_model,
    security_group_rules,
    security_groups,
    subnets,
    vpcs,
    zones,
    tags,
)
"""In the order in which they are applied: tags come last, since they are checked in the operations of all
others.
"""


@cache
def apply() -> None:
    """Put moto's EC2 right."""
    for module in MODULES:
        module.apply()
