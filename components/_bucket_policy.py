"""The policy of a bucket: what nobody may do, and which AWS services may write or read. Pure.

Every statement that admits a service says for which account, so that nobody else's resources can make the
service use the bucket.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ._iam import Account, Statement, document


class LogSource(StrEnum):
    """An AWS service that delivers logs to a bucket."""

    ALB = "alb"
    """Access, connection and health check logs of Application Load Balancers."""
    CLOUDFRONT = "cloudfront"
    """Standard logs (v2) of CloudFront, delivered by CloudWatch Logs."""
    CLOUDFRONT_LEGACY = "cloudfront-legacy"
    """Standard logs (legacy) of CloudFront: the `loggingConfig` of a distribution. It needs access control
    lists, so that they are on for the whole bucket."""
    S3 = "s3"
    """Server access logs of other buckets."""
    WAF = "waf"
    """Logs of AWS WAF. Their bucket's name has to start with aws-waf-logs-."""


WAF_BUCKET_PREFIX = "aws-waf-logs-"
"""How the name of a bucket starts that AWS WAF writes to (WAF developer guide, "Sending logs to S3")."""

WITHOUT_KMS = (LogSource.ALB, LogSource.S3)
"""Sources that cannot write to a bucket encrypted with KMS (ELB and S3 user guides: "SSE-S3 only")."""

OLDEST_TLS = "1.2"


@dataclass(frozen=True)
class BucketRules:
    """What the policy of a bucket says."""

    encrypted_with_kms: bool
    """Uploads that ask for another encryption are refused."""
    served_by_cloudfront: bool
    """CloudFront distributions of the account may read."""
    log_sources: Collection[LogSource] = ()
    """Services that may write logs."""


def bucket_arn(account: Account, bucket: str) -> str:
    """The ARN of a bucket by its name: it holds neither account nor region."""
    return f"arn:{account.partition}:s3:::{bucket}"


def bucket_policy(account: Account, bucket: str, rules: BucketRules) -> str:
    """The policy of the bucket called `bucket`."""
    arn = bucket_arn(account, bucket)
    statements = [_deny_plain_http(arn), _deny_old_tls(arn)]
    if rules.encrypted_with_kms:
        statements.append(_deny_other_encryption(arn))
    if rules.served_by_cloudfront:
        statements.append(_read_by_cloudfront(account, arn))
    for source in sorted(rules.log_sources):
        statements += _DELIVERIES[source](account, arn)
    return document(statements)


def _deny_plain_http(arn: str) -> Statement:
    return _deny("DenyPlainHttp", arn, {"Bool": {"aws:SecureTransport": "false"}})


def _deny_old_tls(arn: str) -> Statement:
    return _deny("DenyOldTls", arn, {"NumericLessThan": {"s3:TlsVersion": OLDEST_TLS}})


def _deny(sid: str, arn: str, condition: Statement) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": condition,
    }


def _deny_other_encryption(arn: str) -> Statement:
    # Without the header the bucket's own encryption applies; StringNotEquals alone would refuse that too.
    header = "s3:x-amz-server-side-encryption"
    return {
        "Sid": "DenyOtherEncryption",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"{arn}/*",
        "Condition": {"Null": {header: "false"}, "StringNotEquals": {header: "aws:kms"}},
    }


def _read_by_cloudfront(account: Account, arn: str) -> Statement:
    # Any distribution of the account: the one that will read is made after the bucket, which it names.
    return {
        "Sid": "ReadByCloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"{arn}/*",
        "Condition": {"ArnLike": {"aws:SourceArn": account.global_arn("cloudfront", "distribution/*")}},
    }


def _alb_logs(account: Account, arn: str) -> list[Statement]:
    # The account is part of the path, which ELB makes: it refuses a prefix with AWSLogs in it.
    return [
        {
            "Sid": "WriteAlbLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": _delivered(account, arn),
        }
    ]


def _s3_logs(account: Account, arn: str) -> list[Statement]:
    return [
        {
            "Sid": "WriteS3AccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{arn}/*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account.account_id},
                "ArnLike": {"aws:SourceArn": bucket_arn(account, "*")},
            },
        }
    ]


def _cloudfront_logs(account: Account, arn: str) -> list[Statement]:
    # CloudFront is global: its delivery sources are in us-east-1, wherever the bucket is.
    sources = f"arn:{account.partition}:logs:us-east-1:{account.account_id}:delivery-source:*"
    return [_written_by_logs("WriteCloudFrontLogs", account, arn, sources)]


def _waf_logs(account: Account, arn: str) -> list[Statement]:
    sources = f"arn:{account.partition}:logs:*:{account.account_id}:*"
    return [
        _written_by_logs("WriteWafLogs", account, arn, sources),
        {
            "Sid": "CheckAclForWafLogs",
            "Effect": "Allow",
            "Principal": {"Service": _LOG_DELIVERY},
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": arn,
            "Condition": _for_account(account, sources),
        },
    ]


_LOG_DELIVERY = "delivery.logs.amazonaws.com"


def _written_by_logs(sid: str, account: Account, arn: str, sources: str) -> Statement:
    condition = _for_account(account, sources)
    condition["StringEquals"]["s3:x-amz-acl"] = "bucket-owner-full-control"
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": _LOG_DELIVERY},
        "Action": "s3:PutObject",
        "Resource": _delivered(account, arn),
        "Condition": condition,
    }


def _for_account(account: Account, sources: str) -> dict[str, dict[str, str]]:
    return {
        "StringEquals": {"aws:SourceAccount": account.account_id},
        "ArnLike": {"aws:SourceArn": sources},
    }


def _delivered(account: Account, arn: str) -> list[str]:
    """Where services put this account's logs: with and without a prefix of the caller's."""
    path = f"AWSLogs/{account.account_id}/*"
    return [f"{arn}/{path}", f"{arn}/*/{path}"]


def _nothing(_account: Account, _arn: str) -> list[Statement]:
    """Access is given by an access control list, which CloudFront writes itself."""
    return []


_DELIVERIES: Mapping[LogSource, Callable[[Account, str], list[Statement]]] = {
    LogSource.ALB: _alb_logs,
    LogSource.CLOUDFRONT: _cloudfront_logs,
    LogSource.CLOUDFRONT_LEGACY: _nothing,
    LogSource.S3: _s3_logs,
    LogSource.WAF: _waf_logs,
}
