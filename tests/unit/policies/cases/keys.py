"""Cases of keys of the account's own, by service."""

from functools import partial

from policies.data_protection.encrypted_with_own_key import KEYS
from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import UNKNOWN, Declared, Ref, Run
from tests.unit.policies.architecture import with_value
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import key

_key = partial(Case, "data-encrypted-with-own-key")

_STORES = (
    *(a.CACHE, a.DATABASE, a.DATABASE_CLUSTER, a.DOCUMENTS, a.FILE_SYSTEM, a.IMAGES, a.KAFKA, a.KUBERNETES),
    *(a.LOG_GROUP, a.SEARCH, a.SECRET, a.TOPIC, a.VAULT),
)
assert {store.type for store in _STORES} == KEYS.keys()


def _with(store: Declared, value: object) -> Declared:
    return with_value(store, KEYS[store.type], value)


CASES = [
    *(_key(Kind.PASS, f"of {store.name}", [store]) for store in _STORES),
    *(
        _key(Kind.PASS, f"of the stack, of {store.name}", [_with(store, Ref("key")), key()])
        for store in _STORES
    ),
    *(
        _key(
            Kind.FAIL,
            f"none of {store.name}",
            [_with(store, None)],
            at=(store.name,),
            says=("is not set; it must name a KMS key",),
            runs=(Run.PREVIEW,),
        )
        for store in _STORES
    ),
    *(
        _key(
            Kind.FAIL,
            f"{id_} of AWS",
            [_with(a.SECRET, id_)],
            at=("secret",),
            says=("a key that AWS manages",),
        )
        for id_ in ("alias/aws/secretsmanager", "arn:aws:kms:us-east-1:123456789012:alias/aws/secretsmanager")
    ),
    *(
        _key(
            Kind.UNDECIDED, f"of {store.name}", [_with(store, UNKNOWN)], at=(store.name,), runs=(Run.PREVIEW,)
        )
        for store in _STORES
    ),
]
