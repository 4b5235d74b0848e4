"""Every family of controls in the pack. A new family is one line here."""

from policies import access, data_protection, operations, security_groups, tagging
from policies.control import Control, Family
from policies.exemption import EXPIRED, UNUSED

FAMILIES: tuple[Family, ...] = (
    security_groups.FAMILY,
    access.FAMILY,
    data_protection.FAMILY,
    operations.FAMILY,
    tagging.FAMILY,
)

CONTROLS: tuple[Control, ...] = (
    *(control for family in FAMILIES for control in family.controls),
    EXPIRED,
    UNUSED,
)
"""All controls, in the order of their families, and last those about the exemptions themselves."""
