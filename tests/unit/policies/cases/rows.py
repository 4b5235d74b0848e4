"""Cases of the controls that are tables: each row, and what they leave alone."""

from dataclasses import replace

from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import UNKNOWN, Declared, Run, secret
from tests.unit.policies.architecture import with_value
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import ALIAS, changed, tagged
from tests.unit.policies.rows import ROWS, Row

_DEV = tagged(Environment="dev", DataClass="confidential")
_UNKNOWN_ENVIRONMENT = tagged(Environment=UNKNOWN, DataClass="confidential")
_ENVIRONMENT_UNKNOWN = ("resource-tags-allowed-values",)
_REPLICA = changed(
    a.DATABASE,
    replicateSourceDb="database",
    storageEncrypted=None,
    kmsKeyId=None,
    backupRetentionPeriod=None,
    skipFinalSnapshot=True,
    multiAz=False,
)


def _named(row: Row) -> str:
    return f"{row.path} of {row.good.name} is {row.wrong}"


def _refused(row: Row) -> Case:
    resource = with_value(row.good, row.path, row.wrong)
    return Case(row.control, Kind.FAIL, _named(row), [resource], at=(resource.name,))


def _undecided(row: Row) -> Case:
    resource = with_value(row.good, row.path, UNKNOWN)
    says = (f"{row.path} is not known yet",)
    case = Case(row.control, Kind.UNDECIDED, _named(row), [resource], at=(resource.name,), says=says)
    return replace(case, also=row.also)


def _kept(row: Row) -> Case:
    return Case(row.control, Kind.PASS, _named(row), [row.good])


def _left_alone(control: str, name: str, *resources: Declared) -> Case:
    return Case(control, Kind.NOT_APPLICABLE, name, list(resources))


_ONE_A_CONTROL = {row.control: row for row in ROWS}

_CASES = [
    *(_kept(row) for row in _ONE_A_CONTROL.values()),
    *map(_refused, ROWS),
    *(_undecided(row) for row in ROWS),
    # What an unknown value would hide.
    Case(
        "data-encrypted-at-rest",
        Kind.FAIL,
        "beside a value that is not known",
        [changed(a.CACHE, atRestEncryptionEnabled=False, engineVersion=UNKNOWN)],
        at=("cache",),
    ),
    Case(
        "password-not-in-program",
        Kind.FAIL,
        "as a secret",
        [changed(a.DATABASE, password=secret("hunter2"))],
        at=("database",),
        says=("password is set; it must not be set",),
    ),
    # Read replicas have the storage, the key and the backups of their source.
    *(
        _left_alone(control, "a read replica", _REPLICA)
        for control in (
            "data-encrypted-at-rest",
            "data-encrypted-with-own-key",
            "backups-kept",
            "deletion-protected",
            "several-zones",
        )
    ),
    # Outside of production.
    *(
        _left_alone(
            row.control,
            f"not in production: {_named(row)}",
            changed(with_value(row.good, row.path, row.wrong), tags=_DEV),
        )
        for row in ROWS
        if row.control in ("backups-kept", "deletion-protected", "several-zones")
    ),
    *(
        Case(
            row.control,
            Kind.UNDECIDED,
            f"environment not known: {_named(row)}",
            [changed(with_value(row.good, row.path, row.wrong), tags=_UNKNOWN_ENVIRONMENT)],
            at=(row.good.name,),
            says=("if the tag Environment, which is not known yet, is prod",),
            also=_ENVIRONMENT_UNKNOWN,
        )
        for row in ROWS
        if row.control in ("backups-kept", "deletion-protected", "several-zones")
    ),
    _left_alone(
        "log-retention-set",
        "half a year of development's",
        changed(a.LOG_GROUP, retentionInDays=180, tags=_DEV),
    ),
    _left_alone(
        "key-rotates",
        "a key that signs",
        changed(a.KEY, enableKeyRotation=None, customerMasterKeySpec="RSA_2048"),
    ),
    _left_alone(
        "key-rotates",
        "a key in an own store",
        changed(a.KEY, enableKeyRotation=None, customKeyStoreId="cks-1"),
    ),
    _left_alone(
        "transport-encrypted",
        "parameters of MySQL",
        a.parameters("aws:rds/parameterGroup:ParameterGroup", "mysql8.4", max_connections="100"),
    ),
    Case(
        "transport-encrypted",
        Kind.FAIL,
        "parameters that do not say",
        [
            a.parameters(
                "aws:rds/clusterParameterGroup:ClusterParameterGroup", "aurora-postgresql15", work_mem="4"
            )
        ],
        at=("aurora-postgresql15-parameters",),
        says=("parameters[name=rds.force_ssl].value is not set",),
    ),
    Case(
        "service-logs-on",
        Kind.FAIL,
        "search without an audit log",
        [changed(a.SEARCH, logPublishingOptions=[{"logType": "INDEX_SLOW_LOGS"}])],
        at=("search",),
    ),
    Case(
        "service-logs-on",
        Kind.UNDECIDED,
        "log types of which one is not known",
        [changed(a.KUBERNETES, enabledClusterLogTypes=["api", "audit", UNKNOWN])],
        at=("kubernetes",),
        says=("enabledClusterLogTypes is not known yet; it must include api, audit, authenticator",),
    ),
    Case(
        "service-logs-on",
        Kind.FAIL,
        "log types of which one is not known, and two are missing",
        [changed(a.KUBERNETES, enabledClusterLogTypes=["api", UNKNOWN])],
        at=("kubernetes",),
    ),
    Case(
        "service-logs-on",
        Kind.UNDECIDED,
        "a destination that is not known",
        [
            with_value(
                a.KAFKA, "loggingInfo.brokerLogs", {"cloudwatchLogs": UNKNOWN, "s3": {"enabled": False}}
            )
        ],
        at=("events",),
    ),
    *(
        _left_alone(control, "a type without a row", Declared(ALIAS, "alias", {"name": "alias/x"}))
        for control in sorted({row.control for row in ROWS})
    ),
]

# No id of another resource is in them: a preview shows all that an update does.
CASES = [replace(case, runs=(Run.PREVIEW,)) for case in _CASES]
