"""A cluster with a service behind a load balancer, and one that works by itself. The changed version is
larger, brings the first in by canary deployments, and lets nobody run commands in it.
"""

import pulumi

from components import (
    Access,
    Bucket,
    BucketPreset,
    Certificate,
    ContainerInsights,
    CpuArchitecture,
    DeploymentStrategy,
    EcsCluster,
    EcsService,
    EcsServiceArgs,
    HostedZone,
    LoadBalancer,
    LoadBalancerArgs,
    Secret,
    SecurityGroup,
    TaskRole,
    grant_statements,
)
from tests.engine.programs.components.scenarios.shared import TAGS, network

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PORT = 3000


def declare(version: str) -> None:
    """Declares them in the network of another stack."""
    first = version == "first"
    logs = Bucket(
        "alb-logs",
        {"preset": BucketPreset.LOGS, "log_sources": ["alb"], "force_destroy": True, "tags": TAGS},
    )
    load_balancer = _load_balancer(first, logs)
    cluster = EcsCluster(
        "services",
        {
            "container_insights": ContainerInsights.ENHANCED if first else ContainerInsights.ENABLED,
            "exec_log_retention_days": 365 if first else 180,
            "tags": TAGS,
        },
    )
    secret = Secret(
        "sign-in",
        {"description": "Sign-in", "fields": ["CLIENT_SECRET"], "recovery_window_days": 0, "tags": TAGS},
    )
    role = _task_role(first, logs, secret)
    web = EcsService("web", _web(first, cluster, load_balancer, secret, role))
    jobs = EcsService("jobs", _jobs(first, cluster, logs))
    pulumi.export("loadBalancerArn", load_balancer.load_balancer_arn)
    pulumi.export("loadBalancerGroupId", load_balancer.security_group_id)
    pulumi.export("listenerArn", load_balancer.https_listener_arn)
    pulumi.export("logBucket", logs.bucket_name)
    pulumi.export("logBucketArn", logs.bucket_arn)
    pulumi.export("cluster", cluster.cluster_name)
    pulumi.export("clusterKeyArn", cluster.kms_key_arn)
    pulumi.export("execLogGroup", cluster.exec_log_group_name)
    pulumi.export("secretArn", secret.secret_arn)
    pulumi.export("secretKeyArn", secret.kms_key_arn)
    pulumi.export("roleArn", role.role_arn)
    pulumi.export("roleName", role.role_name)
    for name, service in {"web": web, "jobs": jobs}.items():
        pulumi.export(f"{name}TaskDefinitionArn", service.task_definition_arn)
        pulumi.export(f"{name}ExecutionRoleArn", service.execution_role_arn)
        pulumi.export(f"{name}TaskRoleArn", service.task_role_arn)
        pulumi.export(f"{name}TargetGroupArns", service.target_group_arns)
        pulumi.export(f"{name}LogGroup", service.log_group_name)
        pulumi.export(f"{name}Alarms", service.rollback_alarm_names)


def _load_balancer(first: bool, logs: Bucket) -> LoadBalancer:
    zone = HostedZone("web", {"domain_name": "web.example.com", "tags": TAGS})
    certificate = Certificate(
        "web", {"domain_name": "web.example.com", "zone_id": zone.zone_id, "tags": TAGS}
    )
    args: LoadBalancerArgs = {
        "vpc_id": network("vpcId"),
        "vpc_cidr": network("vpcCidr"),
        "subnet_ids": network("publicSubnetIds"),
        "certificate_arn": certificate.certificate_arn,
        "access_log_bucket": logs.bucket_name,
        "access_log_prefix": "web",
        "redirect_http": True,
        "tags": TAGS,
    }
    if not first:
        args |= {
            "redirect_http": False,
            "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "idle_timeout_seconds": 120,
            "deletion_protection": False,
        }
    return LoadBalancer("web", args)


