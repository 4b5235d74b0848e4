"""Images are looked at for known flaws."""

from policies.control import Control, References, Severity
from policies.requirement import TRUE, Requirement, Requirements
from policies.resource_types import IMAGES

REQUIREMENTS = Requirements(Requirement(IMAGES, "imageScanningConfiguration.scanOnPush", TRUE, default=False))

CONTROL = Control(
    id="images-scanned",
    title="Every container image is scanned for known flaws when it is pushed.",
    reason=(
        "Most of an image is other people's software, and its flaws are published. A scan at the "
        "push tells before the image runs anywhere."
    ),
    fix="Set imageScanningConfiguration.scanOnPush to true.",
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(fsbp=("ECR.1",), checkov=("CKV_AWS_163",)),
    check_resource=REQUIREMENTS.check,
)
