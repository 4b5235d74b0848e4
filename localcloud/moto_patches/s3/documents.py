"""Settings of buckets that are kept, and answered, as they were given.

moto loses parts of lifecycle rules (sizes of objects, the least size that moves), replication rules,
notifications (EventBridge), encryption (types that are blocked) and logging (names of log objects). It does
not have payment by the requester, metrics, analytics and tiering, nor the deletion of inventories.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from localcloud.moto_patches.s3._service import bucket_of, extend, follow, invalid_argument, s3_error
from localcloud.moto_service import Request

SMALLEST_MOVED: Final = "TransitionDefaultMinimumObjectSize"
SMALLEST_MOVED_DEFAULT: Final = "all_storage_classes_128K"
MOST: Final = 1000
"""How many metrics, analytics, inventories or tierings a bucket can have."""


class Document(NamedTuple):
    """A setting of a bucket.

    Attributes:
        parameter: what the request names it.
        name: what its operations call it.
        member: what the answer names it; empty if the answer consists of its members.
        deletion: the operation that takes it away, if there is one.
        default: its content while it is not set; None if there is an error then.
        missing: code and message of that error.
    """

    parameter: str
    name: str
    member: str = ""
    deletion: str = ""
    default: dict[str, Any] | None = None
    missing: tuple[str, str] = ("", "")


KEPT_BESIDE_MOTO: Final = (
    Document(
        "LifecycleConfiguration",
        "BucketLifecycleConfiguration",
        deletion="DeleteBucketLifecycle",
        missing=("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
    ),
    Document(
        "ReplicationConfiguration",
        "BucketReplication",
        member="ReplicationConfiguration",
        deletion="DeleteBucketReplication",
        missing=(
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
        ),
    ),
    Document("NotificationConfiguration", "BucketNotificationConfiguration", default={}),
    Document(
        "ServerSideEncryptionConfiguration",
        "BucketEncryption",
        member="ServerSideEncryptionConfiguration",
        deletion="DeleteBucketEncryption",
        default={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
                    "BucketKeyEnabled": False,
                }
            ]
        },
    ),
    Document("BucketLoggingStatus", "BucketLogging", default={}),
)
"""moto has them too, checks them and acts on them."""

KEPT_INSTEAD_OF_MOTO: Final = (
    Document("RequestPaymentConfiguration", "BucketRequestPayment", default={"Payer": "BucketOwner"}),
)

SEVERAL: Final = ("Metrics", "Analytics", "IntelligentTiering", "Inventory")
"""Settings of which a bucket has several, by id."""


def documents(bucket: Any) -> dict[str, Any]:
    """The settings of a bucket by name."""
    kept: dict[str, Any] = bucket.__dict__.setdefault("documents", {})
    return kept


def _put(document: Document) -> Callable[[Any, Request], None]:
    def put(backend: Any, request: Request) -> None:
        kept = dict(request.get(document.parameter) or {})
        if SMALLEST_MOVED in request:
            kept[SMALLEST_MOVED] = request[SMALLEST_MOVED]
        documents(bucket_of(backend, request))[document.name] = kept

    return put


def _get(document: Document) -> Callable[[Any, Request], dict[str, Any]]:
    def get(backend: Any, request: Request) -> dict[str, Any]:
        kept = documents(bucket_of(backend, request)).get(document.name, document.default)
        if kept is None:
            raise s3_error(*document.missing)
        if document.name == "BucketLifecycleConfiguration":
            kept = {SMALLEST_MOVED: SMALLEST_MOVED_DEFAULT, **kept}
        return {document.member: kept} if document.member else kept

    return get


def _delete(document: Document) -> Callable[[Any, Request], None]:
    def delete(backend: Any, request: Request) -> None:
        documents(bucket_of(backend, request)).pop(document.name, None)

    return delete


def _all_of(backend: Any, request: Request, kind: str) -> dict[str, Any]:
    kept: dict[str, Any] = documents(bucket_of(backend, request)).setdefault(kind, {})
    return kept


def _several(kind: str) -> dict[str, Callable[[Any, Request], dict[str, Any] | None]]:
    member = f"{kind}Configuration"

    def put(backend: Any, request: Request) -> None:
        kept, one = _all_of(backend, request, kind), request["Id"]
        if request[member].get("Id", one) != one:
            raise invalid_argument("The id in the request is not that of the configuration")
        if len({*kept, one}) > MOST:
            raise s3_error(
                "TooManyConfigurations",
                f"You are attempting to create a new configuration but have already reached the {MOST} "
                "limit.",
            )
        kept[one] = request[member]

    def get(backend: Any, request: Request) -> dict[str, Any]:
        kept = _all_of(backend, request, kind)
        if request["Id"] not in kept:
            raise s3_error("NoSuchConfiguration", "The specified configuration does not exist.")
        return {member: kept[request["Id"]]}

    def delete(backend: Any, request: Request) -> None:
        get(backend, request)
        del _all_of(backend, request, kind)[request["Id"]]

    def everything(backend: Any, request: Request) -> dict[str, Any]:
        found = [item for _, item in sorted(_all_of(backend, request, kind).items())]
        return {f"{member}List": found, "IsTruncated": False}

    return {
        f"PutBucket{member}": put,
        f"GetBucket{member}": get,
        f"DeleteBucket{member}": delete,
        f"ListBucket{member}s": everything,
    }


@cache
def apply() -> None:
    """Keep settings of buckets as they are given."""
    for document in (*KEPT_BESIDE_MOTO, *KEPT_INSTEAD_OF_MOTO):
        extend({f"Get{document.name}": _get(document)})
    for document in KEPT_BESIDE_MOTO:
        follow({f"Put{document.name}": _put(document)})
        if document.deletion:
            follow({document.deletion: _delete(document)})
    for document in KEPT_INSTEAD_OF_MOTO:
        extend({f"Put{document.name}": _put(document)})
    for kind in SEVERAL:
        extend(_several(kind))
