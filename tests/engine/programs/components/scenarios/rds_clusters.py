"""Aurora whose capacity follows the load, and a Multi-AZ cluster; and both of them larger."""

import pulumi

from components import RdsCluster, RdsClusterArgs, RdsDeployment
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the databases in the network of another stack."""
    both: RdsClusterArgs = {
        "subnet_ids": network("dataSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "deletion_protection": False,
        "skip_final_snapshot": True,
        "tags": TAGS,
    }
    aurora: RdsClusterArgs = {
        **both,
        "deployment": RdsDeployment.AURORA,
        "instance_class": "db.serverless",
        "max_capacity_units": 4,
    }
    copies: RdsClusterArgs = {**both, "deployment": RdsDeployment.MULTI_AZ_CLUSTER}
    if version == "changed":
        aurora |= {
            "max_capacity_units": 8,
            "read_replicas": 2,
            "monitoring_interval_seconds": 30,
            "performance_insights_retention_days": 31,
            "parameters": {"work_mem": "16384"},
        }
        copies |= {
            "instance_class": "db.r6gd.large",
            "allocated_storage_gib": 400,
            "iops": 20000,
            "apply_immediately": True,
            "backup_retention_days": 7,
        }
    for name, args in (("aurora", aurora), ("copies", copies)):
        database = RdsCluster(name, args)
        pulumi.export(
            name,
            {
                "identifier": database.identifier,
                "endpoint": database.endpoint,
                "readerEndpoint": database.reader_endpoint,
                "secretArn": database.master_user_secret_arn,
                "instanceIdentifiers": database.instance_identifiers,
                "logGroupNames": database.log_group_names,
                "keyArn": database.kms_key_arn,
            },
        )
