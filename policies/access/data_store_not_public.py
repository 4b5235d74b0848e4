"""Data stores have no address on the internet."""

from policies.control import Control, References, Severity
from policies.requirement import FALSE, SET, Requirement, Requirements, one_of
from policies.resource_types import DATABASE, DATABASE_CLUSTER_INSTANCE, KAFKA, SEARCH

REQUIREMENTS = Requirements(
    Requirement(DATABASE, "publiclyAccessible", FALSE, default=False),
    Requirement(DATABASE_CLUSTER_INSTANCE, "publiclyAccessible", FALSE, default=False),
    Requirement(SEARCH, "vpcOptions", SET),
    Requirement(
        KAFKA,
        "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
        one_of("DISABLED"),
        default="DISABLED",
    ),
)

CONTROL = Control(
    id="data-store-not-public",
    title="No database, search domain or Kafka cluster has an address on the internet.",
    reason=(
        "A store with a public address is one security-group rule away from everybody, and its own "
        "password check is then the only defence. Without one, no rule can open it."
    ),
    fix=(
        "Set the property that the message names. Reach the store from inside the VPC, or through the "
        "bastion."
    ),
    severity=Severity.CRITICAL,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions="DocumentDB and ElastiCache, which AWS offers inside a VPC only.",
    references=References(
        fsbp=("MSK.4", "OpenSearch.2", "RDS.2"),
        cis=("2.3.3",),
        checkov=("CKV_AWS_17", "CKV_AWS_137", "CKV_AWS_291"),
    ),
    check_resource=REQUIREMENTS.check,
)
