"""Who may use a bucket: its policy, its public access block and who owns its objects."""

from typing import Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import valid_json

_NAMED: Final = {"Bucket": "{id}"}

BUCKET_POLICY: Final = Resource(
    "aws:s3/bucketPolicy:BucketPolicy",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_policy"),
    read=Call("get_bucket_policy", _NAMED),
    delete=Call("delete_bucket_policy", _NAMED),
    changes=(Change(Call("put_bucket_policy", _NAMED), ("policy",)),),
    computed={"bucket": "{id}"},
    equivalent={"policy": same_policy},
    validate=valid_json("policy"),
)

_BLOCKS: Final = {
    "blockPublicAcls": "PublicAccessBlockConfiguration.BlockPublicAcls",
    "blockPublicPolicy": "PublicAccessBlockConfiguration.BlockPublicPolicy",
    "ignorePublicAcls": "PublicAccessBlockConfiguration.IgnorePublicAcls",
    "restrictPublicBuckets": "PublicAccessBlockConfiguration.RestrictPublicBuckets",
}


def _delete_block(api: Api, identifier: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        api.call("delete_public_access_block", Bucket=identifier)


BUCKET_PUBLIC_ACCESS_BLOCK: Final = Resource(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "s3",
    identifier="{bucket}",
    create=Call("put_public_access_block"),
    read=Call("get_public_access_block", _NAMED),
    delete=_delete_block,
    changes=(Change(Call("put_public_access_block", _NAMED), tuple(_BLOCKS)),),
    names=_BLOCKS,
    computed={"bucket": "{id}"},
)

BUCKET_OWNERSHIP_CONTROLS: Final = Resource(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_ownership_controls"),
    read=Call("get_bucket_ownership_controls", _NAMED),
    delete=Call("delete_bucket_ownership_controls", _NAMED),
    changes=(Change(Call("put_bucket_ownership_controls", _NAMED), ("rule",)),),
    names={"rule": "OwnershipControls.Rules"},
    computed={"bucket": "{id}"},
)

RESOURCES: Final = (BUCKET_POLICY, BUCKET_PUBLIC_ACCESS_BLOCK, BUCKET_OWNERSHIP_CONTROLS)
