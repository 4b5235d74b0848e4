"""Cases of buckets, each with the resources that configure it."""

from functools import partial

from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import UNKNOWN, Declared, Either, Ref, Run
from tests.unit.policies.architecture import with_value
from tests.unit.policies.bucket_parts import DELIVERY, DENY_HTTP, bucket, replaced, without
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import changed, read_only
from tests.unit.policies.policy_documents import document

_public = partial(Case, "bucket-public-access-blocked")
_http = partial(Case, "bucket-refuses-plain-http")
_versions = partial(Case, "bucket-versioned")
_logged = partial(Case, "bucket-access-logged")
_key = partial(Case, "data-encrypted-with-own-key")
_deleted = partial(Case, "deletion-protected")

_PARTS = bucket()
_LOGS = bucket("logs")
_AMAZONS_KEY = with_value(
    _LOGS["encryption"], "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId", None
)
_ONLY_READ = [read_only(_PARTS["bucket"])]


def _policy(*statements: dict[str, object]) -> Declared:
    return changed(_PARTS["policy"], policy=document(*statements))


def _logs(policy: Declared, *others: Declared) -> list[Declared]:
    """A bucket for logs, which S3's key encrypts and nobody logs."""
    return [*without(_LOGS, "logging", "policy", "encryption"), _AMAZONS_KEY, policy, *others]


_OF_ANOTHER = changed(_PARTS["block"], bucket="another")
_UNCLEAR = changed(_PARTS["block"], bucket=UNKNOWN)
_TWO = [*_PARTS.values(), *bucket("second").values()]

