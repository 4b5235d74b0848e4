"""No password passes through a program or its state."""

from policies.control import Control, Severity
from policies.requirement import NOT_SET, Requirement, Requirements
from policies.resource_types import CACHE, DATABASE, DATABASE_CLUSTER, DOCUMENTS, SEARCH

_USER = "aws:elasticache/user:User"
_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"

REQUIREMENTS = Requirements(
    Requirement(DATABASE, "password", NOT_SET),
    Requirement(DATABASE_CLUSTER, "masterPassword", NOT_SET),
    Requirement(DOCUMENTS, "masterPassword", NOT_SET),
    Requirement(CACHE, "authToken", NOT_SET),
    Requirement(_USER, "passwords", NOT_SET),
    Requirement(_USER, "authenticationMode.passwords", NOT_SET),
    Requirement(SEARCH, "advancedSecurityOptions.masterUserOptions.masterUserPassword", NOT_SET),
    Requirement(_VERSION, "secretString", NOT_SET),
    Requirement(_VERSION, "secretBinary", NOT_SET),
)

CONTROL = Control(
    id="password-not-in-program",
    title="No password or secret value is an input of a resource.",
    reason=(
        "What a program is given is in its configuration, its state and the memory of every preview, "
        "and it is changed only when somebody remembers to. AWS can make, keep and rotate passwords "
        "that nobody sees."
    ),
    fix=(
        "Let AWS manage the password (manageMasterUserPassword), or sign in with IAM. Declare a "
        "secret without a value and fill it with `python -m ops secrets init`."
    ),
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    check_resource=REQUIREMENTS.check,
)
