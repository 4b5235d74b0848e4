"""A tag of an image means the same image for ever."""

from policies.control import Control, References, Severity
from policies.requirement import Requirement, Requirements, one_of
from policies.resource_types import IMAGES

REQUIREMENTS = Requirements(
    Requirement(
        IMAGES, "imageTagMutability", one_of("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"), default="MUTABLE"
    ),
)

CONTROL = Control(
    id="image-tags-immutable",
    title="No tag of a container image can be moved to another image.",
    reason=(
        "What was tested and reviewed as 1.4.2 must be what runs as 1.4.2. With movable tags whoever "
        "can push replaces it unnoticed, and a rollback brings back something else."
    ),
    fix="Set imageTagMutability to IMMUTABLE, and give every build a tag of its own.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(fsbp=("ECR.2",), checkov=("CKV_AWS_51",)),
    check_resource=REQUIREMENTS.check,
)
