"""Puts the controls into the few policies that the engine knows.

The engine's cost is per policy, not per control: it sends every resource to each of them anew. So there is
one policy for a family, which dispatches by type, one for the stack, and one for what must be said without
blocking: the level belongs to the policy, and a finding cannot have one of its own.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from pulumi_policy import EnforcementLevel, Policy, ResourceValidationPolicy, StackValidationPolicy

from policies.control import Family
from policies.exemption import Exemption
from policies.exemptions import EXEMPTIONS
from policies.registry import FAMILIES
from policies.session import Session

NAME = "shared-infra"


def policies(
    families: Sequence[Family] = FAMILIES,
    exemptions: Sequence[Exemption] = EXEMPTIONS,
    today: date | None = None,
) -> list[Policy]:
    """Returns the pack's policies, which share one session.

    `today` decides which exemptions have expired. Default: the day (UTC) on which they are looked at.

    Raises ValueError for an exemption of a control that does not exist.
    """
    session = Session(families, exemptions, today)
    return [
        *(
            ResourceValidationPolicy(
                name=family.name,
                description=family.description,
                validate=_bind(session, family),
                enforcement_level=EnforcementLevel.MANDATORY,
            )
            for family in families
        ),
        StackValidationPolicy(
            name="stack",
            description="The resources of the stack fit together.",
            validate=session.check_stack,
            enforcement_level=EnforcementLevel.MANDATORY,
        ),
        # Behind `stack`, whose findings it reports.
        StackValidationPolicy(
            name="notices",
            description="What is undecided, exempted, or judged by no rule is said aloud.",
            validate=session.notices,
            enforcement_level=EnforcementLevel.ADVISORY,
        ),
    ]


def _bind(session: Session, family: Family) -> Callable[..., Any]:
    return lambda args, report: session.check_resource(family, args, report)
