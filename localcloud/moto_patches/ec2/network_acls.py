"""Network ACLs.

What moto accepts, and AWS refuses: a wrong rule number, port range or CIDR block; deleting the default ACL of
a VPC.

What moto gets wrong: the ICMP type and code of an entry are lost; an unknown ACL is reported as a route
table; an unknown entry or association crashes.
"""

import ipaddress
from functools import cache
from typing import Any

from localcloud.moto_patches.ec2._service import EC2, canonical_cidr, invalid_value
from localcloud.moto_patches.ec2.rule_validation import ICMP_PROTOCOLS, PORT_PROTOCOLS, protocol_number
from localcloud.moto_service import AwsError, Request

HIGHEST_RULE_NUMBER = 32766


def _not_found(acl_id: str) -> AwsError:
    return AwsError("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{acl_id}' does not exist")


def _refuse_unknown(backend: Any, request: Request) -> None:
    for acl_id in request.get("NetworkAclIds", []):
        if acl_id not in backend.network_acls:
            raise _not_found(acl_id)


def _refuse_deleting_default(backend: Any, request: Request) -> None:
    acl = backend.network_acls.get(request["NetworkAclId"])
    if acl is None:
        raise _not_found(request["NetworkAclId"])
    if acl.default:
        raise invalid_value(f"cannot delete default network ACL {acl.id}")


def _refuse_unknown_association(backend: Any, request: Request) -> None:
    association_id, acl_id = request["AssociationId"], request["NetworkAclId"]
    if acl_id not in backend.network_acls:
        raise _not_found(acl_id)
    if not any(association_id in acl._associations for acl in backend.network_acls.values()):
        raise AwsError(
            "InvalidAssociationID.NotFound", f"The association ID '{association_id}' does not exist"
        )


def _refuse_unknown_entry(backend: Any, request: Request) -> None:
    acl = backend.get_network_acl(request["NetworkAclId"])
    wanted = (bool(request["Egress"]), request["RuleNumber"])
    if wanted not in [(bool(entry.egress), entry.rule_number) for entry in acl.entries]:
        direction = "egress" if wanted[0] else "ingress"
        raise AwsError(
            "InvalidNetworkAclEntry.NotFound",
            f"The {direction} entry with rule number {wanted[1]} does not exist in network ACL {acl.id}",
        )


def _refuse_entry(_: Any, request: Request) -> None:
    number = request["RuleNumber"]
    if not 1 <= number <= HIGHEST_RULE_NUMBER:
        raise invalid_value(
            f"Value ({number}) for parameter ruleNumber is invalid. Must be between 1 and "
            f"{HIGHEST_RULE_NUMBER}."
        )
    protocol = protocol_number(request["Protocol"])
    if protocol in PORT_PROTOCOLS:
        ports = request.get("PortRange") or {}
        first, last = ports.get("From"), ports.get("To")
        if first is None or last is None:
            raise AwsError("MissingParameter", "The request must contain the parameter PortRange")
        if not 0 <= first <= last <= 65535:
            raise invalid_value(f"Invalid {PORT_PROTOCOLS[protocol]} port range ({first}-{last}).")
    if protocol in ICMP_PROTOCOLS and not request.get("IcmpTypeCode"):
        raise AwsError("MissingParameter", "The request must contain the parameter IcmpTypeCode")
    _refuse_block(request)


def _refuse_block(request: Request) -> None:
    if not request.get("CidrBlock") and not request.get("Ipv6CidrBlock"):
        raise AwsError(
            "MissingParameter", "The request must contain the parameter cidrBlock or ipv6CidrBlock"
        )
    for parameter in ("CidrBlock", "Ipv6CidrBlock"):
        block = request.get(parameter)
        if block:
            try:
                ipaddress.ip_network(block, strict=False)
            except ValueError:
                raise invalid_value(
                    f"Value ({block}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
                ) from None
            request[parameter] = canonical_cidr(block)


def _keep_icmp(backend: Any, request: Request, _: Any) -> None:
    icmp = request.get("IcmpTypeCode")
    if icmp:
        acl = backend.get_network_acl(request["NetworkAclId"])
        for entry in acl.entries:
            if (bool(entry.egress), entry.rule_number) == (bool(request["Egress"]), request["RuleNumber"]):
                entry.icmp_type, entry.icmp_code = icmp.get("Type"), icmp.get("Code")


@cache
def apply() -> None:
    """Put moto's network ACLs right."""
    EC2.refuse(
        {
            "describe_network_acls": [_refuse_unknown],
            "delete_network_acl": [_refuse_deleting_default],
            "create_network_acl_entry": [_refuse_entry],
            "replace_network_acl_entry": [_refuse_unknown_entry, _refuse_entry],
            "delete_network_acl_entry": [_refuse_unknown_entry],
            "replace_network_acl_association": [_refuse_unknown_association],
        }
    )
    EC2.complete({"create_network_acl_entry": _keep_icmp, "replace_network_acl_entry": _keep_icmp})
