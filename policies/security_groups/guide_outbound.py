"""Outbound rules keep to the table of who may reach whom."""

from policies.control import Control, Severity
from policies.security_groups.rules import TYPES, Direction
from policies.security_groups.table import compare

CONTROL = Control(
    id="security-group-guide-outbound",
    title=(
        "Every security group lets out only what the architecture's table gives it, and a data store nothing."
    ),
    reason=(
        "A store that opens no connections cannot send its data anywhere, whatever happens inside it. "
        "Services need the VPC, and the internet by HTTPS; more than that helps only an intruder."
    ),
    fix=(
        "Remove the rule, or narrow it to what the table allows. Answers to inbound connections need no "
        "outbound rule. If the architecture has changed, change the table in "
        "policies/security_groups/guide.py together with the program, and have both reviewed."
    ),
    severity=Severity.HIGH,
    types=TYPES[Direction.OUTBOUND],
    exceptions=(
        "Groups without a role are left to `security-group-role-declared`, and rules that are open to the "
        "world on anything but TCP 443 to `security-group-no-unrestricted-egress`."
    ),
    check_stack=lambda stack: compare(stack, Direction.OUTBOUND),
)
