"""A secret that belongs to a database is stored with Secrets Manager, and goes for good with the database."""

from pathlib import Path

from localcloud.cloud import Cloud

REGION = "eu-central-1"


def test_a_managed_password_goes_for_good_also_after_a_restart(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        made = cloud.client("rds", REGION).create_db_instance(
            DBInstanceIdentifier="app",
            DBInstanceClass="db.t4g.micro",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="app",
            ManageMasterUserPassword=True,
        )["DBInstance"]
    with Cloud(tmp_path) as cloud:
        (secret,) = cloud.client("secretsmanager", REGION).list_secrets()["SecretList"]
        assert secret["ARN"] == made["MasterUserSecret"]["SecretArn"]
        cloud.client("rds", REGION).delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    with Cloud(tmp_path) as cloud:
        assert cloud.client("secretsmanager", REGION).list_secrets()["SecretList"] == []
