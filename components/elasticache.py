"""A cache in cluster mode that speaks Redis's protocol."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentError
from ._base import SharedComponent
from ._cache_spec import (
    LOCKED,
    PORT,
    CacheEngine,
    CacheSpec,
    CacheUser,
    MaxmemoryPolicy,
    resolve_cache,
)
from ._grants import Access, grant_policy
from ._log_group import create_log_group, log_group_name
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey

_LOGS = ("slow-log", "engine-log")
_ACCESS_CONTROL_ENGINE = "redis"


class CacheUserArgs(TypedDict):
    """Somebody who may log in to a cache."""

    access_string: NotRequired[str]
    """Rules of Redis's access control: on, then keys (~), channels (&) and commands (+ and -). Default: all
    keys and channels, and all commands but dangerous ones; INFO is allowed."""


class ElastiCacheArgs(TypedDict):
    """What a stack decides about a cache."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Data-tier subnets in two or more zones."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the cache: they say who may connect."""
    users: dict[str, CacheUserArgs]
    """Who may log in, by a name that never changes: one user for each service."""
    replication_group_id: NotRequired[str]
    """Name by which AWS knows the cache. Default: made of project, stack and the component's name."""
    engine: NotRequired[CacheEngine]
    """What runs on the nodes: redis or valkey. Default: redis."""
    engine_version: NotRequired[str]
    """Version, 7.0 or newer; an older one than before replaces the cache. Default: 7.1; 8.1 of valkey."""
    auto_minor_version_upgrade: NotRequired[bool]
    """Whether AWS moves to newer minor versions in the maintenance window. Default: true."""
    node_type: NotRequired[str]
    """Type of the nodes; those of r6gd keep part of the data on disk. Default: cache.m7g.large."""
    shards: NotRequired[int]
    """Parts that the keys are spread over, 1 to 500. Default: 3."""
    replicas_per_shard: NotRequired[int]
    """Copies of each part in other zones, 0 to 5, one of which takes over. Without any, the loss of a node
    loses its part. Default: 1."""
    maxmemory_policy: NotRequired[MaxmemoryPolicy]
    """What happens when the memory is full. Default: noeviction, which job queues (BullMQ) need; a cache
    without queues may take allkeys-lru."""
    parameters: NotRequired[dict[str, str]]
    """Further parameters of the engine. Default: none."""
    snapshot_retention_days: NotRequired[int]
    """Days, up to 35, that daily snapshots are kept; 0 for no snapshots. Default: 7."""
    snapshot_window: NotRequired[str]
    """Time of the daily snapshot, an hour or more, in UTC. Default: 03:00-04:00."""
    maintenance_window: NotRequired[str]
    """Time for maintenance, an hour or more, in UTC. Default: sun:04:30-sun:05:30."""
    apply_immediately: NotRequired[bool]
    """Whether changes happen at once, and not in the maintenance window. Default: false."""
    snapshot_name: NotRequired[pulumi.Input[str]]
    """Snapshot that the cache is made from; it counts only then. Default: an empty cache."""
    skip_final_snapshot: NotRequired[bool]
    """Whether deleting the cache deletes its content for good. Default: false."""
    final_snapshot_identifier: NotRequired[str]
    """Name of the snapshot that is made when the cache is deleted; another is needed the next time. Default:
    the replication group's id and -final."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to delete or replace the cache, which AWS does not protect. Default: true."""
    notification_topic_arn: NotRequired[pulumi.Input[str]]
    """SNS topic that ElastiCache tells about failovers and the like. Default: none."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts nodes and snapshots; its policy has to admit ElastiCache. Default: a key of their
    own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    data_class: NotRequired[DataClass]
    """How sensitive the content is; the tag DataClass. Default: confidential."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class ElastiCache(SharedComponent):
    """A cache in cluster mode, encrypted, with replicas that take over, and without a password anywhere.

    Produces: the replication group (`<name>-replication-group`), its subnet group and parameter group, a user
    for each of `users` (`<name>-user-<user>`) who logs in with IAM, in a user group whose default user is
    locked; log groups for slow commands and the engine; and a key (`<name>-key`, a KmsKey) for all that is
    given none. Clients have to use TLS, cluster mode, and a token of IAM for a password. BullMQ needs a
    prefix in braces there, as {bull}, so that the keys of a queue share a shard.

    Example:

        cache = ElastiCache("cache", {
            "subnet_ids": network.data_subnet_ids,
            "security_group_ids": [redis.security_group_id],
            "users": {"api": {}, "worker": {}},
            "tags": tags,
        })
        aws.iam.RolePolicy("api-cache", role=api_role.id, policy=cache.grant_connect("api"))

    Cost: a cache.m7g.large 115 USD per month, for each shard and again for each of its replicas; 20 percent
    less with valkey; snapshots 0.085 USD per GB and month; logs 0.50 USD per GB; a key of its own 1 USD
    (us-east-1, ElastiCache, CloudWatch and KMS pricing).
    """

    replication_group_id: pulumi.Output[str]
    """Name by which AWS knows the cache."""
    replication_group_arn: pulumi.Output[str]
    """ARN of the cache."""
    configuration_endpoint: pulumi.Output[str]
    """Host that clients in cluster mode start from."""
    port: pulumi.Output[int]
    """Port of all nodes."""
    user_names: pulumi.Output[dict[str, str]]
    """Names to log in with, by the names in `users`."""
    user_arns: pulumi.Output[dict[str, str]]
    """ARNs of the users, by the names in `users`. Who may log in has the right elasticache:Connect on one of
    them and on the replication group."""
    log_group_names: pulumi.Output[list[str]]
    """Names of the log groups."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the content."""

    def __init__(self, name: str, args: ElastiCacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_cache(name, args, ElastiCacheArgs, CacheUserArgs)
        super().__init__("ElastiCache", name, spec.store.tags, opts)
        self.kms_key_arn, log_kms_key_arn = self._key_arns(spec)
        self.subnet_group = self._create_subnet_group(spec)
        self.parameter_group = self._create_parameter_group(spec)
        self.log_groups = {log: self._create_log_group(spec, log, log_kms_key_arn) for log in _LOGS}
        self.default_user = self._create_default_user(spec)
        self.users = {user.name: self._create_user(user) for user in spec.users}
        self.user_group = self._create_user_group(spec)
        self.replication_group = self._create_replication_group(spec)

        self._set_outputs()
        self.publish()

    def grant_connect(self, user: str) -> pulumi.Output[str]:
        """A policy document: whoever has it may log in as `user`, one of `users`. Raises ArgumentError for
        any other name."""
        if user not in self.users:
            raise ArgumentError(
                f"ElastiCache {self.pulumi_resource_name!r} has no user {user!r}. Allowed: "
                f"{', '.join(self.users)}."
            )
        return pulumi.Output.all(self.replication_group.arn, self.users[user].arn).apply(
            lambda arns: grant_policy(Access.CONNECT_CACHE, arns)
        )

    def _key_arns(self, spec: CacheSpec) -> list[pulumi.Output[str]]:
        parts = [
            Encrypted(spec.store.kms_key_arn, ["elasticache"]),
            Encrypted(spec.store.log_kms_key_arn, ["logs"]),
        ]
        return key_arns(self, parts, spec.store.data_class, spec.store.tags)

    def _create_subnet_group(self, spec: CacheSpec) -> aws.elasticache.SubnetGroup:
        return aws.elasticache.SubnetGroup(
            self.child_name("subnets"),
            description=f"Subnets of {spec.store.label}",
            subnet_ids=spec.store.subnet_ids,
            tags=self.child_tags("subnets"),
            opts=self.child_options(),
        )

    def _create_parameter_group(self, spec: CacheSpec) -> aws.elasticache.ParameterGroup:
        return aws.elasticache.ParameterGroup(
            self.child_name("parameters"),
            description=f"Parameters of {spec.store.label}",
            family=spec.family,
            parameters=spec.parameters,
            tags=self.child_tags("parameters"),
            opts=self.child_options(),
        )

    def _create_log_group(
        self, spec: CacheSpec, log: str, key_arn: pulumi.Input[str]
    ) -> aws.cloudwatch.LogGroup:
        name = log_group_name(self.child_name(log))
        return create_log_group(self, name, spec.store.log_retention_days, key_arn, f"{log}-group")

    def _create_default_user(self, spec: CacheSpec) -> aws.elasticache.User:
        """The user that clients without a name would be; every group has to have one."""
        return aws.elasticache.User(
            self.child_name("default-user"),
            user_id=spec.default_user_id,
            user_name="default",
            engine=_ACCESS_CONTROL_ENGINE,
            access_string=LOCKED,
            authentication_mode={"type": "no-password-required"},
            tags=self.child_tags("default-user"),
            opts=self.child_options(),
        )

    def _create_user(self, user: CacheUser) -> aws.elasticache.User:
        role = f"user-{user.name}"
        return aws.elasticache.User(
            self.child_name(role),
            user_id=user.user_id,
            user_name=user.user_id,
            engine=_ACCESS_CONTROL_ENGINE,
            access_string=user.access_string,
            authentication_mode={"type": "iam"},
            tags=self.child_tags(role),
            opts=self.child_options(),
        )

    def _create_user_group(self, spec: CacheSpec) -> aws.elasticache.UserGroup:
        # Users and groups of redis serve valkey too, and so a cache can move from one to the other in place.
        return aws.elasticache.UserGroup(
            self.child_name("user-group"),
            user_group_id=spec.user_group_id,
            engine=_ACCESS_CONTROL_ENGINE,
            user_ids=[user.user_id for user in (self.default_user, *self.users.values())],
            tags=self.child_tags("user-group"),
            opts=self.child_options(),
        )

    def _create_replication_group(self, spec: CacheSpec) -> aws.elasticache.ReplicationGroup:
        return aws.elasticache.ReplicationGroup(
            self.child_name("replication-group"),
            replication_group_id=spec.store.label,
            description=f"{self.pulumi_resource_name} of {pulumi.get_project()} {pulumi.get_stack()}",
            engine=spec.engine.value,
            engine_version=spec.engine_version,
            node_type=spec.node_type,
            data_tiering_enabled=True if spec.has_data_tiering else None,
            cluster_mode="enabled",
            num_node_groups=spec.shards,
            replicas_per_node_group=spec.replicas_per_shard,
            automatic_failover_enabled=True,
            multi_az_enabled=spec.replicas_per_shard > 0,
            port=PORT,
            parameter_group_name=self.parameter_group.name,
            subnet_group_name=self.subnet_group.name,
            security_group_ids=spec.store.security_group_ids,
            at_rest_encryption_enabled=True,
            kms_key_id=self.kms_key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[self.user_group.user_group_id],
            log_delivery_configurations=[
                {
                    "log_type": log,
                    "log_format": "json",
                    "destination_type": "cloudwatch-logs",
                    "destination": group.name,
                }
                for log, group in self.log_groups.items()
            ],
            snapshot_retention_limit=spec.snapshot_retention_days,
            snapshot_window=spec.snapshot_window,
            maintenance_window=spec.maintenance_window,
            snapshot_name=spec.snapshot_name,
            final_snapshot_identifier=spec.final_snapshot_identifier,
            auto_minor_version_upgrade=spec.auto_minor_version_upgrade,
            apply_immediately=spec.apply_immediately,
            notification_topic_arn=spec.notification_topic_arn,
            tags=self.child_tags("replication-group", {TagKey.DATA_CLASS: spec.store.data_class}),
            # A snapshot makes the cache once; it is no property of it.
            opts=self.child_options(
                spec.store.protect(pulumi.ResourceOptions(ignore_changes=["snapshotName"]))
            ),
        )

    def _set_outputs(self) -> None:
        self.replication_group_id = self.replication_group.replication_group_id
        self.replication_group_arn = self.replication_group.arn
        self.configuration_endpoint = self.replication_group.configuration_endpoint_address
        self.port = self.replication_group.port
        self.user_names = pulumi.Output.all(**{name: user.user_name for name, user in self.users.items()})
        self.user_arns = pulumi.Output.all(**{name: user.arn for name, user in self.users.items()})
        self.log_group_names = pulumi.Output.all(*(group.name for group in self.log_groups.values()))
