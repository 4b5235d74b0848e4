"""Creates a network with the shared-infra package, without importing its Python."""

import pulumi
from shared_infra_plugin import Vpc

config = pulumi.Config()
network = Vpc(
    "network",
    {
        "zones": config.require_object("zones"),
        "natMode": "single",
        "flowLogRetentionDays": 30,
        "tags": {
            "Project": pulumi.get_project(),
            "Environment": "dev",
            "Owner": "platform",
            "CostCenter": "1234",
            "ManagedBy": "pulumi",
        },
    },
)

pulumi.export("vpcId", network.vpc_id)
pulumi.export("subnetIds", network.subnet_ids)
