"""DHCP options: moto drops the tags of the creating request and does not say who owns the options."""

from functools import cache
from typing import Any

from moto.ec2.models.dhcp_options import DHCPOptionsSet

from localcloud.moto_patches.ec2._service import EC2, requested_tags
from localcloud.moto_service import Request, define


def _keep_tags(_: Any, request: Request, answer: dict[str, Any]) -> None:
    answer["DhcpOptions"].add_tags(requested_tags(request, "dhcp-options"))


@cache
def apply() -> None:
    """Put moto's DHCP options right."""
    EC2.complete({"create_dhcp_options": _keep_tags})
    define(DHCPOptionsSet, owner_id=lambda options: options.ec2_backend.account_id)
