"""Data stores ask who is calling, and know people and services by IAM."""

from policies.control import Control, References, Severity
from policies.requirement import FALSE, SET, TRUE, Requirement, Requirements
from policies.resource_types import CACHE, DATABASE, DATABASE_CLUSTER, KAFKA, SEARCH

REQUIREMENTS = Requirements(
    Requirement(DATABASE, "iamDatabaseAuthenticationEnabled", TRUE, default=False),
    Requirement(DATABASE_CLUSTER, "iamDatabaseAuthenticationEnabled", TRUE, default=False),
    Requirement(CACHE, "userGroupIds", SET),
    Requirement(SEARCH, "advancedSecurityOptions.enabled", TRUE, default=False),
    Requirement(SEARCH, "advancedSecurityOptions.anonymousAuthEnabled", FALSE, default=False),
    Requirement(SEARCH, "advancedSecurityOptions.internalUserDatabaseEnabled", FALSE, default=False),
    Requirement(KAFKA, "clientAuthentication.sasl.iam", TRUE, default=False),
    Requirement(KAFKA, "clientAuthentication.sasl.scram", FALSE, default=False),
    Requirement(KAFKA, "clientAuthentication.unauthenticated", FALSE, default=False),
)

CONTROL = Control(
    id="store-requires-identity",
    title="Databases, caches, search and Kafka know their callers by IAM.",
    reason=(
        "A store that asks nobody belongs to whoever is in the network. Passwords are shared, copied "
        "and never changed; with IAM each service has credentials of its own that last for minutes."
    ),
    fix=(
        "Set the property that the message names, and let services sign in with their task role. A "
        "cache needs a user group whose users have the authentication mode iam."
    ),
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions="DocumentDB, whose master password `password-not-in-program` judges.",
    references=References(
        fsbp=("ElastiCache.6", "MSK.6", "OpenSearch.7", "RDS.10", "RDS.12"),
        checkov=("CKV_AWS_31", "CKV_AWS_161", "CKV_AWS_162", "CKV2_AWS_52"),
    ),
    check_resource=REQUIREMENTS.check,
)
