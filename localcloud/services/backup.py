"""AWS Backup: vaults, plans, and what a plan backs up."""

from collections.abc import Mapping
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource, Tagging
from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty

_CREATION_TAGS: Final = {"BackupVault": "BackupVaultTags", "BackupPlan": "BackupPlanTags"}


def _tagging(kind: str) -> Tagging:
    return Tagging(
        tag=Call("tag_resource", {"ResourceArn": "{arn}"}),
        untag=Call("untag_resource", {"ResourceArn": "{arn}"}),
        listing=Call("list_tags", {"ResourceArn": "{arn}"}, answer="Tags"),
        create=_CREATION_TAGS[kind],
        tags_parameter="Tags",
        keys_parameter="TagKeyList",
        key="",
    )


def _delete_vault(api: Api, identifier: str, state: Properties) -> None:
    if state.get("forceDestroy"):
        points = api.call("list_recovery_points_by_backup_vault", BackupVaultName=identifier)
        for point in points["RecoveryPoints"]:
            api.call(
                "delete_recovery_point",
                BackupVaultName=identifier,
                RecoveryPointArn=point["RecoveryPointArn"],
            )
    api.call("delete_backup_vault", BackupVaultName=identifier)


VAULT: Final = Resource(
    "aws:backup/vault:Vault",
    "backup",
    identifier="{name}",
    create=Call("create_backup_vault"),
    read=Call("describe_backup_vault", {"BackupVaultName": "{id}"}),
    delete=_delete_vault,
    names={
        "arn": "BackupVaultArn",
        "kmsKeyArn": "EncryptionKeyArn",
        "name": "BackupVaultName",
        "recoveryPoints": "NumberOfRecoveryPoints",
    },
    tagging=_tagging("BackupVault"),
    autoname_length=50,
)

_LIFECYCLE: Final = {
    "coldStorageAfter": "MoveToColdStorageAfterDays",
    "deleteAfter": "DeleteAfterDays",
    "optInToArchiveForSupportedResources": "OptInToArchiveForSupportedResources",
}
_RULE: Final = {
    "completionWindow": "CompletionWindowMinutes",
    "copyActions": "CopyActions",
    "enableContinuousBackup": "EnableContinuousBackup",
    "lifecycle": "Lifecycle",
    "recoveryPointTags": "RecoveryPointTags",
    "ruleName": "RuleName",
    "scanActions": "ScanActions",
    "schedule": "ScheduleExpression",
    "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
    "startWindow": "StartWindowMinutes",
    "targetLogicallyAirGappedBackupVaultArn": "TargetLogicallyAirGappedBackupVaultArn",
    "targetVaultName": "TargetBackupVaultName",
}
_COPY: Final = {"destinationVaultArn": "DestinationBackupVaultArn", "lifecycle": "Lifecycle"}
_SCAN: Final = {"malwareScanner": "MalwareScanner", "scanMode": "ScanMode"}
_BLOCKS: Final = {"copyActions": _COPY, "lifecycle": _LIFECYCLE, "scanActions": _SCAN}


def _block_to_api(block: Any, names: Mapping[str, str]) -> Any:
    if isinstance(block, list):
        return [_block_to_api(item, names) for item in block]
    members = {
        member: _block_to_api(block[name], _BLOCKS[name])
        if name in _BLOCKS and block.get(name)
        else block.get(name)
        for name, member in names.items()
    }
    # The provider cannot tell zero days from none.
    return {key: value for key, value in without_empty(members).items() if value != 0 or value is False}


def _block_from_api(block: Any, names: Mapping[str, str]) -> Any:
    if isinstance(block, list):
        return [_block_from_api(item, names) for item in block]
    return {
        name: _block_from_api(block[member], _BLOCKS[name]) if name in _BLOCKS else block[member]
        for name, member in names.items()
        if block.get(member) is not None
    }


def _translated(names: Mapping[str, str]) -> Conversion:
    return Conversion(
        lambda blocks: _block_to_api(blocks, names), lambda blocks: _block_from_api(blocks or [], names)
    )


PLAN: Final = Resource(
    "aws:backup/plan:Plan",
    "backup",
    identifier="{BackupPlanId}",
    create=Call("create_backup_plan"),
    read=Call("get_backup_plan", {"BackupPlanId": "{id}"}),
    delete=Call("delete_backup_plan", {"BackupPlanId": "{id}"}),
    changes=(
        Change(
            Call("update_backup_plan", {"BackupPlanId": "{id}"}),
            ("name", "rules", "advancedBackupSettings", "scanSettings"),
        ),
    ),
    gone_when=lambda answer: bool(answer.get("DeletionDate")),
    names={
        "advancedBackupSettings": "BackupPlan.AdvancedBackupSettings",
        "arn": "BackupPlanArn",
        "name": "BackupPlan.BackupPlanName",
        "rules": "BackupPlan.Rules",
        "scanSettings": "BackupPlan.ScanSettings",
        "version": "VersionId",
    },
    conversions={"rules": _translated(_RULE)},
    kept=("rules.schedule",),
    tagging=_tagging("BackupPlan"),
)

_TAG_CONDITION: Final = {"key": "ConditionKey", "type": "ConditionType", "value": "ConditionValue"}
_CONDITION: Final = {"key": "ConditionKey", "value": "ConditionValue"}
_OPERATORS: Final = {
    "stringEquals": "StringEquals",
    "stringLikes": "StringLike",
    "stringNotEquals": "StringNotEquals",
    "stringNotLikes": "StringNotLike",
}


def _conditions_to_api(blocks: list[Properties]) -> dict[str, Any]:
    given = {name: [item for block in blocks for item in block.get(name) or ()] for name in _OPERATORS}
    return {_OPERATORS[name]: _block_to_api(items, _CONDITION) for name, items in given.items() if items}


def _conditions_from_api(conditions: Mapping[str, Any] | None) -> list[Properties]:
    found = {
        name: _block_from_api(conditions[operator], _CONDITION)
        for name, operator in _OPERATORS.items()
        if conditions and conditions.get(operator)
    }
    return [found] if found else []


def _plan_and_selection(given: str) -> Properties:
    """What `plan|selection` tells, which an import takes; an id alone tells nothing."""
    plan, found, _ = given.partition("|")
    return {"planId": plan} if found else {}


def _selection_id(api: Api, given: str) -> str:
    return given.rpartition("|")[2]


_OF_PLAN: Final = {"BackupPlanId": "{planId}", "SelectionId": "{id}"}

SELECTION: Final = Resource(
    "aws:backup/selection:Selection",
    "backup",
    identifier="{SelectionId}",
    create=Call("create_backup_selection"),
    read=Call("get_backup_selection", _OF_PLAN),
    delete=Call("delete_backup_selection", _OF_PLAN),
    names={
        "conditions": "BackupSelection.Conditions",
        "iamRoleArn": "BackupSelection.IamRoleArn",
        "name": "BackupSelection.SelectionName",
        "notResources": "BackupSelection.NotResources",
        "planId": "BackupPlanId",
        "resources": "BackupSelection.Resources",
        "selectionTags": "BackupSelection.ListOfTags",
    },
    conversions={
        "conditions": Conversion(_conditions_to_api, _conditions_from_api),
        "selectionTags": _translated(_TAG_CONDITION),
    },
    import_properties=_plan_and_selection,
    import_id=_selection_id,
    autoname_length=50,
)

RESOURCES: Final = (VAULT, PLAN, SELECTION)
