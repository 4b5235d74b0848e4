"""AWS Backup as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

VALUE = "InvalidParameterValueException"
REQUEST = "InvalidRequestException"
MISSING = "ResourceNotFoundException"
DATABASE = "arn:aws:rds:us-east-1:123456789012:db:a"
OTHER_ACCOUNT = "arn:aws:backup:us-east-1:999999999999:backup-vault:theirs"
OTHER_REGION = "arn:aws:backup:{}:123456789012:backup-vault:full"


def _trust(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Backups:
    """A vault, a full one, a plan with a selection, and roles."""

    def __init__(self, connect: Any) -> None:
        self.client = connect("backup")
        iam, kms = connect("iam"), connect("kms")
        self.role, self.other_role = (
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=_trust(name))["Role"]["Arn"]
            for name in ("backup", "ecs")
        )
        self.disabled_key = kms.create_key()["KeyMetadata"]["Arn"]
        kms.disable_key(KeyId=self.disabled_key)
        for name in ("vault", "full"):
            self.client.create_backup_vault(BackupVaultName=name)
        self.point = self.client.start_backup_job(
            BackupVaultName="full", ResourceArn=DATABASE, IamRoleArn=self.role
        )["RecoveryPointArn"]
        self.plan = self.client.create_backup_plan(BackupPlan=_document("plan"))["BackupPlanId"]
        self.client.create_backup_selection(BackupPlanId=self.plan, BackupSelection=self.selection("taken"))

    def selection(self, name: str, **others: Any) -> dict[str, Any]:
        return {"SelectionName": name, "IamRoleArn": self.role, "Resources": [DATABASE]} | others


def _document(name: str, **rule: Any) -> dict[str, Any]:
    return {
        "BackupPlanName": name,
        "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "vault"} | rule],
    }


@pytest.fixture(scope="module")
def backups(connect: Any) -> Backups:
    return Backups(connect)


def _vault(name: str, **others: Any) -> Any:
    return lambda _: {"BackupVaultName": name} | others


def _plan(**rule: Any) -> Any:
    return lambda _: {"BackupPlan": _document("refused", **rule)}


def _settings(kind: str, **options: str) -> Any:
    settings = [{"ResourceType": kind, "BackupOptions": options}]
    return lambda _: {"BackupPlan": _document("refused") | {"AdvancedBackupSettings": settings}}


def _selection(name: str = "refused", **others: Any) -> Any:
    return lambda backups: {
        "BackupPlanId": backups.plan,
        "BackupSelection": backups.selection(name, **others),
    }


def _lifecycle(cold: int | None, deleted: int) -> dict[str, int]:
    moved = {"MoveToColdStorageAfterDays": cold} if cold else {}
    return moved | {"DeleteAfterDays": deleted}


REFUSED = [
    Refusal("with a short name", "CreateBackupVault", _vault("a"), VALUE, "2 to 50 letters"),
    Refusal("with a wrong name", "CreateBackupVault", _vault("a.b"), VALUE, "'a.b'"),
    Refusal("of a taken name", "CreateBackupVault", _vault("vault"), "AlreadyExistsException", "same name"),
    Refusal(
        "with an unknown key",
        "CreateBackupVault",
        _vault("new", EncryptionKeyArn="arn:aws:kms:us-east-1:123456789012:key/none"),
        VALUE,
        "key/none does not exist",
    ),
    Refusal(
        "with a disabled key",
        "CreateBackupVault",
        lambda backups: {"BackupVaultName": "new", "EncryptionKeyArn": backups.disabled_key},
        VALUE,
        "is not enabled",
    ),
    Refusal("that is unknown", "DeleteBackupVault", _vault("none"), MISSING, "none"),
    Refusal("with backups", "DeleteBackupVault", _vault("full"), REQUEST, "contains 1 recovery points"),
    Refusal(
        "on what is not there",
        "ListTags",
        lambda _: {"ResourceArn": OTHER_ACCOUNT},
        MISSING,
        "does not exist",
    ),
    Refusal(
        "in no vault",
        "StartBackupJob",
        lambda backups: {"BackupVaultName": "no", "ResourceArn": DATABASE, "IamRoleArn": backups.role},
        MISSING,
        "no does not exist",
    ),
    Refusal(
        "by another role",
        "StartBackupJob",
        lambda backups: {
            "BackupVaultName": "vault",
            "ResourceArn": DATABASE,
            "IamRoleArn": backups.other_role,
        },
        VALUE,
        "cannot be assumed by AWS Backup",
    ),
    Refusal(
        "that is unknown",
        "DeleteRecoveryPoint",
        lambda backups: {"BackupVaultName": "vault", "RecoveryPointArn": backups.point},
        MISSING,
        "does not exist in backup vault vault",
    ),
    Refusal("into no vault", "CreateBackupPlan", _plan(TargetBackupVaultName="none"), VALUE, "none of rule"),
    Refusal("with a wrong rule", "CreateBackupPlan", _plan(RuleName="a b"), VALUE, "'a b'"),
    Refusal("at no time", "CreateBackupPlan", _plan(ScheduleExpression="daily"), VALUE, "daily"),
    Refusal("too suddenly", "CreateBackupPlan", _plan(StartWindowMinutes=30), VALUE, "at least 60; it is 30"),
    Refusal(
        "too fast",
        "CreateBackupPlan",
        _plan(StartWindowMinutes=60, CompletionWindowMinutes=90),
        VALUE,
        "at least 60 more than StartWindowMinutes (60); it is 90",
    ),
    Refusal(
        "too short in the cold",
        "CreateBackupPlan",
        _plan(Lifecycle=_lifecycle(30, 119)),
        VALUE,
        "90 days apart",
    ),
    Refusal(
        "with long continuous backups",
        "CreateBackupPlan",
        _plan(EnableContinuousBackup=True, Lifecycle=_lifecycle(None, 36)),
        VALUE,
        "1 to 35 days",
    ),
    Refusal(
        "that copies to no vault",
        "CreateBackupPlan",
        _plan(CopyActions=[{"DestinationBackupVaultArn": DATABASE}]),
        VALUE,
        "not the ARN of a backup vault",
    ),
    *(
        Refusal(
            f"that copies to what is not in {region}",
            "CreateBackupPlan",
            _plan(CopyActions=[{"DestinationBackupVaultArn": OTHER_REGION.format(region)}]),
            VALUE,
            "does not exist",
        )
        for region in ("eu-west-1", "nowhere-1")
    ),
    Refusal("for no type", "CreateBackupPlan", _settings("RDS", a="b"), VALUE, "not RDS"),
    Refusal("without option", "CreateBackupPlan", _settings("EC2", WindowsVSS="on"), VALUE, "WindowsVSS=on"),
    Refusal(
        "of a plan that is there",
        "CreateBackupPlan",
        lambda _: {"BackupPlan": _document("plan")},
        "AlreadyExistsException",
        "same plan document",
    ),
    Refusal(
        "that is unknown",
        "UpdateBackupPlan",
        lambda _: {"BackupPlanId": "none", "BackupPlan": _document("none")},
        MISSING,
        "none",
    ),
    Refusal(
        "that selects",
        "DeleteBackupPlan",
        lambda backups: {"BackupPlanId": backups.plan},
        REQUEST,
        "selections must be deleted prior",
    ),
    Refusal("with a wrong name", "CreateBackupSelection", _selection("a b"), VALUE, "'a b'"),
    Refusal("again", "CreateBackupSelection", _selection("taken"), "AlreadyExistsException", "taken"),
    Refusal("of nothing", "CreateBackupSelection", _selection(Resources=[]), VALUE, "selects nothing"),
    Refusal("of no ARN", "CreateBackupSelection", _selection(Resources=["db"]), VALUE, "Invalid ARN"),
    Refusal(
        "of too much", "CreateBackupSelection", _selection(Resources=[DATABASE] * 501), VALUE, "up to 500"
    ),
    Refusal(
        "by an unknown role",
        "CreateBackupSelection",
        _selection(IamRoleArn="arn:aws:iam::123456789012:role/none"),
        VALUE,
        "cannot be assumed by AWS Backup",
    ),
    Refusal(
        "of an unknown plan",
        "CreateBackupSelection",
        lambda backups: {"BackupPlanId": "none", "BackupSelection": backups.selection("a")},
        MISSING,
        "none",
    ),
]


@each(REFUSED)
def test_refuses(backups: Backups, row: Refusal) -> None:
    assert_refused(backups.client, backups, row)


def test_a_plan_may_copy_to_another_account_and_its_name_can_be_used_again(backups: Backups) -> None:
    client = backups.client
    document = _document("copying", CopyActions=[{"DestinationBackupVaultArn": OTHER_ACCOUNT}])
    first = client.create_backup_plan(BackupPlan=document)["BackupPlanId"]
    client.delete_backup_plan(BackupPlanId=first)
    second = client.create_backup_plan(BackupPlan=document)["BackupPlanId"]
    assert "DeletionDate" in client.get_backup_plan(BackupPlanId=first)
    assert "DeletionDate" not in client.get_backup_plan(BackupPlanId=second)


def test_a_changed_plan_keeps_its_rules_ids_and_its_former_version(backups: Backups) -> None:
    client = backups.client
    made = client.create_backup_plan(BackupPlan=_document("changing"))
    plan = {"BackupPlanId": made["BackupPlanId"]}
    before = client.get_backup_plan(**plan)
    changed = _document("changing", StartWindowMinutes=90, CompletionWindowMinutes=200)
    answer = client.update_backup_plan(**plan, BackupPlan=changed)
    after = client.get_backup_plan(**plan)
    assert after["VersionId"] == answer["VersionId"] != made["VersionId"]
    (rule,) = after["BackupPlan"]["Rules"]
    assert (rule["StartWindowMinutes"], rule["RuleId"]) == (90, before["BackupPlan"]["Rules"][0]["RuleId"])
    former = client.get_backup_plan(**plan, VersionId=made["VersionId"])
    assert former["BackupPlan"] == before["BackupPlan"]
    assert error_code(client.get_backup_plan, **plan, VersionId="none") == MISSING


def test_a_vault_without_a_key_has_the_one_of_aws_and_leaves_no_tags(backups: Backups, connect: Any) -> None:
    client = backups.client
    name = {"BackupVaultName": "tagged"}
    arn = client.create_backup_vault(**name, BackupVaultTags={"a": "b"})["BackupVaultArn"]
    described = client.describe_backup_vault(**name)
    key = connect("kms").describe_key(KeyId="alias/aws/backup")["KeyMetadata"]["Arn"]
    assert (described["EncryptionKeyArn"], described["NumberOfRecoveryPoints"]) == (key, 0)
    client.delete_backup_vault(**name)
    client.create_backup_vault(**name)
    assert client.list_tags(ResourceArn=arn)["Tags"] == {}


def test_a_recovery_point_is_in_its_vault_until_it_is_deleted(backups: Backups) -> None:
    client = backups.client
    vault = {"BackupVaultName": "vault"}
    started = client.start_backup_job(**vault, ResourceArn=DATABASE, IamRoleArn=backups.role)
    (point,) = client.list_recovery_points_by_backup_vault(**vault)["RecoveryPoints"]
    assert (point["RecoveryPointArn"], point["ResourceArn"]) == (started["RecoveryPointArn"], DATABASE)
    named = vault | {"RecoveryPointArn": started["RecoveryPointArn"]}
    assert client.describe_recovery_point(**named)["Status"] == "COMPLETED"
    client.delete_recovery_point(**named)
    assert error_code(client.describe_recovery_point, **named) == MISSING
    assert client.describe_backup_vault(**vault)["NumberOfRecoveryPoints"] == 0


def test_a_selection_is_listed_with_its_plan(backups: Backups) -> None:
    (found,) = backups.client.list_backup_selections(BackupPlanId=backups.plan)["BackupSelectionsList"]
    assert (found["SelectionName"], found["IamRoleArn"]) == ("taken", backups.role)
