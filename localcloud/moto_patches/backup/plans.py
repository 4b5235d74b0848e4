"""Backup plans.

What moto accepts, and AWS refuses: rules that cannot be carried out (names, schedules, windows, lifecycles,
vaults that do not exist); settings that are of no resource type; deleting a plan that still selects
something.

What moto gets wrong: a plan's name cannot be used again, not even after its deletion.

What moto lacks: changing a plan.
"""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Final

from moto.backup.models import BackupBackend, Plan, backup_backends

from localcloud.moto_patches.backup._service import BACKUP, NAME, invalid, not_found, refused
from localcloud.moto_service import AwsError, Request, replace, table_of

COLD_DAYS: Final = 90
LONGEST_CONTINUOUS: Final = 35
SHORTEST_START: Final = 60
SCHEDULE: Final = re.compile(r"cron\(([^ ()]+ ){5}[^ ()]+\)|rate\(\d+ (minutes?|hours?|days?)\)")
VAULT_ARN: Final = re.compile(
    r"arn:[^:]+:backup:(?P<region>[^:]+):(?P<account>\d{12}):backup-vault:(?P<name>.+)"
)
OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    "EC2": frozenset({"WindowsVSS"}),
    "S3": frozenset({"BackupACLs", "BackupObjectTags"}),
}
"""The options of each resource type that has some."""

SELECTIONS: Final = "selections"
VERSIONS: Final = "plan_versions"


def find_plan(backend: Any, plan_id: str) -> Any:
    """The plan (moto's object) of an id; a deleted one is not found.

    Raises:
        AwsError: ``ResourceNotFoundException``.
    """
    plan = backend.plans.get(plan_id)
    if plan is None or plan.deletion_date is not None:
        raise not_found(f"Cannot find Backup plan with ID {plan_id}")
    return plan


def _refuse_rules(backend: Any, request: Request) -> None:
    document = request["BackupPlan"]
    names = [rule["RuleName"] for rule in document["Rules"]]
    if not names:
        raise invalid("A backup plan needs at least one rule")
    if len(set(names)) < len(names):
        raise invalid(f"Rule names must be unique in a plan: {', '.join(names)}")
    for rule in document["Rules"]:
        _check_rule(backend, rule)


def _check_rule(backend: Any, rule: Mapping[str, Any]) -> None:
    name = rule["RuleName"]
    if not NAME.fullmatch(name):
        raise invalid(f"Invalid rule name '{name}': 1 to 50 letters, digits and -_. are allowed")
    if rule["TargetBackupVaultName"] not in backend.vaults:
        raise invalid(f"Backup vault {rule['TargetBackupVaultName']} of rule {name} does not exist")
    schedule = rule.get("ScheduleExpression")
    if schedule and not SCHEDULE.fullmatch(schedule):
        raise invalid(f"Invalid schedule expression of rule {name}: {schedule}")
    start, completion = rule.get("StartWindowMinutes"), rule.get("CompletionWindowMinutes")
    if start is not None and start < SHORTEST_START:
        raise invalid(f"StartWindowMinutes of rule {name} must be at least {SHORTEST_START}; it is {start}")
    if start is not None and completion is not None and completion < start + SHORTEST_START:
        raise invalid(
            f"CompletionWindowMinutes of rule {name} must be at least {SHORTEST_START} more than "
            f"StartWindowMinutes ({start}); it is {completion}"
        )
    _check_lifecycle(name, rule)
    for copy in rule.get("CopyActions") or ():
        _check_destination(backend, name, copy["DestinationBackupVaultArn"])
        _check_lifecycle(name, copy)


def _check_lifecycle(name: str, part: Mapping[str, Any]) -> None:
    lifecycle = part.get("Lifecycle") or {}
    cold, deleted = lifecycle.get("MoveToColdStorageAfterDays"), lifecycle.get("DeleteAfterDays")
    if cold and deleted and 0 < deleted < cold + COLD_DAYS:
        raise invalid(
            f"DeleteAfterDays of rule {name} cannot be less than {COLD_DAYS} days apart from "
            f"MoveToColdStorageAfterDays ({cold}); it is {deleted}"
        )
    if part.get("EnableContinuousBackup") and (cold or not 1 <= (deleted or 0) <= LONGEST_CONTINUOUS):
        raise invalid(
            f"Rule {name} makes continuous backups: they are kept for 1 to {LONGEST_CONTINUOUS} days and "
            "have no cold storage"
        )


