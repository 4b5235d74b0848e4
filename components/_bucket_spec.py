"""The arguments of a bucket, checked. No resources here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._bucket_lifecycle import LONGEST_DAYS, Lifecycle, read_lifecycle
from ._bucket_policy import WAF_BUCKET_PREFIX, WITHOUT_KMS, BucketRules, LogSource
from ._bucket_preset import PRESETS, BucketPreset, ObjectLockMode
from ._tags import DataClass

_LONGEST_NAME = 63
"""Longest name of a bucket (S3 user guide, "Bucket naming rules")."""

_LONGEST_PREFIX = _LONGEST_NAME - 26
"""Longest prefix of a bucket's name: what makes the rest unique has 26 characters (the provider's form)."""

_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")


@dataclass(frozen=True)
class ObjectLock:
    """For how long objects cannot be deleted, and by whom not."""

    mode: ObjectLockMode
    days: int


@dataclass(frozen=True)
class BucketSpec:
    """All that is decided about a bucket."""

    data_class: DataClass
    kms_key_arn: pulumi.Input[str] | None
    access_log_bucket: pulumi.Input[str] | None
    rules: BucketRules
    lifecycle: Lifecycle
    object_lock: ObjectLock | None
    cors_origins: tuple[str, ...]
    force_destroy: bool
    tags: dict[str, str]


def resolve(name: str, args: Mapping[str, Any], fields: type) -> BucketSpec:
    """The arguments `fields` of a bucket. Raises ArgumentError when they cannot be used."""
    reader = ArgumentReader("Bucket", name, args, fields, longest_role="bucket", autoname_limit=_LONGEST_NAME)
    kind = _preset(reader)
    preset = PRESETS[kind]
    kms_key_arn = reader.passed_if_given("kms_key_arn")
    lifecycle = read_lifecycle(reader, preset)
    spec = BucketSpec(
        data_class=reader.choice("data_class", DataClass, preset.data_class),
        kms_key_arn=kms_key_arn,
        access_log_bucket=_access_log_bucket(reader, kind),
        rules=BucketRules(
            encrypted_with_kms=kind is not BucketPreset.LOGS or kms_key_arn is not None,
            served_by_cloudfront=reader.flag("served_by_cloudfront", preset.served_by_cloudfront),
            log_sources=_log_sources(reader, name, kind),
        ),
        lifecycle=lifecycle,
        object_lock=_object_lock(reader, lifecycle),
        cors_origins=_cors_origins(reader),
        force_destroy=reader.flag("force_destroy", default=False),
        tags=reader.tags(),
    )
    _check_log_encryption(reader, spec)
    reader.finish()
    return spec


def _preset(reader: ArgumentReader) -> BucketPreset:
    if reader.get("preset") is None:
        reader.problem("preset", "missing", ", ".join(BucketPreset))
    return reader.choice("preset", BucketPreset, BucketPreset.FILES)


def _access_log_bucket(reader: ArgumentReader, kind: BucketPreset) -> pulumi.Input[str] | None:
    is_log_bucket = kind is BucketPreset.LOGS
    bucket = reader.passed_if_given("access_log_bucket")
    wanted = reader.flag("access_logs", default=not is_log_bucket)
    if is_log_bucket and (wanted or bucket is not None):
        reader.problem(
            "access_logs", "given for a log bucket", "false", "Its own log would make it grow for ever."
        )
    elif wanted and bucket is None:
        reader.problem(
            "access_log_bucket",
            "missing",
            "the name of a log bucket",
            "Without one, set access_logs to false.",
        )
    elif bucket is not None and not wanted:
        reader.problem("access_log_bucket", "given", "none when access_logs is false")
    return bucket


def _log_sources(reader: ArgumentReader, name: str, kind: BucketPreset) -> tuple[LogSource, ...]:
    sources = reader.choices("log_sources", LogSource, ())
    if sources and kind is not BucketPreset.LOGS:
        reader.problem("log_sources", f"given for {kind}", "log sources for the preset logs only")
    longest = _LONGEST_PREFIX - len(WAF_BUCKET_PREFIX) - len("-")
    if LogSource.WAF in sources and len(name) > longest:
        reader.problem(
            "the name",
            repr(name),
            f"up to {longest} characters for logs of waf: {WAF_BUCKET_PREFIX} precedes it",
        )
    return sources


def _check_log_encryption(reader: ArgumentReader, spec: BucketSpec) -> None:
    refused = [source for source in WITHOUT_KMS if source in spec.rules.log_sources]
    if refused and spec.kms_key_arn is not None:
        reader.problem(
            "kms_key_arn",
            f"given with logs of {' and '.join(refused)}",
            "no key: these services write to buckets encrypted with S3's own key only",
        )
    if LogSource.S3 in spec.rules.log_sources and spec.object_lock is not None:
        reader.problem(
            "object_lock_mode",
            "given with logs of s3",
            "no lock: S3 delivers access logs to buckets without default retention only",
        )


def _object_lock(reader: ArgumentReader, lifecycle: Lifecycle) -> ObjectLock | None:
    if reader.get("object_lock_mode") is None:
        if reader.get("object_lock_days") is not None:
            reader.problem("object_lock_days", "given without object_lock_mode", "both, or neither")
        return None
    mode = reader.choice("object_lock_mode", ObjectLockMode, ObjectLockMode.GOVERNANCE)
    days = reader.whole_number("object_lock_days", 0, range(1, LONGEST_DAYS + 1))
    if 0 < lifecycle.expire_after_days < days:
        reader.problem(
            "object_lock_days",
            f"{days}, with expire_after_days {lifecycle.expire_after_days}",
            "at most expire_after_days: S3 keeps what is locked",
        )
    return ObjectLock(mode, days)


def _cors_origins(reader: ArgumentReader) -> tuple[str, ...]:
    origins = reader.texts("cors_origins", default=())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            reader.problem(
                "cors_origins",
                f"a list with {origin!r}",
                "origins as https://app.example.com or https://*.example.com",
            )
    return origins
