"""A search domain that nobody may delete, and a larger and newer version that they may."""

import pulumi

from components import OpenSearch, OpenSearchArgs
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the domain in the network of another stack."""
    args: OpenSearchArgs = {
        "subnet_ids": network("dataSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "engine_version": "OpenSearch_2.17",
        "volume_size_gib": 20,
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "engine_version": "OpenSearch_2.19",
            "data_node_type": "r7g.large.search",
            "data_node_count": 6,
            "volume_size_gib": 40,
            "iops": 4000,
            "throughput_mibps": 250,
            "off_peak_start_hour": 4,
            "log_retention_days": 30,
            "deletion_protection": False,
        }
    search = OpenSearch("search", args)
    pulumi.export("name", search.domain_name)
    pulumi.export("arn", search.domain_arn)
    pulumi.export("endpoint", search.endpoint)
    pulumi.export("dashboardEndpoint", search.dashboard_endpoint)
    pulumi.export("masterRoleArn", search.master_role_arn)
    pulumi.export("logGroupNames", search.log_group_names)
    pulumi.export("keyArn", search.kms_key_arn)
