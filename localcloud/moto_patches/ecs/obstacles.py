"""What keeps a service's tasks from starting.

No task runs in the local cloud. But what AWS needs to start one is looked for: its log groups, the secrets
and parameters that its containers read, the load balancers of its target groups. A service that lacks one
stays without tasks, as on AWS, and reaches its steady state once it is there. Whether a secret holds a value
is not looked at.
"""

from collections.abc import Iterator
from typing import Any

from moto.elbv2.models import elbv2_backends
from moto.logs.models import logs_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from localcloud.moto_patches.elbv2 import balancers_of_target_group


def obstacles(backend: Any, service: Any) -> list[str]:
    """Why no task of a service can start, in AWS's words; empty when they can."""
    if not service.task_definition:
        return []
    definition = backend.describe_task_definition(service.task_definition)
    return [*_of_containers(backend, definition), *_of_target_groups(backend, service)]


def _of_containers(backend: Any, definition: Any) -> Iterator[str]:
    for container in definition.container_definitions:
        logging = container.get("logConfiguration") or {}
        options = logging.get("options") or {}
        if logging.get("logDriver") == "awslogs" and options.get("awslogs-create-group") != "true":
            group, region = options["awslogs-group"], options["awslogs-region"]
            if group not in logs_backends[backend.account_id][region].groups:
                yield (
                    "ResourceInitializationError: failed to validate logger args: the task cannot find the "
                    f"Amazon CloudWatch log group {group} in {region}"
                )
        for secret in [*(container.get("secrets") or ()), *(logging.get("secretOptions") or ())]:
            if not _is_there(backend, secret["valueFrom"]):
                yield (
                    "ResourceInitializationError: unable to pull secrets or registry auth: the task cannot "
                    f"find {secret['valueFrom']} for {secret['name']}"
                )


def _of_target_groups(backend: Any, service: Any) -> Iterator[str]:
    elb = elbv2_backends[backend.account_id][backend.region_name]
    for target in service.load_balancers or ():
        arn = target.get("targetGroupArn")
        if arn and not balancers_of_target_group(elb, arn):
            yield f"unable to register targets: the target group {arn} has no load balancer"


def _is_there(backend: Any, source: str) -> bool:
    """Whether there is the secret or parameter that a container definition's `valueFrom` names."""
    if ":secretsmanager:" not in source:
        return ssm_backends[backend.account_id][backend.region_name].get_parameter(source) is not None
    # The ARN may go on with a key, a version stage and a version id.
    parts = source.split(":")
    secrets = secretsmanager_backends[backend.account_id][parts[3]].secrets
    secret = secrets.get(":".join(parts[:7]))
    return secret is not None and not secret.is_deleted()
