"""The database of an RdsCluster: as an instance, or as a cluster with its instances."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._database_spec import zone_of
from ._rds_spec import RdsDeployment, RdsSpec
from ._rds_surroundings import Surroundings
from ._tags import TagKey


@dataclass(frozen=True)
class Database:
    """A database, of whichever deployment."""

    resource: aws.rds.Instance | aws.rds.Cluster
    instances: Sequence[aws.rds.ClusterInstance]
    """The instances of an Aurora cluster; RDS makes those of a Multi-AZ cluster itself."""
    identifier: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    database_name: pulumi.Output[str]
    master_username: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str] | None
    master_user_secret_arn: pulumi.Output[str]

    @property
    def instance_identifiers(self) -> pulumi.Output[list[str]]:
        """The name of every instance, as metrics have it."""
        if isinstance(self.resource, aws.rds.Instance):
            return pulumi.Output.all(self.resource.identifier)
        if self.instances:
            return pulumi.Output.all(*(one.identifier for one in self.instances))
        members: pulumi.Output[list[str]] = self.resource.cluster_members
        return members


def create_database(component: SharedComponent, spec: RdsSpec, around: Surroundings) -> Database:
    """`<component>-instance`, or `<component>-cluster` with its `<component>-instance-<n>`."""
    if not spec.deployment.is_cluster:
        return _create_instance(component, spec, around)
    return _create_cluster(component, spec, around)


def _create_instance(component: SharedComponent, spec: RdsSpec, around: Surroundings) -> Database:
    instance = aws.rds.Instance(
        component.child_name("instance"),
        identifier=spec.store.label,
        **_shared(spec, around),
        auto_minor_version_upgrade=spec.auto_minor_version_upgrade,
        instance_class=spec.instance_class,
        allocated_storage=spec.storage.allocated_gib if spec.storage else None,
        **_storage(spec),
        parameter_group_name=around.parameter_group.name,
        db_name=spec.database_name,
        username=spec.database.master_username,
        publicly_accessible=False,
        multi_az=spec.deployment is RdsDeployment.MULTI_AZ_INSTANCE,
        backup_window=spec.database.backup_window,
        maintenance_window=spec.database.maintenance_window,
        **_monitoring(spec, around),
        tags=_tags(component, spec, "instance"),
        opts=_options(component, around, spec.moved_by_aws),
    )
    return Database(
        resource=instance,
        instances=(),
        identifier=instance.identifier,
        resource_id=instance.resource_id,
        database_name=instance.db_name,
        master_username=instance.username,
        endpoint=instance.address,
        reader_endpoint=None,
        master_user_secret_arn=_secret_arn(instance),
    )


def _create_cluster(component: SharedComponent, spec: RdsSpec, around: Surroundings) -> Database:
    aurora = spec.deployment is RdsDeployment.AURORA
    cluster = aws.rds.Cluster(
        component.child_name("cluster"),
        cluster_identifier=spec.store.label,
        **_shared(spec, around),
        database_name=spec.database_name,
        master_username=spec.database.master_username,
        db_cluster_parameter_group_name=around.parameter_group.name,
        preferred_backup_window=spec.database.backup_window,
        preferred_maintenance_window=spec.database.maintenance_window,
        **(_aurora_capacity(spec) if aurora else _own_instances(spec, around)),
        tags=_tags(component, spec, "cluster"),
        opts=_options(component, around, spec.moved_by_aws),
    )
    count = 1 + spec.read_replicas if aurora else 0
    instances = [_create_aurora_instance(component, spec, around, cluster, index) for index in range(count)]
    return Database(
        resource=cluster,
        instances=instances,
        identifier=cluster.cluster_identifier,
        resource_id=cluster.cluster_resource_id,
        database_name=cluster.database_name,
        master_username=cluster.master_username,
        # Nobody answers there before there are instances.
        endpoint=_after(instances, cluster.endpoint),
        reader_endpoint=_after(instances, cluster.reader_endpoint),
        master_user_secret_arn=_secret_arn(cluster),
    )


def _shared(spec: RdsSpec, around: Surroundings) -> dict[str, Any]:
    """What RDS calls alike for an instance and for a cluster."""
    return {
        "engine": spec.deployment.engine,
        "engine_version": spec.engine_version,
        "allow_major_version_upgrade": spec.database.allow_major_version_upgrade,
        "manage_master_user_password": True,
        "master_user_secret_kms_key_id": around.secret_kms_key_arn,
        "iam_database_authentication_enabled": True,
        "port": spec.port,
        "db_subnet_group_name": around.subnet_group.name,
        "vpc_security_group_ids": spec.store.security_group_ids,
        "storage_encrypted": True,
        "kms_key_id": around.kms_key_arn,
        "backup_retention_period": spec.database.backup_retention_days,
        "apply_immediately": spec.database.apply_immediately,
        "copy_tags_to_snapshot": True,
        "deletion_protection": spec.store.deletion_protection,
        "delete_automated_backups": spec.database.skip_final_snapshot,
        "skip_final_snapshot": spec.database.skip_final_snapshot,
        "final_snapshot_identifier": spec.database.final_snapshot_identifier,
        "snapshot_identifier": spec.database.snapshot_identifier,
        "enabled_cloudwatch_logs_exports": list(spec.log_exports),
    }


def _own_instances(spec: RdsSpec, around: Surroundings) -> dict[str, Any]:
    """What makes RDS run the three instances of a Multi-AZ cluster."""
    storage = spec.storage
    return {
        "db_cluster_instance_class": spec.instance_class,
        "allocated_storage": storage.allocated_gib if storage else None,
        "storage_type": "gp3",
        "iops": storage.iops if storage else None,
        "auto_minor_version_upgrade": spec.auto_minor_version_upgrade,
        **_monitoring(spec, around),
    }


def _aurora_capacity(spec: RdsSpec) -> dict[str, Any]:
    if spec.capacity is None:
        return {}
    bounds = {"min_capacity": spec.capacity.minimum, "max_capacity": spec.capacity.maximum}
    return {"serverlessv2_scaling_configuration": bounds}


def _create_aurora_instance(
    component: SharedComponent, spec: RdsSpec, around: Surroundings, cluster: aws.rds.Cluster, index: int
) -> aws.rds.ClusterInstance:
    role = f"instance-{index + 1}"
    return aws.rds.ClusterInstance(
        component.child_name(role),
        identifier=f"{spec.store.label}-{index + 1}",
        cluster_identifier=cluster.cluster_identifier,
        engine=spec.deployment.engine,
        instance_class=spec.instance_class,
        availability_zone=zone_of(spec.zones, index),
        promotion_tier=index,
        publicly_accessible=False,
        preferred_maintenance_window=spec.database.maintenance_window,
        auto_minor_version_upgrade=spec.auto_minor_version_upgrade,
        apply_immediately=spec.database.apply_immediately,
        copy_tags_to_snapshot=True,
        **_monitoring(spec, around),
        tags=_tags(component, spec, role),
        # The protection of a cluster does not cover its instances; without them nobody reaches the data.
        opts=component.child_options(spec.store.protect()),
    )


def _storage(spec: RdsSpec) -> dict[str, Any]:
    storage = spec.storage
    if storage is None:
        return {}
    return {
        "storage_type": "gp3",
        "max_allocated_storage": storage.max_allocated_gib,
        "iops": storage.iops,
        "storage_throughput": storage.throughput_mibps,
    }


def _monitoring(spec: RdsSpec, around: Surroundings) -> dict[str, Any]:
    insights = spec.performance_insights_retention_days
    return {
        "performance_insights_enabled": insights > 0,
        "performance_insights_kms_key_id": around.kms_key_arn if insights else None,
        "performance_insights_retention_period": insights or None,
        "monitoring_interval": spec.monitoring_interval_seconds,
        "monitoring_role_arn": around.monitoring_role_arn,
    }


def _tags(component: SharedComponent, spec: RdsSpec, role: str) -> dict[str, str]:
    return component.child_tags(role, {TagKey.DATA_CLASS: spec.store.data_class})


def _options(
    component: SharedComponent, around: Surroundings, ignore_changes: list[str]
) -> pulumi.ResourceOptions:
    return component.child_options(
        pulumi.ResourceOptions(depends_on=around.first, ignore_changes=ignore_changes)
    )


def _after(instances: Sequence[aws.rds.ClusterInstance], host: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(host, *(one.id for one in instances)).apply(lambda known: str(known[0]))


def _secret_arn(database: aws.rds.Instance | aws.rds.Cluster) -> pulumi.Output[str]:
    arn: pulumi.Output[str] = database.master_user_secrets.apply(lambda secrets: secrets[0].secret_arn)
    return arn
