"""What requests of RDS call the inputs of an instance, and which request takes which."""

from typing import Final

MEMBERS: Final = {
    "allocatedStorage": "AllocatedStorage",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "availabilityZone": "AvailabilityZone",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "backupWindow": "PreferredBackupWindow",
    "caCertIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "dbName": "DBName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "dedicatedLogVolume": "DedicatedLogVolume",
    "deletionProtection": "DeletionProtection",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "engine": "Engine",
    "engineLifecycleSupport": "EngineLifecycleSupport",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "instanceClass": "DBInstanceClass",
    "iops": "Iops",
    "kmsKeyId": "KmsKeyId",
    "licenseModel": "LicenseModel",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterUserSecretKmsKeyId": "MasterUserSecretKmsKeyId",
    "maxAllocatedStorage": "MaxAllocatedStorage",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "multiAz": "MultiAZ",
    "networkType": "NetworkType",
    "optionGroupName": "OptionGroupName",
    "parameterGroupName": "DBParameterGroupName",
    "password": "MasterUserPassword",
    "passwordWo": "MasterUserPassword",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "port": "Port",
    "publiclyAccessible": "PubliclyAccessible",
    "storageEncrypted": "StorageEncrypted",
    "storageThroughput": "StorageThroughput",
    "storageType": "StorageType",
    "username": "MasterUsername",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
"""By input, the member of the request that creates an instance."""

_OF_SOURCE: Final = frozenset({"dbName", "engine", "storageEncrypted", "username"})
"""What a replica and a restored instance have from where they come from."""

AFTER_RESTORE: Final = frozenset(
    {
        "allocatedStorage",
        "backupRetentionPeriod",
        "backupWindow",
        "databaseInsightsMode",
        "engineVersion",
        "maintenanceWindow",
        "maxAllocatedStorage",
        "monitoringInterval",
        "monitoringRoleArn",
        "password",
        "passwordWo",
        "performanceInsightsEnabled",
        "performanceInsightsKmsKeyId",
        "performanceInsightsRetentionPeriod",
    }
)
AFTER_REPLICATION: Final = frozenset(
    {"backupRetentionPeriod", "backupWindow", "maintenanceWindow", "parameterGroupName"}
)
"""What those requests have no member for, so that the new instance is changed."""

FROM_SNAPSHOT: Final = MEMBERS.keys() - _OF_SOURCE - AFTER_RESTORE - {"kmsKeyId"}
AS_REPLICA: Final = (
    MEMBERS.keys()
    - _OF_SOURCE
    - AFTER_REPLICATION
    - {"engineLifecycleSupport", "engineVersion", "licenseModel", "manageMasterUserPassword"}
    - {"masterUserSecretKmsKeyId", "password", "passwordWo"}
)

_STORAGE: Final = frozenset({"allocatedStorage", "iops", "storageThroughput", "storageType"})
_INSIGHTS: Final = frozenset(
    {"performanceInsightsEnabled", "performanceInsightsKmsKeyId", "performanceInsightsRetentionPeriod"}
)
_MONITORING: Final = frozenset({"monitoringInterval", "monitoringRoleArn"})
_PASSWORD: Final = frozenset(
    {"manageMasterUserPassword", "masterUserSecretKmsKeyId", "password", "passwordWo"}
)
CHANGED_TOGETHER: Final = (_STORAGE, _INSIGHTS, _MONITORING, _PASSWORD)
CHANGEABLE: Final = MEMBERS.keys() - _OF_SOURCE - {"availabilityZone", "kmsKeyId"}
WHEN_CHANGED: Final = {**MEMBERS, "port": "DBPortNumber", "identifier": "NewDBInstanceIdentifier"}
