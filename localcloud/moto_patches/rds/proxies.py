"""RDS Proxy.

What moto accepts, and AWS refuses: a proxy without secrets that does not log in with IAM either; secrets,
roles, subnets and security groups that do not exist or do not go together; subnets in one zone; targets that
do not exist, are there already or have another engine; percentages that cannot be.

What moto gets wrong: a proxy needs secrets; it cannot be changed; it and its targets crash when they are not
there; targets have no host, nobody's role and the wrong port, and those of a cluster are not among them; it
has no interfaces, which keep subnets and security groups from being deleted.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from moto.core.utils import utcnow
from moto.rds.exceptions import DBProxyAlreadyExistsFault, DBProxyNotFoundFault
from moto.rds.models import DBProxy, DBProxyTarget, DBProxyTargetGroup

from localcloud.iam_principals import role_of
from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_service import AwsError, Request, define, network_of

ZONES: Final = 2
"""The fewest zones of a proxy's subnets."""

INTERFACE: Final = "Network interface for DBProxy"
FAMILIES: Final = {
    "POSTGRESQL": ("postgres", "aurora-postgresql"),
    "MYSQL": ("mysql", "aurora-mysql", "mariadb"),
    "SQLSERVER": ("sqlserver-ee", "sqlserver-se", "sqlserver-web", "sqlserver-ex"),
}
"""By a proxy's family: the engines that it works with."""

INSTANCE: Final = "RDS_INSTANCE"
CLUSTER: Final = "TRACKED_CLUSTER"
BORROW_SECONDS: Final = range(301)
PERCENT: Final = range(1, 101)


def _proxy(backend: Any, name: str) -> Any:
    found = next(
        (item for item in backend.db_proxies.values() if item.db_proxy_name.lower() == name.lower()), None
    )
    if found is None:
        raise DBProxyNotFoundFault(name)
    return found


def _refuse_authentication(backend: Any, request: Request) -> None:
    schemes = request.get("Auth") or []
    if not schemes and request.get("DefaultAuthScheme", "NONE") == "NONE":
        raise invalid_value("You must specify Auth, or IAM_AUTH as the DefaultAuthScheme.")
    for scheme in schemes:
        arn = scheme.get("SecretArn")
        if arn and backend.secretsmanager.secrets.get(arn) is None:
            raise invalid_value(f"The secret {arn} doesn't exist or RDS can't access it.")


def _refuse_role(backend: Any, request: Request) -> None:
    arn = request.get("RoleArn")
    if arn and role_of(backend, arn) is None:
        raise invalid_value(f"IAM role {arn} doesn't exist or RDS Proxy can't assume it.")


def _refuse_network(backend: Any, request: Request) -> None:
    network = network_of(backend)
    known = {subnet.id: subnet for subnet in network.describe_subnets()}
    unknown = [subnet_id for subnet_id in request["VpcSubnetIds"] if subnet_id not in known]
    if unknown:
        raise AwsError("InvalidSubnet", f"Some input subnets in :[{', '.join(unknown)}] are invalid.")
    subnets = [known[subnet_id] for subnet_id in request["VpcSubnetIds"]]
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise AwsError("InvalidSubnet", "The subnets of a DB proxy must all be in one VPC.")
    if len({subnet.availability_zone for subnet in subnets}) < ZONES:
        raise AwsError(
            "InvalidSubnet", f"The subnets of a DB proxy must be in at least {ZONES} Availability Zones."
        )
    _refuse_groups(backend, request.get("VpcSecurityGroupIds") or [], subnets[0].vpc_id)


def _refuse_groups(backend: Any, group_ids: list[str], vpc_id: str) -> None:
    for group_id in group_ids:
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise invalid_value(f"The security group {group_id} doesn't exist in the VPC {vpc_id}.")


