"""Replicas of secrets in other regions.

What moto accepts, and AWS refuses: a second replica in one region; a key that cannot be used there.

What moto gets wrong: the key of a replica is forgotten; a replica holds the very object that it is a copy of,
which belongs to another region's backend and is stored with that one: here it looks it up.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret, secretsmanager_backends

from localcloud.moto_patches.secretsmanager._service import SECRETS, check_key, find, invalid_parameter
from localcloud.moto_service import Request, replace


def _refuse_replicas(backend: Any, request: Request) -> None:
    secret = find(backend, request) if "SecretId" in request else None
    taken = {replica.region for replica in getattr(secret, "replicas", ())}
    for wanted in request.get("AddReplicaRegions") or ():
        region = wanted["Region"]
        if region in taken:
            raise invalid_parameter(f"The secret is already replicated to Region {region}.")
        taken.add(region)
        check_key(backend.account_id, region, wanted.get("KmsKeyId"))


def _keep_keys(
    original: Callable[..., list[Any]], self: Any, replica_regions: list[dict[str, str]], **options: Any
) -> list[Any]:
    made = original(self, replica_regions, **options)
    for replica, wanted in zip(made, replica_regions, strict=True):
        if wanted.get("KmsKeyId"):
            replica.config["KmsKeyId"] = wanted["KmsKeyId"]
    return made


def _source(self: Any) -> Any:
    account, region, name = self.__dict__["source_place"]
    return dict.__getitem__(secretsmanager_backends[account][region].secrets, name)


def _set_source(self: Any, secret: Any) -> None:
    # While a secret is being made it is not yet where it will be found.
    self.__dict__["source_place"] = (secret.account_id, secret.region, secret.name)


@cache
def apply() -> None:
    """Put replicas right."""
    SECRETS.refuse({"create_secret": [_refuse_replicas], "replicate_secret_to_regions": [_refuse_replicas]})
    replace(FakeSecret, "create_replicas", _keep_keys)
    ReplicaSecret.source = property(_source, _set_source)
