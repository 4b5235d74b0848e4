"""Policies of resources let nobody in whom they do not name."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.documents import Statement, read_statements
from policies.resource_types import KEY, QUEUE, SEARCH, SECRET, TOPIC
from policies.stack import Resource
from policies.values import UNKNOWN, Unknown

DOCUMENTS = {
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:kms/keyPolicy:KeyPolicy": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    KEY: "policy",
    QUEUE: "policy",
    SEARCH: "accessPolicies",
    SECRET: "policy",
    TOPIC: "policy",
}
"""Type -> the property that holds its policy."""

_NARROWING = (
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "kms:CallerAccount",
)
"""Conditions by which a statement for everybody is meant for a few (S3 user guide, "The meaning of "
"public")."""


def _check(resource: Resource) -> Iterator[Finding]:
    path = DOCUMENTS[resource.type]
    statements = read_statements(resource.inputs.get(path))
    if isinstance(statements, Unknown):
        yield Finding(resource.urn, f"{resource}: {path} is {UNKNOWN}", undecided=True)
        return
    for statement in statements:
        if statement.allows and statement.for_everybody and not _is_narrowed(statement):
            problem = f"{resource}: {statement.name} of {path} lets everybody in"
            yield Finding(resource.urn, problem)


def _is_narrowed(statement: Statement) -> bool:
    return any(
        values and "*" not in values for values in (statement.condition_values(key) for key in _NARROWING)
    )


CONTROL = Control(
    id="resource-policy-not-public",
    title="No policy of a resource allows anything to everybody.",
    reason=(
        "A principal `*` is every AWS account in the world, and for some services everybody without "
        "one. Such a statement gives away data, keys or messages whatever IAM says."
    ),
    fix=(
        "Name the accounts, roles or services that need access as Principal. If it must be `*`, add a "
        "condition on the account, organisation, source or VPC."
    ),
    severity=Severity.CRITICAL,
    types=frozenset(DOCUMENTS),
    asks=tuple(
        (type_, f"`{path}` must not allow anything to everybody") for type_, path in DOCUMENTS.items()
    ),
    exceptions=f"Statements with a condition on one of {', '.join(_NARROWING)}.",
    references=References(
        fsbp=("S3.2", "S3.3", "KMS.5", "SNS.4", "SQS.3"),
        checkov=("CKV_AWS_32", "CKV_AWS_33", "CKV_AWS_70", "CKV_AWS_168", "CKV_AWS_169"),
    ),
    check_resource=_check,
)
