"""Data stores talk TLS only, to clients and among themselves."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.requirement import TRUE, Requirement, Requirements, one_of
from policies.resource_types import CACHE, DATABASE_PROXY, KAFKA, SEARCH
from policies.stack import Resource

_MODERN = (
    "Policy-Min-TLS-1-2-2019-07",
    "Policy-Min-TLS-1-2-PFS-2023-10",
    "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
)
_OLD = "Policy-Min-TLS-1-0-2019-07"

_PARAMETER_GROUPS = (
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)

# rds.force_ssl has no default here: it is 1 from PostgreSQL 15 on, from Aurora PostgreSQL 17 on, and 0 before
# (RDS and Aurora user guides, "Requiring an SSL/TLS connection").
REQUIREMENTS = Requirements(
    Requirement(CACHE, "transitEncryptionEnabled", TRUE, default=False),
    Requirement(CACHE, "transitEncryptionMode", one_of("required"), default="required"),
    Requirement(DATABASE_PROXY, "requireTls", TRUE, default=False),
    Requirement(SEARCH, "nodeToNodeEncryption.enabled", TRUE, default=False),
    Requirement(SEARCH, "domainEndpointOptions.enforceHttps", TRUE, default=False),
    Requirement(SEARCH, "domainEndpointOptions.tlsSecurityPolicy", one_of(*_MODERN), default=_OLD),
    Requirement(KAFKA, "encryptionInfo.encryptionInTransit.clientBroker", one_of("TLS"), default="TLS"),
    Requirement(KAFKA, "encryptionInfo.encryptionInTransit.inCluster", TRUE, default=True),
    Requirement(
        "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
        "parameters[name=tls].value",
        one_of("enabled", "tls1.2+", "tls1.3+", "fips-140-3"),
        default="enabled",
    ),
    *(Requirement(type_, "parameters[name=rds.force_ssl].value", one_of("1")) for type_ in _PARAMETER_GROUPS),
)


def _check(resource: Resource) -> Iterator[Finding]:
    if resource.type in _PARAMETER_GROUPS and "postgres" not in str(resource.inputs.get("family")):
        return
    yield from REQUIREMENTS.check(resource)


CONTROL = Control(
    id="transport-encrypted",
    title="Data stores accept and make connections over TLS only.",
    reason=(
        "Inside a VPC, too, traffic passes machines of others, mirrors and captured hosts. Without "
        "TLS they read passwords and data, and a client cannot tell whether it talks to the store at all."
    ),
    fix="Set the property that the message names, and have clients connect with TLS before that.",
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions="Parameter groups of RDS for other databases than PostgreSQL.",
    references=References(
        fsbp=("ElastiCache.5", "MSK.1", "OpenSearch.3", "OpenSearch.8", "DocumentDB.6", "RDS.38"),
        checkov=(
            "CKV_AWS_6",
            "CKV_AWS_30",
            "CKV_AWS_81",
            "CKV_AWS_83",
            "CKV_AWS_90",
            "CKV_AWS_228",
            "CKV2_AWS_69",
        ),
    ),
    check_resource=_check,
)
