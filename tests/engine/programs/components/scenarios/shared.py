"""What the programs have in common: tags, and the network of another stack, as product teams use it."""

from functools import cache
from typing import Any

import pulumi

TAGS = {
    "Project": "components",
    "Environment": "local",
    "Owner": "platform-team",
    "CostCenter": "platform",
    "ManagedBy": "pulumi",
}


def network(output: str) -> pulumi.Output[Any]:
    """An output of the network's stack, which the module `network` declares: vpcId, vpcCidr,
    publicSubnetIds, computeSubnetIds, dataSubnetIds, messagingSubnetIds (lists in the order of zones),
    securityGroupId.
    """
    return _stack().require_output(output)


@cache
def _stack() -> pulumi.StackReference:
    return pulumi.StackReference("organization/components/network")
