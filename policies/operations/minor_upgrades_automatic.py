"""Stores get security fixes by themselves."""

from policies.control import Control, References, Severity
from policies.requirement import TRUE, Requirement, Requirements
from policies.resource_types import (
    CACHE,
    DATABASE,
    DATABASE_CLUSTER_INSTANCE,
    DOCUMENTS_INSTANCE,
    SEARCH,
)

_PATH = "autoMinorVersionUpgrade"

REQUIREMENTS = Requirements(
    *(
        Requirement(type_, _PATH, TRUE, default=True)
        for type_ in (CACHE, DATABASE, DATABASE_CLUSTER_INSTANCE, DOCUMENTS_INSTANCE)
    ),
    Requirement(SEARCH, "softwareUpdateOptions.autoSoftwareUpdateEnabled", TRUE, default=False),
)

CONTROL = Control(
    id="minor-upgrades-automatic",
    title="Databases, caches and search take minor versions, which hold security fixes, by themselves.",
    reason=(
        "Flaws of an engine are published together with the version that mends them. Upgrades that "
        "wait for somebody's time come after the attacks."
    ),
    fix="Set the property that the message names to true; it takes effect in the maintenance window.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(
        fsbp=("ElastiCache.2", "OpenSearch.10", "RDS.13", "RDS.35"),
        cis=("2.3.2",),
        checkov=("CKV_AWS_226", "CKV_AWS_322"),
    ),
    check_resource=REQUIREMENTS.check,
)
