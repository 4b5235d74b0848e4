"""Network ACLs, their rules and the subnets that they guard.

A rule that is a resource of its own does not show in its ACL's `ingress` and `egress`.
"""

from collections.abc import Iterable
from typing import Any, Final
from zlib import crc32

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_rule_blocks import protocol_number, same_protocol
from localcloud.services.ec2_tagging import EC2_TAGGING

_RULE_TOKEN: Final = "aws:ec2/networkAclRule:NetworkAclRule"
_EGRESS: Final = {"ingress": False, "egress": True}
_FIRST_OF_AWS: Final = 32767
"""The number from which on rules are AWS's own: the last one, which denies everything."""

_PORTLESS: Final = ("-1", "1", "58")
_ICMP: Final = ("1", "58")


def _entry(rule: Properties) -> dict[str, Any]:
    """The members of a request for a rule, given as a block or as inputs of a rule of its own."""
    protocol = protocol_number(rule["protocol"])
    ports = {"From": rule.get("fromPort") or 0, "To": rule.get("toPort") or 0}
    icmp = {"Type": rule.get("icmpType") or 0, "Code": rule.get("icmpCode") or 0}
    return {
        "RuleNumber": rule.get("ruleNo") or rule.get("ruleNumber"),
        "RuleAction": rule.get("action") or rule.get("ruleAction"),
        "Protocol": protocol,
        "CidrBlock": rule.get("cidrBlock") or None,
        "Ipv6CidrBlock": rule.get("ipv6CidrBlock") or None,
        "PortRange": None if protocol in _PORTLESS else ports,
        "IcmpTypeCode": icmp if protocol in _ICMP else None,
    }


def _told(entry: dict[str, Any]) -> Properties:
    """What an entry of an answer says, in the words that blocks and rules share."""
    ports, icmp = entry.get("PortRange") or {}, entry.get("IcmpTypeCode") or {}
    return {
        "protocol": entry["Protocol"],
        "cidrBlock": entry.get("CidrBlock"),
        "ipv6CidrBlock": entry.get("Ipv6CidrBlock"),
        "fromPort": ports.get("From", 0),
        "toPort": ports.get("To", 0),
        "icmpType": icmp.get("Type"),
        "icmpCode": icmp.get("Code"),
    }


def _block(entry: dict[str, Any]) -> Properties:
    found = {**_told(entry), "ruleNo": entry["RuleNumber"], "action": entry["RuleAction"]}
    return {name: value for name, value in found.items() if value is not None}


def _rule_id(acl: str, number: int, egress: bool, protocol: Any) -> str:
    """The id of a rule as the provider makes it: Terraform's hash of what tells it apart."""
    key = f"{acl}-{number}-{str(egress).lower()}-{protocol_number(protocol)}-"
    return f"nacl-{crc32(key.encode())}"


def _acl(api: Api, identifier: str) -> dict[str, Any]:
    found: dict[str, Any] = api.call("describe_network_acls", NetworkAclIds=[identifier])["NetworkAcls"][0]
    return found


