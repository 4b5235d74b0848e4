"""Buckets."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource, Tagging
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.s3_bucket_settings import SETTINGS, UNSUPPORTED, answered
from localcloud.services.s3_names import WITHOUT_CONSTRAINT, bucket_names, region_of_bucket

_LOCK: Final = "objectLockConfiguration"
_LONGEST: Final = {"bucket": 63, "bucketPrefix": 37}
"""A prefix leaves room for the 26 characters that make a name of it."""


class _AllTags(Tagging):
    """S3 takes all tags of a bucket at once: to take some away, all go, and the others are put again."""

    def pack(self, tags: Mapping[str, str]) -> Any:
        return {"TagSet": super().pack(tags)}

    def pack_keys(self, keys: Iterable[str]) -> Any:
        return None


def _create(api: Api, inputs: Properties) -> str:
    name = str(inputs["bucket"])
    if any(bucket["Name"] == name for bucket in api.call("list_buckets")["Buckets"]):
        # In us-east-1 S3 takes the create of a bucket that one has for no error, and changes it.
        raise RefusedError(
            "CreateBucket",
            "BucketAlreadyExists",
            f"The requested bucket name {name!r} is not available: the account has such a bucket already.",
        )
    place = None if api.region == WITHOUT_CONSTRAINT else {"LocationConstraint": api.region}
    api.call(
        "create_bucket",
        Bucket=name,
        ACL=inputs.get("acl"),
        ObjectLockEnabledForBucket=bool(inputs.get("objectLockEnabled") or inputs.get(_LOCK)) or None,
        CreateBucketConfiguration=place,
    )
    _put_settings(api, name, inputs, frozenset(inputs))
    return name


def _put_settings(api: Api, bucket: str, inputs: Properties, names: frozenset[str]) -> None:
    for name, setting in SETTINGS.items():
        if name in names and inputs.get(name) is not None:
            setting.put(api, bucket, inputs[name])


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    if region_of_bucket(api, identifier) != api.region:
        return None
    lock = answered(api, "get_object_lock_configuration", identifier).get("ObjectLockConfiguration")
    told = {
        **bucket_names(api, identifier),
        "objectLockEnabled": bool(lock),
        "TagSet": answered(api, "get_bucket_tagging", identifier).get("TagSet"),
    }
    # What the program leaves to other resources is theirs to show: else it would be drift of two. Of an
    # import nobody knows yet what the program has.
    imported = known.keys() <= {"region"}
    shown = [name for name in SETTINGS if imported or name in known]
    return told | {name: SETTINGS[name].read(api, identifier) for name in shown}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "acl" in changed:
        api.call("put_bucket_acl", Bucket=identifier, ACL=inputs["acl"])
    _put_settings(api, identifier, inputs, changed)


def _delete(api: Api, identifier: str, state: Properties) -> None:
    if state.get("forceDestroy"):
        _empty(api, identifier, locks=bool(state.get("objectLockEnabled")))
    api.call("delete_bucket", Bucket=identifier)


def _empty(api: Api, bucket: str, *, locks: bool) -> None:
    """Delete every version and delete marker; raises RefusedError for what is locked."""
    while found := _versions(api, bucket):
        answer = api.call(
            "delete_objects",
            Bucket=bucket,
            Delete={"Objects": found, "Quiet": True},
            BypassGovernanceRetention=True if locks else None,
        )
        for error in answer.get("Errors") or ():
            raise RefusedError(
                "DeleteObjects", error["Code"], f"{error['Key']}: {error.get('Message') or 'Access Denied'}"
            )


def _versions(api: Api, bucket: str) -> list[dict[str, str]]:
    page = api.call("list_object_versions", Bucket=bucket)
    items = [*(page.get("Versions") or ()), *(page.get("DeleteMarkers") or ())]
    return [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in items]


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    for name, longest in _LONGEST.items():
        value = inputs.get(name)
        if isinstance(value, str) and len(value) > longest:
            yield name, f"{value!r} has {len(value)} characters: at most {longest} are allowed"
    versioning = inputs.get("versioning")
    if isinstance(versioning, dict) and versioning.get("mfaDelete"):
        yield "versioning.mfaDelete", "the local cloud does not support it: it needs the root user's MFA"


BUCKET: Final = Resource(
    "aws:s3/bucket:Bucket",
    "s3",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    conflicts=(("acl", "grants"),),
    allowed={
        "accelerationStatus": ("Enabled", "Suspended"),
        "requestPayer": ("BucketOwner", "Requester"),
    },
    # In the facts a block cannot be "computed", though the provider leaves all of these alone.
    kept=(
        "corsRules",
        "lifecycleRules",
        "logging",
        _LOCK,
        f"{_LOCK}.objectLockEnabled",
        "serverSideEncryptionConfiguration",
        "versioning",
    ),
    equivalent={"policy": same_policy},
    tagging=_AllTags(
        tag=Call("put_bucket_tagging", {"Bucket": "{id}"}),
        untag=Call("delete_bucket_tagging", {"Bucket": "{id}"}),
        tags_parameter="Tagging",
        keys_parameter="TagKeys",
        create=None,
        read="TagSet",
    ),
    unsupported=UNSUPPORTED,
    validate=_check,
    autoname="bucket",
    autoname_length=63,
    autoname_format=str.lower,
)

RESOURCES: Final = (BUCKET,)
