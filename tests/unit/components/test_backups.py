"""Backups: a vault, a plan, what it backs up, and the role that does it."""

import json
from typing import Any

import pytest

from components import ArgumentError, Backups
from components._backup_rules import export_snapshots
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

COMPONENT = "shared-infra:index:Backups"
VAULT = "aws:backup/vault:Vault"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
DATABASE = "arn:aws:rds:us-east-1:123456789012:cluster:orders"
MANAGED = "arn:aws:iam::aws:policy"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        backups = Backups(
            "backups",
            {"resource_arns": [DATABASE], "kms_key_arn": KEY_ARN, "tags": TAGS, **args},  # type: ignore[typeddict-item]
        )
        return {"vault": backups.vault_name}

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "Backups", **more}


def rules(recording: Recording) -> dict[str, dict[str, Any]]:
    return {rule.pop("ruleName"): rule for rule in recording.one(PLAN).inputs["rules"]}


def test_with_a_key_given_it_is_a_vault_a_plan_a_selection_and_a_role() -> None:
    recording = deploy()

    assert recording.counts() == {COMPONENT: 1, VAULT: 1, PLAN: 1, SELECTION: 1, ROLE: 1, ATTACHMENT: 2}
    assert recording.one(VAULT, "backups-vault").inputs == {
        "kmsKeyArn": KEY_ARN,
        "forceDestroy": False,
        "tags": tags("backups-vault", DataClass="confidential"),
    }
    assert recording.one(SELECTION, "backups-selection").inputs == {
        "planId": "backups-plan-id",
        "iamRoleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/backups-role",
        "resources": [DATABASE],
    }
    assert recording.one(COMPONENT).outputs == {
        "vaultName": "backups-vault",
        "vaultArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Vault/backups-vault",
        "planId": "backups-plan-id",
        "roleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/backups-role",
        "kmsKeyArn": KEY_ARN,
    }
    assert {r.parent for r in recording.resources if r.custom} == {recording.one(COMPONENT).urn}


def test_it_keeps_days_for_five_weeks_and_months_for_a_year() -> None:
    recording = deploy()
    window = {"targetVaultName": "backups-vault", "startWindow": 60, "completionWindow": 480}

    assert recording.one(PLAN, "backups-plan").inputs["tags"] == tags("backups-plan")
    assert rules(recording) == {
        "daily": {**window, "schedule": "cron(0 1 * * ? *)", "lifecycle": {"deleteAfter": 35}},
        "monthly": {**window, "schedule": "cron(0 1 1 * ? *)", "lifecycle": {"deleteAfter": 365}},
    }


def test_retention_and_time_can_be_chosen() -> None:
    made = rules(deploy(start_hour_utc=23.0, daily_retention_days=7, monthly_retention_days=0))

    assert list(made) == ["daily"]
    assert made["daily"]["schedule"] == "cron(0 23 * * ? *)"
    assert made["daily"]["lifecycle"] == {"deleteAfter": 7}


def test_monthly_backups_can_move_to_cold_storage_and_daily_ones_never() -> None:
    made = rules(deploy(cold_storage_after_days=275))

    assert made["monthly"]["lifecycle"] == {"deleteAfter": 365, "coldStorageAfter": 275}
    assert made["daily"]["lifecycle"] == {"deleteAfter": 35}


def test_copies_go_to_another_vault_and_are_kept_as_long() -> None:
    made = rules(deploy(copy_vault_arn="arn:other"))

    assert [made[name]["copyActions"] for name in ("daily", "monthly")] == [
        [{"destinationVaultArn": "arn:other", "lifecycle": {"deleteAfter": days}}] for days in (35, 365)
    ]


def test_its_role_may_back_up_and_restore_before_anything_is_selected() -> None:
    recording = deploy()
    attached = recording.of_type(ATTACHMENT)

    assert {name: one.inputs["policyArn"] for name, one in attached.items()} == {
        "backups-backup-policy": f"{MANAGED}/service-role/AWSBackupServiceRolePolicyForBackup",
        "backups-restore-policy": f"{MANAGED}/service-role/AWSBackupServiceRolePolicyForRestores",
    }
    assert {one.inputs["role"] for one in attached.values()} == {"backups-role"}
    assert {one.urn for one in attached.values()} <= recording.one(SELECTION).dependencies
    [trust] = json.loads(recording.one(ROLE).inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
    assert recording.one(ROLE).inputs["tags"] == tags("backups-role")


def test_buckets_take_further_permissions() -> None:
    recording = deploy(includes_buckets=True)

    assert {one.inputs["policyArn"] for one in recording.of_type(ATTACHMENT).values()} >= {
        f"{MANAGED}/AWSBackupServiceRolePolicyForS3Backup",
        f"{MANAGED}/AWSBackupServiceRolePolicyForS3Restore",
    }


def test_snapshots_can_be_exported_to_one_bucket() -> None:
    recording = deploy(export_bucket_arn="arn:aws:s3:::archive")
    role = recording.one(ROLE, "backups-export-role")

    assert '"export.rds.amazonaws.com"' in role.inputs["assumeRolePolicy"]
    policy = recording.one(ROLE_POLICY, "backups-export-policy").inputs
    assert policy == {"role": "backups-export-role-id", "policy": export_snapshots("arn:aws:s3:::archive")}
    find, write = json.loads(policy["policy"])["Statement"]
    assert find["Resource"] == "arn:aws:s3:::archive"
    assert write["Resource"] == "arn:aws:s3:::archive/*"
    assert recording.one(COMPONENT).outputs["exportRoleArn"].endswith("Role/backups-export-role")


def test_without_a_key_it_makes_one_for_aws_backup() -> None:
    recording = deploy(kms_key_arn=None, data_class="restricted")
    key = recording.one("aws:kms/key:Key", "backups-key-key").inputs

    assert "backup.us-east-1.amazonaws.com" in key["policy"]
    assert key["tags"]["DataClass"] == "restricted"
    assert recording.one(VAULT).inputs["tags"]["DataClass"] == "restricted"


def test_losing_backups_has_to_be_asked_for() -> None:
    assert deploy(force_destroy=True).one(VAULT).inputs["forceDestroy"] is True


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"resource_arns": []}, "resource_arns: []. Allowed: a list of texts, at least one."),
        ({"resource_arns": None}, "resource_arns: missing."),
        ({"start_hour_utc": 24}, "start_hour_utc: 24. Allowed: a whole number from 0 to 23."),
        ({"daily_retention_days": 0}, "daily_retention_days: 0. Allowed: a whole number from 1 to 36500."),
        (
            {"daily_retention_days": 400},
            "monthly_retention_days: 365, with daily_retention_days 400. Allowed: more than daily",
        ),
        (
            {"cold_storage_after_days": 276},
            "cold_storage_after_days: 276, with monthly_retention_days 365. Allowed: at most monthly_",
        ),
        (
            {"cold_storage_after_days": 1, "monthly_retention_days": 0},
            "cold_storage_after_days: 1, with monthly_retention_days 0.",
        ),
        ({"force_destroy": 1}, "force_destroy: 1. Allowed: true or false."),
        ({"includes_buckets": "no"}, "includes_buckets: 'no'."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_its_name_leaves_room_for_that_of_the_selection() -> None:
    with pytest.raises(ArgumentError, match=r"the name: .* Allowed: 1 to 32 lower-case"):
        run(lambda: Backups("b" * 33, {"resource_arns": [DATABASE], "tags": TAGS}))
