"""A database with its parameters, its secret and its key."""

import pulumi_aws as aws

from tests.engine.programs.policies.resources import CLASSIFIED, TAGS, key


def declare(broken: bool) -> None:
    """One of each."""
    encrypts = key(rotates=not broken)
    parameters = aws.rds.ParameterGroup(
        "parameters",
        family="postgres15",
        parameters=[{"name": "rds.force_ssl", "value": "0" if broken else "1"}],
        tags=TAGS,
    )
    kept = {
        "storage_encrypted": True,
        "kms_key_id": encrypts.arn,
        "manage_master_user_password": True,
        "iam_database_authentication_enabled": True,
        "multi_az": True,
        "backup_retention_period": 30,
        "copy_tags_to_snapshot": True,
        "deletion_protection": True,
        "final_snapshot_identifier": "database-final",
        "enabled_cloudwatch_logs_exports": ["postgresql"],
    }
    lost = {
        "password": "not-a-secret-at-all",
        "publicly_accessible": True,
        "auto_minor_version_upgrade": False,
        "skip_final_snapshot": True,
    }
    aws.rds.Instance(
        "database",
        engine="postgres",
        engine_version="15",
        instance_class="db.m7g.large",
        allocated_storage=100,
        username="dbadmin",
        parameter_group_name=parameters.name,
        tags=CLASSIFIED,
        **(lost if broken else kept),
    )
    aws.secretsmanager.Secret(
        "secret",
        description="Nothing",
        kms_key_id=None if broken else encrypts.arn,
        recovery_window_in_days=0 if broken else 30,
        tags=CLASSIFIED,
    )
