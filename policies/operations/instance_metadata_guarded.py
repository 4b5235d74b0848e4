"""Hosts give their credentials to nobody who asks by accident."""

from policies.control import Control, References, Severity
from policies.requirement import Requirement, Requirements, one_of
from policies.resource_types import INSTANCE, LAUNCH_TEMPLATE

REQUIREMENTS = Requirements(
    *(
        Requirement(type_, "metadataOptions.httpTokens", one_of("required"), default="optional")
        for type_ in (INSTANCE, LAUNCH_TEMPLATE)
    )
)

CONTROL = Control(
    id="instance-metadata-guarded",
    title="EC2 hosts answer metadata requests of version 2 only.",
    reason=(
        "The metadata service hands out the host's credentials. Version 1 gives them to any request, "
        "so one web service that can be made to fetch a URL is enough; version 2 asks for a token first."
    ),
    fix="Set metadataOptions.httpTokens to required.",
    severity=Severity.HIGH,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(fsbp=("EC2.8", "EC2.170"), cis=("5.6",), checkov=("CKV_AWS_79",)),
    check_resource=REQUIREMENTS.check,
)
