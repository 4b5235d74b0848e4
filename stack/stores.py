"""The stores of data in the private subnets: database, documents, cache, search, events."""

from dataclasses import dataclass
from typing import Any

from components import (
    CacheEngine,
    DataClass,
    DocumentDb,
    DocumentDbArgs,
    ElastiCache,
    ElastiCacheArgs,
    Msk,
    MskArgs,
    OpenSearch,
    OpenSearchArgs,
    RdsCluster,
    RdsClusterArgs,
    RdsDeployment,
)
from config.data import DatabaseDeployment
from stack.access import RDS_PROXY, SERVICES
from stack.access_model import Store
from stack.foundation import Foundation, given


@dataclass(frozen=True)
class Stores:
    """What services keep data in, and hand it on through."""

    database: RdsCluster
    documents: DocumentDb
    cache: ElastiCache
    search: OpenSearch
    events: Msk


def build_stores(base: Foundation) -> Stores:
    """All stores, each in its subnets and with its security group."""
    return Stores(
        database=_build_database(base),
        documents=_build_documents(base),
        cache=_build_cache(base),
        search=_build_search(base),
        events=_build_events(base),
    )


def _build_database(base: Foundation) -> RdsCluster:
    database, protection = base.settings.database, base.settings.protection
    args: RdsClusterArgs = {
        "tags": base.tags,
        "subnet_ids": base.vpc.data_subnet_ids,
        "security_group_ids": base.groups(Store.RDS),
        "deployment": RdsDeployment(database.deployment),
        "engine_version": database.engine_version,
        "backup_retention_days": database.backup_retention_days,
        "performance_insights_retention_days": database.performance_insights_retention_days,
        "monitoring_interval_seconds": database.monitoring_interval_seconds,
        "skip_final_snapshot": not protection.final_snapshots,
        "secret_kms_key_arn": base.key_arn(DataClass.RESTRICTED),
    }
    args |= _common(base)
    args |= given(
        instance_class=database.instance_class,
        min_capacity_units=database.min_capacity_units,
        max_capacity_units=database.max_capacity_units,
        allocated_storage_gib=database.allocated_storage_gib,
        max_allocated_storage_gib=database.max_allocated_storage_gib,
        read_replicas=database.read_replicas,
        zones=base.zones() if database.deployment is DatabaseDeployment.AURORA else None,
    )
    if database.proxy:
        args |= {"proxy": True, "proxy_security_group_ids": base.groups(RDS_PROXY)}
    return RdsCluster("database", args)


def _build_documents(base: Foundation) -> DocumentDb:
    documents, protection = base.settings.documents, base.settings.protection
    args: DocumentDbArgs = {
        "tags": base.tags,
        "subnet_ids": base.vpc.data_subnet_ids,
        "security_group_ids": base.groups(Store.DOCUMENTDB),
        "engine_version": documents.engine_version,
        "instance_class": documents.instance_class,
        "instance_count": documents.instance_count,
        "zones": base.zones(),
        "backup_retention_days": documents.backup_retention_days,
        "skip_final_snapshot": not protection.final_snapshots,
    }
    args |= _common(base)
    args |= given(
        min_capacity_units=documents.min_capacity_units, max_capacity_units=documents.max_capacity_units
    )
    return DocumentDb("documents", args)


def _build_cache(base: Foundation) -> ElastiCache:
    cache, protection = base.settings.cache, base.settings.protection
    args: ElastiCacheArgs = {
        "tags": base.tags,
        "subnet_ids": base.vpc.data_subnet_ids,
        "security_group_ids": base.groups(Store.REDIS),
        "users": {service.name: {} for service in SERVICES if Store.REDIS in service.stores},
        "engine": CacheEngine(cache.engine),
        "node_type": cache.node_type,
        "shards": cache.shards,
        "replicas_per_shard": cache.replicas_per_shard,
        "snapshot_retention_days": cache.snapshot_retention_days,
        "skip_final_snapshot": not protection.final_snapshots,
    }
    args |= _common(base)
    args |= given(engine_version=cache.engine_version)
    return ElastiCache("cache", args)


def _build_search(base: Foundation) -> OpenSearch:
    search = base.settings.search
    args: OpenSearchArgs = {
        "tags": base.tags,
        "subnet_ids": base.vpc.data_subnet_ids,
        "security_group_ids": base.groups(Store.OPENSEARCH),
        "engine_version": search.engine_version,
        "zone_count": search.zone_count,
        "data_node_type": search.data_node_type,
        "master_node_type": search.master_node_type,
        "master_node_count": search.master_node_count,
        "volume_size_gib": search.volume_size_gib,
    }
    args |= _common(base)
    args |= given(data_node_count=search.data_node_count)
    return OpenSearch("search", args)


def _build_events(base: Foundation) -> Msk:
    events = base.settings.events
    args: MskArgs = {
        "tags": base.tags,
        "subnet_ids": base.vpc.messaging_subnet_ids,
        "security_group_ids": base.groups(Store.MSK),
        "kafka_version": events.kafka_version,
        "zone_count": len(base.settings.network.messaging_zones),
        "broker_instance_type": events.broker_instance_type,
        "volume_size_gib": events.volume_size_gib,
    }
    args |= _common(base)
    args |= given(broker_count=events.broker_count, max_volume_size_gib=events.max_volume_size_gib)
    return Msk("events", args)


def _common(base: Foundation) -> Any:
    """The arguments that all stores are given alike."""
    return {
        "deletion_protection": base.settings.protection.deletion_protection,
        "log_retention_days": base.settings.log_retention_days,
        "kms_key_arn": base.key_arn(DataClass.CONFIDENTIAL),
        "log_kms_key_arn": base.key_arn(DataClass.INTERNAL),
    }
