"""Production data cannot be deleted by one mistake."""

from functools import partial

from policies.control import Control, References, Severity
from policies.requirement import FALSE, PROD, SET, TRUE, Requirement, Requirements, at_least
from policies.resource_types import (
    BUCKET,
    CACHE,
    DATABASE,
    DATABASE_CLUSTER,
    DOCUMENTS,
    IMAGES,
    KUBERNETES,
    LOAD_BALANCER,
    SECRET,
    VAULT,
)

_in_prod = partial(Requirement, environment=PROD)

REQUIREMENTS = Requirements(
    _in_prod(DATABASE, "deletionProtection", TRUE, default=False),
    _in_prod(DATABASE, "skipFinalSnapshot", FALSE, default=False, unless="replicateSourceDb"),
    _in_prod(DATABASE_CLUSTER, "deletionProtection", TRUE, default=False),
    _in_prod(DATABASE_CLUSTER, "skipFinalSnapshot", FALSE, default=False),
    _in_prod(DOCUMENTS, "deletionProtection", TRUE, default=False),
    _in_prod(DOCUMENTS, "skipFinalSnapshot", FALSE, default=False),
    _in_prod(CACHE, "finalSnapshotIdentifier", SET),
    _in_prod(KUBERNETES, "deletionProtection", TRUE, default=False),
    _in_prod(LOAD_BALANCER, "enableDeletionProtection", TRUE, default=False),
    _in_prod(BUCKET, "forceDestroy", FALSE, default=False),
    _in_prod(IMAGES, "forceDelete", FALSE, default=False),
    _in_prod(VAULT, "forceDestroy", FALSE, default=False),
    _in_prod(SECRET, "recoveryWindowInDays", at_least(7), default=30),
)

CONTROL = Control(
    id="deletion-protected",
    title="In production, AWS refuses to delete stores and the way in, or keeps what was in them.",
    reason=(
        "A renamed resource, a wrong stack or a typed `destroy` deletes within seconds what took years. "
        "Protection turns that into a refusal, and a last snapshot into a delay."
    ),
    fix=(
        "Set the property that the message names. To delete on purpose, switch protection off in a "
        "change of its own that is reviewed."
    ),
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions=(
        "Other environments than production. The last snapshot of a read replica: its content is its "
        "source's."
    ),
    references=References(
        fsbp=("RDS.7", "RDS.8", "DocumentDB.5", "ELB.6"),
        checkov=("CKV_AWS_139", "CKV_AWS_150", "CKV_AWS_293"),
    ),
    check_resource=REQUIREMENTS.check,
)
