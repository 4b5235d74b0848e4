"""The way in, and what runs: load balancer, cluster, services, Kubernetes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components import (
    Certificate,
    ContainerInsights,
    CpuArchitecture,
    DataClass,
    DeploymentArgs,
    DeploymentStrategy,
    EcrRepository,
    EcsCluster,
    EcsService,
    EcsServiceArgs,
    HostedZone,
    HttpArgs,
    LoadBalancer,
    ScalingArgs,
    Secret,
    TelemetryArgs,
)
from config.services import HttpSettings, ScalingSettings, ServiceSettings
from stack.access import ALB, SERVICES
from stack.access_model import SecretName, ServiceAccess
from stack.foundation import Foundation, given
from stack.rights import build_task_role
from stack.storage import Buckets
from stack.stores import Stores
from stack.variables import plain_variables, secret_variables


@dataclass(frozen=True)
class Entrance:
    """How requests get in."""

    zone_id: pulumi.Input[str]
    name_servers: pulumi.Output[list[str]] | None
    """Of the zone that the stack made; None where it was given one."""
    certificate: Certificate
    load_balancer: LoadBalancer


@dataclass(frozen=True)
class Service:
    """A service, and where its images are."""

    repository: EcrRepository
    service: EcsService


def build_entrance(base: Foundation, buckets: Buckets) -> Entrance:
    """The hosted zone if none is given, the certificate, and the load balancer in the public tier."""
    domain, settings = base.settings.domain, base.settings.load_balancer
    zone = None
    if domain.hosted_zone_id is None:
        zone = HostedZone("zone", {"domain_name": domain.name, "tags": base.tags})
    zone_id = domain.hosted_zone_id if zone is None else zone.zone_id
    assert zone_id is not None
    certificate = Certificate(
        "certificate",
        {
            "domain_name": domain.name,
            "subject_alternative_names": [f"*.{domain.name}"],
            "zone_id": zone_id,
            "tags": base.tags,
        },
    )
    load_balancer = LoadBalancer(
        "public",
        {
            "subnet_ids": base.vpc.public_subnet_ids,
            "security_group_ids": base.groups(ALB),
            "certificate_arn": certificate.certificate_arn,
            "redirect_http": settings.redirect_http,
            "idle_timeout_seconds": settings.idle_timeout_seconds,
            "access_log_bucket": buckets.logs.bucket_name,
            "deletion_protection": base.settings.protection.deletion_protection,
            "tags": base.tags,
        },
    )
    return Entrance(zone_id, None if zone is None else zone.name_servers, certificate, load_balancer)


def build_cluster(base: Foundation) -> EcsCluster:
    """The cluster that all services run in."""
    return EcsCluster(
        "services",
        {
            "container_insights": ContainerInsights(base.settings.cluster.container_insights),
            "kms_key_arn": base.key_arn(DataClass.INTERNAL),
            "exec_log_retention_days": base.settings.log_retention_days,
            "tags": base.tags,
        },
    )


def rows_of(names: Sequence[str]) -> list[ServiceAccess]:
    """The rows of the access table of the services called `names`.

    Raises pulumi.RunError, which ends the program with its message alone, for a service without a row.
    """
    rows = {row.name: row for row in SERVICES}
    unknown = [name for name in names if name not in rows]
    if unknown:
        raise pulumi.RunError(
            f"services {', '.join(unknown)} of the settings have no row in stack/access.py, which says what "
            f"they may reach. Services with a row: {', '.join(rows)}. Add a row to SERVICES there."
        )
    return [rows[name] for name in names]


def build_services(
    base: Foundation,
    rows: Sequence[ServiceAccess],
    entrance: Entrance,
    cluster: EcsCluster,
    stores: Stores,
    buckets: Buckets,
    secrets: Mapping[SecretName, Secret],
) -> dict[str, Service]:
    """Every service that has a row in `rows`: its repository, its role, and the service itself."""
    built = {}
    for row in rows:
        settings = base.settings.services[row.name]
        repository = _build_repository(base, row.name)
        role = build_task_role(base, row, stores, buckets)
        image = settings.image or repository.repository_url
        separator = "@" if settings.image_tag.startswith("sha256:") else ":"
        environment = plain_variables(base, row, stores, buckets)
        args: EcsServiceArgs = {
            "cluster_arn": cluster.cluster_arn,
            "subnet_ids": base.vpc.compute_subnet_ids,
            "security_group_ids": base.groups(row.group),
            "image": pulumi.Output.concat(image, separator, settings.image_tag),
            "resolve_image_digest": settings.resolve_image_digest,
            "architecture": CpuArchitecture(settings.architecture),
            "cpu": settings.cpu,
            "environment": {**environment, **settings.environment},
            "acknowledged_plaintext": list(settings.acknowledged_plaintext),
            "secrets": secret_variables(row, stores, secrets),
            "secret_kms_key_arns": [base.key_arn(DataClass.RESTRICTED)],
            "readonly_root_filesystem": settings.readonly_root_filesystem,
            "deployment": _deployment(base, settings),
            "scaling": _scaling(settings.scaling),
            "telemetry": _telemetry(base, settings),
            "task_role_arn": role.role_arn,
            "log_retention_days": base.settings.log_retention_days,
            "kms_key_arn": base.key_arn(DataClass.INTERNAL),
            "tags": base.tags,
        }
        args |= given(
            memory_mib=settings.memory_mib,
            command=list(settings.command) or None,
            health_check_command=list(settings.health_check_command) or None,
            writable_directories=settings.writable_directories if settings.readonly_root_filesystem else None,
            http=None if settings.http is None else _http(base, entrance, settings.http),
        )
        if settings.execute_command:
            args |= {
                "execute_command": True,
                "exec_log_group_arn": cluster.exec_log_group_arn,
                "exec_kms_key_arn": cluster.kms_key_arn,
            }
        built[row.name] = Service(repository, EcsService(row.name, args))
    return built


def _build_repository(base: Foundation, service: str) -> EcrRepository:
    return EcrRepository(
        f"{service}-images",
        {
            "kms_key_arn": base.key_arn(DataClass.INTERNAL),
            "force_delete": not base.settings.protection.keep_contents,
            "tags": base.tags,
        },
    )


def _http(base: Foundation, entrance: Entrance, http: HttpSettings) -> HttpArgs:
    args: HttpArgs = {
        "port": http.port,
        "vpc_id": base.vpc.vpc_id,
        "listener_arn": entrance.load_balancer.https_listener_arn,
        "priority": http.priority,
        "path_patterns": list(http.paths),
        "health_check_path": http.health_check_path,
    }
    args |= given(host_names=list(http.hosts) or None, sticky_session_seconds=http.sticky_session_seconds)
    return args


def _deployment(base: Foundation, settings: ServiceSettings) -> DeploymentArgs:
    return {
        "strategy": DeploymentStrategy(settings.deployment),
        "keep_task_definitions": base.settings.protection.keep_contents,
    }


def _scaling(scaling: ScalingSettings) -> ScalingArgs:
    args: ScalingArgs = {
        "minimum_tasks": scaling.minimum_tasks,
        "maximum_tasks": scaling.maximum_tasks,
        "cpu_percent": scaling.cpu_percent,
        "memory_percent": scaling.memory_percent,
        "spot_percent": scaling.spot_percent,
        "schedules": {
            name: {
                "schedule": schedule.schedule,
                "timezone": schedule.timezone,
                "minimum_tasks": schedule.minimum_tasks,
                "maximum_tasks": schedule.maximum_tasks,
            }
            for name, schedule in scaling.schedules.items()
        },
    }
    args |= given(requests_per_task=scaling.requests_per_task)
    return args


def _telemetry(base: Foundation, settings: ServiceSettings) -> TelemetryArgs:
    args: TelemetryArgs = {"enabled": settings.telemetry}
    args |= given(collector_image=base.settings.cluster.collector_image if settings.telemetry else None)
    return args
