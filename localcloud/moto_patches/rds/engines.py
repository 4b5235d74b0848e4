"""Database engines: the versions, families, classes and limits of RDS and DocumentDB.

What moto gets wrong: it does not know DocumentDB, takes any version and class, and cannot list versions. The
figures are from AWS's documentation as of 2025; minor versions are given as ranges, so that one or two of
them may never have been on offer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.rds.models import DBCluster, DBInstance
from moto.rds.utils import ClusterEngine, DbInstanceEngine

from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_service import Request

DOCDB: Final = "docdb"


@dataclass(frozen=True)
class Engine:
    """What RDS knows of an engine.

    Attributes:
        minors: by major version, the minor versions.
        default: the major version that a request without one gets.
        logs: the logs that can be sent to CloudWatch.
        reserved_users: names that a master user cannot have.
        port: the port it listens on.
        clustered: whether its storage belongs to a cluster, so that requests give no size.
        license_model: as AWS reports it.
    """

    minors: dict[str, range]
    default: str
    logs: tuple[str, ...]
    reserved_users: frozenset[str] = frozenset({"rdsadmin"})
    port: int = 5432
    clustered: bool = False
    license_model: str = "postgresql-license"


_POSTGRES_USERS: Final = frozenset(
    {"admin", "postgresql", "rds_superuser", "rdsadmin", "root", "pg_signal_backend"}
)
_POSTGRES_LOGS: Final = ("postgresql", "upgrade", "iam-db-auth-error")
_MYSQL_LOGS: Final = ("audit", "error", "general", "iam-db-auth-error", "slowquery")

ENGINES: Final = {
    "postgres": Engine(
        {"13": range(1, 24), "14": range(1, 21), "15": range(2, 16), "16": range(1, 12), "17": range(1, 8)},
        "17",
        _POSTGRES_LOGS,
        _POSTGRES_USERS,
    ),
    "aurora-postgresql": Engine(
        {"13": range(3, 24), "14": range(3, 21), "15": range(2, 16), "16": range(1, 12), "17": range(4, 8)},
        "17",
        ("postgresql", "instance", "iam-db-auth-error"),
        _POSTGRES_USERS,
        clustered=True,
    ),
    "mysql": Engine(
        {"8.0": range(28, 45), "8.4": range(3, 8)},
        "8.4",
        _MYSQL_LOGS,
        port=3306,
        license_model="general-public-license",
    ),
    "mariadb": Engine(
        {"10.6": range(8, 24), "10.11": range(4, 15), "11.4": range(3, 9)},
        "11.4",
        ("audit", "error", "general", "iam-db-auth-error", "slowquery"),
        port=3306,
        license_model="general-public-license",
    ),
    DOCDB: Engine(
        {"3.6": range(1), "4.0": range(1), "5.0": range(1)},
        "5.0",
        ("audit", "profiler"),
        frozenset({"admin", "rdsadmin", "root"}),
        port=27017,
        clustered=True,
        license_model="na",
    ),
}
"""The engines whose versions are checked; moto's other engines take any."""

CLASS_FAMILIES: Final = frozenset(
    {
        *("t3", "t4g", "z1d"),
        *("m5", "m5d", "m6g", "m6gd", "m6i", "m6id", "m6idn", "m6in", "m7g", "m7i", "m8g"),
        *("r5", "r5b", "r5d", "r6g", "r6gd", "r6i", "r6id", "r6idn", "r6in", "r7g", "r7i", "r8g"),
        *("x1", "x1e", "x2g", "x2idn", "x2iedn", "x2iezn"),
    }
)


def versions(name: str) -> Iterator[str]:
    """All versions of an engine, oldest first."""
    for major, minors in ENGINES[name].minors.items():
        yield from (f"{major}.{minor}" for minor in minors)


def resolve_version(name: str, wanted: str | None) -> str | None:
    """The full version that RDS uses for a version, a major version or none.

    Raises:
        AwsError: ``InvalidParameterCombination``, for a version that the engine does not have.
    """
    engine = ENGINES.get(name)
    if engine is None:
        return wanted
    chosen = wanted or engine.default
    if chosen in engine.minors:
        return f"{chosen}.{engine.minors[chosen][-1]}"
    if chosen not in versions(name):
        raise invalid_combination(f"Cannot find version {chosen} for {name}")
    return chosen


def family(name: str, version: str) -> str:
    """The parameter group family of a full version, for example ``postgres15``."""
    return name + version.rpartition(".")[0]


