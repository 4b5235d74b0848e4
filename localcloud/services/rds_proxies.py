"""RDS Proxies, their pool of connections, and the database behind them."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.rds_common import picked
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_INSTANCE: Final = "RDS_INSTANCE"
_CLUSTER: Final = "TRACKED_CLUSTER"

_AUTH: Final = {
    "authScheme": "AuthScheme",
    "clientPasswordAuthType": "ClientPasswordAuthType",
    "description": "Description",
    "iamAuth": "IAMAuth",
    "secretArn": "SecretArn",
    "username": "UserName",
}
_CHANGEABLE: Final = {
    "debugLogging": "DebugLogging",
    "defaultAuthScheme": "DefaultAuthScheme",
    "idleClientTimeout": "IdleClientTimeout",
    "name": "NewDBProxyName",
    "requireTls": "RequireTLS",
    "roleArn": "RoleArn",
    "vpcSecurityGroupIds": "SecurityGroups",
}
_RESET: Final = {"debugLogging": False, "requireTls": False}


def _auths_to_api(blocks: list[Properties]) -> list[dict[str, Any]]:
    return [picked(_AUTH, block, frozenset(_AUTH)) for block in blocks]


def _auths_from_api(blocks: list[dict[str, Any]] | None) -> list[Properties]:
    return [
        {name: block[member] for name, member in _AUTH.items() if block.get(member)} for block in blocks or ()
    ]


def _read_proxy(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    # A proxy keeps its id in the state when it is renamed.
    name = known.get("name") or identifier
    found: list[dict[str, Any]] = api.call("describe_db_proxies", DBProxyName=name)["DBProxies"]
    return found[0] if found else None


def _update_proxy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    request = picked(_CHANGEABLE, {**_RESET, **inputs}, changed)
    if "auths" in changed:
        request["Auth"] = _auths_to_api(inputs.get("auths") or [])
    if request and state:
        api.call("modify_db_proxy", DBProxyName=state["name"], **request)


def _delete_proxy(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_db_proxy", DBProxyName=state["name"])


PROXY: Final = Resource(
    "aws:rds/proxy:Proxy",
    "rds",
    identifier="{DBProxyName}",
    create=Call("create_db_proxy", answer="DBProxy"),
    read=_read_proxy,
    update=_update_proxy,
    delete=_delete_proxy,
    names={"arn": "DBProxyArn", "auths": "Auth", "name": "DBProxyName"},
    conversions={"auths": Conversion(_auths_to_api, _auths_from_api)},
    kept=("auths.clientPasswordAuthType",),
    # All of them are for IPv4.
    unsupported=("endpointNetworkType", "targetConnectionNetworkType"),
    tagging=RESOURCE_NAME_TAGGING,
    autoname_length=60,
    autoname_format=str.lower,
)

_POOL: Final = {
    "connectionBorrowTimeout": "ConnectionBorrowTimeout",
    "initQuery": "InitQuery",
    "maxConnectionsPercent": "MaxConnectionsPercent",
    "maxIdleConnectionsPercent": "MaxIdleConnectionsPercent",
    "sessionPinningFilters": "SessionPinningFilters",
}
_POOL_RESET: Final = {"initQuery": "", "sessionPinningFilters": []}


def _set_pool(api: Api, proxy: str, inputs: Properties) -> None:
    block = inputs.get("connectionPoolConfig")
    if block:
        pool = picked(_POOL, {**_POOL_RESET, **block}, frozenset(_POOL))
        api.call(
            "modify_db_proxy_target_group",
            DBProxyName=proxy,
            TargetGroupName="default",
            ConnectionPoolConfig=pool,
        )


def _create_pool(api: Api, inputs: Properties) -> str:
    proxy = str(inputs["dbProxyName"])
    # AWS makes the group with the proxy: this is to see that there is one.
    api.call("describe_db_proxy_target_groups", DBProxyName=proxy, TargetGroupName="default")
    _set_pool(api, proxy, inputs)
    return proxy


def _update_pool(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "connectionPoolConfig" in changed:
        _set_pool(api, identifier, inputs)


def _delete_pool(api: Api, identifier: str, state: Properties) -> None:
    """Nothing: the group goes with its proxy."""


DEFAULT_TARGET_GROUP: Final = Resource(
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    "rds",
    create=_create_pool,
    read=Call(
        "describe_db_proxy_target_groups",
        {"DBProxyName": "{id}", "TargetGroupName": "default"},
        answer="TargetGroups[0]",
    ),
    update=_update_pool,
    delete=_delete_pool,
    names={"arn": "TargetGroupArn", "dbProxyName": "DBProxyName", "name": "TargetGroupName"},
    kept=("connectionPoolConfig",),
)


def _create_target(api: Api, inputs: Properties) -> str:
    cluster, instance = inputs.get("dbClusterIdentifier"), inputs.get("dbInstanceIdentifier")
    made = api.call(
        "register_db_proxy_targets",
        DBProxyName=inputs["dbProxyName"],
        TargetGroupName=inputs["targetGroupName"],
        DBClusterIdentifiers=[cluster] if cluster else None,
        DBInstanceIdentifiers=[instance] if instance else None,
    )["DBProxyTargets"][0]
    return "/".join((inputs["dbProxyName"], inputs["targetGroupName"], made["Type"], made["RdsResourceId"]))


def _read_target(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    proxy, group, kind, name = identifier.split("/")
    found = api.call("describe_db_proxy_targets", DBProxyName=proxy, TargetGroupName=group)["Targets"]
    target = next((item for item in found if (item["Type"], item["RdsResourceId"]) == (kind, name)), None)
    if target is None:
        return None
    return {
        **target,
        "dbClusterIdentifier": name if kind == _CLUSTER else None,
        "dbInstanceIdentifier": name if kind == _INSTANCE else None,
        "dbProxyName": proxy,
        "targetGroupName": group,
    }


def _delete_target(api: Api, identifier: str, state: Properties) -> None:
    proxy, group, kind, name = identifier.split("/")
    api.call(
        "deregister_db_proxy_targets",
        DBProxyName=proxy,
        TargetGroupName=group,
        DBClusterIdentifiers=[name] if kind == _CLUSTER else None,
        DBInstanceIdentifiers=[name] if kind == _INSTANCE else None,
    )


TARGET: Final = Resource(
    "aws:rds/proxyTarget:ProxyTarget",
    "rds",
    create=_create_target,
    read=_read_target,
    delete=_delete_target,
    exactly_one=(("dbClusterIdentifier", "dbInstanceIdentifier"),),
)

RESOURCES: Final = (PROXY, DEFAULT_TARGET_GROUP, TARGET)
