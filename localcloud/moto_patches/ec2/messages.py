"""EC2's errors for what does not exist: moto words some differently, or with a Python set in them."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2 import exceptions

from localcloud.moto_service import replace

MESSAGES: Final = {
    exceptions.InvalidAddressError: "Address '{}' not found.",
    exceptions.InvalidAllocationIdError: "The allocation ID '{}' does not exist",
    exceptions.InvalidDHCPOptionsIdError: "The dhcpOption ID '{}' does not exist",
    exceptions.InvalidInternetGatewayIdError: "The internetGateway ID '{}' does not exist",
    exceptions.InvalidKeyPairNameError: "The key pair '{}' does not exist",
    exceptions.InvalidNetworkAclIdError: "The networkAcl ID '{}' does not exist",
    exceptions.InvalidRouteTableIdError: "The routeTable ID '{}' does not exist",
    exceptions.InvalidSecurityGroupNotFoundError: "The security group '{}' does not exist",
    exceptions.InvalidVPCIdError: "The vpc ID '{}' does not exist",
    exceptions.InvalidVpcEndPointIdError: "The Vpc Endpoint Id '{}' does not exist",
}


def _worded(message: str) -> Callable[..., None]:
    def init(original: Callable[..., None], self: Any, ids: Any) -> None:
        original(self, ids)
        names = ids if isinstance(ids, str) else ", ".join(sorted(map(str, ids)))
        self.message = message.format(names)

    return init


@cache
def apply() -> None:
    """Word EC2's errors as AWS does."""
    for error, message in MESSAGES.items():
        replace(error, "__init__", _worded(message))
