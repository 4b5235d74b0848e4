"""IAM policy documents as functions: what goes in is plain, what comes out is a document. No resources here.

A service that AWS runs may be asked by any account to use our role or key. Each document that trusts a
service therefore says for which account, and where AWS tells it, for which resource (the "confused deputy"
conditions).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Statement = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """Where resources live; every ARN starts with it."""

    partition: str
    """`aws`, `aws-cn` or `aws-us-gov`."""
    region: str
    """Region of the provider, as us-east-1."""
    account_id: str
    """Twelve digits."""

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account in this region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account that belongs to no region, as a role."""
        return f"arn:{self.partition}:{service}::{self.account_id}:{resource}"

    def managed_policy(self, name: str) -> str:
        """The ARN of a policy that AWS manages."""
        return f"arn:{self.partition}:iam::aws:policy/{name}"

    @property
    def root_arn(self) -> str:
        """The account itself as a principal: whoever its own IAM policies allow."""
        return self.global_arn("iam", "root")


def document(statements: Sequence[Statement]) -> str:
    """The JSON text of a policy document."""
    body: Document = {"Version": "2012-10-17", "Statement": list(statements)}
    return json.dumps(body)


def trust_service(service: str) -> str:
    """A trust policy: `service` may assume the role. Only for services that cannot be asked from another
    account.

    EC2 is one: an instance can only be given a role of its own account.
    """
    return document([_trust(service)])


def trust_service_for(service: str, account: Account, resources: str) -> str:
    """A trust policy: `service` may assume the role on behalf of this account's `resources` (an ARN
    pattern)."""
    condition = {
        "StringEquals": {"aws:SourceAccount": account.account_id},
        "ArnLike": {"aws:SourceArn": resources},
    }
    return document([{**_trust(service), "Condition": condition}])


def write_flow_logs(account: Account, log_group_name: str) -> str:
    """What VPC flow logs need to write into one log group that exists already."""
    group = account.arn("logs", f"log-group:{log_group_name}")
    return document(
        [
            {
                "Sid": "WriteStreams",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                "Resource": [group, f"{group}:*"],
            },
            {
                "Sid": "FindGroup",
                "Effect": "Allow",
                "Action": "logs:DescribeLogGroups",
                "Resource": account.arn("logs", "log-group:*"),
            },
        ]
    )


def _trust(service: str) -> Statement:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
