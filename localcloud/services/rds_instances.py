"""RDS instances: new ones, read replicas, and those made from a snapshot."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.rds_common import (
    deletable,
    exported_logs,
    final_snapshot,
    lower_case,
    picked,
    same_version,
    same_window,
    without_news,
)
from localcloud.services.rds_instance_members import (
    AFTER_REPLICATION,
    AFTER_RESTORE,
    AS_REPLICA,
    CHANGEABLE,
    CHANGED_TOGETHER,
    FROM_SNAPSHOT,
    MEMBERS,
    WHEN_CHANGED,
)
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_TOKEN: Final = "aws:rds/instance:Instance"

_RESET: Final = {
    "deletionProtection": False,
    "iamDatabaseAuthenticationEnabled": False,
    "manageMasterUserPassword": False,
}
"""What an input that is not set any more changes back to."""

_REQUIRED: Final = ("allocatedStorage", "engine", "username")
"""What an instance needs that is neither a replica nor restored."""


def _create(api: Api, inputs: Properties) -> str:
    name = str(inputs["identifier"])
    snapshot, source = inputs.get("snapshotIdentifier"), inputs.get("replicateSourceDb")
    if source:
        made = api.call(
            "create_db_instance_read_replica",
            DBInstanceIdentifier=name,
            SourceDBInstanceIdentifier=source,
            **picked(MEMBERS, inputs, AS_REPLICA),
        )
        rest = AFTER_REPLICATION
    elif snapshot:
        made = api.call(
            "restore_db_instance_from_db_snapshot",
            DBInstanceIdentifier=name,
            DBSnapshotIdentifier=snapshot,
            **picked(MEMBERS, inputs, FROM_SNAPSHOT),
        )
        rest = AFTER_RESTORE
    else:
        made = api.call(
            "create_db_instance", DBInstanceIdentifier=name, **picked(MEMBERS, inputs, frozenset(MEMBERS))
        )
        rest = frozenset()
    change = picked(WHEN_CHANGED, inputs, rest)
    if change:
        api.call("modify_db_instance", DBInstanceIdentifier=name, ApplyImmediately=True, **change)
    return str(made["DBInstance"]["DbiResourceId"])


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    secret = answer.get("MasterUserSecret") or {}
    source, given = answer.get("ReadReplicaSourceDBInstanceIdentifier"), known.get("replicateSourceDb")
    replicas = answer.get("ReadReplicaDBInstanceIdentifiers") or []
    return {
        **answer,
        # It moves on with the clock, which is no drift.
        "LatestRestorableTime": known.get("latestRestorableTime") or answer.get("LatestRestorableTime"),
        "manageMasterUserPassword": True if secret else None,
        "masterUserSecretKmsKeyId": secret.get("KmsKeyId"),
        "optionGroupName": answer["OptionGroupMemberships"][0]["OptionGroupName"],
        "parameterGroupName": answer["DBParameterGroups"][0]["DBParameterGroupName"],
        "replicas": without_news(replicas, known.get("replicas"), _managed(api, replicas)),
        # A program may name the source by its ARN.
        "replicateSourceDb": given if source and given and given.endswith(f":{source}") else source,
        "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in answer["VpcSecurityGroups"]],
    }


def _managed(api: Api, names: list[str]) -> set[str]:
    """Those of the instances that a stack manages."""
    if not names:
        return set()
    managed = api.managed(_TOKEN)
    named = [{"Name": "db-instance-id", "Values": names}]
    found = api.call("describe_db_instances", Filters=named)["DBInstances"]
    return {item["DBInstanceIdentifier"] for item in found if item["DbiResourceId"] in managed}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    name = state["identifier"]
    immediately = bool(inputs.get("applyImmediately"))
    if "replicateSourceDb" in changed:
        _promote(api, state, inputs)
    names = {other for group in CHANGED_TOGETHER if group & changed for other in group}
    names |= changed & (CHANGEABLE | {"identifier"})
    if "passwordWoVersion" in changed:
        names.add("passwordWo")
    effective = {**_RESET, **inputs}
    if "manageMasterUserPassword" not in changed:
        effective.pop("manageMasterUserPassword")
    if "maxAllocatedStorage" in changed and not inputs.get("maxAllocatedStorage"):
        # The size that it has: it does not grow.
        effective["maxAllocatedStorage"] = inputs.get("allocatedStorage") or state["allocatedStorage"]
    request = picked(WHEN_CHANGED, effective, names - {"enabledCloudwatchLogsExports"})
    if "enabledCloudwatchLogsExports" in changed:
        request["CloudwatchLogsExportConfiguration"] = exported_logs(state, inputs)
    if request:
        api.call(
            "modify_db_instance",
            DBInstanceIdentifier=name,
            ApplyImmediately=immediately,
            AllowMajorVersionUpgrade=inputs.get("allowMajorVersionUpgrade"),
            **request,
        )


def _promote(api: Api, state: Properties, inputs: Properties) -> None:
    if inputs.get("replicateSourceDb"):
        raise RefusedError(
            "PromoteReadReplica",
            "InvalidParameterValue",
            f"{state['identifier']} cannot follow {inputs['replicateSourceDb']}: take replicateSourceDb away "
            "to make it stand alone, or replace it",
        )
    api.call(
        "promote_read_replica",
        DBInstanceIdentifier=state["identifier"],
        BackupRetentionPeriod=inputs.get("backupRetentionPeriod"),
        PreferredBackupWindow=inputs.get("backupWindow"),
    )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    api.call(
        "delete_db_instance",
        DBInstanceIdentifier=state["identifier"],
        DeleteAutomatedBackups=state.get("deleteAutomatedBackups"),
        **final_snapshot(state),
    )


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    yield from lower_case("identifier", "identifierPrefix")(inputs)
    if inputs.get("replicateSourceDb") or inputs.get("snapshotIdentifier"):
        return
    for name in _REQUIRED:
        if inputs.get(name) is None:
            yield name, "is required, unless snapshotIdentifier or replicateSourceDb is set"


def _resource_id(api: Api, given: str) -> str:
    """The id of the instance that a user names by its identifier."""
    named = [{"Name": "db-instance-id", "Values": [given]}]
    found = api.call("describe_db_instances", Filters=named)["DBInstances"]
    return str(found[0]["DbiResourceId"]) if found else given


INSTANCE: Final = Resource(
    _TOKEN,
    "rds",
    create=_create,
    read=Call(
        "describe_db_instances",
        {"Filters": [{"Name": "dbi-resource-id", "Values": ["{id}"]}]},
        answer="DBInstances[0]",
    ),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={
        "address": "Endpoint.Address",
        "backupWindow": "PreferredBackupWindow",
        "caCertIdentifier": "CACertificateIdentifier",
        "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
        "engineVersionActual": "EngineVersion",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "identifier": "DBInstanceIdentifier",
        "instanceClass": "DBInstanceClass",
        "maintenanceWindow": "PreferredMaintenanceWindow",
        "masterUserSecrets": "MasterUserSecret",
        "port": "Endpoint.Port",
        "resourceId": "DbiResourceId",
        "status": "DBInstanceStatus",
        "username": "MasterUsername",
    },
    computed={
        "arn": "arn:{partition}:rds:{region}:{account}:db:{identifier}",
        "endpoint": "{address}:{port}",
    },
    conflicts=(
        ("password", "passwordWo", "manageMasterUserPassword"),
        ("snapshotIdentifier", "replicateSourceDb"),
    ),
    unsupported=(
        "backupTarget",
        "blueGreenUpdate",
        "characterSetName",
        "customIamInstanceProfile",
        "customerOwnedIpEnabled",
        "domain",
        "domainAuthSecretArn",
        "domainDnsIps",
        "domainFqdn",
        "domainIamRoleName",
        "domainOu",
        "ncharCharacterSetName",
        "replicaMode",
        "restoreToPointInTime",
        "s3Import",
        "timezone",
        "upgradeStorageConfig",
        "warningEventCategories",
    ),
    validate=_check,
    equivalent={"engineVersion": same_version, "maintenanceWindow": same_window},
    tagging=RESOURCE_NAME_TAGGING,
    import_properties=deletable,
    import_id=_resource_id,
    autoname="identifier",
    autoname_length=63,
    autoname_format=str.lower,
)

RESOURCES: Final = (INSTANCE,)
