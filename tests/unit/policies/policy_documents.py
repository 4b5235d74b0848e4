"""Policy documents, and the resources that give rights by them."""

import json
from typing import Any

from policies import resource_types as types
from tests.unit.policies.analyzer import Declared
from tests.unit.policies.architecture import TAGS


def allow(actions: Any, resources: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement of a policy document."""
    return {"Sid": "Allow", "Effect": "Allow", "Action": actions, "Resource": resources, **more}


def document(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def role_policy(*statements: dict[str, Any]) -> Declared:
    """An inline policy of a role."""
    return Declared(types.ROLE_POLICY, "rights", {"role": "role", "policy": document(*statements)})


def role(*statements: dict[str, Any], **inputs: Any) -> Declared:
    """A role that those may take whom its statements name."""
    trust = document(*statements)
    return Declared(types.ROLE, "role", {"tags": TAGS, "assumeRolePolicy": trust, **inputs})
