"""What each row of the tables refuses, written out by hand: one wrong value of one property of one resource.

The tests make cases of them: the wrong value is refused, and one that is not known is undecided.
"""

from dataclasses import dataclass
from typing import Any

from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import Declared


@dataclass(frozen=True)
class Row:
    """One row of the table of a control."""

    control: str
    good: Declared
    """Keeps all controls."""
    path: str
    """The property, with positions in lists."""
    wrong: Any
    """A value that the row refuses; None: the property is not set."""
    also: tuple[str, ...] = ()
    """Other controls that cannot decide while the value is not known."""

    def __str__(self) -> str:
        return f"{self.path} of {self.good.name}"


def _rows(control: str, *rows: tuple[Any, ...]) -> list[Row]:
    return [Row(control, *row) for row in rows]


ROWS = [
    *_rows(
        "data-encrypted-at-rest",
        (a.DATABASE, "storageEncrypted", None),
        (a.DATABASE_CLUSTER, "storageEncrypted", False),
        (a.DOCUMENTS, "storageEncrypted", None),
        (a.CACHE, "atRestEncryptionEnabled", None),
        (a.SEARCH, "encryptAtRest.enabled", False),
        (a.FILE_SYSTEM, "encrypted", None),
        (a.VOLUME, "encrypted", None),
        (a.INSTANCE, "rootBlockDevice.encrypted", None),
        (a.INSTANCE, "ebsBlockDevices[0].encrypted", False),
        (a.LAUNCH_TEMPLATE, "blockDeviceMappings[0].ebs.encrypted", "false"),
    ),
    *_rows("key-rotates", (a.KEY, "enableKeyRotation", None)),
    *_rows(
        "transport-encrypted",
        (a.CACHE, "transitEncryptionEnabled", None),
        (a.CACHE, "transitEncryptionMode", "preferred"),
        (a.DATABASE_PROXY, "requireTls", None),
        (a.SEARCH, "nodeToNodeEncryption.enabled", None),
        (a.SEARCH, "domainEndpointOptions.enforceHttps", False),
        (a.SEARCH, "domainEndpointOptions.tlsSecurityPolicy", None),
        (a.KAFKA, "encryptionInfo.encryptionInTransit.clientBroker", "TLS_PLAINTEXT"),
        (a.KAFKA, "encryptionInfo.encryptionInTransit.inCluster", False),
        (a.DOCUMENTS_PARAMETERS, "parameters[1].value", "disabled"),
        (a.DATABASE_PARAMETERS, "parameters[0].value", "0"),
        (a.AURORA_PARAMETERS, "parameters[0].value", "0"),
    ),
    *_rows(
        "backups-kept",
        (a.DATABASE, "backupRetentionPeriod", 6),
        (a.DATABASE_CLUSTER, "backupRetentionPeriod", None),
        (a.DOCUMENTS, "backupRetentionPeriod", None),
        (a.CACHE, "snapshotRetentionLimit", 0),
    ),
    *_rows(
        "deletion-protected",
        (a.DATABASE, "deletionProtection", None),
        (a.DATABASE, "skipFinalSnapshot", True),
        (a.DATABASE_CLUSTER, "deletionProtection", False),
        (a.DATABASE_CLUSTER, "skipFinalSnapshot", True),
        (a.DOCUMENTS, "deletionProtection", None),
        (a.DOCUMENTS, "skipFinalSnapshot", True),
        (a.CACHE, "finalSnapshotIdentifier", None),
        (a.KUBERNETES, "deletionProtection", None),
        (a.LOAD_BALANCER, "enableDeletionProtection", None),
        (a.IMAGES, "forceDelete", True),
        (a.VAULT, "forceDestroy", True),
        (a.SECRET, "recoveryWindowInDays", 0),
    ),
    *_rows(
        "data-store-not-public",
        (a.DATABASE, "publiclyAccessible", True),
        (a.DATABASE_MEMBER, "publiclyAccessible", True),
        (a.SEARCH, "vpcOptions", None, ("security-group-fits-member",)),
        (a.KAFKA, "brokerNodeGroupInfo.connectivityInfo.publicAccess.type", "SERVICE_PROVIDED_EIPS"),
    ),
    *_rows(
        "workload-not-public",
        (a.SERVICE, "networkConfiguration.assignPublicIp", True),
        (a.LAUNCH_TEMPLATE, "networkInterfaces[0].associatePublicIpAddress", "true"),
        (a.SUBNET, "mapPublicIpOnLaunch", True),
    ),
    *_rows(
        "store-requires-identity",
        (a.DATABASE, "iamDatabaseAuthenticationEnabled", None),
        (a.DATABASE_CLUSTER, "iamDatabaseAuthenticationEnabled", False),
        (a.CACHE, "userGroupIds", []),
        (a.SEARCH, "advancedSecurityOptions.enabled", False),
        (a.SEARCH, "advancedSecurityOptions.anonymousAuthEnabled", True),
        (a.SEARCH, "advancedSecurityOptions.internalUserDatabaseEnabled", True),
        (a.KAFKA, "clientAuthentication.sasl.iam", None),
        (a.KAFKA, "clientAuthentication.sasl.scram", True),
        (a.KAFKA, "clientAuthentication.unauthenticated", True),
    ),
    *_rows(
        "password-not-in-program",
        (a.DATABASE, "password", "hunter2"),
        (a.DATABASE_CLUSTER, "masterPassword", "hunter2"),
        (a.DOCUMENTS, "masterPassword", "hunter2"),
        (a.CACHE, "authToken", "hunter2"),
        (a.CACHE_USER, "passwords", ["hunter2"]),
        (a.CACHE_USER, "authenticationMode.passwords", ["hunter2"]),
        (a.SEARCH, "advancedSecurityOptions.masterUserOptions.masterUserPassword", "hunter2"),
        (a.SECRET_VERSION, "secretString", "hunter2"),
        (a.SECRET_VERSION, "secretBinary", "aHVudGVyMg=="),
    ),
    *_rows("images-scanned", (a.IMAGES, "imageScanningConfiguration.scanOnPush", None)),
    *_rows("image-tags-immutable", (a.IMAGES, "imageTagMutability", None)),
    *_rows(
        "instance-metadata-guarded",
        (a.INSTANCE, "metadataOptions.httpTokens", None),
        (a.LAUNCH_TEMPLATE, "metadataOptions.httpTokens", "optional"),
    ),
    *_rows("log-retention-set", (a.LOG_GROUP, "retentionInDays", 0), (a.LOG_GROUP, "retentionInDays", 180)),
    *_rows(
        "minor-upgrades-automatic",
        (a.DATABASE, "autoMinorVersionUpgrade", False),
        (a.DATABASE_MEMBER, "autoMinorVersionUpgrade", False),
        (a.DOCUMENTS_MEMBER, "autoMinorVersionUpgrade", False),
        (a.CACHE, "autoMinorVersionUpgrade", False),
        (a.SEARCH, "softwareUpdateOptions.autoSoftwareUpdateEnabled", None),
    ),
    *_rows(
        "several-zones",
        (a.DATABASE, "multiAz", None),
        (a.CACHE, "multiAzEnabled", False),
        (a.CACHE, "automaticFailoverEnabled", False),
        (a.SEARCH, "clusterConfig.zoneAwarenessEnabled", None),
        (a.SERVICE, "desiredCount", 1),
    ),
    *_rows(
        "service-logs-on",
        (a.DATABASE, "enabledCloudwatchLogsExports", None),
        (a.DATABASE_CLUSTER, "enabledCloudwatchLogsExports", []),
        (a.DOCUMENTS, "enabledCloudwatchLogsExports", ["profiler"]),
        (a.SEARCH, "logPublishingOptions[1].logType", "SEARCH_SLOW_LOGS"),
        (a.SEARCH, "logPublishingOptions[1].enabled", False),
        (a.KAFKA, "loggingInfo.brokerLogs", {"s3": {"enabled": False}}),
        (a.KUBERNETES, "enabledClusterLogTypes", ["api", "authenticator"]),
        (a.LOAD_BALANCER, "accessLogs.enabled", False),
    ),
    *_rows(
        "tags-passed-on",
        (a.SERVICE, "propagateTags", None),
        (a.DATABASE, "copyTagsToSnapshot", None),
        (a.DATABASE_CLUSTER, "copyTagsToSnapshot", False),
        (a.INSTANCE, "rootBlockDevice.tags", None),
        (a.LAUNCH_TEMPLATE, "tagSpecifications[0].tags", {"Project": "shop"}),
        (a.LAUNCH_TEMPLATE, "tagSpecifications[1].tags", None),
    ),
]
