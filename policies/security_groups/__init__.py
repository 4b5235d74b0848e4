"""Security groups, judged by meaning: who can reach whom, however the rules are written."""

from policies.control import Family
from policies.security_groups import (
    default_group_empty,
    described,
    fits_member,
    guide_inbound,
    guide_outbound,
    no_unrestricted_egress,
    no_world_ingress,
    role_declared,
    rules_not_mixed,
)

FAMILY = Family(
    name="security-groups",
    description="Security groups open no more than the architecture needs.",
    controls=(
        no_world_ingress.CONTROL,
        no_unrestricted_egress.CONTROL,
        guide_inbound.CONTROL,
        guide_outbound.CONTROL,
        role_declared.CONTROL,
        fits_member.CONTROL,
        default_group_empty.CONTROL,
        rules_not_mixed.CONTROL,
        described.CONTROL,
    ),
)
