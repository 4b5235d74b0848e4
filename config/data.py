"""The stores of data: database, documents, cache, search. Their content is encrypted and in private subnets
whatever stands here."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from config.base import SettingsModel
from config.values import CacheNodeType, DatabaseClass, SearchNodeType, matching, one_of, refuse, within

BackupDays = Annotated[int, within(1, 35, "days")]
"""Days for which RDS and DocumentDB restore any point in time."""


def _capacity(units: float, info: ValidationInfo) -> float:
    if "instance_class" not in info.data:
        return units
    if info.data["instance_class"] != "db.serverless":
        raise refuse("capacity", "nothing, or instanceClass db.serverless beside it")
    if units < 0.5 or units * 2 != int(units * 2):
        raise refuse("capacity", "0.5 to 256 in steps of 0.5")
    if info.field_name == "max_capacity_units" and units < max(1, info.data.get("min_capacity_units") or 0.5):
        raise refuse("capacity", "1 or more, and not below minCapacityUnits")
    return units


CapacityUnits = Annotated[float, within(0, 256), AfterValidator(_capacity)]
"""A bound of a database of class db.serverless, in units of 2 GiB of memory."""


class DatabaseDeployment(StrEnum):
    """How many copies of the database there are, and who keeps them alike."""

    MULTI_AZ_INSTANCE = "multi-az-instance"
    """An instance, and a standby in another zone that takes over."""
    SINGLE_AZ_INSTANCE = "single-az-instance"
    """One instance: the loss of its zone takes the database away. Not for production."""
    MULTI_AZ_CLUSTER = "multi-az-cluster"
    """A writer and two readers in three zones."""
    AURORA = "aurora"
    """Aurora: instances on storage that all of them share."""


class CacheEngine(StrEnum):
    """What runs on the nodes of the cache."""

    REDIS = "redis"
    """Redis OSS 7."""
    VALKEY = "valkey"
    """The free successor of Redis, a fifth cheaper."""


class DatabaseSettings(SettingsModel):
    """`database`: PostgreSQL."""

    deployment: DatabaseDeployment = Field(
        default=DatabaseDeployment.MULTI_AZ_INSTANCE, description="Copies of the database."
    )
    engine_version: Annotated[
        str,
        matching(
            r"(1[3-9]|[2-9]\d)(\.\d+)?", 'a PostgreSQL version, 13 or newer, in quotes, as "15" or "15.8"'
        ),
    ] = Field(
        default="15",
        description='Major version, as "15", which takes the newest minor one; or both, as "15.8".',
    )
    instance_class: DatabaseClass | None = Field(
        default=None,
        description="Instance class. Default: db.m7g.large; db.m6gd.large for multi-az-cluster, db.r7g.large "
        "for aurora.",
    )
    min_capacity_units: CapacityUnits | None = Field(
        default=None, description="Least capacity of db.serverless (aurora). Default: 0.5 units of 2 GiB."
    )
    max_capacity_units: CapacityUnits | None = Field(
        default=None, description="Largest capacity of db.serverless (aurora). Default: 16."
    )
    allocated_storage_gib: Annotated[int, within(20, 65_536, "GiB")] | None = Field(
        default=None, description="Size of the storage at the start; not for aurora. Default: 100."
    )
    max_allocated_storage_gib: Annotated[int, within(0, 65_536, "GiB")] | None = Field(
        default=None,
        description="Size that the storage grows to by itself, 0 for none; instances only. Default: ten "
        "times as much.",
    )
    read_replicas: Annotated[int, within(0, 15)] | None = Field(
        default=None, description="Readers of aurora, one of which takes over. Default: 1."
    )
    proxy: bool = Field(default=False, description="Whether there is an RDS Proxy, which pools connections.")
    backup_retention_days: BackupDays = Field(
        default=30, description="Days for which any point in time can be restored."
    )
    performance_insights_retention_days: Annotated[
        int, one_of((0, 7, *range(31, 714, 31), 731), "days; 0 is off")
    ] = Field(default=7, description="Days that Performance Insights keeps.")
    monitoring_interval_seconds: Annotated[int, one_of((0, 1, 5, 10, 15, 30, 60), "seconds; 0 is off")] = (
        Field(default=60, description="Seconds between measurements of the operating system.")
    )

    @field_validator("allocated_storage_gib", "max_allocated_storage_gib")
    @classmethod
    def _is_of_a_database_with_storage(cls, size: int | None, info: ValidationInfo) -> int | None:
        deployment = info.data.get("deployment")
        if size is not None and deployment is DatabaseDeployment.AURORA:
            raise refuse("storage", "nothing for aurora, whose storage is as large as its content")
        if info.field_name == "max_allocated_storage_gib" and size:
            if deployment is DatabaseDeployment.MULTI_AZ_CLUSTER:
                raise refuse("storage", "nothing for multi-az-cluster, whose storage does not grow by itself")
            start = info.data.get("allocated_storage_gib") or 100
            if size < start * 1.1:
                raise refuse("storage", f"0, or a tenth more than the size at the start, {start} GiB")
        return size

    @field_validator("read_replicas")
    @classmethod
    def _can_be_made(cls, count: int | None, info: ValidationInfo) -> int | None:
        if count and info.data.get("deployment") is not DatabaseDeployment.AURORA:
            # "Creating a read replica" is among the limitations of "Password management with Amazon RDS and
            # AWS Secrets Manager" in the RDS user guide; a multi-az-cluster has two readers already.
            raise refuse(
                "replicas", "0, or deployment aurora: RDS makes no replicas where it keeps the password"
            )
        return count

    @field_validator("instance_class")
    @classmethod
    def _runs_the_deployment(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is None:
            return None
        deployment = info.data.get("deployment")
        family = name.split(".")[1]
        serverless = family == "serverless"
        if deployment is DatabaseDeployment.AURORA and not (serverless or family[0] in "rtx"):
            raise refuse("class", "a class that Aurora has, as db.r7g.large, db.t4g.medium or db.serverless")
        if deployment is DatabaseDeployment.MULTI_AZ_CLUSTER and "d" not in family.lstrip(
            "abcdefghijklmnopqrstuvwxyz"
        ):
            raise refuse("class", "a class with a local disk for multi-az-cluster, as db.m6gd.large")
        if serverless and deployment is not DatabaseDeployment.AURORA:
            raise refuse("class", f"a class of a fixed size for {deployment}, as db.m7g.large")
        return name


class DocumentsSettings(SettingsModel):
    """`documents`: DocumentDB, compatible with MongoDB."""

    engine_version: Annotated[
        str, matching(r"([4-9]|[1-9]\d)\.\d+\.\d+", "a DocumentDB version, 4.0.0 or newer, as 5.0.0")
    ] = Field(default="5.0.0", description="Version.")
    instance_class: Annotated[
        DatabaseClass, matching(r"db\.([rt]\d.*|serverless)", "a class that DocumentDB has, as db.r6g.large")
    ] = Field(default="db.r6g.large", description="Instance class; db.serverless follows the load.")
    min_capacity_units: CapacityUnits | None = Field(
        default=None, description="Least capacity of db.serverless. Default: 0.5 units of 2 GiB."
    )
    max_capacity_units: CapacityUnits | None = Field(
        default=None, description="Largest capacity of db.serverless. Default: 16."
    )
    instance_count: Annotated[int, within(1, 16)] = Field(
        default=3,
        description="Instances, spread over the zones: one writes, all read, and the next takes over.",
    )
    backup_retention_days: BackupDays = Field(
        default=30, description="Days for which any point in time can be restored."
    )


class CacheSettings(SettingsModel):
    """`cache`: Redis in cluster mode, for caching and for job queues."""

    engine: CacheEngine = Field(default=CacheEngine.REDIS, description="What runs on the nodes.")
    engine_version: (
        Annotated[str, matching(r"([7-9]|[1-9]\d)\.\d+", 'a version, 7.0 or newer, in quotes, as "7.1"')]
        | None
    ) = Field(default=None, description="Version. Default: 7.1; 8.1 of valkey.")
    node_type: CacheNodeType = Field(default="cache.m7g.large", description="Type of the nodes.")
    shards: Annotated[int, within(1, 500)] = Field(
        default=3, description="Parts that the keys are spread over."
    )
    replicas_per_shard: Annotated[int, within(0, 5)] = Field(
        default=1, description="Copies of each part in other zones, one of which takes over."
    )
    snapshot_retention_days: Annotated[int, within(0, 35, "days")] = Field(
        default=7, description="Days that daily snapshots are kept; 0 for none."
    )

    @field_validator("engine_version")
    @classmethod
    def _is_of_the_engine(cls, version: str | None, info: ValidationInfo) -> str | None:
        if (
            version is not None
            and info.data.get("engine") is CacheEngine.REDIS
            and not version.startswith("7.")
        ):
            raise refuse("version", "7.0 or 7.1 of redis: there is no newer one; valkey goes on")
        return version

    @field_validator("replicas_per_shard")
    @classmethod
    def _are_not_too_many_nodes(cls, replicas: int, info: ValidationInfo) -> int:
        shards = info.data.get("shards", 1)
        if shards * (1 + replicas) > 500:
            raise refuse("nodes", f"500 nodes in all at most: {shards} shards leave {500 // shards - 1}")
        return replicas


class SearchSettings(SettingsModel):
    """`search`: OpenSearch."""

    engine_version: Annotated[
        str, matching(r"OpenSearch_([2-9]|[1-9]\d)\.\d+", "a version, 2.3 or newer, as OpenSearch_2.19")
    ] = Field(default="OpenSearch_2.19", description="Version.")
    zone_count: Annotated[int, within(1, 3)] = Field(
        default=3, description="Zones that the nodes are spread over."
    )
    data_node_type: SearchNodeType = Field(
        default="r6g.large.search", description="Type of the nodes with the data."
    )
    data_node_count: Annotated[int, within(1, 80)] | None = Field(
        default=None, description="Nodes with the data, a multiple of `zoneCount`. Default: one a zone."
    )
    master_node_type: SearchNodeType = Field(
        default="m6g.large.search", description="Type of the nodes that manage the cluster."
    )
    master_node_count: Annotated[int, one_of((0, 3, 5), "nodes")] = Field(
        default=3, description="Nodes that only manage the cluster; 0 leaves it to the data nodes."
    )
    volume_size_gib: Annotated[int, within(10, 24_576, "GiB")] = Field(
        default=100, description="Size of the volume of each data node."
    )

    @field_validator("data_node_count")
    @classmethod
    def _is_the_same_in_every_zone(cls, count: int | None, info: ValidationInfo) -> int | None:
        zones = info.data.get("zone_count", 1)
        if count is not None and count % zones:
            raise refuse("nodes", f"a multiple of {zones} (zoneCount): every zone holds as many")
        return count
