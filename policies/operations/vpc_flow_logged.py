"""Who connected to whom is on record."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.resource_types import VPC
from policies.stack import Stack
from policies.values import UNKNOWN

_FLOW_LOG = "aws:ec2/flowLog:FlowLog"


def _check(stack: Stack) -> Iterator[Finding]:
    logged = [
        stack.reference(log, "vpcId", log.inputs.get("vpcId", ""), VPC) for log in stack.of_type(_FLOW_LOG)
    ]
    for vpc in stack.of_type(VPC):
        if not vpc.declared or any(reference.certain == vpc for reference in logged):
            continue
        maybe = any(vpc in r.candidates or not (r.known or r.candidates) for r in logged)
        doubt = f"; whether one of those declared is its is {UNKNOWN}" if maybe else ""
        yield Finding(vpc.urn, f"{vpc}: the stack has no FlowLog for it{doubt}", undecided=maybe)


CONTROL = Control(
    id="vpc-flow-logged",
    title="Every VPC has a flow log.",
    reason=(
        "Flow logs are the only record of connections: who scanned, what was refused, where data "
        "went. Nobody can ask for them afterwards."
    ),
    fix="Declare aws.ec2.FlowLog for the VPC, with a log group or bucket; the component Vpc does.",
    severity=Severity.MEDIUM,
    types=frozenset((VPC, _FLOW_LOG)),
    references=References(fsbp=("EC2.6",), cis=("3.7",), checkov=("CKV2_AWS_11",)),
    check_stack=_check,
)
