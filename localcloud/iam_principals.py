"""Roles and users of IAM, as the patches of other services look them up."""

import re
from typing import Any, Final

from moto.iam.models import iam_backends

from localcloud.policy_documents import PolicyDocumentError, allows_service

_ROLE_OR_USER: Final = re.compile(r"arn:[\w-]+:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)")


def role_of(backend: Any, arn: str) -> Any | None:
    """The role (moto's object) with an ARN, in the account of a service's backend, or None."""
    roles = iam_backends[backend.account_id][backend.partition].roles.values()
    return next((role for role in roles if role.arn == arn), None)


def trusts(role: Any, service: str) -> bool:
    """Whether a role (moto's object) lets a service assume it."""
    try:
        return allows_service(role.assume_role_policy_document, frozenset({service}), "sts:AssumeRole")
    except PolicyDocumentError:
        return False


def is_unknown(backend: Any, principal: str) -> bool:
    """Whether a principal of a policy is a role or a user of the account of a service's backend that does not
    exist.
    """
    match = _ROLE_OR_USER.fullmatch(principal)
    if match is None or match[1] != backend.account_id:
        return False
    iam = iam_backends[backend.account_id][backend.partition]
    owners = iam.roles if match[2] == "role" else iam.users
    return match[3] not in {owner.name for owner in owners.values()}
