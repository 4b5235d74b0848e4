"""Users and user groups of ElastiCache.

What moto lacks: user groups, and changing a user.

What moto gets wrong: a user can be read once more after it was deleted; one without a password tells so in a
way of its own.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elasticache.models import ElastiCacheBackend

from localcloud.moto_patches.elasticache._service import ELASTICACHE, arn, invalid_value
from localcloud.moto_service import AwsError, Request, replace, table_of

TABLE: Final = "user_groups"
DEFAULT: Final = "default"
NO_PASSWORD: Final = "no-password-required"
_OLDEST: Final = {"redis": "6.0", "valkey": "7.2"}


def find_group(backend: Any, group_id: str) -> dict[str, Any]:
    """A user group.

    Raises:
        AwsError: ``UserGroupNotFound``.
    """
    group: dict[str, Any] | None = table_of(backend, TABLE).get(group_id)
    if group is None:
        raise AwsError("UserGroupNotFound", f"User group {group_id} not found.")
    return group


def _check_members(backend: Any, user_ids: list[str], engine: str) -> None:
    for user_id in user_ids:
        if user_id not in backend.users:
            raise AwsError("UserNotFound", f"User {user_id} not found.")
    names = [backend.users[user_id].name for user_id in user_ids]
    if len(set(names)) < len(names):
        raise AwsError("DuplicateUserName", "A user group cannot hold two users of one name.")
    if engine == "redis" and any(backend.users[user_id].engine != "redis" for user_id in user_ids):
        raise invalid_value("A user group for redis can hold users for redis only.")
    if engine == "redis" and DEFAULT not in names:
        raise AwsError(
            "DefaultUserRequired", "User group needs to contain a user with the user name default."
        )


def _refuse_engine(engine: str) -> None:
    if engine not in _OLDEST:
        raise invalid_value(f"The parameter Engine must be one of {', '.join(_OLDEST)}: {engine}")


def _create_group(backend: Any, request: Request) -> dict[str, Any]:
    group_id, engine = request["UserGroupId"], request.get("Engine", "redis").lower()
    if group_id in table_of(backend, TABLE):
        raise AwsError("UserGroupAlreadyExists", f"User group {group_id} already exists.")
    user_ids = list(request.get("UserIds", []))
    _refuse_engine(engine)
    _check_members(backend, user_ids, engine)
    group = {
        "UserGroupId": group_id,
        "Status": "active",
        "Engine": engine,
        "UserIds": user_ids,
        "MinimumEngineVersion": _OLDEST[engine],
        "ReplicationGroups": [],
        "ARN": arn(backend, "usergroup", group_id),
    }
    table_of(backend, TABLE)[group_id] = group
    backend.tagging_service.tag_resource(group["ARN"], request.get("Tags", []))
    _note_membership(backend)
    return _shown(backend, group)


def _shown(backend: Any, group: dict[str, Any]) -> dict[str, Any]:
    users = [
        replication_group.replication_group_id
        for replication_group in backend.replication_groups.values()
        if group["UserGroupId"] in replication_group.user_group_ids
    ]
    return {**group, "ReplicationGroups": users}


def _note_membership(backend: Any) -> None:
    for user in backend.users.values():
        user.user_group_ids = [
            group_id for group_id, group in table_of(backend, TABLE).items() if user.id in group["UserIds"]
        ]


def _describe_groups(backend: Any, request: Request) -> dict[str, Any]:
    group_id = request.get("UserGroupId")
    groups = [find_group(backend, group_id)] if group_id else table_of(backend, TABLE).values()
    return {"UserGroups": [_shown(backend, group) for group in groups]}


def _modify_group(backend: Any, request: Request) -> dict[str, Any]:
    group = find_group(backend, request["UserGroupId"])
    engine = request.get("Engine", group["Engine"]).lower()
    _refuse_engine(engine)
    removed = request.get("UserIdsToRemove", [])
    kept = [user_id for user_id in group["UserIds"] if user_id not in removed]
    members = list(dict.fromkeys([*kept, *request.get("UserIdsToAdd", [])]))
    _check_members(backend, members, engine)
    group |= {"UserIds": members, "Engine": engine, "MinimumEngineVersion": _OLDEST[engine]}
    _note_membership(backend)
    return _shown(backend, group)


def _delete_group(backend: Any, request: Request) -> dict[str, Any]:
    group = _shown(backend, find_group(backend, request["UserGroupId"]))
    if group["ReplicationGroups"]:
        raise AwsError(
            "InvalidUserGroupState",
            f"User group {group['UserGroupId']} is used by {', '.join(group['ReplicationGroups'])}.",
        )
    del table_of(backend, TABLE)[group["UserGroupId"]]
    _note_membership(backend)
    return {**group, "Status": "deleting"}


def _modify_user(backend: Any, request: Request) -> Any:
    user = backend.describe_users(request["UserId"])[0]
    if request.get("Engine"):
        _refuse_engine(request["Engine"].lower())
        user.engine = request["Engine"].lower()
    if request.get("AccessString"):
        user.access_string = request["AccessString"]
    if request.get("AppendAccessString"):
        user.access_string += f" {request['AppendAccessString']}"
    mode = request.get("AuthenticationMode") or {}
    passwords = request.get("Passwords") or mode.get("Passwords")
    if passwords:
        if any(not 16 <= len(password) <= 128 for password in passwords):
            raise invalid_value("Passwords length must be between 16-128 characters.")
        user.passwords, user.no_password_required, user.authentication_type = passwords, False, "password"
    elif mode.get("Type") == "iam":
        user.passwords, user.no_password_required, user.authentication_type = [], False, "iam"
    elif request.get("NoPasswordRequired") or mode.get("Type") == NO_PASSWORD:
        user.passwords, user.no_password_required = [], True
        user.authentication_type = NO_PASSWORD
    return user


def _delete_user(_: Callable[..., Any], self: Any, user_id: str) -> Any:
    user = self.users.get(user_id)
    if user is None:
        raise AwsError("UserNotFound", f"User {user_id} not found.")
    groups = [group for group in table_of(self, TABLE).values() if user_id in group["UserIds"]]
    if groups and user.name == DEFAULT:
        raise AwsError(
            "DefaultUserAssociatedToUserGroup", f"User {user_id} is the default user of a user group."
        )
    for group in groups:
        group["UserIds"].remove(user_id)
    del self.users[user_id]
    user.status = "deleting"
    return user


def _refuse_user(_: Any, request: Request) -> None:
    mode = request.get("AuthenticationMode") or {}
    if mode.get("Type") == "iam" and request["UserId"] != request["UserName"]:
        raise invalid_value("Name and id of a user who authenticates with IAM must be the same.")


def _settle_user(backend: Any, request: Request, _: dict[str, Any]) -> None:
    user = backend.users[request["UserId"]]
    user.no_password_required = user.authentication_type == NO_PASSWORD
    user.minimum_engine_version = _OLDEST[user.engine]


@cache
def apply() -> None:
    """Put moto's users right and add user groups."""
    ELASTICACHE.extend(
        {
            "create_user_group": _create_group,
            "describe_user_groups": _describe_groups,
            "modify_user_group": _modify_group,
            "delete_user_group": _delete_group,
            "modify_user": _modify_user,
        }
    )
    ELASTICACHE.refuse({"create_user": [_refuse_user]})
    ELASTICACHE.complete({"create_user": _settle_user})
    replace(ElastiCacheBackend, "delete_user", _delete_user)
