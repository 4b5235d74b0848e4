"""A database with a standby and a proxy that nobody may delete, and a faster and newer one that they may."""

import pulumi

from components import RdsCluster, RdsClusterArgs
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the database in the network of another stack."""
    args: RdsClusterArgs = {
        "subnet_ids": network("dataSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "engine_version": "15",
        "proxy": True,
        "proxy_security_group_ids": [network("securityGroupId")],
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "engine_version": "16",
            "allow_major_version_upgrade": True,
            "apply_immediately": True,
            "instance_class": "db.m7g.xlarge",
            "allocated_storage_gib": 400,
            "max_allocated_storage_gib": 0,
            "iops": 20000,
            "storage_throughput_mibps": 750,
            "parameters": {"work_mem": "16384"},
            "backup_retention_days": 7,
            "backup_window": "01:00-02:00",
            "maintenance_window": "mon:02:30-mon:03:30",
            "monitoring_interval_seconds": 0,
            "performance_insights_retention_days": 0,
            "log_retention_days": 30,
            "deletion_protection": False,
        }
    database = RdsCluster("database", args)
    pulumi.export("identifier", database.identifier)
    pulumi.export("arn", database.arn)
    pulumi.export("resourceId", database.resource_id)
    pulumi.export("endpoint", database.endpoint)
    pulumi.export("proxyEndpoint", database.proxy_endpoint)
    pulumi.export("userArnPrefixes", database.user_arn_prefixes)
    pulumi.export("port", database.port)
    pulumi.export("secretArn", database.master_user_secret_arn)
    pulumi.export("instanceIdentifiers", database.instance_identifiers)
    pulumi.export("logGroupNames", database.log_group_names)
    pulumi.export("keyArn", database.kms_key_arn)
    pulumi.export("connectPolicy", database.grant_connect("api"))
