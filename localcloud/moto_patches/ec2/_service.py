"""What the modules of this package share: the EC2 service, its errors and the lookups that moto lacks."""

import ipaddress
from collections.abc import Iterable
from typing import Any, Final

from moto.ec2.responses import EC2Response

from localcloud.moto_service import AwsError, Request, Service

EC2: Final = Service(EC2Response, "ec2_backend")


def invalid_value(message: str) -> AwsError:
    """The error for a parameter that EC2 cannot accept."""
    return AwsError("InvalidParameterValue", message)


def dependency_violation(message: str) -> AwsError:
    """The error for deleting or detaching what is in use."""
    return AwsError("DependencyViolation", message)


def canonical_cidr(cidr: str) -> str:
    """Return the block with its host bits cleared, as EC2 stores it; what is no CIDR block comes back
    unchanged.
    """
    try:
        return str(ipaddress.ip_network(cidr, strict=False))
    except ValueError:
        return cidr


def require_groups(backend: Any, group_ids: Iterable[str], vpc_id: str, place: str) -> None:
    """Refuse security groups that do not exist or are not of the VPC.

    Args:
        place: what the groups are for, as the message says it, for example ``subnet subnet-1``.
    """
    for group_id in group_ids:
        group = backend.get_security_group_from_id(group_id)
        if group is None:
            raise AwsError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
        if group.vpc_id != vpc_id:
            raise AwsError(
                "InvalidParameter",
                f"Security group {group_id} and {place} belong to different networks.",
            )


def requested_tags(request: Request, resource_type: str) -> dict[str, str]:
    """The tags that a creating request gives to a resource of that type (``security-group-rule`` ...)."""
    return {
        tag["Key"]: tag["Value"]
        for specification in request.get("TagSpecifications", [])
        if specification.get("ResourceType") == resource_type
        for tag in specification.get("Tags", [])
    }


def require_prefix_list(backend: Any, prefix_list_id: str) -> None:
    """Refuse a prefix list that does not exist."""
    if prefix_list_id not in backend.managed_prefix_lists:
        raise AwsError(
            "InvalidPrefixListID.NotFound", f"The prefix list ID '{prefix_list_id}' does not exist"
        )
