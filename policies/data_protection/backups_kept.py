"""Production data can be restored."""

from policies.control import Control, References, Severity
from policies.requirement import PROD, Requirement, Requirements, at_least
from policies.resource_types import CACHE, DATABASE, DATABASE_CLUSTER, DOCUMENTS

_DAYS = 7
"""What FSBP (RDS.11, DocumentDB.2) asks for by default."""

REQUIREMENTS = Requirements(
    Requirement(
        DATABASE,
        "backupRetentionPeriod",
        at_least(_DAYS),
        default=0,
        environment=PROD,
        unless="replicateSourceDb",
    ),
    Requirement(DATABASE_CLUSTER, "backupRetentionPeriod", at_least(_DAYS), default=1, environment=PROD),
    Requirement(DOCUMENTS, "backupRetentionPeriod", at_least(_DAYS), default=1, environment=PROD),
    Requirement(CACHE, "snapshotRetentionLimit", at_least(1), default=0, environment=PROD),
)

CONTROL = Control(
    id="backups-kept",
    title=f"Production databases can be restored to any point of the last {_DAYS} days, and caches to a day.",
    reason=(
        "Replicas copy a mistake within a second. Only a backup brings back what was deleted by a "
        "bug, and a bug is often noticed days later."
    ),
    fix=f"Set the property that the message names; {_DAYS} days or more for databases, 1 for caches.",
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions="Other environments than production. Read replicas, whose source is backed up.",
    references=References(
        fsbp=("RDS.11", "DocumentDB.2", "ElastiCache.1"),
        checkov=("CKV_AWS_133", "CKV_AWS_134", "CKV_AWS_360"),
    ),
    check_resource=REQUIREMENTS.check,
)
