"""The policy of a KMS key: who may administer it, and which AWS services may use it. Pure: no resources here.

The account may administer its key, but not use it: data is encrypted and decrypted only through the
services that the key was made for. Their callers still need the same permission from IAM; a service that
has no caller (CloudWatch Logs) is a principal of its own.
"""

from collections.abc import Collection

from ._iam import Account, Statement, document

ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:Revoke*",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
)
"""What administrators do with a key. The KMS developer guide's list ("Allows key administrators to
administer the KMS key") has `kms:Create*`; here it is the alias alone, since a grant would let them use the
key."""

USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
"""What encrypting and decrypting takes (KMS developer guide, "Allows key users to use the KMS key")."""

VIA_SERVICES = frozenset(
    {
        "backup",
        "ec2",
        "ecr",
        "elasticache",
        "elasticfilesystem",
        "es",
        "kafka",
        "lambda",
        "rds",
        "s3",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
    }
)
"""Services that use a key on behalf of whoever calls them: their names in `kms:ViaService`. DocumentDB is
`rds`, OpenSearch `es`, MSK `kafka`, EBS `ec2`."""

LOGS = "logs"
"""CloudWatch Logs, which uses a key by itself."""

CLOUDFRONT = "cloudfront"
"""CloudFront, which decrypts by itself what it reads from S3."""

ECS_EXEC = "ecs-exec"
"""ECS Exec, whose sessions are encrypted between the caller's terminal and the agent in the container."""

EKS = "eks"
"""EKS, which encrypts what Kubernetes stores by a grant from whoever makes the cluster."""

SERVICES = VIA_SERVICES | {CLOUDFRONT, ECS_EXEC, EKS, LOGS}
"""All services that a key can be made for."""


def key_policy(account: Account, services: Collection[str]) -> str:
    """The policy of a key of `account` for `services`, each one of `SERVICES`."""
    via = sorted(VIA_SERVICES.intersection(services))
    statements = [_administration(account)]
    if via:
        statements += _use_through(account, via)
    statements += [make(account) for service, make in _BY_THEMSELVES.items() if service in services]
    return document(statements)


def _administration(account: Account) -> Statement:
    return {
        "Sid": "AdministerByAccount",
        "Effect": "Allow",
        "Principal": {"AWS": account.root_arn},
        "Action": list(ADMINISTER),
        "Resource": "*",
    }


def _use_through(account: Account, services: list[str]) -> list[Statement]:
    names = [f"{service}.{account.region}.amazonaws.com" for service in services]
    return [
        {
            "Sid": "UseThroughServices",
            "Effect": "Allow",
            "Principal": {"AWS": account.root_arn},
            "Action": list(USE),
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:ViaService": names}},
        },
        {
            "Sid": "GrantThroughServices",
            "Effect": "Allow",
            "Principal": {"AWS": account.root_arn},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {
                "Bool": {"kms:GrantIsForAWSResource": "true"},
                "StringEquals": {"kms:ViaService": names},
            },
        },
    ]


def _use_by_logs(account: Account) -> Statement:
    # The log group's ARN is the encryption context of everything that CloudWatch Logs encrypts.
    return {
        "Sid": "UseByCloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": f"{LOGS}.{account.region}.amazonaws.com"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": {
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:*")},
        },
    }


def _use_by_cloudfront(account: Account) -> Statement:
    return {
        "Sid": "UseByCloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:SourceArn": account.global_arn("cloudfront", "distribution/*")}},
    }


def _use_by_sessions(account: Account) -> Statement:
    # Both ends call KMS themselves, not through Systems Manager. The encryption context has the session's id
    # of every such call (github.com/aws/amazon-ssm-agent, agent/session/crypto).
    return {
        "Sid": "UseByEcsExec",
        "Effect": "Allow",
        "Principal": {"AWS": account.root_arn},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {"Null": {"kms:EncryptionContext:aws:ssm:SessionId": "false"}},
    }


def _grant_to_eks(account: Account) -> Statement:
    # EKS does not support kms:GrantIsForAWSResource when it makes a cluster (EKS user guide, "Encrypt
    # Kubernetes secrets with KMS"), nor does KMS list it for kms:ViaService: IAM alone decides who may grant.
    return {
        "Sid": "GrantToEks",
        "Effect": "Allow",
        "Principal": {"AWS": account.root_arn},
        "Action": ["kms:CreateGrant", "kms:DescribeKey"],
        "Resource": "*",
    }


_BY_THEMSELVES = {
    CLOUDFRONT: _use_by_cloudfront,
    ECS_EXEC: _use_by_sessions,
    EKS: _grant_to_eks,
    LOGS: _use_by_logs,
}
"""What admits the services whose requests do not come from a caller."""
