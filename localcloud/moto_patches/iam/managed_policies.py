"""The managed policies of AWS, read when a request names them.

moto either knows none of them, so that no role can get one, or makes all 1,500 at its first request (0.8 s
and 112 MiB). Here a policy is cut out of moto's own text when it is named; what is attached stays in the
backend.
"""

import json
import re
from functools import cache
from hashlib import sha256
from typing import Any, Final

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

from localcloud.moto_patches.iam._service import IAM
from localcloud.moto_service import Request, replace

AWS_ARN: Final = re.compile(r"arn:[\w-]+:iam::aws:policy(/(?:[\w+=,.@/-]+/)?)([\w+=,.@-]+)")
START: Final = '\n "{}":{{\n'
END: Final = "\n }"

NAMING_OPERATIONS: Final = (
    "attach_role_policy",
    "attach_user_policy",
    "attach_group_policy",
    "get_policy",
    "get_policy_version",
    "list_policy_versions",
    "list_entities_for_policy",
    "create_role",
    "create_user",
    "put_role_permissions_boundary",
)


def _data(name: str) -> dict[str, Any] | None:
    """The policy of that name in moto's text, which holds one after another at an indentation of one."""
    start = aws_managed_policies_data.find(START.format(name))
    if start < 0:
        return None
    end = aws_managed_policies_data.index(END, start)
    text = aws_managed_policies_data[start:end]
    found: dict[str, Any] = json.loads(text[text.index("{") :] + "}")
    return found


def _make(backend: Any, name: str, data: dict[str, Any]) -> Any:
    policy = AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, data)
    policy.id = "ANPA" + sha256(policy.arn.encode()).hexdigest()[:17].upper()
    return policy


def load(backend: Any, arn: str) -> None:
    """Put the policy of AWS that has this ARN into the backend, if there is one."""
    match = AWS_ARN.fullmatch(arn)
    if match is None or arn in backend.managed_policies:
        return
    path, name = match.groups()
    data = _data(name)
    if data is not None and data.get("Path", "/") == path:
        policy = _make(backend, name, data)
        backend.managed_policies[policy.arn] = policy


def _load_named(backend: Any, request: Request) -> None:
    for parameter in ("PolicyArn", "PermissionsBoundary"):
        if request.get(parameter):
            load(backend, request[parameter])


@cache
def _catalogue() -> tuple[tuple[str, str], ...]:
    """Path and name of all policies of AWS."""
    names = re.findall(r'^ "([^"]+)":\{$', aws_managed_policies_data, re.MULTILINE)
    return tuple((data.get("Path", "/"), name) for name in names if (data := _data(name)) is not None)


def _list(
    _: Any,
    self: Any,
    marker: str | None,
    max_items: int,
    only_attached: bool,
    path_prefix: str,
    scope: str,
) -> tuple[list[Any], str | None]:
    held = [policy for policy in self.managed_policies.values() if scope in ("All", _scope(policy))]
    if only_attached:
        held = [policy for policy in held if policy.attachment_count > 0]
    listed = {(policy.path, policy.name): policy for policy in held}
    if scope != "Local" and not only_attached:
        listed = dict.fromkeys(_catalogue()) | listed
    chosen = sorted((name, path) for path, name in listed if path.startswith(path_prefix))
    start = int(marker or 0)
    page = [
        listed[path, name] or _make(self, name, (_data(name) or {}) | {"Document": {}})
        for name, path in chosen[start : start + max_items]
    ]
    return page, str(start + max_items) if start + max_items < len(chosen) else None


def _scope(policy: Any) -> str:
    return "AWS" if isinstance(policy, AWSManagedPolicy) else "Local"


@cache
def apply() -> None:
    """Make the managed policies of AWS known to moto."""
    replace(IAMBackend, "_init_aws_policies", lambda original, self: [])
    replace(IAMBackend, "list_policies", _list)
    IAM.refuse({operation: [_load_named] for operation in NAMING_OPERATIONS})
