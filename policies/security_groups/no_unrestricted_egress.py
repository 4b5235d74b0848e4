"""What leaves for the internet leaves by HTTPS."""

from policies.control import Control, References, Severity
from policies.security_groups.exposure import Exposure
from policies.security_groups.guide import HTTPS
from policies.security_groups.rules import TYPES, Direction

_EXPOSURE = Exposure(
    Direction.OUTBOUND,
    allowed=lambda role: HTTPS,
    opens="lets traffic out to the whole internet on",
    advice=lambda traffic: None,
)

CONTROL = Control(
    id="security-group-no-unrestricted-egress",
    title="No security group lets traffic out to the internet, except on TCP 443.",
    reason=(
        "An open way out is how stolen data leaves and how an intruder's tools come in. External services "
        "are called over HTTPS; everything else that a container needs lies inside the VPC."
    ),
    fix=(
        "Narrow the rule to TCP 443, or to the addresses of the VPC. For another protocol, name the "
        "addresses of the one service that needs it."
    ),
    severity=Severity.HIGH,
    types=TYPES[Direction.OUTBOUND],
    exceptions=(
        "TCP 443. Public ranges of up to a /16 (IPv6: a /32) in total do not count as the internet; the "
        "table of who may reach whom still judges them."
    ),
    references=References(checkov=("CKV_AWS_382",)),
    check_resource=_EXPOSURE.in_resource,
    check_stack=_EXPOSURE.in_stack,
)
