"""What buckets are for: what they store decides how it is kept. Pure: no resources here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ._storage_class import StorageClass
from ._tags import DataClass


class BucketPreset(StrEnum):
    """What a bucket stores. It decides the defaults of everything else."""

    FILES = "files"
    """What users upload and programs make."""
    ASSETS = "assets"
    """What a website consists of, served through CloudFront."""
    BACKUPS = "backups"
    """Copies of data, archived for years."""
    LOGS = "logs"
    """What AWS services write about requests. It keeps no log of the requests to itself."""


class ObjectLockMode(StrEnum):
    """Who may delete or overwrite a locked object before its time."""

    GOVERNANCE = "governance"
    """Only who has the right s3:BypassGovernanceRetention."""
    COMPLIANCE = "compliance"
    """Nobody, not even the account's root user; and nobody can shorten the time."""


@dataclass(frozen=True)
class Preset:
    """Defaults of a bucket."""

    data_class: DataClass
    transition_days: Mapping[StorageClass, int] = field(default_factory=dict)
    """Age in days at which objects move, by class."""
    expire_after_days: int = 0
    """Age in days at which objects are deleted; 0: never."""
    noncurrent_expire_after_days: int = 90
    """Days for which what was overwritten or deleted can be brought back."""
    served_by_cloudfront: bool = False


_SEVEN_YEARS = 7 * 365
_ONE_YEAR = 365

PRESETS: Mapping[BucketPreset, Preset] = {
    # After a month, so that no object is moved (and paid for) that is deleted within its first weeks.
    BucketPreset.FILES: Preset(DataClass.CONFIDENTIAL, {StorageClass.INTELLIGENT_TIERING: 30}),
    BucketPreset.ASSETS: Preset(DataClass.PUBLIC, noncurrent_expire_after_days=30, served_by_cloudfront=True),
    BucketPreset.BACKUPS: Preset(
        DataClass.CONFIDENTIAL,
        {StorageClass.GLACIER: 30, StorageClass.DEEP_ARCHIVE: 180},
        expire_after_days=_SEVEN_YEARS,
    ),
    BucketPreset.LOGS: Preset(
        DataClass.INTERNAL,
        {StorageClass.GLACIER: 90},
        expire_after_days=_ONE_YEAR,
        noncurrent_expire_after_days=30,
    ),
}
