"""A cache of Redis that nobody may delete, and a larger version of it, of Valkey, that they may."""

import pulumi

from components import CacheEngine, ElastiCache, ElastiCacheArgs, MaxmemoryPolicy
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the cache in the network of another stack."""
    args: ElastiCacheArgs = {
        "subnet_ids": network("dataSubnetIds"),
        "security_group_ids": [network("securityGroupId")],
        "users": {"api": {}, "worker": {"access_string": "on ~{bull}:* +@all -@dangerous +info"}},
        "node_type": "cache.t4g.small",
        "shards": 2,
        "replicas_per_shard": 1,
        "apply_immediately": True,
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "engine": CacheEngine.VALKEY,
            "engine_version": "8.1",
            "users": {"api": {"access_string": "on ~* +@read"}, "ai": {}},
            "node_type": "cache.m7g.large",
            "shards": 3,
            "replicas_per_shard": 2,
            "maxmemory_policy": MaxmemoryPolicy.ALLKEYS_LRU,
            "parameters": {"timeout": "60"},
            "snapshot_retention_days": 14,
            "snapshot_window": "01:00-02:00",
            "maintenance_window": "mon:02:30-mon:03:30",
            "log_retention_days": 30,
            "deletion_protection": False,
        }
    cache = ElastiCache("cache", args)
    pulumi.export("id", cache.replication_group_id)
    pulumi.export("endpoint", cache.configuration_endpoint)
    pulumi.export("port", cache.port)
    pulumi.export("userNames", cache.user_names)
    pulumi.export("logGroupNames", cache.log_group_names)
    pulumi.export("keyArn", cache.kms_key_arn)
    pulumi.export("connectPolicy", cache.grant_connect("api"))
