"""What an ElastiCache is to be: its arguments, checked, and what follows from them. No resources here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._label import label
from ._store_spec import StoreSpec, read_final_snapshot, read_settings, read_store
from ._windows import read_windows

PORT = 6379
"""Redis's port, which the guide's security groups open."""

LOCKED = "off -@all"
"""Access of a user that nobody can log in as."""

_FULL_ACCESS = "on ~* &* +@all -@dangerous +info"
"""All keys and channels, and all commands but dangerous ones, as FLUSHALL and KEYS. BullMQ asks INFO for the
version and the eviction policy."""

_NODE_TYPE = re.compile(r"cache\.(?P<family>[a-z]+\d+[a-z]*)\.[a-z0-9]+")
_TIERED_FAMILY = "r6gd"
_VERSION = re.compile(r"(?P<major>\d+)\.\d+")
_OLDEST_MAJOR = 7
_SHARDS = range(1, 501)
_REPLICAS = range(6)
_MOST_NODES = 500
"""Nodes of a cluster, by request; 90 without one (ElastiCache user guide, "Quotas")."""

_SNAPSHOT_DAYS = range(36)
_SHORTEST_WINDOW_MINUTES = 60
_DEFAULT_WINDOWS = ("03:00-04:00", "sun:04:30-sun:05:30")
_USER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PASSWORD_RULE = re.compile(r"[><#!]|(nopass|resetpass|reset)$", re.IGNORECASE)

_FIXED: Mapping[str, tuple[str, ...]] = {"cluster-enabled": ("yes",), "maxmemory-policy": ()}


class CacheEngine(StrEnum):
    """What runs on the nodes. A Redis cache can become a Valkey cache in place, but not the reverse."""

    REDIS = "redis"
    """Redis OSS, up to its last free version."""
    VALKEY = "valkey"
    """The free successor of Redis, at a lower price."""


class MaxmemoryPolicy(StrEnum):
    """What happens when the memory is full."""

    NOEVICTION = "noeviction"
    """Writes fail, and nothing is lost: what job queues need."""
    ALLKEYS_LFU = "allkeys-lfu"
    """The keys go that are used least often."""
    ALLKEYS_LRU = "allkeys-lru"
    """The keys go that were not used for longest."""
    ALLKEYS_RANDOM = "allkeys-random"
    """Any keys go."""
    VOLATILE_LFU = "volatile-lfu"
    """As allkeys-lfu, among keys that expire."""
    VOLATILE_LRU = "volatile-lru"
    """As allkeys-lru, among keys that expire."""
    VOLATILE_RANDOM = "volatile-random"
    """Any keys go that expire."""
    VOLATILE_TTL = "volatile-ttl"
    """The keys go that expire soonest."""


_DEFAULT_VERSION = {CacheEngine.REDIS: "7.1", CacheEngine.VALKEY: "8.1"}


@dataclass(frozen=True)
class CacheUser:
    """Somebody who may log in with IAM."""

    name: str
    """The caller's name for it."""
    user_id: str
    """Its name in ElastiCache; with IAM, id and name are the same."""
    access_string: str


@dataclass(frozen=True)
class CacheSpec:
    """The arguments of an ElastiCache, checked."""

    store: StoreSpec
    engine: CacheEngine
    engine_version: str
    node_type: str
    shards: int
    replicas_per_shard: int
    users: tuple[CacheUser, ...]
    default_user_id: str
    user_group_id: str
    maxmemory_policy: MaxmemoryPolicy
    own_parameters: dict[str, str]
    snapshot_retention_days: int
    snapshot_window: str
    maintenance_window: str
    snapshot_name: pulumi.Input[str] | None
    final_snapshot_identifier: str | None
    auto_minor_version_upgrade: bool
    apply_immediately: bool
    notification_topic_arn: pulumi.Input[str] | None

    @property
    def family(self) -> str:
        """The parameter group family, as redis7."""
        return f"{self.engine}{self.engine_version.partition('.')[0]}"

    @property
    def has_data_tiering(self) -> bool:
        """Whether nodes keep part of the data on disk."""
        match = _NODE_TYPE.fullmatch(self.node_type)
        return match is not None and match["family"] == _TIERED_FAMILY

    @property
    def parameters(self) -> list[dict[str, str]]:
        """The parameters of the cluster, over them the caller's own."""
        values = {
            "cluster-enabled": "yes",
            "maxmemory-policy": self.maxmemory_policy.value,
            **self.own_parameters,
        }
        return [{"name": name, "value": value} for name, value in sorted(values.items())]


