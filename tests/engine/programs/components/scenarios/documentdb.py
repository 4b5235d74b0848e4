"""A document database that nobody may delete, and a larger and newer version of it that they may."""

import pulumi

from components import DocumentDb, DocumentDbArgs
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the database in the network of another stack."""
    args: DocumentDbArgs = {
        "subnet_ids": network("dataSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "engine_version": "4.0.0",
        "instance_class": "db.t4g.medium",
        "instance_count": 2,
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "engine_version": "5.0.0",
            "allow_major_version_upgrade": True,
            "apply_immediately": True,
            "instance_class": "db.r6g.large",
            "instance_count": 3,
            "parameters": {"tls": "tls1.2+", "profiler_threshold_ms": "50"},
            "performance_insights": False,
            "backup_retention_days": 7,
            "backup_window": "01:00-02:00",
            "maintenance_window": "mon:02:30-mon:03:30",
            "log_retention_days": 30,
            "deletion_protection": False,
        }
    documents = DocumentDb("documents", args)
    pulumi.export("identifier", documents.identifier)
    pulumi.export("endpoint", documents.endpoint)
    pulumi.export("readerEndpoint", documents.reader_endpoint)
    pulumi.export("port", documents.port)
    pulumi.export("secretArn", documents.master_user_secret_arn)
    pulumi.export("instanceIdentifiers", documents.instance_identifiers)
    pulumi.export("logGroupNames", documents.log_group_names)
    pulumi.export("keyArn", documents.kms_key_arn)
