"""A small Kafka cluster that nobody may delete, and a larger and newer version that they may."""

import pulumi

from components import Msk, MskArgs, MskMonitoring
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the cluster in the network of another stack."""
    args: MskArgs = {
        "subnet_ids": network("messagingSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "broker_count": 2,
        "server_properties": {"log.retention.hours": "24"},
        "volume_size_gib": 10,
        "max_volume_size_gib": 50,
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "kafka_version": "3.9.x",
            "broker_count": 4,
            "broker_instance_type": "kafka.m7g.xlarge",
            "server_properties": {"log.retention.hours": "48"},
            "max_volume_size_gib": 80,
            "storage_utilization_percent": 70,
            "tiered_storage": True,
            "monitoring": MskMonitoring.PER_TOPIC_PER_BROKER,
            "log_retention_days": 30,
            "deletion_protection": False,
        }
    events = Msk("events", args)
    pulumi.export("arn", events.cluster_arn)
    pulumi.export("name", events.cluster_name)
    pulumi.export("bootstrapBrokers", events.bootstrap_brokers)
    pulumi.export("configurationArn", events.configuration_arn)
    pulumi.export("logGroupName", events.log_group_name)
    pulumi.export("keyArn", events.kms_key_arn)
    pulumi.export("producePolicy", events.grant_produce("orders"))
