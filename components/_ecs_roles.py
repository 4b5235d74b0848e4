"""What the roles of a task may do: the execution role before it starts, the task role while it runs. Pure.

Each statement names what it is for and nothing else; `*` stands only where AWS knows no resource.
"""

from collections.abc import Iterable, Sequence

from ._container_image import parse_image
from ._ecr_policies import PULL
from ._grants import Access, grant_statements
from ._iam import Account, Statement, document, trust_service_for

SECRET_ARN_PARTS = 7
"""Parts of a secret's ARN; a reference to a part of its value goes on after them."""


def trust_tasks(account: Account) -> str:
    """A trust policy: tasks of this account and region may assume the role."""
    return trust_service_for("ecs-tasks.amazonaws.com", account, account.arn("ecs", "*"))


def secret_arn(reference: str) -> str:
    """The ARN of the secret that a `valueFrom` reads, without key, version stage and version id."""
    return ":".join(reference.split(":")[:SECRET_ARN_PARTS])


def execution_policy(
    account: Account,
    log_group_arn: str,
    images: Iterable[str],
    secret_references: Iterable[str],
    secret_key_arns: Sequence[str],
) -> str:
    """What ECS does before a task starts: pull its images, read its secrets, write its logs."""
    statements = [
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{log_group_arn}:*",
        },
        *_pull(account, images),
        *_read_secrets(account, secret_references, secret_key_arns),
    ]
    return document(statements)


def exec_statements(account: Account, log_group_arn: str, key_arn: str) -> list[Statement]:
    """What the agent of ECS Exec does in a container (ECS developer guide, "Monitor containers with ECS
    Exec")."""
    find_log: Statement = {
        "Effect": "Allow",
        "Action": "logs:DescribeLogGroups",
        "Resource": account.arn("logs", "log-group:*"),
    }
    decrypt: Statement = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key_arn}
    return [*grant_statements(Access.EXECUTE_COMMAND), find_log, write_log_group(log_group_arn), decrypt]


def write_log_group(log_group_arn: str) -> Statement:
    """The right to write to a log group that exists, in streams of the writer's own."""
    return {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [log_group_arn, f"{log_group_arn}:*"],
    }


def _pull(account: Account, images: Iterable[str]) -> list[Statement]:
    parsed = [image for image in map(parse_image, images) if image is not None]
    arns = sorted({image.ecr.arn(account.partition) for image in parsed if image.ecr is not None})
    if not arns:
        return []
    return [
        # The token is the registry's: ECR knows no resource for it.
        {
            "Sid": "LogInToRegistry",
            "Effect": "Allow",
            "Action": "ecr:GetAuthorizationToken",
            "Resource": "*",
        },
        {"Sid": "PullImages", "Effect": "Allow", "Action": list(PULL), "Resource": arns},
    ]


def _read_secrets(account: Account, references: Iterable[str], key_arns: Sequence[str]) -> list[Statement]:
    arns = sorted(set(map(secret_arn, references)))
    if not arns:
        return []
    read: Statement = {
        "Sid": "ReadSecrets",
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": arns,
    }
    if not key_arns:
        return [read]
    service = f"secretsmanager.{account.region}.amazonaws.com"
    decrypt: Statement = {
        "Sid": "DecryptSecrets",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": sorted(set(key_arns)),
        "Condition": {"StringEquals": {"kms:ViaService": service}},
    }
    return [read, decrypt]