def families(name: str) -> Iterator[str]:
    """The parameter group families of an engine."""
    return (name + major for major in ENGINES[name].minors)


def check_class(instance_class: str) -> None:
    """Refuse an instance class that RDS does not have."""
    prefix, _, kind = instance_class.partition(".")
    known = kind == "serverless" or (kind in INSTANCE_TYPES and kind.partition(".")[0] in CLASS_FAMILIES)
    if prefix != "db" or not known:
        raise invalid_value(f"Invalid DB Instance class: {instance_class}")


def check_logs(name: str, logs: Iterable[str]) -> None:
    """Refuse logs that the engine does not have."""
    wrong = [log for log in logs if name in ENGINES and log not in ENGINES[name].logs]
    if wrong:
        raise invalid_combination(
            f"You cannot use the log types '{', '.join(wrong)}' with engine {name}. Valid log types: "
            f"{', '.join(ENGINES[name].logs)}."
        )


def _described(name: str, version: str, later: list[str]) -> dict[str, Any]:
    engine = ENGINES[name]
    return {
        "Engine": name,
        "EngineVersion": version,
        "MajorEngineVersion": version.rpartition(".")[0],
        "DBParameterGroupFamily": family(name, version),
        "DBEngineDescription": name,
        "DBEngineVersionDescription": f"{name} {version}",
        "ExportableLogTypes": list(engine.logs),
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsReadReplica": not engine.clustered,
        "SupportsGlobalDatabases": engine.clustered,
        "SupportedEngineModes": ["provisioned"],
        "Status": "available",
        "ValidUpgradeTarget": [
            {
                "Engine": name,
                "EngineVersion": target,
                "Description": f"{name} {target}",
                "AutoUpgrade": False,
                "IsMajorVersionUpgrade": family(name, target) != family(name, version),
            }
            for target in later
        ],
    }


def _default(name: str, request: Request) -> str | None:
    """The default version of an engine, or of the major version that a request asks about."""
    family_given, version = request.get("DBParameterGroupFamily"), request.get("EngineVersion")
    majors = ENGINES[name].minors
    asked = [major for major in majors if version == major or family_given == name + major]
    return resolve_version(name, asked[0] if asked else None)


def _describe_versions(_: Any, request: Request) -> dict[str, Any]:
    found = []
    for name in [request["Engine"]] if request.get("Engine") in ENGINES else ENGINES:
        known = list(versions(name))
        default = _default(name, request)
        found += [
            _described(name, version, known[position + 1 :])
            for position, version in enumerate(known)
            if not request.get("DefaultOnly") or version == default
        ]
    if request.get("Engine"):
        found = [item for item in found if item["Engine"] == request["Engine"]]
    wanted_family, version = request.get("DBParameterGroupFamily"), request.get("EngineVersion")
    return {
        "DBEngineVersions": [
            item
            for item in found
            if wanted_family in (None, item["DBParameterGroupFamily"])
            and (not version or version in (item["EngineVersion"], item["MajorEngineVersion"]))
        ]
    }


@cache
def apply() -> None:
    """Make moto know DocumentDB and the defaults of today's engines."""
    cluster_engines = sorted([*ClusterEngine.list_cluster_engines(), DOCDB])
    instance_engines = sorted([*DbInstanceEngine.valid_db_instance_engine(), DOCDB])
    ClusterEngine.list_cluster_engines = staticmethod(lambda: cluster_engines)
    DbInstanceEngine.valid_db_instance_engine = staticmethod(lambda: instance_engines)
    newest = {name: str(resolve_version(name, None)) for name in ENGINES}
    DBInstance.default_engine_versions |= newest
    for model in (DBCluster, DBInstance):
        model.default_port = _with_default(model.default_port, {DOCDB: ENGINES[DOCDB].port})
        model.default_allocated_storage = staticmethod(_storage(model.default_allocated_storage))
    DBCluster.default_engine_version = _with_default(DBCluster.default_engine_version, newest)
    RDS.extend({"describe_db_engine_versions": _describe_versions})


def _with_default(original: Any, known: dict[str, Any]) -> Any:
    return staticmethod(lambda engine: known[engine] if engine in known else original(engine))


def _storage(original: Any) -> Any:
    def default_allocated_storage(engine: str, storage_type: str) -> int:
        if engine in ENGINES and ENGINES[engine].clustered:
            return 1
        kind = "io1" if storage_type in ("io2", "gp3") else storage_type
        size: int = 20 if storage_type == "gp3" else original(engine, kind)
        return size

    return default_allocated_storage
