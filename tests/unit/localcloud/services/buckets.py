"""What the tests of S3 need around what they test, made when first asked for."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.world import World

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
Make = Callable[[Any], Properties]
"""Makes inputs from a `BucketWorld`."""


def life(token: str, create: Make, changes: tuple[Make, ...] = (), **more: Any) -> Case:
    """A case whose world is one of buckets; the arguments are those of `Case`."""
    return Case(token, create, changes, **more)


def bucket_policy(bucket: str, **statement: Any) -> str:
    """A policy of a bucket that lets the account read, or what the statement says instead."""
    whole = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [whole | statement]})


class BucketWorld(World):
    """A cloud with buckets, and what they tell and are told by."""

    def bucket(self, name: str, **inputs: Any) -> str:
        return self.make(BUCKET, bucket=name, **inputs)[0]

    def versioned(self, name: str, **inputs: Any) -> str:
        """A bucket that keeps versions."""
        self.bucket(name, **inputs)
        return self.make(VERSIONING, bucket=name, versioningConfiguration={"status": "Enabled"})[0]

    @cached_property
    def logs(self) -> str:
        """A bucket that S3 may deliver logs to."""
        name = self.bucket("world-logs")
        delivery = {"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}
        self.make("aws:s3/bucketPolicy:BucketPolicy", bucket=name, policy=bucket_policy(name, **delivery))
        return name

    @cached_property
    def replica(self) -> str:
        """The ARN of a bucket that objects can be copied to."""
        return f"arn:aws:s3:::{self.versioned('world-replica')}"

    def queue(self, name: str) -> str:
        """The ARN of a queue that S3 may send to."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": "*",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
        return str(
            sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        )
