"""Buckets that tests of S3 need, and policies."""

import json
from typing import Any


def policy(bucket: str, **others: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | others]})


class Buckets:
    """Buckets in different states, and what they need of other services."""

    def __init__(self, s3: Any, connect: Any) -> None:
        for name in ("plain", "versioned", "locked", "open", "replicated"):
            s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "locked")
        for name in ("versioned", "replicated"):
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_ownership_controls(
            Bucket="open", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
        )
        trust = policy("x", Principal={"Service": "s3.amazonaws.com"}, Action="sts:AssumeRole")
        trust = trust.replace(', "Resource": "arn:aws:s3:::x/*"', "")
        self.role = connect("iam").create_role(RoleName="replicator", AssumeRolePolicyDocument=trust)["Role"][
            "Arn"
        ]
        self.queue = _queue(connect("sqs"), "deaf")
        self.listening = _queue(
            connect("sqs"),
            "listening",
            Policy=policy(
                "x", Principal={"Service": "s3.amazonaws.com"}, Action="sqs:SendMessage", Resource="*"
            ),
        )
        s3.put_bucket_replication(
            Bucket="replicated", ReplicationConfiguration=self.replication(self.role, "versioned")
        )

    @staticmethod
    def replication(role: str, target: str, **rule: Any) -> dict[str, Any]:
        whole = {
            "ID": "all",
            "Priority": 1,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
            "Destination": {
                "Bucket": f"arn:aws:s3:::{target}",
                "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:us-east-1:123456789012:key/a"},
            },
        }
        kept = {name: value for name, value in (whole | rule).items() if value is not None}
        return {"Role": role, "Rules": [kept]}


def _queue(sqs: Any, name: str, **attributes: str) -> str:
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
