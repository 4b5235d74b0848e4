"""Policies of an OpenSearch domain: who may send requests, and where the domain may log. Pure."""

from collections.abc import Sequence

from ._iam import Account, document

_SEND_REQUESTS = "es:ESHttp*"
_WRITE_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch")
"""What the service needs in a log group (OpenSearch Service developer guide, "Monitoring logs")."""


def domain_arn(account: Account, domain_name: str) -> str:
    """The ARN of a domain, which is known before there is one."""
    return account.arn("es", f"domain/{domain_name}")


def access_policy(account: Account, domain_name: str) -> str:
    """The policy of a domain: only principals of this account, and of those only whom their own IAM policies
    allow. What they may do inside is up to fine-grained access control."""
    return document(
        [
            {
                "Sid": "RequestsByAccount",
                "Effect": "Allow",
                "Principal": {"AWS": account.root_arn},
                "Action": _SEND_REQUESTS,
                "Resource": f"{domain_arn(account, domain_name)}/*",
            }
        ]
    )


def administer(account: Account, domain_name: str) -> str:
    """What the master role may do: send requests to its domain."""
    return document(
        [
            {
                "Sid": "RequestsToDomain",
                "Effect": "Allow",
                "Action": _SEND_REQUESTS,
                "Resource": f"{domain_arn(account, domain_name)}/*",
            }
        ]
    )


def trust_account(account: Account) -> str:
    """A trust policy: whom the IAM policies of this account let assume the role."""
    return document(
        [
            {
                "Sid": "AssumeByAccount",
                "Effect": "Allow",
                "Principal": {"AWS": account.root_arn},
                "Action": "sts:AssumeRole",
            }
        ]
    )


def write_logs(account: Account, domain_name: str, log_group_names: Sequence[str]) -> str:
    """A resource policy of CloudWatch Logs: one domain may write to these groups."""
    return document(
        [
            {
                "Sid": "LogsOfDomain",
                "Effect": "Allow",
                "Principal": {"Service": "es.amazonaws.com"},
                "Action": list(_WRITE_LOGS),
                "Resource": [account.arn("logs", f"log-group:{name}:*") for name in log_group_names],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account.account_id},
                    "ArnLike": {"aws:SourceArn": domain_arn(account, domain_name)},
                },
            }
        ]
    )
