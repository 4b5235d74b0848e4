"""Parameter groups of ElastiCache, which moto lacks."""

from functools import cache
from typing import Any, Final

from localcloud.moto_patches.elasticache._service import (
    CLUSTERED_SUFFIX,
    ELASTICACHE,
    FAMILIES,
    arn,
    invalid_value,
)
from localcloud.moto_service import AwsError, Request, table_of

TABLE: Final = "parameter_groups"
CLUSTER_PARAMETER: Final = "cluster-enabled"


def _families() -> set[str]:
    return {family for versions in FAMILIES.values() for family in versions.values()}


def find(backend: Any, name: str) -> dict[str, Any]:
    """A parameter group, one of AWS's default groups included.

    Raises:
        AwsError: ``CacheParameterGroupNotFound``.
    """
    group = table_of(backend, TABLE).get(name) or _default(backend, name)
    if group is None:
        raise AwsError("CacheParameterGroupNotFound", f"CacheParameterGroup not found: {name}")
    return group


def is_clustered(group: dict[str, Any]) -> bool:
    """Whether the group turns cluster mode on."""
    return bool(group["parameters"].get(CLUSTER_PARAMETER) == "yes")


def _default(backend: Any, name: str) -> dict[str, Any] | None:
    family = name.removeprefix("default.").removesuffix(CLUSTERED_SUFFIX)
    if not name.startswith("default.") or family not in _families():
        return None
    group = _new(backend, name, family, f"Default parameter group for {family}")
    if name.endswith(CLUSTERED_SUFFIX):
        group["parameters"][CLUSTER_PARAMETER] = "yes"
    return group


def _new(backend: Any, name: str, family: str, description: str) -> dict[str, Any]:
    return {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": family,
        "Description": description,
        "IsGlobal": False,
        "ARN": arn(backend, "parametergroup", name),
        "parameters": {},
    }


def _create(backend: Any, request: Request) -> dict[str, Any]:
    name, family = request["CacheParameterGroupName"].lower(), request["CacheParameterGroupFamily"]
    if family not in _families():
        raise invalid_value(
            f"The parameter CacheParameterGroupFamily must be one of: {', '.join(sorted(_families()))}"
        )
    if name in table_of(backend, TABLE) or name.startswith("default."):
        raise AwsError("CacheParameterGroupAlreadyExists", f"Cache parameter group {name} already exists.")
    group = _new(backend, name, family, request["Description"])
    table_of(backend, TABLE)[name] = group
    backend.tagging_service.tag_resource(group["ARN"], request.get("Tags", []))
    return {"CacheParameterGroup": group}


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    name = request.get("CacheParameterGroupName")
    return {
        "CacheParameterGroups": [find(backend, name)] if name else list(table_of(backend, TABLE).values())
    }


def _describe_parameters(backend: Any, request: Request) -> dict[str, Any]:
    group = find(backend, request["CacheParameterGroupName"])
    if request.get("Source") not in (None, "user"):
        return {"Parameters": []}
    return {
        "Parameters": [
            {
                "ParameterName": name,
                "ParameterValue": value,
                "Source": "user",
                "DataType": "string",
                "IsModifiable": True,
                "ChangeType": "immediate",
            }
            for name, value in group["parameters"].items()
        ]
    }


def _own(backend: Any, name: str) -> dict[str, Any]:
    group = find(backend, name)
    if name not in table_of(backend, TABLE):
        raise AwsError(
            "InvalidCacheParameterGroupState", f"The default cache parameter group {name} cannot be changed."
        )
    return group


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    group = _own(backend, request["CacheParameterGroupName"])
    for item in request["ParameterNameValues"]:
        group["parameters"][item["ParameterName"]] = item["ParameterValue"]
    return {"CacheParameterGroupName": group["CacheParameterGroupName"]}


def _reset(backend: Any, request: Request) -> dict[str, Any]:
    group = _own(backend, request["CacheParameterGroupName"])
    if request.get("ResetAllParameters"):
        group["parameters"].clear()
    for item in request.get("ParameterNameValues", []):
        group["parameters"].pop(item["ParameterName"], None)
    return {"CacheParameterGroupName": group["CacheParameterGroupName"]}


def _delete(backend: Any, request: Request) -> None:
    name = _own(backend, request["CacheParameterGroupName"])["CacheParameterGroupName"]
    users = [*backend.replication_groups.values(), *backend.cache_clusters.values()]
    if any(user.cache_parameter_group_name == name for user in users):
        raise AwsError(
            "InvalidCacheParameterGroupState",
            f"One or more cache clusters are still members of this parameter group {name}, so the group "
            "cannot be deleted.",
        )
    del table_of(backend, TABLE)[name]


@cache
def apply() -> None:
    """Add parameter groups to moto."""
    ELASTICACHE.extend(
        {
            "create_cache_parameter_group": _create,
            "describe_cache_parameter_groups": _describe,
            "describe_cache_parameters": _describe_parameters,
            "modify_cache_parameter_group": _modify,
            "reset_cache_parameter_group": _reset,
            "delete_cache_parameter_group": _delete,
        }
    )
