"""A document database that speaks MongoDB's protocol."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._database_spec import Capacity, zone_of
from ._documentdb_spec import LOGS, PORT, DocumentDbSpec, resolve_documentdb
from ._log_group import create_log_group
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey


class DocumentDbArgs(TypedDict):
    """What a stack decides about a document database."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Data-tier subnets in three zones; AWS takes two."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the database: they say who may connect."""
    identifier: NotRequired[str]
    """Name by which AWS knows the database. Default: made of project, stack and the component's name."""
    engine_version: NotRequired[str]
    """DocumentDB version, 4.0.0 or newer. Default: 5.0.0."""
    allow_major_version_upgrade: NotRequired[bool]
    """Whether an update may move to another major version, with an outage; `apply_immediately` has to be true
    with it. Default: false."""
    instance_class: NotRequired[str]
    """Instance class. Default: db.r6g.large; db.serverless follows the load."""
    min_capacity_units: NotRequired[float]
    """Least capacity of db.serverless, 0.5 to 256 units of 2 GiB of memory. Default: 0.5."""
    max_capacity_units: NotRequired[float]
    """Largest capacity of db.serverless. Default: 16."""
    instance_count: NotRequired[int]
    """Instances, 1 to 16: one writes, all read, and the next takes over. One alone has no other to take over.
    Default: 3."""
    zones: NotRequired[list[str]]
    """Zones that the instances are put into in turn. Default: AWS chooses, at random."""
    io_optimized: NotRequired[bool]
    """Whether storage costs more and operations nothing, which pays for heavy load. Default: false."""
    master_username: NotRequired[str]
    """Name of the administrator, whose password AWS makes and replaces every week. Default: dbadmin."""
    parameters: NotRequired[dict[str, str]]
    """Parameters of the cluster, over those that are set here: TLS, the audit log, and operations slower than
    100 ms in the profiler's log. Those can be made stricter, but not switched off. Default: none."""
    performance_insights: NotRequired[bool]
    """Whether Performance Insights is on; it keeps seven days for free. Default: true."""
    backup_retention_days: NotRequired[int]
    """Days, 1 to 35, for which any point in time can be restored. Default: 30."""
    backup_window: NotRequired[str]
    """Time of the daily snapshot, in UTC. Default: 03:00-04:00."""
    maintenance_window: NotRequired[str]
    """Time for maintenance, in UTC. Default: sun:04:30-sun:05:30."""
    apply_immediately: NotRequired[bool]
    """Whether changes happen at once, with an outage where they need one, and not in the maintenance window.
    Default: false."""
    snapshot_identifier: NotRequired[pulumi.Input[str]]
    """Snapshot that the database is made from; it counts only then. Default: an empty database."""
    deletion_protection: NotRequired[bool]
    """Whether AWS refuses to delete the cluster, and Pulumi its instances. Default: true."""
    skip_final_snapshot: NotRequired[bool]
    """Whether deleting the database deletes its content for good: no final snapshot. Default: false."""
    final_snapshot_identifier: NotRequired[str]
    """Name of the snapshot that is made when the database is deleted; another is needed the next time.
    Default: the identifier and -final."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts storage, snapshots and Performance Insights; its policy has to admit RDS. Default: a
    key of their own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    data_class: NotRequired[DataClass]
    """How sensitive the content is; the tag DataClass. Default: confidential."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class DocumentDb(SharedComponent):
    """A document database on three instances, encrypted, audited and backed up, without a password in any
    program.

    Produces: the cluster (`<name>-cluster`) and its instances (`<name>-instance-<n>`), its subnet group and
    parameter group, log groups for the audit and the profiler, and a key (`<name>-key`, a KmsKey) for all
    that is given none. Clients have to use TLS (AWS publishes the certificates as global-bundle.pem). AWS
    keeps the administrator's password in Secrets Manager, under the account's default key, and replaces it
    every week.

    Example:

        documents = DocumentDb("documents", {
            "subnet_ids": network.data_subnet_ids,
            "security_group_ids": [documentdb.security_group_id],
            "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
            "tags": tags,
        })
        pulumi.export("documents", documents.endpoint)

    Cost: three db.r6g.large 576 USD per month; storage 0.10 USD per GB and month and 0.20 USD per million
    operations; backups beyond the size of the database 0.021 USD per GB; a key of its own 1 USD (us-east-1,
    DocumentDB and KMS pricing).
    """

    identifier: pulumi.Output[str]
    """Name by which AWS knows the cluster."""
    arn: pulumi.Output[str]
    """ARN of the cluster."""
    endpoint: pulumi.Output[str]
    """Host that reads and writes."""
    reader_endpoint: pulumi.Output[str]
    """Host that spreads reads over the instances."""
    port: pulumi.Output[int]
    """Port of both hosts."""
    master_user_secret_arn: pulumi.Output[str]
    """ARN of the secret with the administrator's name and password, as JSON."""
    instance_identifiers: pulumi.Output[list[str]]
    """Names of the instances, as their metrics have them."""
    log_group_names: pulumi.Output[list[str]]
    """Names of the log groups."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the content."""

    def __init__(self, name: str, args: DocumentDbArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_documentdb(name, args, DocumentDbArgs)
        super().__init__("DocumentDb", name, spec.store.tags, opts)
        self.kms_key_arn, log_kms_key_arn = self._key_arns(spec)
        self.subnet_group = self._create_subnet_group(spec)
        self.parameter_group = self._create_parameter_group(spec)
        self.log_groups = self._create_log_groups(spec, log_kms_key_arn)
        self.cluster = self._create_cluster(spec)
        self.instances = [self._create_instance(spec, index) for index in range(spec.instance_count)]

        self._set_outputs()
        self.publish()

    def _key_arns(self, spec: DocumentDbSpec) -> list[pulumi.Output[str]]:
        parts = [Encrypted(spec.store.kms_key_arn, ["rds"]), Encrypted(spec.store.log_kms_key_arn, ["logs"])]
        return key_arns(self, parts, spec.store.data_class, spec.store.tags)

    def _create_subnet_group(self, spec: DocumentDbSpec) -> aws.docdb.SubnetGroup:
        return aws.docdb.SubnetGroup(
            self.child_name("subnets"),
            description=f"Subnets of {spec.store.label}",
            subnet_ids=spec.store.subnet_ids,
            tags=self.child_tags("subnets"),
            opts=self.child_options(),
        )

    def _create_parameter_group(self, spec: DocumentDbSpec) -> aws.docdb.ClusterParameterGroup:
        return aws.docdb.ClusterParameterGroup(
            self.child_name("parameters"),
            description=f"Parameters of {spec.store.label}",
            family=spec.family,
            parameters=spec.parameters,
            tags=self.child_tags("parameters"),
            opts=self.child_options(),
        )

    def _create_log_groups(
        self, spec: DocumentDbSpec, key_arn: pulumi.Input[str]
    ) -> list[aws.cloudwatch.LogGroup]:
        """DocumentDB would make them by itself, without a key and for ever, if they were not there."""
        return [
            create_log_group(
                self,
                f"/aws/docdb/{spec.store.label}/{log}",
                spec.store.log_retention_days,
                key_arn,
                f"{log}-log-group",
            )
            for log in LOGS
        ]

    def _create_cluster(self, spec: DocumentDbSpec) -> aws.docdb.Cluster:
        return aws.docdb.Cluster(
            self.child_name("cluster"),
            cluster_identifier=spec.store.label,
            engine="docdb",
            engine_version=spec.engine_version,
            allow_major_version_upgrade=spec.database.allow_major_version_upgrade,
            master_username=spec.database.master_username,
            manage_master_user_password=True,
            port=PORT,
            db_subnet_group_name=self.subnet_group.name,
            vpc_security_group_ids=spec.store.security_group_ids,
            db_cluster_parameter_group_name=self.parameter_group.name,
            storage_encrypted=True,
            kms_key_id=self.kms_key_arn,
            storage_type="iopt1" if spec.io_optimized else "standard",
            serverless_v2_scaling_configuration=_scaling(spec.capacity),
            enabled_cloudwatch_logs_exports=list(LOGS),
            backup_retention_period=spec.database.backup_retention_days,
            preferred_backup_window=spec.database.backup_window,
            preferred_maintenance_window=spec.database.maintenance_window,
            apply_immediately=spec.database.apply_immediately,
            deletion_protection=spec.store.deletion_protection,
            skip_final_snapshot=spec.database.skip_final_snapshot,
            final_snapshot_identifier=spec.database.final_snapshot_identifier,
            snapshot_identifier=spec.database.snapshot_identifier,
            tags=self._tags(spec, "cluster"),
            # A snapshot makes the cluster once; it is no property of it.
            opts=self.child_options(
                pulumi.ResourceOptions(depends_on=self.log_groups, ignore_changes=["snapshotIdentifier"])
            ),
        )

    def _create_instance(self, spec: DocumentDbSpec, index: int) -> aws.docdb.ClusterInstance:
        role = f"instance-{index + 1}"
        return aws.docdb.ClusterInstance(
            self.child_name(role),
            identifier=f"{spec.store.label}-{index + 1}",
            cluster_identifier=self.cluster.cluster_identifier,
            engine="docdb",
            instance_class=spec.instance_class,
            availability_zone=zone_of(spec.zones, index),
            promotion_tier=min(index, 15),
            preferred_maintenance_window=spec.database.maintenance_window,
            auto_minor_version_upgrade=True,
            apply_immediately=spec.database.apply_immediately,
            copy_tags_to_snapshot=True,
            enable_performance_insights=spec.performance_insights,
            performance_insights_kms_key_id=self.kms_key_arn if spec.performance_insights else None,
            tags=self._tags(spec, role),
            # The protection of a cluster does not cover its instances; without them nobody reaches the data.
            opts=self.child_options(spec.store.protect()),
        )

    def _tags(self, spec: DocumentDbSpec, role: str) -> dict[str, str]:
        return self.child_tags(role, {TagKey.DATA_CLASS: spec.store.data_class})

    def _set_outputs(self) -> None:
        self.identifier = self.cluster.cluster_identifier
        self.arn = self.cluster.arn
        self.endpoint = self._ready(self.cluster.endpoint)
        self.reader_endpoint = self._ready(self.cluster.reader_endpoint)
        self.port = self.cluster.port
        self.master_user_secret_arn = self.cluster.master_user_secrets.apply(
            lambda secrets: secrets[0].secret_arn
        )
        self.instance_identifiers = pulumi.Output.all(*(one.identifier for one in self.instances))
        self.log_group_names = pulumi.Output.all(*(group.name for group in self.log_groups))

    def _ready(self, host: pulumi.Output[str]) -> pulumi.Output[str]:
        """The host, once there are instances: before, nobody answers there."""
        return pulumi.Output.all(host, *(one.id for one in self.instances)).apply(lambda known: str(known[0]))


def _scaling(capacity: Capacity | None) -> dict[str, float] | None:
    if capacity is None:
        return None
    return {"min_capacity": capacity.minimum, "max_capacity": capacity.maximum}
