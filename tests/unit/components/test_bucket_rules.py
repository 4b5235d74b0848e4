"""What a bucket's policy and lifecycle say: pure functions, compared in full and for all inputs."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._bucket_lifecycle import Lifecycle, lifecycle_rules
from components._bucket_policy import WITHOUT_KMS, BucketRules, LogSource, bucket_policy
from components._bucket_preset import PRESETS
from components._iam import Account
from components._storage_class import MINIMUM_DAYS, StorageClass, fitting, transition_problems

ACCOUNT = Account("aws", "eu-west-1", "123456789012")
ARN = "arn:aws:s3:::shop"
DELIVERED = [f"{ARN}/AWSLogs/123456789012/*", f"{ARN}/*/AWSLogs/123456789012/*"]

IA, TIERING, ONE_ZONE, INSTANT, GLACIER, DEEP = StorageClass

any_days = st.dictionaries(st.sampled_from(StorageClass), st.integers(0, 800))


def statements(*sources: LogSource, kms: bool = False, cloudfront: bool = False) -> dict[str, dict[str, Any]]:
    document = json.loads(bucket_policy(ACCOUNT, "shop", BucketRules(kms, cloudfront, sources)))
    return {statement.pop("Sid"): statement for statement in document["Statement"]}


class TestPolicy:
    def test_nobody_uses_plain_http_or_old_tls(self) -> None:
        everyone = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [ARN, f"{ARN}/*"]}

        assert statements() == {
            "DenyPlainHttp": {**everyone, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
            "DenyOldTls": {**everyone, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
        }

    def test_an_upload_cannot_ask_for_another_encryption(self) -> None:
        assert statements(kms=True)["DenyOtherEncryption"] == {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": f"{ARN}/*",
            "Condition": {
                "Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
            },
        }

    def test_cloudfront_reads_for_distributions_of_the_account(self) -> None:
        assert statements(cloudfront=True)["ReadByCloudFront"] == {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": f"{ARN}/*",
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}},
        }

    def test_load_balancers_write_below_the_accounts_path(self) -> None:
        assert statements(LogSource.ALB)["WriteAlbLogs"] == {
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": DELIVERED,
        }

    def test_s3_writes_access_logs_of_the_accounts_buckets(self) -> None:
        assert statements(LogSource.S3)["WriteS3AccessLogs"] == {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{ARN}/*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"},
            },
        }

    def test_cloudfront_logs_come_from_us_east_1(self) -> None:
        statement = statements(LogSource.CLOUDFRONT)["WriteCloudFrontLogs"]

        assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert statement["Resource"] == DELIVERED
        assert statement["Condition"] == {
            "StringEquals": {
                "aws:SourceAccount": "123456789012",
                "s3:x-amz-acl": "bucket-owner-full-control",
            },
            "ArnLike": {"aws:SourceArn": "arn:aws:logs:us-east-1:123456789012:delivery-source:*"},
        }

    def test_waf_logs_may_also_check_the_bucket(self) -> None:
        made = statements(LogSource.WAF)

        assert made["WriteWafLogs"]["Condition"]["ArnLike"] == {
            "aws:SourceArn": "arn:aws:logs:*:123456789012:*"
        }
        assert made["CheckAclForWafLogs"] == {
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": ARN,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:logs:*:123456789012:*"},
            },
        }

    def test_legacy_cloudfront_logs_need_no_statement(self) -> None:
        assert statements(LogSource.CLOUDFRONT_LEGACY) == statements()

    def test_the_text_does_not_depend_on_the_order_of_sources(self) -> None:
        assert list(statements(*LogSource)) == list(statements(*reversed(LogSource)))

    @pytest.mark.parametrize("source", LogSource)
    def test_who_is_let_in_is_a_service_and_acts_for_this_account(self, source: LogSource) -> None:
        allowed = [s for s in statements(source, cloudfront=True).values() if s["Effect"] == "Allow"]

        assert allowed
        for statement in allowed:
            assert list(statement["Principal"]) == ["Service"]
            assert "123456789012" in json.dumps([statement["Resource"], statement.get("Condition")])


class TestTransitions:
    @pytest.mark.parametrize(
        ("days", "expire"),
        [
            ({}, 0),
            ({}, 1),
            ({TIERING: 0}, 1),
            ({IA: 30}, 60),
            ({IA: 30, GLACIER: 60, DEEP: 150}, 330),
            ({TIERING: 0, GLACIER: 1}, 0),
            ({INSTANT: 0, GLACIER: 90}, 0),
            ({ONE_ZONE: 30, DEEP: 60}, 0),
            ({DEEP: 0}, 180),
        ],
    )
    def test_what_s3_takes_and_what_pays(self, days: dict[StorageClass, int], expire: int) -> None:
        assert list(transition_problems(days, expire)) == []

    @pytest.mark.parametrize(
        ("days", "expire", "given", "allowed"),
        [
            ({IA: 29}, 0, "STANDARD_IA after 29 days", "STANDARD_IA after 30 days or more"),
            ({ONE_ZONE: 1}, 0, "ONEZONE_IA after 1 day", "ONEZONE_IA after 30 days or more"),
            (
                {IA: 30, GLACIER: 59},
                0,
                "STANDARD_IA after 30 days, then GLACIER after 59 days",
                "GLACIER after 60 days or more: S3 charges 30 days of STANDARD_IA",
            ),
            (
                {DEEP: 30, GLACIER: 300},
                0,
                "DEEP_ARCHIVE after 30 days, then GLACIER after 300 days",
                "nothing after DEEP_ARCHIVE",
            ),
            (
                {ONE_ZONE: 30, INSTANT: 90},
                0,
                "ONEZONE_IA after 30 days, then GLACIER_IR after 90 days",
                "from ONEZONE_IA only to GLACIER or DEEP_ARCHIVE",
            ),
            (
                {TIERING: 0, IA: 30},
                0,
                "INTELLIGENT_TIERING after 0 days, then STANDARD_IA after 30 days",
                "from INTELLIGENT_TIERING only to ONEZONE_IA or GLACIER_IR or GLACIER or DEEP_ARCHIVE",
            ),
            (
                {GLACIER: 90, DEEP: 90},
                0,
                "GLACIER after 90 days, then DEEP_ARCHIVE after 90 days",
                "each class on a day of its own",
            ),
            (
                {GLACIER: 90},
                179,
                "GLACIER after 90 days, deleted after 179 days",
                "deleted after 180 days or more, or never (0): S3 charges 90 days of GLACIER",
            ),
            (
                {TIERING: 5},
                5,
                "INTELLIGENT_TIERING after 5 days, deleted after 5 days",
                "deleted after 6 days or more, or never (0)",
            ),
        ],
    )
    def test_what_is_refused(
        self, days: dict[StorageClass, int], expire: int, given: str, allowed: str
    ) -> None:
        assert list(transition_problems(days, expire)) == [(given, allowed)]

    @given(any_days, st.integers(0, 1500))
    def test_accepted_moves_go_down_and_are_paid_for_in_full(
        self, days: dict[StorageClass, int], expire: int
    ) -> None:
        if list(transition_problems(days, expire)):
            return
        steps = sorted(days, key=lambda one: days[one])
        assert steps == [one for one in StorageClass if one in days]
        for one, left in pairwise([*steps, None]):
            leaves = (expire or 10_000) if left is None else days[left]
            assert one is None or leaves - days[one] >= MINIMUM_DAYS[one]

    @pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
    @given(st.integers(0, 4000))
    def test_presets_are_right_whenever_their_objects_expire(self, preset: Any, expire: int) -> None:
        moves = fitting(preset.transition_days, expire)

        assert list(transition_problems(moves, expire)) == []
        assert list(transition_problems(preset.transition_days, preset.expire_after_days)) == []
        assert fitting(preset.transition_days, 0) == preset.transition_days


def test_rules_name_classes_in_the_order_of_their_days() -> None:
    rules = lifecycle_rules(Lifecycle({DEEP: 100, GLACIER: 1}, 0, 5, 7))

    assert [move["storage_class"] for move in rules[0]["transitions"]] == ["GLACIER", "DEEP_ARCHIVE"]
    assert "expiration" not in rules[0]


def test_the_sources_that_kms_would_stop_are_known() -> None:
    assert WITHOUT_KMS == (LogSource.ALB, LogSource.S3)