def _complete_acl(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    managed = api.managed(_RULE_TOKEN)
    own = [
        entry
        for entry in answer["Entries"]
        if entry["RuleNumber"] < _FIRST_OF_AWS
        and _rule_id(identifier, entry["RuleNumber"], entry["Egress"], entry["Protocol"]) not in managed
    ]
    blocks = {
        name: [_block(entry) for entry in own if entry["Egress"] == egress]
        for name, egress in _EGRESS.items()
    }
    subnets = [association["SubnetId"] for association in answer["Associations"]]
    return {**answer, **blocks, "subnetIds": subnets}


def _update_acl(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    for name, egress in _EGRESS.items():
        if name in changed:
            _set_entries(api, identifier, egress, state.get(name) or [], inputs.get(name) or [])
    if "subnetIds" in changed:
        old, new = set(state.get("subnetIds") or ()), set(inputs.get("subnetIds") or ())
        _guard(api, identifier, sorted(new - old))
        _release(api, identifier, sorted(old - new))


def _set_entries(api: Api, acl: str, egress: bool, old: list[Properties], new: list[Properties]) -> None:
    before, after = [_entry(rule) for rule in old], [_entry(rule) for rule in new]
    for entry in before:
        if entry not in after:
            number = entry["RuleNumber"]
            api.call("delete_network_acl_entry", NetworkAclId=acl, Egress=egress, RuleNumber=number)
    for entry in after:
        if entry not in before:
            api.call("create_network_acl_entry", NetworkAclId=acl, Egress=egress, **entry)


def _guard(api: Api, acl: str, subnets: list[str]) -> list[str]:
    """Put subnets under an ACL; gives the new associations' ids."""
    made = []
    for subnet in subnets:
        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        for found in api.call("describe_network_acls", Filters=filters)["NetworkAcls"]:
            for association in found["Associations"]:
                if association["SubnetId"] == subnet:
                    answer = api.call(
                        "replace_network_acl_association",
                        AssociationId=association["NetworkAclAssociationId"],
                        NetworkAclId=acl,
                    )
                    made.append(str(answer["NewAssociationId"]))
    return made


def _release(api: Api, acl: str, subnets: list[str]) -> None:
    """Put subnets back under the default ACL of their VPC."""
    filters = [
        {"Name": "vpc-id", "Values": [_acl(api, acl)["VpcId"]]},
        {"Name": "default", "Values": ["true"]},
    ]
    default = api.call("describe_network_acls", Filters=filters)["NetworkAcls"][0]["NetworkAclId"]
    _guard(api, default, subnets)


def _delete_acl(api: Api, identifier: str, state: Properties) -> None:
    _release(api, identifier, [item["SubnetId"] for item in _acl(api, identifier)["Associations"]])
    api.call("delete_network_acl", NetworkAclId=identifier)


ACL: Final = Resource(
    "aws:ec2/networkAcl:NetworkAcl",
    "ec2",
    identifier="{NetworkAclId}",
    create=Call("create_network_acl", answer="NetworkAcl"),
    read=Call("describe_network_acls", {"NetworkAclIds": ["{id}"]}, answer="NetworkAcls[0]"),
    complete=_complete_acl,
    update=_update_acl,
    delete=_delete_acl,
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:network-acl/{id}"},
    equivalent={f"{name}.protocol": same_protocol for name in _EGRESS},
    tagging=EC2_TAGGING,
    tag_resource_type="network-acl",
)


def _create_rule(api: Api, inputs: Properties) -> str:
    acl, egress = inputs["networkAclId"], inputs["egress"]
    api.call("create_network_acl_entry", NetworkAclId=acl, Egress=egress, **_entry(inputs))
    return _rule_id(acl, inputs["ruleNumber"], egress, inputs["protocol"])


def _read_rule(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    for entry in _acl(api, known["networkAclId"])["Entries"]:
        if (entry["RuleNumber"], entry["Egress"]) == (known["ruleNumber"], known["egress"]):
            return {**entry, **_told(entry)}
    return None


def _delete_rule(api: Api, identifier: str, state: Properties) -> None:
    api.call(
        "delete_network_acl_entry",
        NetworkAclId=state["networkAclId"],
        Egress=state["egress"],
        RuleNumber=state["ruleNumber"],
    )


def _named_by_import(identifier: str) -> Properties:
    """What `acl-1:100:tcp:false`, the form in which a rule is imported, says."""
    parts = identifier.split(":")
    if len(parts) != 4:
        return {}
    acl, number, protocol, egress = parts
    return {
        "networkAclId": acl,
        "ruleNumber": int(number),
        "protocol": protocol,
        "egress": egress == "true",
    }


def _imported_rule_id(api: Api, identifier: str) -> str:
    named = _named_by_import(identifier)
    if not named:
        return identifier
    return _rule_id(named["networkAclId"], named["ruleNumber"], named["egress"], named["protocol"])


def _check_rule(inputs: Properties) -> Iterable[tuple[str, str]]:
    if protocol_number(inputs["protocol"]) not in _PORTLESS:
        for name in ("fromPort", "toPort"):
            if inputs.get(name) is None:
                yield name, f"a {inputs['protocol']} rule needs {name}"


ACL_RULE: Final = Resource(
    _RULE_TOKEN,
    "ec2",
    create=_create_rule,
    read=_read_rule,
    delete=_delete_rule,
    exactly_one=(("cidrBlock", "ipv6CidrBlock"),),
    allowed={"ruleAction": ("allow", "deny")},
    equivalent={"protocol": same_protocol},
    import_properties=_named_by_import,
    import_id=_imported_rule_id,
    validate=_check_rule,
)


def _associate(api: Api, inputs: Properties) -> str:
    return _guard(api, inputs["networkAclId"], [inputs["subnetId"]])[0]


def _read_association(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    for acl in api.call("describe_network_acls")["NetworkAcls"]:
        for association in acl["Associations"]:
            if association["NetworkAclAssociationId"] == identifier:
                return dict(association)
    return None


def _disassociate(api: Api, identifier: str, state: Properties) -> None:
    if _read_association(api, identifier, state):
        _release(api, state["networkAclId"], [state["subnetId"]])


ACL_ASSOCIATION: Final = Resource(
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "ec2",
    create=_associate,
    read=_read_association,
    delete=_disassociate,
    # A subnet is under one ACL at a time: the old association's end would be the new one's, too.
    delete_before_replace=True,
)

RESOURCES: Final = (ACL, ACL_RULE, ACL_ASSOCIATION)
