"""S3.

`_service` finds out which operation a request to a bucket is and runs what the other modules say about it:
checks before it, and operations of our own in the place of moto's. `documents` keeps settings of buckets as
they were given, where moto loses parts of them.
"""

from functools import cache

from localcloud.moto_patches.s3 import (
    _service,
    buckets,
    documents,
    lifecycle,
    notifications,
    objects,
    policies,
    replication,
)


@cache
def apply() -> None:
    """Put moto's S3 right."""
    for module in (_service, buckets, documents, lifecycle, notifications, objects, policies, replication):
        module.apply()
