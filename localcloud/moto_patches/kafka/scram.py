"""SCRAM secrets of MSK clusters, which moto lacks."""

from functools import cache
from typing import Any, Final

from moto.secretsmanager.models import secretsmanager_backends

from localcloud.moto_patches.kafka import clusters
from localcloud.moto_patches.kafka._service import KAFKA, bad_request
from localcloud.moto_patches.kafka.brokers import ways
from localcloud.moto_service import Request

SECRET_PREFIX: Final = "AmazonMSK_"
MOST_SECRETS: Final = 10
"""Secrets that one request may name."""


def _secrets(cluster: Any) -> list[str]:
    found: list[str] = cluster.__dict__.setdefault("scram_secrets", [])
    return found


def _fault(backend: Any, secret_arn: str) -> str | None:
    for secret in secretsmanager_backends[backend.account_id][backend.region_name].secrets.values():
        if secret.arn == secret_arn:
            if not secret.name.startswith(SECRET_PREFIX):
                return f"The secret name must start with {SECRET_PREFIX}"
            return None if secret.kms_key_id else "The secret is encrypted with the default key"
    return "The secret does not exist"


def _associate(backend: Any, request: Request) -> dict[str, Any]:
    cluster = clusters.find(backend, request)
    if "BootstrapBrokerStringSaslScram" not in ways(cluster):
        raise bad_request(f"SASL/SCRAM is not enabled for the cluster {cluster.cluster_name}.")
    faults = {secret: fault for secret in request["SecretArnList"] if (fault := _fault(backend, secret))}
    wanted = [secret for secret in request["SecretArnList"] if secret not in faults]
    cluster.scram_secrets = list(dict.fromkeys([*_secrets(cluster), *wanted]))
    return {"ClusterArn": cluster.arn, "UnprocessedScramSecrets": _unprocessed(faults)}


def _disassociate(backend: Any, request: Request) -> dict[str, Any]:
    cluster = clusters.find(backend, request)
    unknown = dict.fromkeys(request["SecretArnList"], "The secret is not associated")
    for secret in [item for item in _secrets(cluster) if item in unknown]:
        cluster.scram_secrets.remove(secret)
        del unknown[secret]
    return {"ClusterArn": cluster.arn, "UnprocessedScramSecrets": _unprocessed(unknown)}


def _refuse_many(_: Any, request: Request) -> None:
    count = len(request["SecretArnList"])
    if count > MOST_SECRETS:
        raise bad_request(f"A request can name {MOST_SECRETS} secrets at most, not {count}.")


def _unprocessed(faults: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"SecretArn": secret, "ErrorCode": "BadRequest", "ErrorMessage": fault}
        for secret, fault in faults.items()
    ]


@cache
def apply() -> None:
    """Add the operations to moto."""
    KAFKA.extend(
        {
            "batch_associate_scram_secret": _associate,
            "batch_disassociate_scram_secret": _disassociate,
            "list_scram_secrets": lambda backend, request: {
                "SecretArnList": _secrets(clusters.find(backend, request))
            },
        }
    )
    for operation in ("batch_associate_scram_secret", "batch_disassociate_scram_secret"):
        KAFKA.refuse({operation: [_refuse_many]})
