"""A PostgreSQL database on RDS."""

import re
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi

from ._args import ArgumentError
from ._base import SharedComponent
from ._rds_database import create_database
from ._rds_proxy import Proxy, connect_policy, create_proxy, user_arn_prefixes
from ._rds_spec import RdsDeployment, RdsSpec, resolve_rds
from ._rds_surroundings import create_surroundings
from ._tags import DataClass

_USER = re.compile(r"[a-z_][a-z0-9_$]{0,62}")


class RdsClusterArgs(TypedDict):
    """What a stack decides about a PostgreSQL database."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Data-tier subnets in two or more zones, three for multi-az-cluster and aurora."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the database: they say who may connect."""
    deployment: NotRequired[RdsDeployment]
    """Copies of the database: multi-az-instance, single-az-instance, multi-az-cluster or aurora. Default:
    multi-az-instance. Moving between an instance and a cluster makes a new, empty database; restore a
    snapshot into it."""
    identifier: NotRequired[str]
    """Name by which AWS knows the database. Default: made of project, stack and the component's name."""
    engine_version: NotRequired[str]
    """PostgreSQL version. A major version alone, as 15, takes the newest minor one; with a minor version, as
    15.8, it counts only when the database is made, unless `auto_minor_version_upgrade` is false. Default:
    15."""
    auto_minor_version_upgrade: NotRequired[bool]
    """Whether AWS moves to newer minor versions in the maintenance window. Default: true."""
    allow_major_version_upgrade: NotRequired[bool]
    """Whether an update may move to another major version, with an outage; `apply_immediately` has to be true
    with it. Default: false."""
    instance_class: NotRequired[str]
    """RDS instance class. Default: db.m7g.large, db.m6gd.large for multi-az-cluster, db.r7g.large for aurora,
    which also has db.serverless."""
    min_capacity_units: NotRequired[float]
    """Least capacity of db.serverless, 0.5 to 256 units of 2 GiB of memory. Default: 0.5."""
    max_capacity_units: NotRequired[float]
    """Largest capacity of db.serverless. Default: 16."""
    zones: NotRequired[list[str]]
    """Zones that Aurora's instances are put into in turn. Default: AWS chooses, at random."""
    allocated_storage_gib: NotRequired[int]
    """Size of the gp3 storage, 20 to 65536; when the storage may grow, its size at the start. Not for aurora.
    Default: 100."""
    max_allocated_storage_gib: NotRequired[int]
    """Size that the storage may grow to by itself; 0: it does not. Only for instances. Default: ten times
    `allocated_storage_gib`."""
    iops: NotRequired[int]
    """Operations per second of storage of 400 GiB or more, 12000 to 64000. Default: what comes with gp3."""
    storage_throughput_mibps: NotRequired[int]
    """Throughput of an instance's storage of 400 GiB or more, 500 to 4000 MiB/s. Default: what comes with
    gp3."""
    database_name: NotRequired[str]
    """Database that is there from the start. Default: app."""
    master_username: NotRequired[str]
    """Name of the administrator, whose password AWS makes and replaces every week. Default: dbadmin."""
    port: NotRequired[int]
    """Port that the database listens on, 1150 to 65535. Default: 5432."""
    parameters: NotRequired[dict[str, str]]
    """Parameters of PostgreSQL, over those that are set here: forced TLS; queries slower than a second, lock
    waits and temporary files in the log; pg_stat_statements; a limit for forgotten transactions; keep-alives.
    Default: none."""
    read_replicas: NotRequired[int]
    """Readers of aurora, up to 15. Default: 1, which takes over in place of a standby. Only for aurora:
    multi-az-cluster has two, and RDS makes no replica of an instance whose password it keeps."""
    proxy: NotRequired[bool]
    """Whether there is an RDS Proxy, which pools connections. Default: false."""
    proxy_security_group_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Security groups of the proxy; those of the database have to admit them. Default: none; required with a
    proxy."""
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
    """Whether AWS refuses to delete the database, and Pulumi the instances of aurora. Default: true."""
    skip_final_snapshot: NotRequired[bool]
    """Whether deleting the database deletes its content for good: no final snapshot, no backups. Default:
    false."""
    final_snapshot_identifier: NotRequired[str]
    """Name of the snapshot that is made when the database is deleted; another is needed the next time.
    Default: the identifier and -final."""
    performance_insights_retention_days: NotRequired[int]
    """Days that Performance Insights keeps: 7, 731, or months of 31 days; 0 switches it off. Default: 7,
    which is free."""
    monitoring_interval_seconds: NotRequired[int]
    """Seconds between measurements of the operating system: 1, 5, 10, 15, 30, 60; 0 for none. Default: 60."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts storage, snapshots and Performance Insights; its policy has to admit RDS. Default: a
    key of their own."""
    secret_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the administrator's password; its policy has to admit Secrets Manager. Default: a key
    of their own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    data_class: NotRequired[DataClass]
    """How sensitive the content is; the tag DataClass. Default: confidential."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class RdsCluster(SharedComponent):
    """A PostgreSQL database with a standby, encrypted, backed up, and without a password in any program.

    Produces: the database (`<name>-instance`, or `<name>-cluster` with `<name>-instance-<n>` for aurora), its
    subnet group and parameter group, a log group for each log, a role for enhanced monitoring; a proxy
    (`<name>-proxy`) if wanted; and a key (`<name>-key`, a KmsKey) for all that is given none. Clients have to
    use TLS and log in with IAM; AWS keeps the administrator's password in Secrets Manager and replaces it
    every week. RDS's blue/green updates and read replicas of an instance are not offered: they do not work
    with such a password.

    Example:

        database = RdsCluster("database", {
            "subnet_ids": network.data_subnet_ids,
            "security_group_ids": [rds.security_group_id],
            "instance_class": "db.m7g.xlarge",
            "allocated_storage_gib": 200,
            "tags": tags,
        })
        aws.iam.RolePolicy("api-database", role=api_role.id, policy=database.grant_connect("api"))

    Cost: a db.m7g.large 123 USD per month, twice that with a standby, three times as multi-az-cluster; gp3
    0.115 USD per GiB and month and copy; backups beyond the size of the database 0.095 USD per GiB; a proxy
    0.015 USD per hour and vCPU; a key of their own 1 USD (us-east-1, RDS and KMS pricing).
    """

    identifier: pulumi.Output[str]
    """Name by which AWS knows the database."""
    arn: pulumi.Output[str]
    """ARN of the instance or cluster."""
    resource_id: pulumi.Output[str]
    """Id by which IAM knows the database, as db-ABCDEFGHIJKL or cluster-ABCDEFGHIJKL."""
    user_arn_prefixes: pulumi.Output[list[str]]
    """How the ARNs of database users start, for the database and the proxy; the user's name follows. Who may
    log in has the right rds-db:connect on them."""
    endpoint: pulumi.Output[str]
    """Host that reads and writes."""
    reader_endpoint: pulumi.Output[str] | None
    """Host of the readers of a cluster; absent for an instance."""
    proxy_endpoint: pulumi.Output[str] | None
    """Host of the proxy; absent without one."""
    port: pulumi.Output[int]
    """Port of all hosts."""
    database_name: pulumi.Output[str]
    """Database that is there from the start."""
    master_username: pulumi.Output[str]
    """Name of the administrator."""
    master_user_secret_arn: pulumi.Output[str]
    """ARN of the secret with the administrator's name and password, as JSON."""
    instance_identifiers: pulumi.Output[list[str]]
    """Names of all instances, as their metrics have them."""
    log_group_names: pulumi.Output[list[str]]
    """Names of the log groups."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the content."""

    def __init__(self, name: str, args: RdsClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_rds(name, args, RdsClusterArgs)
        super().__init__("RdsCluster", name, spec.store.tags, opts)
        self.surroundings = create_surroundings(self, spec)
        self.database = create_database(self, spec, self.surroundings)
        self.proxy = self._create_proxy(spec)

        self._set_outputs()
        self.publish()

    def grant_connect(self, user: str) -> pulumi.Output[str]:
        """A policy document: whoever has it may log in as the database user `user`, also through the proxy.

        The user has to exist and to have the role rds_iam. Raises ArgumentError for what is no user's name.
        """
        if not _USER.fullmatch(user):
            raise ArgumentError(
                f"RdsCluster {self.pulumi_resource_name!r} cannot let {user!r} connect. Allowed: the name of "
                "one database user, 1 to 63 lower-case letters, digits and underscores."
            )
        return self.user_arn_prefixes.apply(lambda prefixes: connect_policy(prefixes, user))

    def _create_proxy(self, spec: RdsSpec) -> Proxy | None:
        if spec.proxy_security_group_ids is None:
            return None
        return create_proxy(
            self,
            self.database.resource,
            self.database.resource_id,
            spec.store.subnet_ids,
            spec.proxy_security_group_ids,
        )

    def _set_outputs(self) -> None:
        database = self.database
        self.identifier = database.identifier
        self.arn = database.resource.arn
        self.resource_id = database.resource_id
        ids = [database.resource_id, *([self.proxy.resource_id] if self.proxy else [])]
        self.user_arn_prefixes = pulumi.Output.all(self.account(), *ids).apply(
            lambda known: user_arn_prefixes(known[0], known[1:])
        )
        self.endpoint = database.endpoint
        self.reader_endpoint = database.reader_endpoint
        self.proxy_endpoint = self.proxy.endpoint if self.proxy else None
        self.port = database.resource.port
        self.database_name = database.database_name
        self.master_username = database.master_username
        self.master_user_secret_arn = database.master_user_secret_arn
        self.instance_identifiers = database.instance_identifiers
        self.log_group_names = pulumi.Output.all(*(group.name for group in self.surroundings.log_groups))
        self.kms_key_arn = self.surroundings.kms_key_arn
