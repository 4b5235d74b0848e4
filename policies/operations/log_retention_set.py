"""Logs are kept for as long as they are needed."""

from policies.control import Control, References, Severity
from policies.requirement import PROD, Requirement, Requirements, at_least
from policies.resource_types import LOG_GROUP

_YEAR = 365
"""What FSBP (CloudWatch.16) asks for by default."""

REQUIREMENTS = Requirements(
    Requirement(LOG_GROUP, "retentionInDays", at_least(1), default=0),
    Requirement(LOG_GROUP, "retentionInDays", at_least(_YEAR), default=_YEAR, environment=PROD),
)

CONTROL = Control(
    id="log-retention-set",
    title="Every log group says how long it keeps its logs, and those of production keep them for a year.",
    reason=(
        "A break-in is found months later on average, and then its first traces have to be there "
        "still. Logs without an end are paid for until somebody notices, and keep personal data "
        "longer than is allowed."
    ),
    fix=f"Set retentionInDays; {_YEAR} or more in production.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(fsbp=("CloudWatch.16",), checkov=("CKV_AWS_66", "CKV_AWS_338")),
    check_resource=REQUIREMENTS.check,
)