def resolve_cache(name: str, args: Mapping[str, Any], fields: type, user_fields: type) -> CacheSpec:
    """The spec that `args` describe; `user_fields` declares the arguments of a user. Raises ArgumentError
    with everything that is wrong with them."""
    users = args.get("users")
    roles = [f"user-{user}" for user in users] if isinstance(users, Mapping) else []
    longest_role = max(["replication-group", *roles], key=len)
    reader = ArgumentReader("ElastiCache", name, args, fields, longest_role=longest_role)
    store = read_store(reader, "cache", name, "replication_group_id")
    engine = reader.choice("engine", CacheEngine, CacheEngine.REDIS)
    snapshot_window, maintenance_window = read_windows(
        reader, "snapshot_window", "maintenance_window", _SHORTEST_WINDOW_MINUTES, _DEFAULT_WINDOWS
    )
    shards, replicas = _shape(reader)
    spec = CacheSpec(
        store=store,
        engine=engine,
        engine_version=_engine_version(reader, engine),
        node_type=_node_type(reader),
        shards=shards,
        replicas_per_shard=replicas,
        users=_users(reader, store.label, user_fields),
        default_user_id=label("cache", store.label, "default"),
        user_group_id=label("cache", store.label, "users"),
        maxmemory_policy=reader.choice("maxmemory_policy", MaxmemoryPolicy, MaxmemoryPolicy.NOEVICTION),
        own_parameters=read_settings(reader, "parameters", _FIXED),
        snapshot_retention_days=reader.whole_number("snapshot_retention_days", 7, _SNAPSHOT_DAYS),
        snapshot_window=snapshot_window,
        maintenance_window=maintenance_window,
        snapshot_name=reader.passed_if_given("snapshot_name"),
        final_snapshot_identifier=read_final_snapshot(
            reader, store.label, reader.flag("skip_final_snapshot", default=False)
        ),
        auto_minor_version_upgrade=reader.flag("auto_minor_version_upgrade", default=True),
        apply_immediately=reader.flag("apply_immediately", default=False),
        notification_topic_arn=reader.passed_if_given("notification_topic_arn"),
    )
    reader.finish()
    return spec


def _engine_version(reader: ArgumentReader, engine: CacheEngine) -> str:
    version = reader.text("engine_version", _DEFAULT_VERSION[engine])
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match["major"]) < _OLDEST_MAJOR):
        reader.problem(
            "engine_version",
            f"{version!r} of {engine}",
            f"a version with its minor version, {_OLDEST_MAJOR}.0 or newer, as {_DEFAULT_VERSION[engine]}: "
            "users log in with IAM from then on",
        )
    return version


def _node_type(reader: ArgumentReader) -> str:
    node_type = reader.text("node_type", "cache.m7g.large")
    if node_type and not _NODE_TYPE.fullmatch(node_type):
        reader.problem("node_type", repr(node_type), "the name of a cache node type, as cache.m7g.large")
    return node_type


def _shape(reader: ArgumentReader) -> tuple[int, int]:
    shards = reader.whole_number("shards", 3, _SHARDS)
    replicas = reader.whole_number("replicas_per_shard", 1, _REPLICAS)
    nodes = shards * (1 + replicas)
    if nodes > _MOST_NODES:
        reader.problem(
            "shards",
            f"{shards} with {replicas} replicas each, {nodes} nodes",
            f"up to {_MOST_NODES} nodes",
        )
    return shards, replicas


def _users(reader: ArgumentReader, store_label: str, fields: type) -> tuple[CacheUser, ...]:
    given = reader.mapping("users")
    if not given:
        reader.problem("users", "none", "one or more: without a user nobody can log in")
    return tuple(_user(reader, store_label, str(name), args, fields) for name, args in given.items())


def _user(
    reader: ArgumentReader, store_label: str, name: str, args: Mapping[str, Any], fields: type
) -> CacheUser:
    if not _USER.fullmatch(name) or name == "default":
        reader.problem(
            "users",
            f"a user called {name!r}",
            "names of lower-case letters, digits and single hyphens, starting with a letter, but not default",
        )
    user = reader.nested(f"users.{name}", args, fields)
    access_string = user.text("access_string", _FULL_ACCESS)
    words = access_string.split()
    if words and words[0] != "on":
        user.problem("access_string", repr(access_string), f"rules that start with on, as {_FULL_ACCESS!r}")
    if any(_PASSWORD_RULE.match(word) for word in words):
        user.problem(
            "access_string",
            "rules about passwords",
            "rules about keys, channels and commands: users log in with IAM only",
        )
    return CacheUser(name, label("cache", store_label, name), access_string)
