"""Clusters.

What moto accepts, and AWS refuses: names that are none, unknown settings, an execute-command configuration
that names what is not there, an unknown Cloud Map namespace; creating a cluster anew with other settings;
deleting a cluster in which services or instances are active.

What moto gets wrong: creating a cluster again replaces it, and its services are orphans; the numbers of its
services and tasks. What moto lacks: `UpdateClusterSettings`.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ecs.models import EC2ContainerServiceBackend
from moto.logs.models import logs_backends

from localcloud.moto_patches.ecs._service import ACTIVE, ECS, client_error, invalid, namespace_of, services_of
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, replace

NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,255}")
SETTINGS: Final = {"containerInsights": ("enabled", "disabled", "enhanced")}


def _refuse_name(_: Any, request: Request) -> None:
    name = request.get("clusterName")
    if name is not None and not NAME.fullmatch(name):
        raise invalid(
            f"Cluster name '{name}' is not valid: it has 1 to 255 letters, digits, hyphens and underscores."
        )


def _refuse_settings(_: Any, request: Request) -> None:
    for setting in request.get("settings") or ():
        name, value = setting.get("name"), setting.get("value")
        if name not in SETTINGS or value not in SETTINGS[name]:
            raise invalid(f"Invalid cluster setting: {name} = {value}. Allowed: {SETTINGS}")


def _refuse_configuration(backend: Any, request: Request) -> None:
    settings = request.get("configuration") or {}
    command = settings.get("executeCommandConfiguration") or {}
    logs = command.get("logConfiguration") or {}
    if (command.get("logging") == "OVERRIDE") != bool(logs):
        raise invalid("A logConfiguration is needed with logging OVERRIDE, and only with that.")
    group = logs.get("cloudWatchLogGroupName")
    if group and group not in logs_backends[backend.account_id][backend.region_name].groups:
        raise invalid(f"The log group {group} of the execute-command configuration does not exist.")
    storage = settings.get("managedStorageConfiguration") or {}
    keys = (command.get("kmsKeyId"), storage.get("kmsKeyId"), storage.get("fargateEphemeralStorageKmsKeyId"))
    for key in filter(None, keys):
        if find_key(backend.account_id, backend.region_name, key) is None:
            raise invalid(f"The KMS key {key} does not exist.")


def _refuse_namespace(backend: Any, request: Request) -> None:
    named = (request.get("serviceConnectDefaults") or {}).get("namespace")
    if named and namespace_of(backend, named) is None:
        raise AwsError("NamespaceNotFoundException", f"The Cloud Map namespace {named} does not exist.")


def _refuse_other_settings(backend: Any, request: Request) -> None:
    existing = backend.clusters.get(request.get("clusterName") or "default")
    if existing is None or existing.status != ACTIVE:
        return
    for member, attribute in (("settings", "settings"), ("configuration", "configuration"), ("tags", "tags")):
        if request.get(member) and request[member] != getattr(existing, attribute):
            raise invalid(
                "Arguments on this idempotent request are inconsistent with arguments used in previous "
                "request(s)."
            )


def _refuse_used(backend: Any, request: Request) -> None:
    cluster = backend._get_cluster(request["cluster"])
    if cluster.status != ACTIVE:
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    if services_of(backend, cluster.name):
        raise AwsError(
            "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."
        )
    if backend.container_instances.get(cluster.name):
        raise AwsError(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )


def _refuse_inactive(backend: Any, request: Request) -> None:
    if backend._get_cluster(request["cluster"]).status != ACTIVE:
        raise AwsError("ClusterNotFoundException", "Cluster not found.")


def _create_once(
    original: Callable[..., Any], self: Any, cluster_name: str, *args: Any, **kwargs: Any
) -> Any:
    existing = self.clusters.get(cluster_name)
    if existing is not None and existing.status == ACTIVE:
        return existing
    cluster = original(self, cluster_name, *args, **kwargs)
    cluster.capacity_providers = cluster.capacity_providers or []
    cluster.default_capacity_provider_strategy = cluster.default_capacity_provider_strategy or []
    return cluster


def _count(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    for cluster in answer["clusters"]:
        services = services_of(backend, cluster.name)
        cluster.active_services_count = len(services)
        cluster.running_tasks_count = sum(service.running_count for service in services)
        cluster.pending_tasks_count = sum(service.pending_count for service in services)


def _end_default(_: Any, request: Request, answer: dict[str, Any]) -> None:
    if (request.get("serviceConnectDefaults") or {}).get("namespace") == "":
        answer["cluster"].service_connect_defaults = None


def _list(backend: Any, _: Request) -> dict[str, Any]:
    return {"clusterArns": [cluster.arn for cluster in backend.clusters.values() if cluster.status == ACTIVE]}


def _update_settings(backend: Any, request: Request) -> dict[str, Any]:
    cluster = backend._get_cluster(request["cluster"])
    current = {item["name"]: item["value"] for item in cluster.settings}
    current |= {item["name"]: item["value"] for item in request["settings"]}
    cluster.settings = [{"name": name, "value": value} for name, value in current.items()]
    return {"cluster": cluster}


def is_active(backend: Any, name: str) -> bool:
    """Whether there is a cluster of that name that is not deleted."""
    cluster = backend.clusters.get(name)
    return cluster is not None and cluster.status == ACTIVE


def require_active(backend: Any, name: str) -> None:
    """Refuse a cluster that does not exist or is deleted."""
    if name not in backend.clusters:
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    if not is_active(backend, name):
        raise client_error("The referenced cluster was inactive.")


@cache
def apply() -> None:
    """Put moto's clusters right."""
    replace(EC2ContainerServiceBackend, "create_cluster", _create_once)
    ECS.extend({"update_cluster_settings": _update_settings, "list_clusters": _list})
    described = [_refuse_settings, _refuse_configuration, _refuse_namespace]
    ECS.refuse(
        {
            "create_cluster": [_refuse_name, *described, _refuse_other_settings],
            "update_cluster": [_refuse_inactive, *described],
            "update_cluster_settings": [_refuse_inactive, _refuse_settings],
            "delete_cluster": [_refuse_used],
        }
    )
    ECS.complete({"describe_clusters": _count, "update_cluster": _end_default})
