"""The blocks of an ECS service, between Pulumi's form and the API's."""

from collections.abc import Collection
from typing import Any, Final

from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty

_DEPLOYMENT_BLOCK: Final = (
    "strategy",
    "bakeTimeInMinutes",
    "lifecycleHooks",
    "linearConfiguration",
    "canaryConfiguration",
)
_DISK_NAMES: Final = {"fileSystemType": "filesystemType", "sizeInGb": "sizeInGiB"}


def network_to_api(block: Properties | None) -> dict[str, Any] | None:
    """The subnets, groups and public address of the tasks."""
    if not block:
        return None
    settings = {
        "subnets": block["subnets"],
        "securityGroups": block.get("securityGroups") or [],
        "assignPublicIp": "ENABLED" if block.get("assignPublicIp") else "DISABLED",
    }
    return {"awsvpcConfiguration": settings}


def network_from_api(answer: dict[str, Any] | None) -> Properties | None:
    """The network of an answer."""
    settings = (answer or {}).get("awsvpcConfiguration")
    if not settings:
        return None
    return {
        "subnets": settings["subnets"],
        "securityGroups": settings.get("securityGroups") or [],
        "assignPublicIp": settings.get("assignPublicIp") == "ENABLED",
    }


def balancers_to_api(blocks: list[Properties] | None) -> list[dict[str, Any]]:
    """The load balancers of a request."""
    return [_named(without_empty(block), {"elbName": "loadBalancerName"}) for block in blocks or ()]


def balancers_from_api(answer: list[dict[str, Any]] | None) -> list[Properties]:
    """The load balancers of an answer."""
    return [_named(block, {"loadBalancerName": "elbName"}) for block in answer or ()]


def deployment_to_api(inputs: Properties, names: Collection[str]) -> dict[str, Any]:
    """The deployment configuration of a request, which is four properties and a block in Pulumi.

    Of `names`, the properties that the request is about, those that are not set are switched off.
    """
    block = inputs.get("deploymentConfiguration") or {}
    hooks = [without_empty(hook) for hook in block.get("lifecycleHooks") or ()]
    daemon = inputs.get("schedulingStrategy") == "DAEMON"
    breaker = inputs.get("deploymentCircuitBreaker") or {"enable": False, "rollback": False}
    alarms = inputs.get("alarms") or {"alarmNames": [], "enable": False, "rollback": False}
    settings: dict[str, Any] = {
        "maximumPercent": None if daemon else inputs.get("deploymentMaximumPercent"),
        "minimumHealthyPercent": None if daemon else inputs.get("deploymentMinimumHealthyPercent"),
        "deploymentCircuitBreaker": breaker if "deploymentCircuitBreaker" in names else None,
        "alarms": alarms if "alarms" in names else None,
        "strategy": block.get("strategy"),
        "bakeTimeInMinutes": _number(block.get("bakeTimeInMinutes")),
        "lifecycleHooks": hooks if block and "deploymentConfiguration" in names else None,
        "linearConfiguration": _numbers(block.get("linearConfiguration")),
        "canaryConfiguration": _numbers(block.get("canaryConfiguration")),
    }
    return {name: value for name, value in settings.items() if value is not None}


def deployment_from_api(answer: dict[str, Any], known: Properties, *, daemon: bool) -> Properties:
    """The deployment configuration of an answer, without safety nets that nobody asked for."""
    breaker, alarms = answer.get("deploymentCircuitBreaker") or {}, answer.get("alarms") or {}
    block = without_empty({name: answer.get(name) for name in _DEPLOYMENT_BLOCK})
    return {
        "deploymentMaximumPercent": None if daemon else answer.get("maximumPercent"),
        "deploymentMinimumHealthyPercent": None if daemon else answer.get("minimumHealthyPercent"),
        "deploymentCircuitBreaker": breaker
        if breaker.get("enable") or known.get("deploymentCircuitBreaker")
        else None,
        "alarms": alarms if alarms.get("enable") or (alarms and known.get("alarms")) else None,
        "deploymentConfiguration": block or None,
    }


def connect_to_api(block: Properties | None) -> dict[str, Any] | None:
    """Service Connect of a request."""
    if block is None:
        return None
    return without_empty(
        {**block, "services": [_connect_service(service) for service in block.get("services") or ()]}
    ) | {"enabled": block["enabled"]}


def _connect_service(service: Properties) -> dict[str, Any]:
    aliases = [_connect_alias(alias) for alias in service.get("clientAlias") or ()]
    tls = service.get("tls")
    return without_empty(
        {
            **{key: value for key, value in service.items() if key not in ("clientAlias", "tls")},
            "clientAliases": aliases,
            "tls": _named(without_empty(tls), {"issuerCertAuthority": "issuerCertificateAuthority"})
            if tls
            else None,
        }
    )


def _connect_alias(alias: Properties) -> dict[str, Any]:
    rules = alias.get("testTrafficRules")
    return without_empty({**alias, "testTrafficRules": rules[0] if rules else None})


def connect_from_api(answer: dict[str, Any] | None, known: Properties | None) -> Properties | None:
    """Service Connect of an answer. AWS does not answer one that is switched off."""
    if not answer:
        return known if known and not known.get("enabled") else None
    services = []
    for service in answer.get("services") or ():
        aliases = [
            {**alias, **({"testTrafficRules": [rules]} if (rules := alias.get("testTrafficRules")) else {})}
            for alias in service.get("clientAliases") or ()
        ]
        plain = {key: value for key, value in service.items() if key not in ("clientAliases", "tls")}
        tls = service.get("tls")
        found = {"issuerCertificateAuthority": "issuerCertAuthority"}
        services.append(
            without_empty({**plain, "clientAlias": aliases, "tls": _named(tls, found) if tls else None})
        )
    return {**answer, "services": services}


def volume_to_api(block: Properties | None) -> list[dict[str, Any]] | None:
    """The volume that tasks get of their own."""
    if not block:
        return None
    disk = _named(without_empty(block["managedEbsVolume"]), _DISK_NAMES)
    disk["encrypted"] = block["managedEbsVolume"].get("encrypted", True)
    for specification in disk.get("tagSpecifications") or ():
        tags = specification.get("tags") or {}
        specification["tags"] = [{"key": key, "value": value} for key, value in tags.items()]
    return [{"name": block["name"], "managedEBSVolume": disk}]


def volume_from_api(answer: list[dict[str, Any]] | None) -> Properties | None:
    """The volume of an answer."""
    if not answer:
        return None
    names = {api: pulumi for pulumi, api in _DISK_NAMES.items()}
    disk = _named(answer[0]["managedEBSVolume"], names)
    if disk.get("tagSpecifications"):
        disk["tagSpecifications"] = [
            {**item, "tags": {tag["key"]: tag["value"] for tag in item.get("tags") or ()}}
            for item in disk["tagSpecifications"]
        ]
    return {"name": answer[0]["name"], "managedEbsVolume": disk}


def _named(block: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in block.items()}


def _number(text: Any) -> int | None:
    return None if text is None else int(text)


def _numbers(block: Properties | None) -> dict[str, Any] | None:
    """A block in which Pulumi has times as texts."""
    if not block:
        return None
    return {name: int(value) if name.endswith("InMinutes") else value for name, value in block.items()}
