"""What a backup plan backs up, which moto lacks."""

from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.core.utils import utcnow

from localcloud.moto_patches.backup._service import ARN, BACKUP, NAME, check_role, invalid, not_found
from localcloud.moto_patches.backup.plans import SELECTIONS, find_plan
from localcloud.moto_service import AwsError, Request, table_of

MOST_RESOURCES: Final = 500
EVERYTHING: Final = "*"
WAYS: Final = ("Resources", "ListOfTags", "Conditions")


def _create(backend: Any, request: Request) -> dict[str, Any]:
    plan = find_plan(backend, request["BackupPlanId"])
    wanted = request["BackupSelection"]
    _check(backend, wanted)
    there = table_of(backend, SELECTIONS)
    name = wanted["SelectionName"]
    if any(
        item["BackupPlanId"] == plan.backup_plan_id and item["BackupSelection"]["SelectionName"] == name
        for item in there.values()
    ):
        raise AwsError(
            "AlreadyExistsException", f"Backup selection {name} already exists in plan {plan.backup_plan_id}"
        )
    made = {
        "SelectionId": str(uuid4()),
        "BackupPlanId": plan.backup_plan_id,
        "CreationDate": utcnow(),
        "CreatorRequestId": request.get("CreatorRequestId"),
        # AWS answers with all parts, and with those that are not set as empty ones.
        "BackupSelection": {
            "Resources": [],
            "NotResources": [],
            "ListOfTags": [],
            "Conditions": {},
            **wanted,
        },
    }
    there[made["SelectionId"]] = made
    return {key: made[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")}


def _check(backend: Any, wanted: dict[str, Any]) -> None:
    name = wanted["SelectionName"]
    if not NAME.fullmatch(name):
        raise invalid(f"Invalid selection name '{name}': 1 to 50 letters, digits and -_. are allowed")
    conditions = wanted.get("Conditions") or {}
    if not any(wanted.get(way) for way in WAYS[:2]) and not any(conditions.values()):
        raise invalid(f"Backup selection {name} selects nothing: it has none of {', '.join(WAYS)}")
    for kind in ("Resources", "NotResources"):
        arns = wanted.get(kind) or []
        if len(arns) > MOST_RESOURCES:
            raise invalid(f"{kind} of {name} has {len(arns)} ARNs; allowed: up to {MOST_RESOURCES}")
        for arn in arns:
            if arn != EVERYTHING and not ARN.fullmatch(arn):
                raise invalid(f"Invalid ARN in {kind} of {name}: {arn}")
    check_role(backend, wanted["IamRoleArn"])


def _find(backend: Any, request: Request) -> dict[str, Any]:
    found: dict[str, Any] | None = table_of(backend, SELECTIONS).get(request["SelectionId"])
    if found is None or found["BackupPlanId"] != request["BackupPlanId"]:
        raise not_found(
            f"Cannot find Backup selection with ID {request['SelectionId']} in plan {request['BackupPlanId']}"
        )
    return found


def _list(backend: Any, request: Request) -> dict[str, Any]:
    plan = find_plan(backend, request["BackupPlanId"])
    return {
        "BackupSelectionsList": [
            {
                **{key: item[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")},
                "SelectionName": item["BackupSelection"]["SelectionName"],
                "IamRoleArn": item["BackupSelection"]["IamRoleArn"],
            }
            for item in table_of(backend, SELECTIONS).values()
            if item["BackupPlanId"] == plan.backup_plan_id
        ]
    }


def _delete(backend: Any, request: Request) -> None:
    found = _find(backend, request)
    del table_of(backend, SELECTIONS)[found["SelectionId"]]


@cache
def apply() -> None:
    """Add selections."""
    BACKUP.extend(
        {
            "create_backup_selection": _create,
            "get_backup_selection": _find,
            "list_backup_selections": _list,
            "delete_backup_selection": _delete,
        }
    )
