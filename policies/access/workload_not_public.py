"""Containers and nodes have no address on the internet."""

from policies.control import Control, References, Severity
from policies.requirement import FALSE, Requirement, Requirements
from policies.resource_types import LAUNCH_TEMPLATE, SERVICE, SUBNET

REQUIREMENTS = Requirements(
    Requirement(SERVICE, "networkConfiguration.assignPublicIp", FALSE, default=False),
    Requirement(LAUNCH_TEMPLATE, "networkInterfaces[].associatePublicIpAddress", FALSE, default=False),
    Requirement(SUBNET, "mapPublicIpOnLaunch", FALSE, default=False),
)

CONTROL = Control(
    id="workload-not-public",
    title="No container, launch template or subnet gives out an address on the internet.",
    reason=(
        "Users reach services through the CDN, the firewall and the load balancer. Beside them there is no "
        "way in that is filtered, limited and logged, and a public address is one."
    ),
    fix=(
        "Set the property that the message names to false. What must call the internet goes out "
        "through the NAT gateway."
    ),
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions=(
        "Load balancers and NAT gateways, whose public addresses are their purpose. The bastion, which calls "
        "Systems Manager through the internet gateway: its group admits nothing."
    ),
    references=References(fsbp=("EC2.15", "EC2.25", "ECS.2"), checkov=("CKV_AWS_130", "CKV_AWS_333")),
    check_resource=REQUIREMENTS.check,
)
