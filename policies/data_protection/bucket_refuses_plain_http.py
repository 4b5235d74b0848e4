"""Buckets answer over TLS only."""

from collections.abc import Iterator

from policies.buckets import POLICY, Buckets
from policies.control import Control, Finding, References, Severity
from policies.documents import EVERYTHING, Statement, read_statements
from policies.resource_types import BUCKET
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, Unknown


def _check(stack: Stack) -> Iterator[Finding]:
    buckets = stack.view(Buckets)
    for bucket in buckets.all:
        policies = buckets.parts(bucket, "policy")
        answers = [_refuses(policy) for policy in policies.certain]
        if True in answers:
            continue
        problem = f"{bucket}: no policy of it denies requests without TLS"
        undecided = UNKNOWN in answers or (policies.possible and not answers)
        if undecided:
            problem = f"{bucket}: whether its policy denies requests without TLS is {UNKNOWN}"
        yield Finding(bucket.urn, problem, undecided=undecided)


def _refuses(policy: Resource) -> bool | Unknown:
    statements = read_statements(policy.inputs.get("policy", UNKNOWN))
    if isinstance(statements, Unknown):
        return UNKNOWN
    return any(map(_denies_plain_http, statements))


def _denies_plain_http(statement: Statement) -> bool:
    insecure = statement.condition_values("aws:SecureTransport")
    return (
        not statement.allows
        and statement.for_everybody
        and not {EVERYTHING, "s3:*"}.isdisjoint(statement.actions)
        and [str(value).lower() for value in insecure] == ["false"]
    )


CONTROL = Control(
    id="bucket-refuses-plain-http",
    title="The policy of every bucket denies requests that do not use TLS.",
    reason=(
        "S3 answers plain HTTP too, and whoever has a signed URL or a credential may use it so. "
        "Objects and the signature then pass in the clear."
    ),
    fix=(
        "Deny s3:* to everybody under the condition Bool aws:SecureTransport false, on the bucket and its "
        "objects. The component Bucket does."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((BUCKET, POLICY)),
    references=References(fsbp=("S3.5",), cis=("2.1.1",)),
    check_stack=_check,
)
