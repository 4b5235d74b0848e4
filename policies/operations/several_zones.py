"""Production outlives the loss of a zone."""

from functools import partial

from policies.control import Control, References, Severity
from policies.requirement import PROD, TRUE, Requirement, Requirements, at_least
from policies.resource_types import CACHE, DATABASE, SEARCH, SERVICE

_in_prod = partial(Requirement, environment=PROD)

REQUIREMENTS = Requirements(
    _in_prod(DATABASE, "multiAz", TRUE, default=False, unless="replicateSourceDb"),
    _in_prod(CACHE, "multiAzEnabled", TRUE, default=False),
    _in_prod(CACHE, "automaticFailoverEnabled", TRUE, default=False),
    _in_prod(SEARCH, "clusterConfig.zoneAwarenessEnabled", TRUE, default=False),
    _in_prod(SERVICE, "desiredCount", at_least(2), default=0),
)

CONTROL = Control(
    id="several-zones",
    title="In production, databases, caches, search and services run in more than one zone.",
    reason=(
        "A zone is lost for hours every few years, and a host every day. What runs once is gone for "
        "as long as it takes to make it anew, or to restore its data."
    ),
    fix="Set the property that the message names, and give subnets in two zones or more.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions=(
        "Other environments than production. Read replicas. DocumentDB, Aurora and Kafka, whose storage or "
        "brokers are in several zones by themselves."
    ),
    references=References(
        fsbp=("ElastiCache.3", "OpenSearch.6", "RDS.5"), checkov=("CKV_AWS_157", "CKV_AWS_318", "CKV2_AWS_50")
    ),
    check_resource=REQUIREMENTS.check,
)
