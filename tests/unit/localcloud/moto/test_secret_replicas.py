"""A secret's replica is in another region, which is stored apart."""

from pathlib import Path

from localcloud.cloud import Cloud


def test_a_replica_is_of_its_source_after_a_restart(tmp_path: Path) -> None:
    with Cloud(tmp_path / "state") as cloud:
        cloud.client("secretsmanager", "us-east-1").create_secret(
            Name="copied", SecretString="1", AddReplicaRegions=[{"Region": "eu-west-1"}]
        )
    with Cloud(tmp_path / "state") as cloud:
        cloud.client("secretsmanager", "us-east-1").put_secret_value(SecretId="copied", SecretString="2")
        (copy,) = cloud.client("secretsmanager", "eu-west-1").list_secrets()["SecretList"]
        assert len(copy["SecretVersionsToStages"]) == 2
