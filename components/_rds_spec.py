"""What an RdsCluster is to be: its arguments, checked, and what follows from them. No resources here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._database_spec import (
    SERVERLESS,
    Capacity,
    DatabaseSpec,
    instance_family,
    read_capacity,
    read_database,
    read_zones,
)
from ._rds_parameters import FIXED
from ._rds_storage import Storage, read_cluster_storage, read_instance_storage, refuse_storage
from ._store_spec import StoreSpec, read_number_if_given, read_settings, read_store

_VERSION = re.compile(r"(\d+)(\.\d+)?")
_MAJORS = range(13, 100)
"""Major versions of PostgreSQL that RDS supports in the standard way, and whatever comes after."""

_DATABASE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PORTS = range(1150, 65536)
"""What CreateDBInstance takes as a port."""

_MONITORING_SECONDS = (0, 1, 5, 10, 15, 30, 60)
_INSIGHTS_DAYS = (0, 7, *range(31, 714, 31), 731)
"""Retention periods of Performance Insights (CreateDBInstance in its API reference); here 0 is off."""

_READ_REPLICAS = range(16)
_LARGEST_CAPACITY = 256


class RdsDeployment(StrEnum):
    """How many copies of the database there are, and who keeps them alike."""

    MULTI_AZ_INSTANCE = "multi-az-instance"
    """An instance, and a standby in another zone that takes over within two minutes but serves no queries."""
    SINGLE_AZ_INSTANCE = "single-az-instance"
    """One instance: the loss of its zone takes the database away. Not for production."""
    MULTI_AZ_CLUSTER = "multi-az-cluster"
    """A writer and two readers in three zones, one of which takes over within a minute."""
    AURORA = "aurora"
    """Aurora: instances on storage that all of them share, six copies of it in three zones."""

    @property
    def is_cluster(self) -> bool:
        """Whether AWS calls it a DB cluster."""
        return self in (RdsDeployment.MULTI_AZ_CLUSTER, RdsDeployment.AURORA)

    @property
    def engine(self) -> str:
        """AWS's name of the engine."""
        return "aurora-postgresql" if self is RdsDeployment.AURORA else "postgres"


_DEFAULT_CLASS = {
    RdsDeployment.MULTI_AZ_INSTANCE: "db.m7g.large",
    RdsDeployment.SINGLE_AZ_INSTANCE: "db.m7g.large",
    RdsDeployment.MULTI_AZ_CLUSTER: "db.m6gd.large",
    RdsDeployment.AURORA: "db.r7g.large",
}


@dataclass(frozen=True)
class RdsSpec:
    """The arguments of an RdsCluster, checked."""

    store: StoreSpec
    database: DatabaseSpec
    secret_kms_key_arn: pulumi.Input[str] | None
    deployment: RdsDeployment
    engine_version: str
    instance_class: str
    capacity: Capacity | None
    zones: tuple[str, ...]
    storage: Storage | None
    """None for Aurora, whose storage is as large as its content."""
    database_name: str
    port: int
    parameters: dict[str, str]
    auto_minor_version_upgrade: bool
    performance_insights_retention_days: int
    monitoring_interval_seconds: int
    read_replicas: int
    proxy_security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """None without a proxy."""

    @property
    def log_exports(self) -> tuple[str, ...]:
        """Logs that go to CloudWatch; Aurora has no log of upgrades."""
        return ("postgresql",) if self.deployment is RdsDeployment.AURORA else ("postgresql", "upgrade")

    @property
    def moved_by_aws(self) -> list[str]:
        """Properties of the database that AWS changes by itself, or that count only when it is made."""
        moved = ["snapshotIdentifier"]
        # A major version alone stays right whatever minor version AWS moves to.
        if self.auto_minor_version_upgrade and "." in self.engine_version:
            moved.append("engineVersion")
        if self.storage is not None and self.storage.max_allocated_gib is not None:
            moved.append("allocatedStorage")
        if self.deployment is RdsDeployment.MULTI_AZ_CLUSTER and self.storage and self.storage.iops is None:
            # AWS tells what gp3 comes with, and the provider takes that for a change (its issue 43442).
            moved.append("iops")
        return moved


