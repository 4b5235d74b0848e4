"""Backups of data stores, kept in a vault of AWS Backup."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._backup_rules import Schedule, export_snapshots, plan_rules, schedule_problems
from ._base import SharedComponent
from ._iam import trust_service
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey

_LONGEST_NAME = 50
"""Longest name of a vault and of a selection (CreateBackupVault, BackupSelection in AWS Backup's API
reference)."""

_LONGEST_DAYS = 36500
"""A hundred years: the longest that AWS Backup keeps anything (Lifecycle in its API reference)."""

_POLICIES = {
    "backup-policy": "service-role/AWSBackupServiceRolePolicyForBackup",
    "restore-policy": "service-role/AWSBackupServiceRolePolicyForRestores",
}
_BUCKET_POLICIES = {
    "bucket-backup-policy": "AWSBackupServiceRolePolicyForS3Backup",
    "bucket-restore-policy": "AWSBackupServiceRolePolicyForS3Restore",
}
"""What AWS Backup needs, by role of the attachment; restoring is part of it, since nobody wants to look for
permissions in an emergency."""


class BackupsArgs(TypedDict):
    """What a stack decides about backups."""

    resource_arns: pulumi.Input[Sequence[pulumi.Input[str]]]
    """ARNs of what is backed up: databases, file systems, buckets. `*` is allowed in them."""
    includes_buckets: NotRequired[bool]
    """Whether there are buckets among them, which take further permissions. Default: false."""
    start_hour_utc: NotRequired[int]
    """Hour, 0 to 23, in UTC, at which backups start; away from the databases' own backup and maintenance
    windows. Default: 1."""
    daily_retention_days: NotRequired[int]
    """Days for which each day's backup is kept. Default: 35."""
    monthly_retention_days: NotRequired[int]
    """Days for which the backup of each month's first day is kept; 0 for none. Default: 365."""
    cold_storage_after_days: NotRequired[int]
    """Days after which monthly backups move to cold storage, where they stay at least 90; 0 for never. RDS
    and DocumentDB have none and ignore it. Default: 0."""
    copy_vault_arn: NotRequired[pulumi.Input[str]]
    """ARN of a vault in another region or account that takes a copy of each backup. Default: no copies."""
    export_bucket_arn: NotRequired[pulumi.Input[str]]
    """ARN of a bucket to which snapshots of RDS may be exported for the archive. Default: no exports."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the vault; its policy has to admit AWS Backup. Default: a key of its own."""
    data_class: NotRequired[DataClass]
    """How sensitive the data is that is backed up; the tag DataClass. Default: confidential."""
    force_destroy: NotRequired[bool]
    """Whether deleting the vault deletes the backups in it. Default: false; AWS Backup then refuses to delete
    it while there are any."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    resource_arns: pulumi.Input[Sequence[pulumi.Input[str]]]
    policies: dict[str, str]
    schedule: Schedule
    copy_vault_arn: pulumi.Input[str] | None
    export_bucket_arn: pulumi.Input[str] | None
    kms_key_arn: pulumi.Input[str] | None
    data_class: DataClass
    force_destroy: bool
    tags: dict[str, str]


class Backups(SharedComponent):
    """Daily and monthly backups of data stores in an encrypted vault, and the role that makes and restores
    them.

    Produces: the vault (`<name>-vault`), the plan (`<name>-plan`) with its rules `daily` and `monthly`, the
    selection (`<name>-selection`) of what is backed up, and the role of AWS Backup (`<name>-role`) with its
    policies. Without `kms_key_arn` also a key, `<name>-key` (a KmsKey), and with `export_bucket_arn` a role
    (`<name>-export-role`) for `aws rds start-export-task`. RDS keeps its own backups for recovery to a point
    in time beside these: as a rule of AWS Backup it would take over the window and retention of the database.

    Example:

        Backups("backups", {
            "resource_arns": [database.cluster_arn],
            "export_bucket_arn": archive.bucket_arn,
            "tags": tags,
        })

    Cost: of RDS and Aurora about 0.095 and 0.021 USD per GB and month, of DocumentDB 0.021, of S3 0.05; the
    same again for a copy; 1 USD per month for a key of its own (us-east-1, AWS Backup and KMS pricing).
    """

    vault_name: pulumi.Output[str]
    """Name of the vault."""
    vault_arn: pulumi.Output[str]
    """ARN of the vault."""
    plan_id: pulumi.Output[str]
    """Id of the plan."""
    role_arn: pulumi.Output[str]
    """ARN of the role that makes backups, and that a restore is given."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the vault."""
    export_role_arn: pulumi.Output[str] | None
    """ARN of the role that an export of a snapshot is given, where there is one."""

    def __init__(self, name: str, args: BackupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("Backups", name, spec.tags, opts)
        [self.kms_key_arn] = key_arns(
            self, [Encrypted(spec.kms_key_arn, ["backup"])], spec.data_class, spec.tags
        )
        self.vault = self._create_vault(spec)
        self.plan = self._create_plan(spec)
        self.role = self._create_role("role", "Lets AWS Backup make and restore backups.", "backup")
        self.policies = [self._attach(role, policy) for role, policy in spec.policies.items()]
        self.selection = self._create_selection(spec)
        self.export_role = self._create_export_role(spec)

        self.vault_name = self.vault.name
        self.vault_arn = self.vault.arn
        self.plan_id = self.plan.id
        self.role_arn = self.role.arn
        self.export_role_arn = None if self.export_role is None else self.export_role.arn
        self.publish()

    def _create_vault(self, spec: _Spec) -> aws.backup.Vault:
        return aws.backup.Vault(
            self.child_name("vault"),
            kms_key_arn=self.kms_key_arn,
            force_destroy=spec.force_destroy,
            tags=self.child_tags("vault", {TagKey.DATA_CLASS: spec.data_class}),
            opts=self.child_options(),
        )

    def _create_plan(self, spec: _Spec) -> aws.backup.Plan:
        return aws.backup.Plan(
            self.child_name("plan"),
            rules=plan_rules(spec.schedule, self.vault.name, spec.copy_vault_arn),
            tags=self.child_tags("plan"),
            opts=self.child_options(),
        )

    def _create_role(self, role: str, description: str, service: str) -> aws.iam.Role:
        # Nobody else's backup or export can be given it: that takes iam:PassRole in the role's own account.
        return aws.iam.Role(
            self.child_name(role),
            description=description,
            assume_role_policy=trust_service(f"{service}.amazonaws.com"),
            tags=self.child_tags(role),
            opts=self.child_options(),
        )

    def _attach(self, role: str, policy: str) -> aws.iam.RolePolicyAttachment:
        return aws.iam.RolePolicyAttachment(
            self.child_name(role),
            role=self.role.name,
            policy_arn=self.account().apply(lambda known: known.managed_policy(policy)),
            opts=self.child_options(),
        )

    def _create_selection(self, spec: _Spec) -> aws.backup.Selection:
        return aws.backup.Selection(
            self.child_name("selection"),
            plan_id=self.plan.id,
            iam_role_arn=self.role.arn,
            resources=spec.resource_arns,
            opts=self.child_options(pulumi.ResourceOptions(depends_on=self.policies)),
        )

    def _create_export_role(self, spec: _Spec) -> aws.iam.Role | None:
        if spec.export_bucket_arn is None:
            return None
        role = self._create_role("export-role", "Lets RDS export snapshots to a bucket.", "export.rds")
        aws.iam.RolePolicy(
            self.child_name("export-policy"),
            role=role.id,
            policy=pulumi.Output.from_input(spec.export_bucket_arn).apply(export_snapshots),
            opts=self.child_options(),
        )
        return role


def _resolve(name: str, args: BackupsArgs) -> _Spec:
    reader = ArgumentReader(
        "Backups", name, args, BackupsArgs, longest_role="selection", autoname_limit=_LONGEST_NAME
    )
    schedule = Schedule(
        start_hour_utc=reader.whole_number("start_hour_utc", 1, range(24)),
        daily_retention_days=reader.whole_number("daily_retention_days", 35, range(1, _LONGEST_DAYS + 1)),
        monthly_retention_days=reader.whole_number("monthly_retention_days", 365, range(_LONGEST_DAYS + 1)),
        cold_storage_after_days=reader.whole_number("cold_storage_after_days", 0, range(_LONGEST_DAYS + 1)),
    )
    for where, given, allowed in schedule_problems(schedule):
        reader.problem(where, given, allowed)
    buckets = reader.flag("includes_buckets", default=False)
    spec = _Spec(
        resource_arns=reader.passed_texts("resource_arns"),
        policies={**_POLICIES, **(_BUCKET_POLICIES if buckets else {})},
        schedule=schedule,
        copy_vault_arn=reader.passed_if_given("copy_vault_arn"),
        export_bucket_arn=reader.passed_if_given("export_bucket_arn"),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        data_class=reader.choice("data_class", DataClass, DataClass.CONFIDENTIAL),
        force_destroy=reader.flag("force_destroy", default=False),
        tags=reader.tags(),
    )
    reader.finish()
    return spec
