"""The tags that resources must carry: keys, values, and where. Data of the pack itself."""

from collections.abc import Iterable

REQUIRED_KEYS = ("Project", "Environment", "Owner", "CostCenter", "ManagedBy")
"""Keys of every taggable resource, in the case in which AWS bills by them."""

ENVIRONMENT = "Environment"
ENVIRONMENTS = ("local", "dev", "staging", "prod")

DATA_CLASS = "DataClass"
DATA_CLASSES = ("public", "internal", "confidential", "restricted")

LONGEST_VALUE = 256
"""Characters that AWS allows in a tag's value (Tagging AWS resources, "Tag naming limits and
requirements")."""

DATA_STORES = frozenset(
    (
        "aws:backup/vault:Vault",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:docdb/cluster:Cluster",
        "aws:dynamodb/table:Table",
        "aws:ebs/volume:Volume",
        "aws:efs/fileSystem:FileSystem",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:kinesis/stream:Stream",
        "aws:memorydb/cluster:Cluster",
        "aws:msk/cluster:Cluster",
        "aws:msk/serverlessCluster:ServerlessCluster",
        "aws:neptune/cluster:Cluster",
        "aws:opensearch/domain:Domain",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:redshift/cluster:Cluster",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketV2:BucketV2",
        "aws:secretsmanager/secret:Secret",
        "aws:sqs/queue:Queue",
    )
)
"""Types that keep data: of users, of the business, or about what they do."""


def same_words(key: str, keys: Iterable[str]) -> list[str]:
    """Returns those of `keys` that are `key` in another spelling: `cost-center` for `CostCenter`."""
    return [other for other in keys if other != key and _letters(other) == _letters(key)]


def _letters(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())
