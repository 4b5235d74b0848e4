"""What runs containers and hosts, and what leads to them."""

import json

import pulumi_aws as aws

from tests.engine.programs.policies.resources import ACCOUNT_ID, CLASSIFIED, TAGS, WORLD, key


def declare(broken: bool) -> None:
    """A task, its images, a host's template, a Kubernetes cluster, a listener and a log group."""
    encrypts = key()
    aws.ecs.TaskDefinition(
        "task",
        family="policies",
        network_mode="awsvpc",
        container_definitions=json.dumps([_broken_container() if broken else _container()]),
        tags=TAGS,
    )
    aws.ecr.Repository(
        "images",
        image_tag_mutability="MUTABLE" if broken else "IMMUTABLE",
        image_scanning_configuration={"scan_on_push": not broken},
        encryption_configurations=[{"encryption_type": "KMS", "kms_key": encrypts.arn}],
        tags=TAGS,
    )
    aws.ec2.LaunchTemplate(
        "template",
        metadata_options={"http_tokens": "optional" if broken else "required"},
        tag_specifications=[{"resource_type": kind, "tags": TAGS} for kind in ("instance", "volume")],
        tags=TAGS,
    )
    reach = {"endpoint_public_access": True, "public_access_cidrs": [WORLD]}
    aws.eks.Cluster(
        "kubernetes",
        name="policies",
        role_arn=f"arn:aws:iam::{ACCOUNT_ID}:role/kubernetes",
        vpc_config={
            "subnet_ids": ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
            **(reach if broken else {"endpoint_private_access": True, "endpoint_public_access": False}),
        },
        encryption_config={"provider": {"key_arn": encrypts.arn}, "resources": ["secrets"]},
        enabled_cluster_log_types=["api", "audit", "authenticator"],
        deletion_protection=True,
        tags=TAGS,
    )
    aws.lb.Listener(
        "listener",
        load_balancer_arn=f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT_ID}:loadbalancer/app/a/0123456789abcdef",
        port=80,
        protocol="HTTP",
        default_actions=[
            {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "200"}}
            if broken
            else {
                "type": "redirect",
                "redirect": {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"},
            }
        ],
        tags=TAGS,
    )
    aws.cloudwatch.LogGroup(
        "logs", retention_in_days=30 if broken else 365, kms_key_id=encrypts.arn, tags=CLASSIFIED
    )


def _container() -> dict[str, object]:
    return {
        "name": "app",
        "image": "public.ecr.aws/docker/library/busybox:1.37",
        "memory": 128,
        "readonlyRootFilesystem": True,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "policies",
                "awslogs-region": "us-east-1",
                "awslogs-stream-prefix": "a",
            },
        },
    }


def _broken_container() -> dict[str, object]:
    return {
        "name": "app",
        "image": "public.ecr.aws/docker/library/busybox:1.37",
        "memory": 128,
        "privileged": True,
        "environment": [{"name": "DATABASE_PASSWORD", "value": "not-a-secret-at-all"}],
    }
