"""DocumentDB as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
COMBINATION = "InvalidParameterCombination"
CLUSTER = "CreateDBCluster"
MODIFY = "ModifyDBCluster"
INSTANCE = "CreateDBInstance"
PARAMETERS = "ModifyDBClusterParameterGroup"

LARGE = "db.r6g.large"


class Documents:
    """A subnet group, parameter groups of two versions, and clusters of both: `docs` and `old`."""

    def __init__(self, docdb: Any, place: Place) -> None:
        self.docdb, self.place = docdb, place
        docdb.create_db_subnet_group(
            DBSubnetGroupName="docs", DBSubnetGroupDescription="docs", SubnetIds=[place.one, place.two]
        )
        for family in ("docdb4.0", "docdb5.0"):
            docdb.create_db_cluster_parameter_group(
                DBClusterParameterGroupName=family.replace(".", ""),
                DBParameterGroupFamily=family,
                Description=family,
            )
        self.cluster("docs")
        self.cluster("old", EngineVersion="4.0.0", DBClusterParameterGroupName="docdb40")
        docdb.create_db_cluster_snapshot(DBClusterIdentifier="docs", DBClusterSnapshotIdentifier="taken")

    def cluster(self, name: str, **changed: Any) -> dict[str, Any]:
        return dict(
            self.docdb.create_db_cluster(**_arguments(DBClusterIdentifier=name, **changed))["DBCluster"]
        )

    def instance(self, name: str, cluster: str, **more: Any) -> dict[str, Any]:
        chosen = {"DBInstanceClass": LARGE, "Engine": "docdb"} | more
        made = self.docdb.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier=cluster, **chosen)
        return dict(made["DBInstance"])

    def read(self, name: str) -> dict[str, Any]:
        return dict(self.docdb.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0])


def _arguments(**changed: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": "new",
        "Engine": "docdb",
        "MasterUsername": "app",
        "ManageMasterUserPassword": True,
        "DBSubnetGroupName": "docs",
    } | changed


@pytest.fixture(scope="module")
def docdb(connect: Any) -> Any:
    return connect("docdb")


@pytest.fixture(scope="module")
def documents(docdb: Any, place: Place) -> Documents:
    return Documents(docdb, place)


def _new(**changed: Any) -> Any:
    return lambda _: _arguments(**changed)


def _change(name: str, **changed: Any) -> Any:
    return lambda _: {"DBClusterIdentifier": name, **changed}


def _instance(**changed: Any) -> Any:
    chosen = {
        "DBInstanceIdentifier": "new",
        "DBClusterIdentifier": "docs",
        "DBInstanceClass": LARGE,
        "Engine": "docdb",
    }
    return lambda _: chosen | changed


def _parameter(name: str, value: str, group: str = "docdb50", when: str = "pending-reboot") -> Any:
    item = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": when}
    return lambda _: {"DBClusterParameterGroupName": group, "Parameters": [item]}


def _capacity(least: float, most: float) -> Any:
    return _new(ServerlessV2ScalingConfiguration={"MinCapacity": least, "MaxCapacity": most})


def _restored(**changed: Any) -> Any:
    chosen = {"DBClusterIdentifier": "new", "SourceDBClusterIdentifier": "docs"}
    return lambda _: chosen | {"UseLatestRestorableTime": True} | changed


REFUSED = [
    Refusal("with no storage", CLUSTER, _new(StorageType="gp3"), INVALID, "standard, iopt1"),
    Refusal(
        "of an old version with new storage",
        CLUSTER,
        _new(StorageType="iopt1", EngineVersion="4.0.0"),
        COMBINATION,
        "5.0.0",
    ),
    Refusal("with odd capacity", CLUSTER, _capacity(0.7, 2), INVALID, "0.7"),
    Refusal("that pauses", CLUSTER, _capacity(0, 2), INVALID, "MinCapacity must be 0.5 to 256"),
    Refusal(
        "that pauses",
        "RestoreDBClusterToPointInTime",
        _restored(ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 2}),
        INVALID,
        "MinCapacity must be 0.5 to 256",
    ),
    Refusal("with much capacity", CLUSTER, _capacity(1, 257), INVALID, "0.5 to 256"),
    Refusal("with falling capacity", CLUSTER, _capacity(4, 2), COMBINATION, "below the minimum"),
    Refusal("of none", MODIFY, _change("none"), "DBClusterNotFoundFault", "none"),
    Refusal("to an older version", MODIFY, _change("docs", EngineVersion="4.0.0"), COMBINATION, "from 5.0.0"),
    Refusal(
        "to a newer version by accident",
        MODIFY,
        _change("old", EngineVersion="5.0.0"),
        COMBINATION,
        "AllowMajorVersionUpgrade",
    ),
    Refusal(
        "to a newer version with an old group",
        MODIFY,
        _change("old", EngineVersion="5.0.0", AllowMajorVersionUpgrade=True),
        COMBINATION,
        "docdb40 is custom",
    ),
    Refusal(
        "to another version's group",
        MODIFY,
        _change("docs", DBClusterParameterGroupName="docdb40"),
        COMBINATION,
        "DBParameterGroupFamily docdb5.0",
    ),
    Refusal(
        "to no group",
        MODIFY,
        _change("docs", DBClusterParameterGroupName="none"),
        "DBClusterParameterGroupNotFound",
        "none",
    ),
    Refusal("to no storage", MODIFY, _change("docs", StorageType="gp3"), INVALID, "gp3"),
    Refusal(
        "into a taken snapshot",
        "DeleteDBCluster",
        _change("docs", FinalDBSnapshotIdentifier="taken"),
        "DBClusterSnapshotAlreadyExistsFault",
        "taken",
    ),
    Refusal("of no class", INSTANCE, _instance(DBInstanceClass="db.m6g.large"), COMBINATION, "db.m6g.large"),
    Refusal("of no size", INSTANCE, _instance(DBInstanceClass="db.t4g.micro"), COMBINATION, "db.t4g.micro"),
    Refusal(
        "without capacity",
        INSTANCE,
        _instance(DBInstanceClass="db.serverless"),
        COMBINATION,
        "scaling config",
    ),
    Refusal(
        "in no zone",
        INSTANCE,
        _instance(AvailabilityZone="us-east-1c"),
        "InvalidVPCNetworkStateFault",
        "us-east-1a, us-east-1b",
    ),
    Refusal(
        "with no authority",
        INSTANCE,
        _instance(CACertificateIdentifier="rds-ca-2019"),
        "CertificateNotFound",
        "rds-ca-2019",
    ),
    Refusal("unknown", PARAMETERS, _parameter("audit", "enabled"), INVALID, "name: audit"),
    Refusal(
        "of newer", PARAMETERS, _parameter("planner_version", "2.0", "docdb40"), INVALID, "planner_version"
    ),
    Refusal("of no word", PARAMETERS, _parameter("tls", "on"), INVALID, "enabled,disabled,fips-140-3"),
    Refusal("too low", PARAMETERS, _parameter("profiler_threshold_ms", "49"), INVALID, "50-2147483646"),
    Refusal(
        "at once that needs a restart",
        PARAMETERS,
        _parameter("tls", "disabled", when="immediate"),
        COMBINATION,
        "static parameter (parameter: tls)",
    ),
    Refusal("of no number", PARAMETERS, _parameter("profiler_sampling_rate", "all"), INVALID, "0-1"),
]


@each(REFUSED)
def test_refuses(docdb: Any, documents: Documents, row: Refusal) -> None:
    assert_refused(docdb, documents, row)


def test_a_cluster_takes_sixteen_instances(documents: Documents) -> None:
    documents.cluster("full")
    for number in range(16):
        documents.instance(f"full-{number}", "full")
    code = error_code(
        documents.docdb.create_db_instance,
        DBInstanceIdentifier="full-16",
        DBClusterIdentifier="full",
        DBInstanceClass=LARGE,
        Engine="docdb",
    )
    assert code == "InstanceQuotaExceeded"


def test_the_standard_storage_is_not_told(documents: Documents) -> None:
    assert "StorageType" not in documents.cluster("stored", StorageType="standard")
    documents.docdb.modify_db_cluster(DBClusterIdentifier="stored", StorageType="iopt1")
    assert documents.read("stored")["StorageType"] == "iopt1"
    documents.docdb.modify_db_cluster(DBClusterIdentifier="stored", StorageType="standard")
    assert "StorageType" not in documents.read("stored")


def test_an_upgrade_takes_the_new_default_parameters(documents: Documents) -> None:
    documents.cluster("older", EngineVersion="4.0.0")
    assert documents.read("older")["DBClusterParameterGroup"] == "default.docdb4.0"
    documents.docdb.modify_db_cluster(
        DBClusterIdentifier="older", EngineVersion="5.0.0", AllowMajorVersionUpgrade=True
    )
    upgraded = documents.read("older")
    assert (upgraded["EngineVersion"], upgraded["DBClusterParameterGroup"]) == ("5.0.0", "default.docdb5.0")


def test_an_instance_is_in_a_subnet_of_its_cluster(documents: Documents) -> None:
    place = documents.place
    group = place.security_group("documents")
    documents.cluster("placed", VpcSecurityGroupIds=[group])
    made = documents.instance("placed-1", "placed", AvailabilityZone="us-east-1b")
    assert made["DBSubnetGroup"]["DBSubnetGroupName"] == "docs"
    assert made["DBSubnetGroup"]["SupportedNetworkTypes"] == ["IPV4"]
    assert made["Endpoint"]["Address"].endswith(".us-east-1.docdb.amazonaws.com")
    assert [item["SubnetId"] for item in place.interfaces(group)] == [place.two]
    assert error_code(place.ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    documents.docdb.delete_db_instance(DBInstanceIdentifier="placed-1")
    documents.docdb.delete_db_cluster(DBClusterIdentifier="placed", SkipFinalSnapshot=True)
    place.ec2.delete_security_group(GroupId=group)


def test_insights_without_a_key_have_that_of_aws(documents: Documents) -> None:
    documents.cluster("watched")
    made = documents.instance("watched-1", "watched", EnablePerformanceInsights=True)
    assert made["PerformanceInsightsEnabled"]
    assert made["PerformanceInsightsKMSKeyId"].startswith("arn:aws:kms:us-east-1:")


def test_a_group_shows_what_was_set_and_what_the_engine_has(docdb: Any, documents: Documents) -> None:
    docdb.modify_db_cluster_parameter_group(**_parameter("profiler", "enabled")(documents))
    every = docdb.describe_db_cluster_parameters(DBClusterParameterGroupName="docdb50")["Parameters"]
    values = {item["ParameterName"]: item["ParameterValue"] for item in every}
    assert (values["profiler"], values["tls"]) == ("enabled", "enabled")
    own = docdb.describe_db_cluster_parameters(DBClusterParameterGroupName="docdb50", Source="user")
    assert [item["ParameterName"] for item in own["Parameters"]] == ["profiler"]
    docdb.reset_db_cluster_parameter_group(
        DBClusterParameterGroupName="docdb50", Parameters=[{"ParameterName": "profiler"}]
    )
    own = docdb.describe_db_cluster_parameters(DBClusterParameterGroupName="docdb50", Source="user")
    assert own["Parameters"] == []


def test_how_long_changes_are_kept_changes_without_a_restart(docdb: Any, documents: Documents) -> None:
    name = "change_stream_log_retention_duration"
    docdb.modify_db_cluster_parameter_group(
        **_parameter(name, "86400", group="docdb40", when="immediate")(documents)
    )
    (shown,) = docdb.describe_db_cluster_parameters(DBClusterParameterGroupName="docdb40", Source="user")[
        "Parameters"
    ]
    assert (shown["ParameterName"], shown["ApplyType"], shown["ApplyMethod"]) == (
        name,
        "dynamic",
        "immediate",
    )
