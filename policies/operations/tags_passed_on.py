"""What AWS makes of a resource has the tags of that resource."""

from typing import Any

from policies.control import Control, References, Severity
from policies.requirement import TRUE, Demand, Requirement, Requirements, one_of
from policies.resource_types import DATABASE, DATABASE_CLUSTER, INSTANCE, LAUNCH_TEMPLATE, SERVICE
from policies.tagging.vocabulary import REQUIRED_KEYS


def _has_required_keys(tags: Any) -> bool:
    return isinstance(tags, dict) and all(key in tags for key in REQUIRED_KEYS)


_TAGGED = Demand(f"have {', '.join(REQUIRED_KEYS)}", _has_required_keys)

REQUIREMENTS = Requirements(
    Requirement(SERVICE, "propagateTags", one_of("SERVICE", "TASK_DEFINITION"), default="NONE"),
    Requirement(DATABASE, "copyTagsToSnapshot", TRUE, default=False),
    Requirement(DATABASE_CLUSTER, "copyTagsToSnapshot", TRUE, default=False),
    Requirement(INSTANCE, "rootBlockDevice.tags", _TAGGED, unless="volumeTags"),
    Requirement(LAUNCH_TEMPLATE, "tagSpecifications[resourceType=instance].tags", _TAGGED),
    Requirement(LAUNCH_TEMPLATE, "tagSpecifications[resourceType=volume].tags", _TAGGED),
)

CONTROL = Control(
    id="tags-passed-on",
    title="Tasks, snapshots, volumes and hosts have the tags of the resource that AWS makes them of.",
    reason=(
        "AWS bills for what it makes by itself, and there is more of it every day: tasks, snapshots, "
        "volumes. Without tags nobody knows whose they are, and nobody dares to delete them."
    ),
    fix="Set the property that the message names.",
    severity=Severity.LOW,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(fsbp=("RDS.16", "RDS.17"), checkov=("CKV_AWS_313", "CKV2_AWS_60")),
    check_resource=REQUIREMENTS.check,
)
