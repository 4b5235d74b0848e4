"""Resources of the architecture's services that keep every control in production, to be changed in one point
by each case."""

import json
from copy import deepcopy
from re import findall
from typing import Any

from policies import resource_types as types
from tests.unit.policies.analyzer import Declared
from tests.unit.policies.fixtures import tagged

KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
TAGS = tagged(Environment="prod")
STORE_TAGS = tagged(Environment="prod", DataClass="confidential")

CERTAIN = {"tags": STORE_TAGS, "kmsKeyId": KEY_ARN}

FLAGS = {"storageEncrypted": True, "deletionProtection": True, "skipFinalSnapshot": False}

DATABASE = Declared(
    types.DATABASE,
    "database",
    {
        **CERTAIN,
        **FLAGS,
        "autoMinorVersionUpgrade": True,
        "backupRetentionPeriod": 30,
        "copyTagsToSnapshot": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "iamDatabaseAuthenticationEnabled": True,
        "manageMasterUserPassword": True,
        "multiAz": True,
        "publiclyAccessible": False,
    },
)
DATABASE_CLUSTER = Declared(
    types.DATABASE_CLUSTER,
    "aurora",
    {
        **CERTAIN,
        **FLAGS,
        "backupRetentionPeriod": 30,
        "copyTagsToSnapshot": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "iamDatabaseAuthenticationEnabled": True,
        "manageMasterUserPassword": True,
    },
)
DATABASE_MEMBER = Declared(
    types.DATABASE_CLUSTER_INSTANCE,
    "aurora-1",
    {"tags": STORE_TAGS, "publiclyAccessible": False, "autoMinorVersionUpgrade": True},
)
DATABASE_PROXY = Declared(types.DATABASE_PROXY, "proxy", {"tags": TAGS, "requireTls": True})
DOCUMENTS = Declared(
    types.DOCUMENTS,
    "documents",
    {
        **CERTAIN,
        **FLAGS,
        "backupRetentionPeriod": 30,
        "enabledCloudwatchLogsExports": ["audit", "profiler"],
        "manageMasterUserPassword": True,
    },
)
DOCUMENTS_MEMBER = Declared(
    types.DOCUMENTS_INSTANCE, "documents-1", {"tags": STORE_TAGS, "autoMinorVersionUpgrade": True}
)
CACHE = Declared(
    types.CACHE,
    "cache",
    {
        **CERTAIN,
        "atRestEncryptionEnabled": True,
        "autoMinorVersionUpgrade": True,
        "automaticFailoverEnabled": True,
        "finalSnapshotIdentifier": "cache-final",
        "multiAzEnabled": True,
        "snapshotRetentionLimit": 7,
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "userGroupIds": ["users"],
    },
)
CACHE_USER = Declared(
    "aws:elasticache/user:User", "user", {"tags": TAGS, "authenticationMode": {"type": "iam"}}
)
SEARCH = Declared(
    types.SEARCH,
    "search",
    {
        "tags": STORE_TAGS,
        "advancedSecurityOptions": {
            "enabled": True,
            "anonymousAuthEnabled": False,
            "internalUserDatabaseEnabled": False,
            "masterUserOptions": {"masterUserArn": "arn:aws:iam::123456789012:role/search"},
        },
        "clusterConfig": {"zoneAwarenessEnabled": True},
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "encryptAtRest": {"enabled": True, "kmsKeyId": KEY_ARN},
        "logPublishingOptions": [
            {"logType": "INDEX_SLOW_LOGS", "enabled": True},
            {"logType": "AUDIT_LOGS", "enabled": True},
        ],
        "nodeToNodeEncryption": {"enabled": True},
        "softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True},
        "vpcOptions": {"subnetIds": ["subnet-a", "subnet-b", "subnet-c"]},
    },
)
KAFKA = Declared(
    types.KAFKA,
    "events",
    {
        "tags": STORE_TAGS,
        "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": "DISABLED"}}},
        "clientAuthentication": {"sasl": {"iam": True, "scram": False}, "unauthenticated": False},
        "encryptionInfo": {
            "encryptionAtRestKmsKeyArn": KEY_ARN,
            "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
        },
        "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True}}},
    },
)
KUBERNETES = Declared(
    types.KUBERNETES,
    "kubernetes",
    {
        "tags": TAGS,
        "deletionProtection": True,
        "enabledClusterLogTypes": ["api", "audit", "authenticator"],
        "encryptionConfig": {"provider": {"keyArn": KEY_ARN}, "resources": ["secrets"]},
        "vpcConfig": {"endpointPublicAccess": False},
    },
)
IMAGES = Declared(
    types.IMAGES,
    "images",
    {
        "tags": TAGS,
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY_ARN}],
        "forceDelete": False,
        "imageScanningConfiguration": {"scanOnPush": True},
        "imageTagMutability": "IMMUTABLE",
    },
)
SECRET = Declared(types.SECRET, "secret", {**CERTAIN, "recoveryWindowInDays": 30})
SECRET_VERSION = Declared("aws:secretsmanager/secretVersion:SecretVersion", "value", {"secretId": "secret"})
VAULT = Declared(types.VAULT, "vault", {"tags": STORE_TAGS, "kmsKeyArn": KEY_ARN, "forceDestroy": False})
LOG_GROUP = Declared(types.LOG_GROUP, "logs", {**CERTAIN, "retentionInDays": 365})
KEY = Declared(types.KEY, "key", {"tags": TAGS, "enableKeyRotation": True})
VOLUME = Declared(types.VOLUME, "volume", {**CERTAIN, "encrypted": True})
FILE_SYSTEM = Declared(types.FILE_SYSTEM, "files", {**CERTAIN, "encrypted": True})
TOPIC = Declared(types.TOPIC, "topic", {"tags": TAGS, "kmsMasterKeyId": KEY_ARN})
INSTANCE = Declared(
    types.INSTANCE,
    "host",
    {
        "tags": TAGS,
        "ebsBlockDevices": [{"encrypted": True}],
        "metadataOptions": {"httpTokens": "required"},
        "rootBlockDevice": {"encrypted": True, "tags": TAGS},
    },
)
LAUNCH_TEMPLATE = Declared(
    types.LAUNCH_TEMPLATE,
    "template",
    {
        "tags": TAGS,
        "blockDeviceMappings": [{"ebs": {"encrypted": "true"}}],
        "metadataOptions": {"httpTokens": "required"},
        "networkInterfaces": [{"associatePublicIpAddress": "false"}],
        "tagSpecifications": [{"resourceType": kind, "tags": TAGS} for kind in ("instance", "volume")],
    },
)
SUBNET = Declared(types.SUBNET, "subnet", {"tags": TAGS, "mapPublicIpOnLaunch": False})
SERVICE = Declared(
    types.SERVICE,
    "service",
    {
        "tags": TAGS,
        "desiredCount": 2,
        "networkConfiguration": {"assignPublicIp": False},
        "propagateTags": "SERVICE",
    },
)
LOAD_BALANCER = Declared(
    types.LOAD_BALANCER,
    "public",
    {"tags": TAGS, "enableDeletionProtection": True, "accessLogs": {"bucket": "logs", "enabled": True}},
)
HTTPS_LISTENER = Declared(
    types.LISTENER,
    "https",
    {"tags": TAGS, "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
)
HTTP_LISTENER = Declared(
    types.LISTENER,
    "http",
    {
        "tags": TAGS,
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [{"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443"}}],
    },
)
CONTAINER = {
    "name": "app",
    "environment": [{"name": "PORT", "value": "3000"}],
    "logConfiguration": {"logDriver": "awslogs"},
    "readonlyRootFilesystem": True,
}


