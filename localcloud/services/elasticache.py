"""What replication groups of ElastiCache need: subnet groups, parameter groups, users and user groups."""

from collections.abc import Sequence
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.equality import same_ignoring_case
from localcloud.provider.values import Properties
from localcloud.services.lists import added_and_removed, batches
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_MOST_PARAMETERS: Final = 20
"""Parameters that one request may change."""

_NO_PASSWORD: Final = "no-password-required"


def _complete_subnet_group(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    return {**answer, "SubnetIds": [subnet["SubnetIdentifier"] for subnet in answer["Subnets"]]}


SUBNET_GROUP: Final = Resource(
    "aws:elasticache/subnetGroup:SubnetGroup",
    "elasticache",
    identifier="{CacheSubnetGroupName}",
    create=Call("create_cache_subnet_group", answer="CacheSubnetGroup"),
    read=Call(
        "describe_cache_subnet_groups", {"CacheSubnetGroupName": "{id}"}, answer="CacheSubnetGroups[0]"
    ),
    complete=_complete_subnet_group,
    delete=Call("delete_cache_subnet_group", {"CacheSubnetGroupName": "{id}"}),
    changes=(
        Change(
            Call("modify_cache_subnet_group", {"CacheSubnetGroupName": "{id}"}), ("description", "subnetIds")
        ),
    ),
    names={"description": "CacheSubnetGroupDescription", "name": "CacheSubnetGroupName"},
    equivalent={"name": same_ignoring_case},
    tagging=RESOURCE_NAME_TAGGING,
    autoname_format=str.lower,
)


def _pairs(parameters: Sequence[Properties]) -> list[dict[str, str]]:
    return [{"ParameterName": item["name"], "ParameterValue": item["value"]} for item in parameters]


def _complete_parameter_group(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    found = api.call("describe_cache_parameters", CacheParameterGroupName=identifier, Source="user")
    pairs = [{"name": item["ParameterName"], "value": item["ParameterValue"]} for item in found["Parameters"]]
    return {**answer, "parameters": pairs}


def _update_parameter_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "parameters" not in changed:
        return
    old, new = state.get("parameters") or [], inputs.get("parameters") or []
    names = {item["name"] for item in new}
    calls = (
        ("reset_cache_parameter_group", [item for item in old if item["name"] not in names]),
        ("modify_cache_parameter_group", [item for item in new if item not in old]),
    )
    for operation, parameters in calls:
        for batch in batches(parameters, _MOST_PARAMETERS):
            api.call(operation, CacheParameterGroupName=identifier, ParameterNameValues=_pairs(batch))


PARAMETER_GROUP: Final = Resource(
    "aws:elasticache/parameterGroup:ParameterGroup",
    "elasticache",
    identifier="{CacheParameterGroupName}",
    create=Call("create_cache_parameter_group", answer="CacheParameterGroup"),
    read=Call(
        "describe_cache_parameter_groups",
        {"CacheParameterGroupName": "{id}"},
        answer="CacheParameterGroups[0]",
    ),
    complete=_complete_parameter_group,
    update=_update_parameter_group,
    delete=Call("delete_cache_parameter_group", {"CacheParameterGroupName": "{id}"}),
    names={"family": "CacheParameterGroupFamily", "name": "CacheParameterGroupName"},
    equivalent={"name": same_ignoring_case},
    tagging=RESOURCE_NAME_TAGGING,
    autoname_format=str.lower,
)


def _credentials(inputs: Properties) -> dict[str, Any]:
    """How a user authenticates, in the members that requests have for it."""
    mode = inputs.get("authenticationMode")
    if mode:
        passwords = mode.get("passwords") or None
        members = {"Type": mode["type"], "Passwords": passwords}
        return {"AuthenticationMode": {key: item for key, item in members.items() if item is not None}}
    return {
        "Passwords": inputs.get("passwords") or None,
        "NoPasswordRequired": inputs.get("noPasswordRequired"),
    }


def _create_user(api: Api, inputs: Properties) -> str:
    api.call(
        "create_user",
        UserId=inputs["userId"],
        UserName=inputs["userName"],
        Engine=inputs["engine"],
        AccessString=inputs["accessString"],
        **_credentials(inputs),
    )
    return str(inputs["userId"])


def _complete_user(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    told = answer["Authentication"]
    kind = _NO_PASSWORD if told["Type"] == "no-password" else told["Type"]
    mode = {"type": kind, "passwordCount": told.get("PasswordCount") or 0}
    # AWS tells how many passwords there are, and not which.
    passwords = (known.get("authenticationMode") or {}).get("passwords")
    if passwords and kind == "password":
        mode["passwords"] = passwords
    return {**answer, "authenticationMode": mode, "noPasswordRequired": known.get("noPasswordRequired")}


def _update_user(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    change: dict[str, Any] = {}
    if "accessString" in changed:
        change["AccessString"] = inputs["accessString"]
    if "engine" in changed:
        change["Engine"] = inputs["engine"]
    if changed & {"authenticationMode", "passwords", "noPasswordRequired"}:
        change |= _credentials(inputs)
    if change:
        api.call("modify_user", UserId=identifier, **change)


USER: Final = Resource(
    "aws:elasticache/user:User",
    "elasticache",
    create=_create_user,
    read=Call("describe_users", {"UserId": "{id}"}, answer="Users[0]"),
    complete=_complete_user,
    update=_update_user,
    delete=Call("delete_user", {"UserId": "{id}"}),
    computed={"arn": "arn:{partition}:elasticache:{region}:{account}:user:{id}"},
    # The older inputs for passwords say the same in another way.
    kept=("authenticationMode",),
    equivalent={"engine": same_ignoring_case},
    conflicts=(("authenticationMode", "passwords"),),
    tagging=RESOURCE_NAME_TAGGING,
    unsupported=("passwordsWo", "passwordsWoVersion"),
)


def _update_user_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    change: dict[str, Any] = {}
    if "engine" in changed:
        change["Engine"] = inputs["engine"]
    if "userIds" in changed:
        added, removed = added_and_removed("userIds", state, inputs)
        change |= {"UserIdsToAdd": added or None, "UserIdsToRemove": removed or None}
    if change:
        api.call("modify_user_group", UserGroupId=identifier, **change)


USER_GROUP: Final = Resource(
    "aws:elasticache/userGroup:UserGroup",
    "elasticache",
    identifier="{UserGroupId}",
    create=Call("create_user_group"),
    read=Call("describe_user_groups", {"UserGroupId": "{id}"}, answer="UserGroups[0]"),
    update=_update_user_group,
    delete=Call("delete_user_group", {"UserGroupId": "{id}"}),
    equivalent={"engine": same_ignoring_case},
    tagging=RESOURCE_NAME_TAGGING,
)

RESOURCES: Final = (SUBNET_GROUP, PARAMETER_GROUP, USER, USER_GROUP)
