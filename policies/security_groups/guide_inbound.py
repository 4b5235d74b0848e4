"""Inbound rules keep to the table of who may reach whom."""

from policies.control import Control, References, Severity
from policies.security_groups.rules import TYPES, Direction
from policies.security_groups.table import compare

CONTROL = Control(
    id="security-group-guide-inbound",
    title="Every security group admits only those peers and ports that the architecture's table gives it.",
    reason=(
        "The table is what was agreed on: which service may reach which store, on which port. A rule beside"
        " it is a way in that nobody decided on, and an intruder in one service finds it."
    ),
    fix=(
        "Remove the rule, or narrow it to what the table allows. If the architecture has changed, change "
        "the table in policies/security_groups/guide.py together with the program, and have both reviewed."
    ),
    severity=Severity.HIGH,
    types=TYPES[Direction.INBOUND],
    exceptions=(
        "Groups without a role are left to `security-group-role-declared`, and rules that are open to the "
        "world to `security-group-no-world-ingress`."
    ),
    references=References(fsbp=("EC2.19",)),
    check_stack=lambda stack: compare(stack, Direction.INBOUND),
)