def _check_destination(backend: Any, name: str, arn: str) -> None:
    found = VAULT_ARN.fullmatch(arn)
    if not found:
        raise invalid(f"Rule {name} copies to what is not the ARN of a backup vault: {arn}")
    # What another account has cannot be seen.
    if found["account"] == backend.account_id:
        regions = backup_backends[backend.account_id]
        if found["region"] not in regions or found["name"] not in regions[found["region"]].vaults:
            raise invalid(f"Backup vault {arn}, which rule {name} copies to, does not exist")


def _refuse_settings(_: Any, request: Request) -> None:
    for setting in request["BackupPlan"].get("AdvancedBackupSettings") or ():
        allowed = OPTIONS.get(setting["ResourceType"])
        if allowed is None:
            raise invalid(
                f"Advanced backup settings are for {', '.join(OPTIONS)}, not {setting['ResourceType']}"
            )
        for option, value in setting["BackupOptions"].items():
            if option not in allowed or value not in ("enabled", "disabled"):
                raise invalid(f"Invalid backup option of {setting['ResourceType']}: {option}={value}")


def _refuse_unknown(backend: Any, request: Request) -> None:
    find_plan(backend, request["BackupPlanId"])


def _refuse_used(backend: Any, request: Request) -> None:
    plan = find_plan(backend, request["BackupPlanId"])
    used = [
        item for item in table_of(backend, SELECTIONS).values() if item["BackupPlanId"] == plan.backup_plan_id
    ]
    if used:
        raise refused("Related backup plan selections must be deleted prior to backup plan deletion")


def _create(
    original: Callable[..., Any],
    self: Any,
    backup_plan: dict[str, Any],
    backup_plan_tags: dict[str, str],
    creator_request_id: str,
) -> Any:
    made = Plan(backup_plan=deepcopy(backup_plan), creator_request_id=creator_request_id, backend=self)
    there = [plan for plan in self.plans.values() if plan.deletion_date is None]
    if any(_without_ids(plan.backup_plan) == _without_ids(made.backup_plan) for plan in there):
        raise AwsError("AlreadyExistsException", "Backup plan with the same plan document already exists")
    if backup_plan_tags:
        self.tag_resource(made.backup_plan_arn, backup_plan_tags)
    self.plans[made.backup_plan_id] = made
    return made


def _without_ids(document: Mapping[str, Any]) -> dict[str, Any]:
    rules = [{key: value for key, value in rule.items() if key != "RuleId"} for rule in document["Rules"]]
    return {**document, "Rules": rules}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    plan = find_plan(backend, request["BackupPlanId"])
    versions = table_of(backend, VERSIONS).setdefault(plan.backup_plan_id, {})
    versions[plan.version_id] = plan.to_get_dict()
    ids = {rule["RuleName"]: rule["RuleId"] for rule in plan.backup_plan["Rules"]}
    changed = Plan(deepcopy(request["BackupPlan"]), plan.creator_request_id, backend)
    for rule in changed.backup_plan["Rules"]:
        rule["RuleId"] = ids.get(rule["RuleName"], rule["RuleId"])
    for name in ("backup_plan", "version_id", "advanced_backup_settings"):
        setattr(plan, name, getattr(changed, name))
    return dict(plan.to_dict())


def _get(backend: Any, request: Request) -> dict[str, Any]:
    plan, version = backend.plans.get(request["BackupPlanId"]), request.get("VersionId")
    versions = table_of(backend, VERSIONS).get(request["BackupPlanId"], {})
    if plan is not None and version in (None, plan.version_id):
        return dict(plan.to_get_dict())
    if version not in versions:
        raise not_found("Failed reading Backup plan with provided version")
    return dict(versions[version])


@cache
def apply() -> None:
    """Put plans right."""
    BACKUP.extend({"get_backup_plan": _get, "update_backup_plan": _update})
    BACKUP.refuse(
        {
            "create_backup_plan": [_refuse_rules, _refuse_settings],
            "update_backup_plan": [_refuse_unknown, _refuse_rules, _refuse_settings],
            "delete_backup_plan": [_refuse_used],
        }
    )
    replace(BackupBackend, "create_backup_plan", _create)