def resolve_rds(name: str, args: Mapping[str, Any], fields: type) -> RdsSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader("RdsCluster", name, args, fields, longest_role="proxy-role-policy")
    store = read_store(reader, "database", name, "identifier")
    deployment = reader.choice("deployment", RdsDeployment, RdsDeployment.MULTI_AZ_INSTANCE)
    instance_class = _instance_class(reader, deployment)
    spec = RdsSpec(
        store=store,
        database=read_database(reader, store.label),
        secret_kms_key_arn=reader.passed_if_given("secret_kms_key_arn"),
        deployment=deployment,
        engine_version=_engine_version(reader),
        instance_class=instance_class,
        capacity=read_capacity(reader, instance_class, _LARGEST_CAPACITY),
        zones=_zones(reader, deployment),
        storage=_storage(reader, deployment),
        database_name=_database_name(reader),
        port=reader.whole_number("port", 5432, _PORTS),
        parameters=read_settings(reader, "parameters", FIXED),
        auto_minor_version_upgrade=reader.flag("auto_minor_version_upgrade", default=True),
        performance_insights_retention_days=reader.whole_number(
            "performance_insights_retention_days", 7, _INSIGHTS_DAYS
        ),
        monitoring_interval_seconds=reader.whole_number(
            "monitoring_interval_seconds", 60, _MONITORING_SECONDS
        ),
        read_replicas=_read_replicas(reader, deployment),
        proxy_security_group_ids=_proxy_security_group_ids(reader),
    )
    reader.finish()
    return spec


def _engine_version(reader: ArgumentReader) -> str:
    version = reader.text("engine_version", "15")
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match[1]) not in _MAJORS):
        reader.problem(
            "engine_version",
            repr(version),
            f"a version of PostgreSQL, {_MAJORS.start} or newer: the major version, as 15, or with the minor "
            "version, as 15.8",
        )
    return version


def _instance_class(reader: ArgumentReader, deployment: RdsDeployment) -> str:
    name = reader.text("instance_class", _DEFAULT_CLASS[deployment])
    family = instance_family(name)
    if deployment is RdsDeployment.AURORA:
        fits = name == SERVERLESS or (family is not None and family[0] in "rtx")
        allowed = f"a class that Aurora has, as db.r7g.large, db.t4g.medium or {SERVERLESS}"
    elif deployment is RdsDeployment.MULTI_AZ_CLUSTER:
        # The letter d stands for the local disk that these clusters replicate through.
        fits = family is not None and "d" in family.lstrip("abcdefghijklmnopqrstuvwxyz")
        allowed = "a class with a local disk, as db.m6gd.large"
    else:
        fits, allowed = family is not None, "the name of an RDS instance class, as db.m7g.large"
    if name and not fits:
        reader.problem("instance_class", f"{name!r} for {deployment}", allowed)
    return name


def _storage(reader: ArgumentReader, deployment: RdsDeployment) -> Storage | None:
    if deployment is RdsDeployment.AURORA:
        refuse_storage(reader)
        return None
    return read_cluster_storage(reader) if deployment.is_cluster else read_instance_storage(reader)


def _zones(reader: ArgumentReader, deployment: RdsDeployment) -> tuple[str, ...]:
    zones = read_zones(reader)
    if zones and deployment is not RdsDeployment.AURORA:
        reader.problem("zones", f"given for {deployment}", "none: RDS spreads it over the subnets' zones")
    return zones


def _database_name(reader: ArgumentReader) -> str:
    name = reader.text("database_name", "app")
    if name and not _DATABASE_NAME.fullmatch(name):
        reader.problem(
            "database_name",
            repr(name),
            "1 to 63 lower-case letters, digits and underscores, starting with a letter",
        )
    return name


def _read_replicas(reader: ArgumentReader, deployment: RdsDeployment) -> int:
    aurora = deployment is RdsDeployment.AURORA
    count = read_number_if_given(reader, "read_replicas", _READ_REPLICAS)
    if count and deployment is RdsDeployment.MULTI_AZ_CLUSTER:
        reader.problem("read_replicas", f"{count} for {deployment}", "0: it has two readers already")
    elif count and not aurora:
        # RDS user guide, "Limitations for Secrets Manager integration with Amazon RDS".
        reader.problem(
            "read_replicas",
            f"{count} for {deployment}",
            "0: RDS makes no replica of an instance whose password it keeps; or aurora, or multi-az-cluster",
        )
    return int(aurora) if count is None else count


def _proxy_security_group_ids(reader: ArgumentReader) -> pulumi.Input[Sequence[pulumi.Input[str]]] | None:
    if reader.flag("proxy", default=False):
        return reader.passed_texts("proxy_security_group_ids")
    if reader.get("proxy_security_group_ids") is not None:
        reader.problem("proxy_security_group_ids", "given without a proxy", "none, or proxy: true")
    return None
