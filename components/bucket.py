"""A bucket for one purpose: files, assets, backups or logs."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._bucket_lifecycle import lifecycle_rules
from ._bucket_policy import WAF_BUCKET_PREFIX, LogSource, bucket_policy
from ._bucket_preset import BucketPreset, ObjectLockMode
from ._bucket_spec import BucketSpec, resolve
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey


class BucketArgs(TypedDict):
    """What a stack decides about a bucket."""

    preset: BucketPreset
    """What the bucket stores: files, assets, backups or logs."""
    data_class: NotRequired[DataClass]
    """How sensitive its objects are; the tag DataClass. Default: the preset's: confidential for files and
    backups, public for assets, internal for logs."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the objects; its policy has to admit S3, and CloudFront where that serves them.
    Default: a key of its own; for logs S3's key, since ALB and S3 can write with no other."""
    access_log_bucket: NotRequired[pulumi.Input[str]]
    """Name of the bucket that takes the log of all requests; it has to have `s3` among its `log_sources`.
    Default: none; then `access_logs` has to be false, or the preset logs."""
    access_logs: NotRequired[bool]
    """Whether requests are logged. Default: true, except for logs, which would grow by their own log."""
    transition_days: NotRequired[dict[str, int]]
    """Age in days at which objects move to a storage class: STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA,
    GLACIER_IR, GLACIER or DEEP_ARCHIVE; {} for none. Default: the preset's, so far as they pay before
    objects are deleted: INTELLIGENT_TIERING after 30 for files; GLACIER after 30 and DEEP_ARCHIVE after 180
    for backups; GLACIER after 90 for logs; none for assets."""
    expire_after_days: NotRequired[int]
    """Age in days at which objects are deleted; 0 for never. Default: 2555 (seven years) for backups, 365 for
    logs, never for files and assets."""
    noncurrent_expire_after_days: NotRequired[int]
    """Days for which an object that was overwritten or deleted can be brought back. Default: 90 for files and
    backups, 30 for assets and logs."""
    abort_upload_after_days: NotRequired[int]
    """Days, 1 to 365, after which an upload in parts that was never finished is given up. Default: 7."""
    object_lock_mode: NotRequired[ObjectLockMode]
    """Who may delete an object within its first `object_lock_days`: governance or compliance. It can only be
    switched on when the bucket is made. Default: no lock."""
    object_lock_days: NotRequired[int]
    """Days, 1 to 36500, for which each object is locked. Default: none; required with a mode."""
    log_sources: NotRequired[list[str]]
    """AWS services that may write to a bucket for logs: alb, cloudfront (v2), cloudfront-legacy (switches
    access control lists on), s3, waf (the bucket's name then starts with aws-waf-logs-). Default: none."""
    served_by_cloudfront: NotRequired[bool]
    """Whether CloudFront distributions of the account may read the objects. Default: true for assets, false
    for all others."""
    cors_origins: NotRequired[list[str]]
    """Websites whose pages may read and upload objects with signed URLs, as https://app.example.com. Default:
    none."""
    force_destroy: NotRequired[bool]
    """Whether deleting the bucket deletes its objects too. Default: false; S3 then refuses to delete it while
    there are any."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class Bucket(SharedComponent):
    """A private bucket whose encryption, history, lifecycle and writers follow from what it stores.

    Produces: the bucket (`<name>-bucket`) with its public access block, ownership, versioning, encryption,
    lifecycle and policy, each a resource of its own. Public access and access control lists are off; requests
    have to use TLS 1.2 or newer; files, assets and backups are encrypted with KMS (bucket key on). Without
    `kms_key_arn` also a key, `<name>-key` (a KmsKey); and where asked for an object lock, access log and CORS
    configuration.

    Example:

        logs = Bucket("logs", {"preset": BucketPreset.LOGS, "log_sources": ["alb", "s3"], "tags": tags})
        backups = Bucket("backups", {
            "preset": BucketPreset.BACKUPS,
            "object_lock_mode": ObjectLockMode.GOVERNANCE,
            "object_lock_days": 30,
            "access_log_bucket": logs.bucket_name,
            "tags": tags,
        })

    Cost: 0.023 USD per GB and month, 0.0036 in GLACIER and 0.00099 in DEEP_ARCHIVE; 0.005 USD per 1,000
    writes; 1 USD per month for a key of its own (us-east-1, S3 and KMS pricing).
    """

    bucket_name: pulumi.Output[str]
    """Name of the bucket; known to others only once its policy is in place."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""
    regional_domain_name: pulumi.Output[str]
    """Where CloudFront finds the objects."""
    kms_key_arn: pulumi.Output[str] | None
    """ARN of the key that encrypts the objects; none for logs that S3's key encrypts."""

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve(name, args, BucketArgs)
        super().__init__("Bucket", name, spec.tags, opts)
        self.kms_key_arn = self._key_arn(spec)
        self.bucket = self._create_bucket(spec)
        self.public_access_block = self._create_public_access_block()
        self.ownership = self._create_ownership(spec)
        self.versioning = self._create_versioning()
        self.encryption = self._create_encryption()
        self.lifecycle = self._create_lifecycle(spec)
        self.policy = self._create_policy(spec)
        self.object_lock = self._create_object_lock(spec)
        self.logging = self._create_logging(spec)
        self.cors = self._create_cors(spec)

        # Through the policy, so that whoever delivers to the bucket waits until it may.
        self.bucket_name = self.policy.bucket
        self.bucket_arn = self.bucket.arn
        self.regional_domain_name = self.bucket.bucket_regional_domain_name
        self.publish()

    def _key_arn(self, spec: BucketSpec) -> pulumi.Output[str] | None:
        if not spec.rules.encrypted_with_kms:
            return None
        services = ["s3", "cloudfront"] if spec.rules.served_by_cloudfront else ["s3"]
        [key_arn] = key_arns(self, [Encrypted(spec.kms_key_arn, services)], spec.data_class, spec.tags)
        return key_arn

    def _create_bucket(self, spec: BucketSpec) -> aws.s3.Bucket:
        waf = LogSource.WAF in spec.rules.log_sources
        return aws.s3.Bucket(
            self.child_name("bucket"),
            bucket_prefix=f"{WAF_BUCKET_PREFIX}{self.pulumi_resource_name}-" if waf else None,
            force_destroy=spec.force_destroy,
            object_lock_enabled=True if spec.object_lock else None,
            tags=self.child_tags("bucket", {TagKey.DATA_CLASS: spec.data_class}),
            opts=self.child_options(),
        )

    def _create_public_access_block(self) -> aws.s3.BucketPublicAccessBlock:
        return aws.s3.BucketPublicAccessBlock(
            self.child_name("public-access-block"),
            bucket=self.bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child_options(),
        )

    def _create_ownership(self, spec: BucketSpec) -> aws.s3.BucketOwnershipControls:
        lists = LogSource.CLOUDFRONT_LEGACY in spec.rules.log_sources
        return aws.s3.BucketOwnershipControls(
            self.child_name("ownership"),
            bucket=self.bucket.bucket,
            rule={"object_ownership": "BucketOwnerPreferred" if lists else "BucketOwnerEnforced"},
            opts=self.child_options(),
        )

    def _create_versioning(self) -> aws.s3.BucketVersioning:
        return aws.s3.BucketVersioning(
            self.child_name("versioning"),
            bucket=self.bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=self.child_options(),
        )

    def _create_encryption(self) -> aws.s3.BucketServerSideEncryptionConfiguration:
        kms = self.kms_key_arn is not None
        return aws.s3.BucketServerSideEncryptionConfiguration(
            self.child_name("encryption"),
            bucket=self.bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms" if kms else "AES256",
                        "kms_master_key_id": self.kms_key_arn,
                    },
                    "bucket_key_enabled": kms,
                }
            ],
            opts=self.child_options(),
        )

    def _create_lifecycle(self, spec: BucketSpec) -> aws.s3.BucketLifecycleConfiguration:
        return aws.s3.BucketLifecycleConfiguration(
            self.child_name("lifecycle"),
            bucket=self.bucket.bucket,
            rules=lifecycle_rules(spec.lifecycle),
            opts=self.child_options(pulumi.ResourceOptions(depends_on=[self.versioning])),
        )

    def _create_policy(self, spec: BucketSpec) -> aws.s3.BucketPolicy:
        known = pulumi.Output.all(account=self.account(), bucket=self.bucket.bucket)
        return aws.s3.BucketPolicy(
            self.child_name("policy"),
            bucket=self.bucket.bucket,
            policy=known.apply(lambda facts: bucket_policy(facts["account"], facts["bucket"], spec.rules)),
            # S3 refuses two changes of a bucket's permissions at the same time.
            opts=self.child_options(
                pulumi.ResourceOptions(depends_on=[self.public_access_block, self.ownership])
            ),
        )

    def _create_object_lock(self, spec: BucketSpec) -> aws.s3.BucketObjectLockConfiguration | None:
        if spec.object_lock is None:
            return None
        return aws.s3.BucketObjectLockConfiguration(
            self.child_name("object-lock"),
            bucket=self.bucket.bucket,
            rule={
                "default_retention": {
                    "mode": spec.object_lock.mode.value.upper(),
                    "days": spec.object_lock.days,
                }
            },
            opts=self.child_options(pulumi.ResourceOptions(depends_on=[self.versioning])),
        )

    def _create_logging(self, spec: BucketSpec) -> aws.s3.BucketLogging | None:
        if spec.access_log_bucket is None:
            return None
        return aws.s3.BucketLogging(
            self.child_name("logging"),
            bucket=self.bucket.bucket,
            target_bucket=spec.access_log_bucket,
            target_prefix=f"s3/{self.pulumi_resource_name}/",
            opts=self.child_options(),
        )

    def _create_cors(self, spec: BucketSpec) -> aws.s3.BucketCorsConfiguration | None:
        if not spec.cors_origins:
            return None
        return aws.s3.BucketCorsConfiguration(
            self.child_name("cors"),
            bucket=self.bucket.bucket,
            cors_rules=[
                {
                    "id": "signed-urls",
                    "allowed_origins": list(spec.cors_origins),
                    "allowed_methods": ["GET", "HEAD", "POST", "PUT"],
                    "allowed_headers": ["*"],
                    "expose_headers": ["ETag"],
                    "max_age_seconds": 3600,
                }
            ],
            opts=self.child_options(),
        )
