"""What is stored is encrypted."""

from policies.control import Control, References, Severity
from policies.requirement import TRUE, Requirement, Requirements
from policies.resource_types import (
    CACHE,
    DATABASE,
    DATABASE_CLUSTER,
    DOCUMENTS,
    FILE_SYSTEM,
    INSTANCE,
    LAUNCH_TEMPLATE,
    SEARCH,
    VOLUME,
)

# What is restored or copied from something encrypted is encrypted as that is.
REQUIREMENTS = Requirements(
    Requirement(DATABASE, "storageEncrypted", TRUE, default=False, unless="replicateSourceDb"),
    Requirement(
        DATABASE_CLUSTER, "storageEncrypted", TRUE, default=False, unless="replicationSourceIdentifier"
    ),
    Requirement(DOCUMENTS, "storageEncrypted", TRUE, default=False),
    Requirement(CACHE, "atRestEncryptionEnabled", TRUE, default=False),
    Requirement(SEARCH, "encryptAtRest.enabled", TRUE, default=False),
    Requirement(FILE_SYSTEM, "encrypted", TRUE, default=False),
    Requirement(VOLUME, "encrypted", TRUE, default=False),
    Requirement(INSTANCE, "rootBlockDevice.encrypted", TRUE, default=False),
    Requirement(INSTANCE, "ebsBlockDevices[].encrypted", TRUE, default=False),
    Requirement(LAUNCH_TEMPLATE, "blockDeviceMappings[].ebs.encrypted", TRUE, default=False),
)

CONTROL = Control(
    id="data-encrypted-at-rest",
    title="Databases, caches, search, file systems and volumes are encrypted where they are stored.",
    reason=(
        "Encryption makes a copied disk or a leaked snapshot worthless without its key. Most stores "
        "cannot be encrypted later: they have to be made anew."
    ),
    fix=(
        "Set the property that the message names. If the resource exists already, plan for its "
        "replacement: restore an encrypted copy of a snapshot."
    ),
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions=(
        "Read replicas, which are encrypted as their source is. Buckets, queues, Kafka and DynamoDB, "
        "which AWS always encrypts: `data-encrypted-with-own-key` says with whose key."
    ),
    references=References(
        fsbp=("DocumentDB.1", "EC2.3", "EFS.1", "ElastiCache.4", "OpenSearch.1", "RDS.3", "RDS.27"),
        cis=("2.2.1", "2.3.1", "2.4.1"),
        checkov=(
            "CKV_AWS_3",
            "CKV_AWS_5",
            "CKV_AWS_8",
            "CKV_AWS_16",
            "CKV_AWS_29",
            "CKV_AWS_42",
            "CKV_AWS_74",
            "CKV_AWS_96",
        ),
    ),
    check_resource=REQUIREMENTS.check,
)
