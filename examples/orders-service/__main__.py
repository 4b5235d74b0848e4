"""Orders: a product team's service in the network, cluster and load balancer of a shared-infra stack."""

import pulumi
from shared_infra import (
    Access,
    Bucket,
    BucketPreset,
    DataClass,
    EcrRepository,
    EcsService,
    SecurityGroup,
    TaskRole,
)
from shared_infra.stack_outputs import read

config = pulumi.Config()
shared = read(config.require("sharedStack"))
tags = {
    "Project": pulumi.get_project(),
    "Environment": "local",
    "Owner": "orders-team",
    "CostCenter": "4711",
    "ManagedBy": "pulumi",
}
internal_key = shared.key_arns["internal"]
confidential_key = shared.key_arns["confidential"]

invoices = Bucket(
    "invoices",
    {
        "preset": BucketPreset.FILES,
        "data_class": DataClass.CONFIDENTIAL,
        "kms_key_arn": confidential_key,
        "access_log_bucket": shared.bucket_names["logs"],
        "force_destroy": True,
        "tags": tags,
    },
)
images = EcrRepository("images", {"kms_key_arn": internal_key, "force_delete": True, "tags": tags})

group = SecurityGroup(
    "orders",
    {
        "vpc_id": shared.vpc_id,
        "description": "Orders containers",
        "role": "service",
        "ingress": {
            "http-from-alb": {
                "description": "The load balancer forwards requests to Orders containers.",
                "from_port": 3000,
                "to_port": 4000,
                "source_security_group_id": shared.security_group_ids["alb"],
            }
        },
        "egress": {
            "https-to-anywhere": {
                "description": "Orders containers call AWS and payment providers.",
                "from_port": 443,
                "cidr_ipv4": "0.0.0.0/0",
            }
        },
        "tags": tags,
    },
)
role = TaskRole(
    "orders-task",
    {
        "grants": {
            "invoices": {"access": Access.WRITE_OBJECTS, "resource_arns": [invoices.bucket_arn]},
            "invoices-key": {"access": Access.USE_KEY, "resource_arns": [confidential_key]},
        },
        "tags": tags,
    },
)
orders = EcsService(
    "orders",
    {
        "cluster_arn": shared.cluster.cluster_arn,
        "subnet_ids": shared.subnet_ids["compute"].apply(
            lambda zones: [zones[zone] for zone in sorted(zones)]
        ),
        "security_group_ids": [group.security_group_id],
        "image": pulumi.Output.concat(images.repository_url, ":", config.require("imageTag")),
        "environment": {"INVOICES_BUCKET": invoices.bucket_name},
        "http": {
            "port": 3000,
            "vpc_id": shared.vpc_id,
            "listener_arn": shared.load_balancer.https_listener_arn,
            "priority": 200,
            "path_patterns": ["/orders/*"],
        },
        "deployment": {"keep_task_definitions": False},
        "scaling": {"minimum_tasks": 2, "maximum_tasks": 4},
        "task_role_arn": role.role_arn,
        "kms_key_arn": internal_key,
        "tags": tags,
    },
)

pulumi.export("service", orders.service_name)
pulumi.export("repository", images.repository_url)
pulumi.export("invoices", invoices.bucket_name)