def _task_role(first: bool, logs: Bucket, secret: Secret) -> TaskRole:
    objects = Access.READ_OBJECTS if first else Access.WRITE_OBJECTS
    return TaskRole(
        "web",
        {
            "description": "Serves the web." if first else "Serves the web, and files.",
            "grants": {
                "files": {"access": objects, "resource_arns": [logs.bucket_arn]},
                "sign-in": {"access": Access.READ_SECRET, "resource_arns": [secret.secret_arn]},
                **(
                    {"key": {"access": Access.USE_KEY, "resource_arns": [secret.kms_key_arn]}}
                    if first
                    else {}
                ),
            },
            "tags": TAGS,
        },
    )


def _web(
    first: bool, cluster: EcsCluster, load_balancer: LoadBalancer, secret: Secret, role: TaskRole
) -> EcsServiceArgs:
    group = SecurityGroup(
        "web",
        {
            "vpc_id": network("vpcId"),
            "description": "The web",
            "ingress": {
                "load-balancer": {
                    "description": "The load balancer forwards requests.",
                    "from_port": PORT,
                    "source_security_group_id": load_balancer.security_group_id or "",
                }
            },
            "tags": TAGS,
        },
    )
    args: EcsServiceArgs = {
        "cluster_arn": cluster.cluster_arn,
        "subnet_ids": network("computeSubnetIds"),
        "security_group_ids": [group.security_group_id],
        "image": f"{REGISTRY}/web:1.0.0",
        "environment": {"PORT": str(PORT)},
        "secrets": {"CLIENT_SECRET": secret.references["CLIENT_SECRET"]},
        "secret_kms_key_arns": [secret.kms_key_arn],
        "task_role_arn": role.role_arn,
        "http": {
            "port": PORT,
            "vpc_id": network("vpcId"),
            "listener_arn": load_balancer.https_listener_arn,
            "priority": 100,
            "host_names": ["web.example.com"],
        },
        "deployment": {"keep_task_definitions": False},
        "scaling": {"minimum_tasks": 2, "maximum_tasks": 4, "requests_per_task": 1000},
        "execute_command": True,
        "exec_log_group_arn": cluster.exec_log_group_arn,
        "exec_kms_key_arn": cluster.kms_key_arn,
        "tags": TAGS,
    }
    if not first:
        args |= {
            "image": f"{REGISTRY}/web:1.1.0",
            "cpu": 1024,
            "environment": {"PORT": str(PORT), "LOG_LEVEL": "warn"},
            "http": {**args["http"], "path_patterns": ["/web/*"], "health_check_path": "/ready"},
            "deployment": {
                "strategy": DeploymentStrategy.CANARY,
                "canary_percent": 20,
                "bake_minutes": 5,
                "rollback_error_percent": 2,
                "keep_task_definitions": False,
            },
            "scaling": {"minimum_tasks": 3, "maximum_tasks": 8, "cpu_percent": 50},
            "execute_command": False,
        }
        del args["exec_log_group_arn"], args["exec_kms_key_arn"]
    return args


def _jobs(first: bool, cluster: EcsCluster, logs: Bucket) -> EcsServiceArgs:
    evening = "cron(0 20 ? * MON-FRI *)"
    return {
        "cluster_arn": cluster.cluster_arn,
        "subnet_ids": network("computeSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "image": f"{REGISTRY}/jobs:1.0.0",
        "command": ["node", "jobs.js"],
        "architecture": CpuArchitecture.ARM64,
        "cpu": 256,
        "memory_mib": 1024 if first else 2048,
        "task_role_statements": grant_statements(Access.READ_OBJECTS, logs.bucket_arn),
        "deployment": {"keep_task_definitions": False, "minimum_healthy_percent": 0 if first else 50},
        "scaling": {
            "minimum_tasks": 1,
            "maximum_tasks": 5,
            "memory_percent": 0,
            "spot_percent": 80 if first else 50,
            "on_demand_tasks": 1,
            "schedules": {
                "morning": {
                    "schedule": "cron(0 7 ? * MON-FRI *)",
                    "timezone": "Europe/Berlin",
                    "minimum_tasks": 2 if first else 3,
                    "maximum_tasks": 5,
                },
                **(
                    {"evening": {"schedule": evening, "minimum_tasks": 0, "maximum_tasks": 0}}
                    if first
                    else {}
                ),
            },
        },
        "telemetry": {"enabled": False},
        "log_retention_days": 30 if first else 90,
        "tags": TAGS,
    }
