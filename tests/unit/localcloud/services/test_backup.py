"""AWS Backup through the provider."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import trust
from tests.unit.localcloud.services.compute import ComputeWorld, life

VAULT = "aws:backup/vault:Vault"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
DATABASES = "arn:aws:rds:us-east-1:123456789012:db:*"


class BackupWorld(ComputeWorld):
    """A cloud with vaults and a role of AWS Backup."""

    @cached_property
    def vault(self) -> str:
        """The name of a vault."""
        return self.make(VAULT, name="shared")[0]

    @cached_property
    def copies(self) -> str:
        """The ARN of a vault in another region."""
        return str(self.make(VAULT, name="copies", region="eu-west-1")[1]["arn"])

    @cached_property
    def backup_role(self) -> str:
        """The ARN of a role that AWS Backup can have."""
        return str(self.make("aws:iam/role:Role", name="backup", assumeRolePolicy=trust("backup"))[1]["arn"])

    def plan(self, name: str) -> str:
        """The id of a plan."""
        return self.make(PLAN, name=name, rules=[rule(self)])[0]


@pytest.fixture(scope="module")
def world() -> Iterator[BackupWorld]:
    with Cloud(None) as cloud:
        yield BackupWorld(cloud)


def rule(world: BackupWorld, **more: Any) -> Properties:
    """A rule that makes a backup each day."""
    daily = {"ruleName": "daily", "schedule": "cron(0 1 * * ? *)", "lifecycle": {"deleteAfter": 35}}
    return {"targetVaultName": world.vault, **daily, **more}


def monthly(world: BackupWorld) -> Properties:
    """A rule that copies a backup each month, and moves it to cold storage."""
    lifecycle = {"coldStorageAfter": 30, "deleteAfter": 365}
    copy = {"destinationVaultArn": world.copies, "lifecycle": lifecycle}
    return rule(
        world,
        ruleName="monthly",
        schedule="cron(0 1 1 * ? *)",
        scheduleExpressionTimezone="Europe/Berlin",
        startWindow=120,
        completionWindow=480,
        lifecycle=lifecycle,
        copyActions=[copy],
        recoveryPointTags={"Kept": "long"},
    )


CASES = (
    life(
        VAULT,
        lambda world: {"name": "own", "kmsKeyArn": world.key["arn"], "tags": {"Name": "x"}},
        (
            lambda world: {"forceDestroy": True},
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"tags": None},
        ),
        untold=("forceDestroy",),
    ),
    life(VAULT, lambda world: {"name": "of-aws"}, name="managed-key"),
    life(
        PLAN,
        lambda world: {"name": "daily", "rules": [rule(world)], "tags": {"Name": "x"}},
        (
            lambda world: {"rules": [rule(world, lifecycle={"deleteAfter": 7})]},
            lambda world: {"rules": [rule(world), monthly(world)]},
            lambda world: {"rules": [monthly(world)]},
            lambda world: {"rules": [rule(world, schedule=None, enableContinuousBackup=True)]},
            lambda world: {
                "advancedBackupSettings": [
                    {"resourceType": "EC2", "backupOptions": {"WindowsVSS": "enabled"}}
                ]
            },
            lambda world: {"advancedBackupSettings": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        SELECTION,
        lambda world: {
            "name": "databases",
            "planId": world.plan("of-databases"),
            "iamRoleArn": world.backup_role,
            "resources": [DATABASES, "arn:aws:s3:::a-bucket"],
        },
        import_id=lambda identifier, state: f"{state['planId']}|{identifier}",
    ),
    life(
        SELECTION,
        lambda world: {
            "name": "tagged",
            "planId": world.plan("of-tagged"),
            "iamRoleArn": world.backup_role,
            "resources": ["*"],
            "notResources": [DATABASES],
            "selectionTags": [{"type": "STRINGEQUALS", "key": "Backup", "value": "yes"}],
            "conditions": [
                {
                    "stringEquals": [{"key": "aws:ResourceTag/Backup", "value": "yes"}],
                    "stringNotLikes": [{"key": "aws:ResourceTag/Name", "value": "test-*"}],
                }
            ],
        },
        name="by-tag",
        import_id=lambda identifier, state: f"{state['planId']}|{identifier}",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: BackupWorld) -> None:
    live(case, world)


def test_a_vault_with_backups_is_deleted_only_by_force(world: BackupWorld) -> None:
    operations = world.operations(VAULT)
    identifier, state = world.make(VAULT, name="full")
    world.client("backup").start_backup_job(
        BackupVaultName="full", ResourceArn=DATABASES.replace("*", "a"), IamRoleArn=world.backup_role
    )
    changed = operations.read(identifier, state)
    assert changed is not None
    assert changed["recoveryPoints"] == 1
    with pytest.raises(ClientError, match="contains 1 recovery points"):
        operations.delete(identifier, state)
    operations.delete(identifier, state | {"forceDestroy": True})
    assert operations.read(identifier, state) is None


def test_every_change_of_a_plan_is_a_version_of_it(world: BackupWorld) -> None:
    operations = world.operations(PLAN)
    inputs = {"name": "versions", "rules": [rule(world)]}
    identifier, state = world.make(PLAN, **inputs)
    changed = operations.update(identifier, state, inputs | {"rules": [monthly(world)]})
    assert changed["version"] != state["version"]
    assert changed["arn"] == f"arn:aws:backup:us-east-1:123456789012:backup-plan:{identifier}"


def test_a_plan_that_selects_something_is_not_deleted(world: BackupWorld) -> None:
    plan = world.plan("selecting")
    selection, known = world.make(
        SELECTION, name="a", planId=plan, iamRoleArn=world.backup_role, resources=[DATABASES]
    )
    plans, selections = world.operations(PLAN), world.operations(SELECTION)
    with pytest.raises(ClientError, match="selections must be deleted prior"):
        plans.delete(plan, {})
    (found,) = selections.diff(known, known | {"resources": ["arn:aws:s3:::other"]})
    assert found.replace
    selections.delete(selection, known)
    plans.delete(plan, {})
    assert plans.read(plan, {}) is None


def test_what_somebody_changed_of_a_plan_is_drift(world: BackupWorld) -> None:
    operations = world.operations(PLAN)
    inputs = {"name": "drifting", "rules": [rule(world)]}
    identifier, state = world.make(PLAN, **inputs)
    client = world.client("backup")
    document = client.get_backup_plan(BackupPlanId=identifier)["BackupPlan"]
    document["Rules"][0].pop("RuleId")
    document["Rules"][0]["Lifecycle"] = {"DeleteAfterDays": 1}
    client.update_backup_plan(BackupPlanId=identifier, BackupPlan=document)
    changed = operations.read(identifier, state)
    assert changed is not None
    assert [item.path for item in operations.diff(changed, inputs)] == ["rules[0].lifecycle.deleteAfter"]
