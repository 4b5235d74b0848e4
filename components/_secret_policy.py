"""The policy of a secret: who may not read it, whatever IAM says. Pure: no resources here."""

from collections.abc import Sequence

from ._iam import Account, Statement, document

READ = ("secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue")
"""What shows the value of a secret."""


def secret_policy(account: Account, reader_arns: Sequence[str]) -> str:
    """The policy of a secret of `account`: nobody else's principals may touch it, and where there are
    `reader_arns` (ARNs of principals, with wildcards), nobody but those may read it."""
    statements = [
        _deny("DenyOtherAccounts", "secretsmanager:*", "StringNotEquals", "Account", account.account_id)
    ]
    if reader_arns:
        statements.append(_deny("DenyOtherReaders", list(READ), "ArnNotLike", "Arn", sorted(reader_arns)))
    return document(statements)


def _deny(sid: str, action: str | list[str], operator: str, key: str, values: str | list[str]) -> Statement:
    # A service of AWS that acts for itself has no account and no ARN: without the second condition both
    # statements would refuse it.
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": {
            operator: {f"aws:Principal{key}": values},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    }
