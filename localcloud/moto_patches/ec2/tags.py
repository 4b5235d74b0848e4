"""Tags of EC2 resources.

What moto accepts, and AWS refuses: keys that start with ``aws:``, keys and values that are too long, a key
twice in one request, and tagging what does not exist.

What moto gets wrong: `DescribeTags` still shows the tags of deleted resources.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from moto.ec2.responses import EC2Response

from localcloud.moto_patches.ec2._service import EC2, invalid_value
from localcloud.moto_service import AwsError, Completion, Request

LONGEST_KEY: Final = 128
LONGEST_VALUE: Final = 256

TAGGING_VERBS: Final = ("create_", "run_", "allocate_", "import_", "copy_", "authorize_", "request_")
"""How the operations begin that may carry tag specifications."""

DELETIONS: Final = {
    "delete_dhcp_options": "DhcpOptionsId",
    "delete_internet_gateway": "InternetGatewayId",
    "delete_network_acl": "NetworkAclId",
    "delete_network_interface": "NetworkInterfaceId",
    "delete_route_table": "RouteTableId",
    "delete_security_group": "GroupId",
    "delete_subnet": "SubnetId",
    "delete_vpc": "VpcId",
    "release_address": "AllocationId",
}
"""Operations that delete a tagged resource and the parameter that names it."""

_Find = Callable[[Any], Iterable[str]]
EXISTENCE: Final[dict[str, tuple[_Find, str, str]]] = {
    "acl-": (
        lambda b: b.network_acls,
        "InvalidNetworkAclID.NotFound",
        "The networkAcl ID '{}' does not exist",
    ),
    "eipalloc-": (
        lambda b: [address.allocation_id for address in b.addresses],
        "InvalidAllocationID.NotFound",
        "The allocation ID '{}' does not exist",
    ),
    "eni-": (
        lambda b: b.enis,
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '{}' does not exist",
    ),
    "fl-": (lambda b: b.flow_logs, "InvalidFlowLogId.NotFound", "The flow log ID '{}' does not exist"),
    "i-": (
        lambda b: [instance.id for instance in b.all_instances()],
        "InvalidInstanceID.NotFound",
        "The instance ID '{}' does not exist",
    ),
    "lt-": (
        lambda b: b.launch_templates,
        "InvalidLaunchTemplateId.NotFound",
        "The launch template ID '{}' does not exist",
    ),
    "nat-": (lambda b: b.nat_gateways, "NatGatewayNotFound", "The Nat Gateway {} was not found"),
    "pl-": (
        lambda b: b.managed_prefix_lists,
        "InvalidPrefixListID.NotFound",
        "The prefix list ID '{}' does not exist",
    ),
    "sgr-": (
        lambda b: [
            rule.id
            for group in b.describe_security_groups()
            for rule in group.ingress_rules + group.egress_rules
        ],
        "InvalidSecurityGroupRuleId.NotFound",
        "The security group rule ID '{}' does not exist",
    ),
    "vpce-": (
        lambda b: b.vpc_end_points,
        "InvalidVpcEndpointId.NotFound",
        "The VpcEndpoint ID '{}' does not exist",
    ),
}
"""By the prefix of an id: what exists, and the error for what does not. moto knows the other kinds."""


def check_tags(tags: Iterable[dict[str, str]]) -> None:
    """Refuse tags (mappings with ``Key`` and ``Value``) that EC2 refuses."""
    seen = set()
    for tag in tags:
        key, value = tag["Key"], tag.get("Value") or ""
        if key.lower().startswith("aws:"):
            raise invalid_value("Tag keys starting with 'aws:' are reserved for internal use")
        if not 1 <= len(key) <= LONGEST_KEY:
            raise invalid_value(f"Tag key exceeds the maximum length of {LONGEST_KEY} characters")
        if len(value) > LONGEST_VALUE:
            raise invalid_value(f"Tag value exceeds the maximum length of {LONGEST_VALUE} characters")
        if key in seen:
            raise invalid_value(f"Duplicate tag key '{key}' specified.")
        seen.add(key)


def _refuse_specified_tags(_: Any, request: Request) -> None:
    for specification in request.get("TagSpecifications", []):
        check_tags(specification.get("Tags", []))


def _refuse_tags(_: Any, request: Request) -> None:
    check_tags(request.get("Tags", []))


def _refuse_unknown_resources(backend: Any, request: Request) -> None:
    for resource_id in request.get("Resources", []):
        for prefix, (find, code, message) in EXISTENCE.items():
            if resource_id.startswith(prefix) and resource_id not in find(backend):
                raise AwsError(code, message.format(resource_id))


def _forget_tags(parameter: str) -> Completion:
    def run(backend: Any, request: Request, _: Any) -> None:
        backend.tags.pop(request.get(parameter), None)

    return run


@cache
def apply() -> None:
    """Put moto's tags right."""
    EC2.refuse(
        {
            name: [_refuse_specified_tags]
            for name in dir(EC2Response)
            if name.startswith(TAGGING_VERBS) and name != "create_tags"
        }
    )
    EC2.refuse({"create_tags": [_refuse_tags, _refuse_unknown_resources]})
    EC2.complete({operation: _forget_tags(parameter) for operation, parameter in DELETIONS.items()})