def _complete_created(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    proxy = answer["DBProxy"]
    proxy.default_auth_scheme = request.get("DefaultAuthScheme") or "NONE"
    proxy.endpoint_network_type = request.get("EndpointNetworkType") or "IPV4"
    proxy.target_connection_network_type = request.get("TargetConnectionNetworkType") or "IPV4"
    _settle(backend, proxy)


def _default_authentication(_: Any, request: Request) -> None:
    request.setdefault("Auth", [])


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    proxy = _proxy(backend, request["DBProxyName"])
    merged = {
        "Auth": request.get("Auth", proxy.auth),
        "DefaultAuthScheme": request.get("DefaultAuthScheme") or proxy.default_auth_scheme,
    }
    _refuse_authentication(backend, merged)
    _refuse_groups(backend, request.get("SecurityGroups") or [], proxy.vpc_id)
    _rename(backend, proxy, request.get("NewDBProxyName") or proxy.db_proxy_name)
    proxy.auth, proxy.default_auth_scheme = merged["Auth"], merged["DefaultAuthScheme"]
    for member, attribute in (
        ("DebugLogging", "debug_logging"),
        ("IdleClientTimeout", "idle_client_timeout"),
        ("RequireTLS", "require_tls"),
        ("RoleArn", "role_arn"),
        ("SecurityGroups", "vpc_security_group_ids"),
    ):
        if request.get(member) is not None:
            setattr(proxy, attribute, request[member])
    proxy.updated_date = utcnow()
    _settle(backend, proxy)
    return {"DBProxy": proxy}


def _rename(backend: Any, proxy: Any, name: str) -> None:
    if name == proxy.db_proxy_name:
        return
    backend._validate_db_identifier(name)
    if name in backend.db_proxies:
        raise DBProxyAlreadyExistsFault(name)
    backend.db_proxies[name] = backend.db_proxies.pop(proxy.db_proxy_name)
    proxy.db_proxy_name = name
    for group in proxy.proxy_target_groups.values():
        group.db_proxy_name = name


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    proxy = _proxy(backend, request["DBProxyName"])
    del backend.db_proxies[proxy.db_proxy_name]
    settle(network_of(backend), proxy.arn, subnets=[])
    proxy.status = "deleting"
    return {"DBProxy": proxy}


def _settle(backend: Any, proxy: Any) -> None:
    settle(
        network_of(backend),
        proxy.arn,
        subnets=proxy.vpc_subnet_ids,
        groups=proxy.vpc_security_group_ids,
        description=f"{INTERFACE} {proxy.db_proxy_name}",
    )


def _group(backend: Any, request: Request) -> Any:
    name = request.get("TargetGroupName") or "default"
    found = _proxy(backend, request["DBProxyName"]).proxy_target_groups.get(name)
    if found is None:
        raise AwsError("DBProxyTargetGroupNotFoundFault", f"DB proxy target group {name} doesn't exist.")
    return found


def _describe_groups(backend: Any, request: Request) -> dict[str, Any]:
    if request.get("TargetGroupName"):
        return {"TargetGroups": [_group(backend, request)]}
    return {"TargetGroups": list(_proxy(backend, request["DBProxyName"]).proxy_target_groups.values())}


def _modify_group(backend: Any, request: Request) -> dict[str, Any]:
    group, config = _group(backend, request), request.get("ConnectionPoolConfig") or {}
    most = config.get("MaxConnectionsPercent", group.max_connections)
    idle = config.get("MaxIdleConnectionsPercent", most // 2)
    seconds = config.get("ConnectionBorrowTimeout", group.borrow_timeout)
    if most not in PERCENT:
        raise invalid_value(f"MaxConnectionsPercent must be between 1 and 100, not {most}.")
    if idle not in range(most + 1):
        raise invalid_value(f"MaxIdleConnectionsPercent must be between 0 and {most}, not {idle}.")
    if seconds not in BORROW_SECONDS:
        raise invalid_value(f"ConnectionBorrowTimeout must be between 0 and 300 seconds, not {seconds}.")
    group.max_connections, group.max_idle_connections, group.borrow_timeout = most, idle, seconds
    group.session_pinning_filters = config.get("SessionPinningFilters", group.session_pinning_filters)
    group.init_query = config.get("InitQuery", group.init_query)
    group.updated_date = utcnow()
    return {"DBProxyTargetGroup": group}


def _pool(group: Any) -> dict[str, Any]:
    return {
        "MaxConnectionsPercent": group.max_connections,
        "MaxIdleConnectionsPercent": group.max_idle_connections,
        "ConnectionBorrowTimeout": group.borrow_timeout,
        "SessionPinningFilters": list(group.session_pinning_filters),
        "InitQuery": group.init_query or None,
    }


def _register(backend: Any, request: Request) -> dict[str, Any]:
    group = _group(backend, request)
    proxy = _proxy(backend, request["DBProxyName"])
    clusters = request.get("DBClusterIdentifiers") or []
    instances = request.get("DBInstanceIdentifiers") or []
    if len(clusters) + len(instances) != 1:
        raise invalid_combination("Specify one DB instance or one DB cluster as the target of a DB proxy.")
    found = backend.clusters.get(clusters[0]) if clusters else backend.databases.get(instances[0])
    if found is None:
        kind, name = ("Cluster", clusters[0]) if clusters else ("Instance", instances[0])
        raise AwsError(f"DB{kind}NotFound{'Fault' if clusters else ''}", f"DB{kind} {name} not found.")
    if group.targets:
        raise AwsError(
            "DBProxyTargetAlreadyRegisteredFault",
            f"The DB proxy {proxy.db_proxy_name} has the target {group.targets[0].rds_resource_id} already.",
        )
    if found.engine not in FAMILIES[proxy.engine_family]:
        raise invalid_combination(
            f"A DB proxy of the engine family {proxy.engine_family} can't work with the engine "
            f"{found.engine}."
        )
    target = DBProxyTarget(backend, found.resource_id, None, CLUSTER if clusters else INSTANCE)
    group.targets.append(target)
    return {"DBProxyTargets": list(_targets(backend, group))}


def _deregister(backend: Any, request: Request) -> dict[str, Any]:
    group = _group(backend, request)
    named = [*(request.get("DBClusterIdentifiers") or ()), *(request.get("DBInstanceIdentifiers") or ())]
    missing = set(named) - {target.rds_resource_id for target in group.targets}
    if missing:
        raise AwsError("DBProxyTargetNotFoundFault", f"{', '.join(sorted(missing))} is no target.")
    group.targets = [target for target in group.targets if target.rds_resource_id not in named]
    return {}


def _describe_targets(backend: Any, request: Request) -> dict[str, Any]:
    return {"Targets": list(_targets(backend, _group(backend, request)))}


def _targets(backend: Any, group: Any) -> Iterator[dict[str, Any]]:
    """What was registered, and the instances of a cluster that was."""
    for target in group.targets:
        name = target.rds_resource_id
        cluster = backend.clusters.get(name) if target.type == CLUSTER else None
        if cluster is not None:
            yield {"RdsResourceId": name, "Type": CLUSTER, "Port": cluster.port, "Endpoint": cluster.endpoint}
            for member in cluster.members:
                yield _instance(member, name, "READ_WRITE" if member.is_cluster_writer else "READ_ONLY")
        elif target.type == INSTANCE:
            yield _instance(backend.databases.get(name), name, "READ_WRITE", alone=True)


def _instance(database: Any, name: str, role: str, *, alone: bool = False) -> dict[str, Any]:
    if database is None:
        return {"RdsResourceId": name, "Type": INSTANCE, "TargetHealth": {"State": "UNAVAILABLE"}}
    return {
        "RdsResourceId": database.db_instance_identifier,
        "Type": INSTANCE,
        "Endpoint": database.address,
        "Port": database.port,
        "Role": role,
        "TargetHealth": {"State": "AVAILABLE"},
        **({} if alone else {"TrackedClusterId": name}),
    }


@cache
def apply() -> None:
    """Put moto's RDS Proxy right."""
    DBProxy.default_auth_scheme = "NONE"
    RDS.refuse(
        {
            "create_db_proxy": [
                _refuse_authentication,
                _refuse_role,
                _refuse_network,
                _default_authentication,
            ]
        }
    )
    RDS.complete({"create_db_proxy": _complete_created})
    RDS.extend(
        {
            "modify_db_proxy": _modify,
            "delete_db_proxy": _delete,
            "describe_db_proxy_target_groups": _describe_groups,
            "modify_db_proxy_target_group": _modify_group,
            "register_db_proxy_targets": _register,
            "deregister_db_proxy_targets": _deregister,
            "describe_db_proxy_targets": _describe_targets,
        }
    )
    DBProxyTargetGroup.init_query = None
    define(DBProxyTargetGroup, connection_pool_config=_pool)