def task(*containers: dict[str, Any], **inputs: Any) -> Declared:
    """A task definition with these containers; by default one that keeps every control."""
    definitions = json.dumps(containers or [CONTAINER])
    return Declared(
        types.TASK,
        "task",
        {"tags": TAGS, "networkMode": "awsvpc", "containerDefinitions": definitions, **inputs},
    )


def parameters(type_: str, family: str, **values: str) -> Declared:
    """A group of database parameters; `__` stands for a dot."""
    listed = [{"name": name.replace("__", "."), "value": value} for name, value in values.items()]
    return Declared(type_, f"{family}-parameters", {"tags": TAGS, "family": family, "parameters": listed})


DATABASE_PARAMETERS = parameters("aws:rds/parameterGroup:ParameterGroup", "postgres15", rds__force_ssl="1")
AURORA_PARAMETERS = parameters(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup", "aurora-postgresql15", rds__force_ssl="1"
)
DOCUMENTS_PARAMETERS = parameters(
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup", "docdb5.0", audit_logs="all", tls="enabled"
)


def with_value(resource: Declared, path: str, value: Any) -> Declared:
    """The resource with another value at a path such as `a.b[0].c`; None takes the property away."""
    inputs: Any = deepcopy(dict(resource.inputs))
    *way, last = [int(step) if step.isdigit() else step for step in findall(r"\w+", path)]
    holder = inputs
    for step in way:
        holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
    return Declared(resource.type, resource.name, inputs)
