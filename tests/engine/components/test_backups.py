"""Backups are made, changed, and not deleted with what they have kept."""

import json
from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.programs.components.scenarios.backups import BUCKET, COPIES, DATABASES
from tests.engine.scenarios import Scenario, deployed_scenario


def test_backups_are_made_changed_and_kept_until_they_are_empty(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "backups") as scenario:
        client, outputs = scenario.client("backup"), scenario.outputs()
        vault = client.describe_backup_vault(BackupVaultName=outputs["vaultName"])
        assert vault["EncryptionKeyArn"] == outputs["kmsKeyArn"]
        tags = client.list_tags(ResourceArn=vault["BackupVaultArn"])["Tags"]
        assert (tags["DataClass"], tags["Owner"]) == ("confidential", "platform-team")
        daily, monthly = _rules(client, outputs)
        assert (daily["ScheduleExpression"], daily["Lifecycle"]) == (
            "cron(0 1 * * ? *)",
            {"DeleteAfterDays": 35},
        )
        assert (monthly["ScheduleExpression"], monthly["Lifecycle"]) == (
            "cron(0 1 1 * ? *)",
            {"DeleteAfterDays": 365},
        )
        assert _selected(client, outputs) == [DATABASES]
        scenario.assert_settled("first")

        scenario.up("changed")
        changed = scenario.outputs()
        assert (changed["vaultName"], changed["planId"]) == (outputs["vaultName"], outputs["planId"])
        _assert_changed(scenario, client, changed)
        scenario.assert_settled("changed")

        _assert_not_deleted_while_full(scenario, client, changed)
        scenario.destroy()
        vaults = [vault["BackupVaultName"] for vault in client.list_backup_vaults()["BackupVaultList"]]
        assert outputs["vaultName"] not in vaults
        plans = [plan["BackupPlanId"] for plan in client.list_backup_plans()["BackupPlansList"]]
        assert outputs["planId"] not in plans
        roles = [role["Arn"] for role in scenario.client("iam").list_roles()["Roles"]]
        assert not {changed["roleArn"], changed["exportRoleArn"]}.intersection(roles)


def _rules(client: Any, outputs: Any) -> list[dict[str, Any]]:
    plan = client.get_backup_plan(BackupPlanId=outputs["planId"])["BackupPlan"]
    return sorted(plan["Rules"], key=lambda rule: str(rule["RuleName"]))


def _selected(client: Any, outputs: Any) -> list[str]:
    plan = {"BackupPlanId": outputs["planId"]}
    (found,) = client.list_backup_selections(**plan)["BackupSelectionsList"]
    selection = client.get_backup_selection(**plan, SelectionId=found["SelectionId"])["BackupSelection"]
    assert selection["IamRoleArn"] == outputs["roleArn"]
    return sorted(selection["Resources"])


def _assert_changed(scenario: Scenario, client: Any, outputs: Any) -> None:
    daily, monthly = _rules(client, outputs)
    assert (daily["ScheduleExpression"], daily["Lifecycle"]) == ("cron(0 3 * * ? *)", {"DeleteAfterDays": 14})
    assert monthly["Lifecycle"] == {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 400}
    (copy,) = monthly["CopyActions"]
    assert copy == {"DestinationBackupVaultArn": COPIES, "Lifecycle": monthly["Lifecycle"]}
    assert _selected(client, outputs) == [DATABASES, BUCKET]
    iam, role = scenario.client("iam"), outputs["roleArn"].rpartition("/")[2]
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert sorted(policy["PolicyName"] for policy in attached) == [
        "AWSBackupServiceRolePolicyForBackup",
        "AWSBackupServiceRolePolicyForRestores",
        "AWSBackupServiceRolePolicyForS3Backup",
        "AWSBackupServiceRolePolicyForS3Restore",
    ]
    exporter = iam.get_role(RoleName=outputs["exportRoleArn"].rpartition("/")[2])["Role"]
    assert "export.rds.amazonaws.com" in json.dumps(exporter["AssumeRolePolicyDocument"])
    arn = client.describe_backup_vault(BackupVaultName=outputs["vaultName"])["BackupVaultArn"]
    assert client.list_tags(ResourceArn=arn)["Tags"]["Owner"] == "data-team"


def _assert_not_deleted_while_full(scenario: Scenario, client: Any, outputs: Any) -> None:
    vault = {"BackupVaultName": outputs["vaultName"]}
    point = client.start_backup_job(
        **vault, ResourceArn=DATABASES.replace("*", "main"), IamRoleArn=outputs["roleArn"]
    )["RecoveryPointArn"]
    assert "contains 1 recovery points" in scenario.destroy(succeeds=False)
    kept = client.list_recovery_points_by_backup_vault(**vault)["RecoveryPoints"]
    assert [item["RecoveryPointArn"] for item in kept] == [point]
    client.delete_recovery_point(**vault, RecoveryPointArn=point)