CASES = [
    _public(Kind.PASS, "all four settings", list(_PARTS.values())),
    _public(Kind.PASS, "two buckets", _TWO),
    _public(
        Kind.FAIL, "no block", without(_PARTS, "block"), at=("bucket",), says=("no BucketPublicAccessBlock",)
    ),
    _public(Kind.FAIL, "the block of another", replaced(_PARTS, block=_OF_ANOTHER), at=("bucket",)),
    *(
        _public(
            Kind.FAIL,
            f"{flag} is {value}",
            replaced(_PARTS, block=changed(_PARTS["block"], **{flag: value})),
            at=("bucket-block",),
            says=(flag,),
        )
        for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        for value in (False, None)
    ),
    _public(
        Kind.UNDECIDED,
        "a setting",
        replaced(_PARTS, block=changed(_PARTS["block"], blockPublicAcls=UNKNOWN)),
        at=("bucket-block",),
    ),
    _public(Kind.UNDECIDED, "whose block", replaced(_PARTS, block=_UNCLEAR), at=("bucket",)),
    _public(
        Kind.UNDECIDED,
        "one of two",
        [
            *without(_PARTS, "block"),
            *bucket("second").values(),
            changed(_PARTS["block"], bucket=Either(("bucket", "second"))),
        ],
        at=("bucket",),
        runs=(Run.PREVIEW,),
    ),
    _public(Kind.NOT_APPLICABLE, "a bucket that is only read", _ONLY_READ),
    _http(Kind.PASS, "denied", list(_PARTS.values())),
    _http(
        Kind.FAIL,
        "no policy",
        without(_PARTS, "policy"),
        at=("bucket",),
        says=("denies requests without TLS",),
    ),
    *(
        _http(Kind.FAIL, name, replaced(_PARTS, policy=_policy({**DENY_HTTP, **change})), at=("bucket",))
        for name, change in (
            ("of reading only", {"Action": "s3:GetObject"}),
            ("for some only", {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}),
            ("with TLS", {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
            ("under no condition", {"Condition": {}}),
        )
    ),
    _http(
        Kind.UNDECIDED,
        "the policy",
        replaced(_PARTS, policy=changed(_PARTS["policy"], policy=UNKNOWN)),
        at=("bucket",),
        also=("resource-policy-not-public",),
    ),
    _http(
        Kind.UNDECIDED,
        "whose policy",
        replaced(_PARTS, policy=changed(_PARTS["policy"], bucket=UNKNOWN)),
        at=("bucket",),
    ),
    _http(Kind.NOT_APPLICABLE, "a bucket that is only read", _ONLY_READ),
    _versions(Kind.PASS, "on", list(_PARTS.values())),
    _versions(Kind.FAIL, "none", without(_PARTS, "versioning"), at=("bucket",)),
    _versions(
        Kind.FAIL,
        "suspended",
        replaced(
            _PARTS, versioning=with_value(_PARTS["versioning"], "versioningConfiguration.status", "Suspended")
        ),
        at=("bucket-versioning",),
        says=("is Suspended; it must be Enabled",),
    ),
    _versions(
        Kind.UNDECIDED,
        "the status",
        replaced(
            _PARTS, versioning=with_value(_PARTS["versioning"], "versioningConfiguration.status", UNKNOWN)
        ),
        at=("bucket-versioning",),
    ),
    _versions(Kind.NOT_APPLICABLE, "a bucket that is only read", _ONLY_READ),
    _logged(Kind.PASS, "to a bucket", list(_PARTS.values())),
    _logged(Kind.FAIL, "not at all", without(_PARTS, "logging"), at=("bucket",)),
    _logged(
        Kind.UNDECIDED,
        "whether it receives logs",
        [*without(_PARTS, "logging", "policy"), changed(_PARTS["policy"], policy=UNKNOWN)],
        at=("bucket",),
        says=("whether it is itself one for logs is not known yet",),
        also=("bucket-refuses-plain-http", "resource-policy-not-public"),
    ),
    _logged(
        Kind.NOT_APPLICABLE,
        "a bucket that S3 delivers logs to",
        _logs(changed(_LOGS["policy"], policy=document(DENY_HTTP, DELIVERY))),
    ),
    _logged(
        Kind.NOT_APPLICABLE,
        "a bucket that another one logs to",
        _logs(
            _LOGS["policy"], *replaced(_PARTS, logging=changed(_PARTS["logging"], targetBucket=Ref("logs")))
        ),
    ),
    _logged(
        Kind.NOT_APPLICABLE,
        "a bucket that a load balancer logs to, named by its policy",
        _logs(_LOGS["policy"], with_value(a.LOAD_BALANCER, "accessLogs.bucket", Ref("logs-policy"))),
        runs=(Run.PREVIEW,),
    ),
    _key(Kind.PASS, "of a bucket", list(_PARTS.values())),
    _key(Kind.FAIL, "no encryption of a bucket", without(_PARTS, "encryption"), at=("bucket",)),
    _key(
        Kind.FAIL,
        "Amazon's key of a bucket",
        replaced(
            _PARTS,
            encryption=with_value(
                _PARTS["encryption"],
                "rules[0].applyServerSideEncryptionByDefault",
                {"sseAlgorithm": "AES256"},
            ),
        ),
        at=("bucket",),
    ),
    _key(
        Kind.UNDECIDED,
        "of a bucket that may receive logs",
        [*without(_PARTS, "encryption", "policy"), changed(_PARTS["policy"], policy=UNKNOWN)],
        at=("bucket",),
        also=("bucket-refuses-plain-http", "resource-policy-not-public"),
    ),
    _key(
        Kind.UNDECIDED,
        "whose encryption",
        replaced(_PARTS, encryption=changed(_PARTS["encryption"], bucket=UNKNOWN)),
        at=("bucket",),
    ),
    _key(
        Kind.NOT_APPLICABLE,
        "a bucket that receives logs",
        _logs(changed(_LOGS["policy"], policy=document(DENY_HTTP, DELIVERY))),
    ),
    _deleted(
        Kind.FAIL,
        "a bucket with its objects",
        replaced(_PARTS, bucket=changed(_PARTS["bucket"], forceDestroy=True)),
        at=("bucket",),
    ),
]
