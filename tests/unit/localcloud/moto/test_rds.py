"""RDS and DocumentDB as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
COMBINATION = "InvalidParameterCombination"
CREATE = "CreateDBInstance"
CLUSTER = "CreateDBCluster"
MODIFY = "ModifyDBInstance"
NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/none"
NO_ROLE = "arn:aws:iam::123456789012:role/none"
PASSWORD = "correct-horse"

POSTGRES = {
    "DBInstanceClass": "db.t4g.micro",
    "Engine": "postgres",
    "EngineVersion": "15.10",
    "AllocatedStorage": 20,
    "StorageType": "gp3",
    "MasterUsername": "app",
    "MasterUserPassword": PASSWORD,
}


class Databases:
    """A subnet group `app`, parameter groups of two versions, and a database `app` that uses them."""

    def __init__(self, rds: Any, place: Place) -> None:
        self.rds, self.place = rds, place
        rds.create_db_subnet_group(
            DBSubnetGroupName="app", DBSubnetGroupDescription="app", SubnetIds=[place.one, place.two]
        )
        for family in ("postgres15", "postgres16"):
            rds.create_db_parameter_group(
                DBParameterGroupName=family, DBParameterGroupFamily=family, Description=family
            )
        self.app = rds.create_db_instance(
            **POSTGRES,
            DBInstanceIdentifier="app",
            DBSubnetGroupName="app",
            DBParameterGroupName="postgres15",
            VpcSecurityGroupIds=[place.group],
            MultiAZ=True,
            StorageEncrypted=True,
            EnablePerformanceInsights=True,
        )["DBInstance"]


@pytest.fixture(scope="module")
def rds(connect: Any) -> Any:
    return connect("rds")


@pytest.fixture(scope="module")
def databases(rds: Any, place: Place) -> Databases:
    return Databases(rds, place)


def _new(**changed: Any) -> Any:
    def arguments(databases: Databases) -> dict[str, Any]:
        chosen = {"DBInstanceIdentifier": "new", **POSTGRES, "DBSubnetGroupName": "app"} | changed
        return {key: _value(databases, value) for key, value in chosen.items() if value is not None}

    return arguments


def _value(databases: Databases, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(databases, item) for item in value]
    return getattr(databases.place, value, value) if isinstance(value, str) else value


def _app(**changed: Any) -> Any:
    return lambda databases: (
        {"DBInstanceIdentifier": "app"} | {key: _value(databases, value) for key, value in changed.items()}
    )


def _cluster(**changed: Any) -> Any:
    return lambda _: (
        {
            "DBClusterIdentifier": "docs",
            "Engine": "docdb",
            "MasterUsername": "app",
            "MasterUserPassword": PASSWORD,
        }
        | changed
    )


def _subnets(*names: str) -> Any:
    return lambda databases: {
        "DBSubnetGroupName": "new",
        "DBSubnetGroupDescription": "new",
        "SubnetIds": _value(databases, list(names)),
    }


COVERAGE = "DBSubnetGroupDoesNotCoverEnoughAZs"

REFUSED = [
    Refusal("in one zone", "CreateDBSubnetGroup", _subnets("one", "same_zone"), COVERAGE, "at least 2 AZs"),
    Refusal("of two VPCs", "CreateDBSubnetGroup", _subnets("one", "elsewhere"), INVALID, "one VPC"),
    Refusal(
        "of no subnet", "CreateDBSubnetGroup", _subnets("one", "subnet-1"), INVALID, "[subnet-1] are invalid"
    ),
    Refusal(
        "that exists",
        "CreateDBSubnetGroup",
        lambda d: {**_subnets("one", "two")(d), "DBSubnetGroupName": "app"},
        "DBSubnetGroupAlreadyExists",
        "app",
    ),
    Refusal(
        "in use",
        "DeleteDBSubnetGroup",
        lambda _: {"DBSubnetGroupName": "app"},
        "InvalidDBSubnetGroupStateFault",
        "app is still using it",
    ),
    Refusal(
        "in use",
        "DeleteDBParameterGroup",
        lambda _: {"DBParameterGroupName": "postgres15"},
        "InvalidDBParameterGroupState",
        "still members",
    ),
    Refusal(
        "of no family",
        "CreateDBParameterGroup",
        lambda _: {"DBParameterGroupName": "x", "DBParameterGroupFamily": "postgres99", "Description": "x"},
        INVALID,
        "postgres99",
    ),
    Refusal(
        "unknown",
        "DescribeDBParameterGroups",
        lambda _: {"DBParameterGroupName": "none"},
        "DBParameterGroupNotFound",
        "none",
    ),
    Refusal(
        "of a taken name",
        CREATE,
        _new(DBInstanceIdentifier="app"),
        "DBInstanceAlreadyExists",
        "already exists",
    ),
    Refusal("of no version", CREATE, _new(EngineVersion="15.99"), COMBINATION, "Cannot find version 15.99"),
    Refusal(
        "of no class",
        CREATE,
        _new(DBInstanceClass="db.t9.micro"),
        INVALID,
        "Invalid DB Instance class: db.t9",
    ),
    Refusal("of an EC2 class", CREATE, _new(DBInstanceClass="t4g.micro"), INVALID, "t4g.micro"),
    Refusal(
        "with no group", CREATE, _new(VpcSecurityGroupIds=["sg-12345678"]), INVALID, "groupId= sg-12345678"
    ),
    Refusal(
        "with another VPC's group",
        CREATE,
        _new(VpcSecurityGroupIds=["other_group"]),
        COMBINATION,
        "different VPCs",
    ),
    Refusal(
        "in no subnet group", CREATE, _new(DBSubnetGroupName="none"), "DBSubnetGroupNotFoundFault", "none"
    ),
    Refusal(
        "with another family", CREATE, _new(DBParameterGroupName="postgres16"), COMBINATION, "postgres15."
    ),
    Refusal(
        "with no parameter group",
        CREATE,
        _new(DBParameterGroupName="none"),
        "DBParameterGroupNotFound",
        "none",
    ),
    Refusal(
        "with a short password", CREATE, _new(MasterUserPassword="short"), INVALID, "not a valid password"
    ),
    Refusal(
        "with an at in it", CREATE, _new(MasterUserPassword="correct@horse"), INVALID, "not a valid password"
    ),
    Refusal("without password", CREATE, _new(MasterUserPassword=None), INVALID, "MasterUserPassword"),
    Refusal(
        "with two passwords", CREATE, _new(ManageMasterUserPassword=True), COMBINATION, "MasterUserPassword"
    ),
    Refusal("of a reserved user", CREATE, _new(MasterUsername="admin"), INVALID, "reserved word"),
    Refusal("too small", CREATE, _new(AllocatedStorage=5), COMBINATION, "Invalid storage size"),
    Refusal("too fast", CREATE, _new(Iops=4000), COMBINATION, "less than 400"),
    Refusal(
        "without IOPS", CREATE, _new(StorageType="io1", AllocatedStorage=100), COMBINATION, "specify IOPS"
    ),
    Refusal("growing by nothing", CREATE, _new(MaxAllocatedStorage=20), COMBINATION, "at least 10% greater"),
    Refusal(
        "with no key",
        CREATE,
        _new(StorageEncrypted=True, KmsKeyId=NO_KEY),
        "KMSKeyNotAccessibleFault",
        "none",
    ),
    Refusal("kept for long", CREATE, _new(BackupRetentionPeriod=36), INVALID, "between 0 and 35"),
    Refusal(
        "watched too often",
        CREATE,
        _new(MonitoringInterval=7, MonitoringRoleArn=NO_ROLE),
        INVALID,
        "interval: 7",
    ),
    Refusal(
        "watched by nobody",
        CREATE,
        _new(MonitoringInterval=60, MonitoringRoleArn=NO_ROLE),
        INVALID,
        "ENHANCED_MONITORING",
    ),
    Refusal("with no log", CREATE, _new(EnableCloudwatchLogsExports=["audit"]), COMBINATION, "'audit'"),
    Refusal("kept for a week and a day", CREATE, _new(PerformanceInsightsRetentionPeriod=8), INVALID, "8"),
    Refusal("to no class", MODIFY, _app(DBInstanceClass="db.micro"), INVALID, "db.micro"),
    Refusal("smaller", MODIFY, _app(AllocatedStorage=19), COMBINATION, "storage size"),
    Refusal(
        "to another VPC", MODIFY, _app(VpcSecurityGroupIds=["other_group"]), COMBINATION, "different VPCs"
    ),
    Refusal("to no version", MODIFY, _app(EngineVersion="15.99"), COMBINATION, "15.99"),
    Refusal(
        "without a word", "DeleteDBInstance", _app(), COMBINATION, "is required unless SkipFinalSnapshot"
    ),
    Refusal(
        "with two words",
        "DeleteDBInstance",
        _app(SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="last"),
        COMBINATION,
        "can not be specified",
    ),
    Refusal("of no version", CLUSTER, _cluster(EngineVersion="6.0.0"), COMBINATION, "6.0.0"),
    Refusal("of a reserved user", CLUSTER, _cluster(MasterUsername="admin"), INVALID, "reserved word"),
    Refusal(
        "with no log", CLUSTER, _cluster(EnableCloudwatchLogsExports=["slow"]), COMBINATION, "audit, profiler"
    ),
    Refusal(
        "in no cluster",
        CREATE,
        lambda _: {
            "DBInstanceIdentifier": "new",
            "DBInstanceClass": "db.r6g.large",
            "Engine": "docdb",
            "DBClusterIdentifier": "none",
        },
        "DBClusterNotFoundFault",
        "none",
    ),
]


@each(REFUSED)
def test_refuses(rds: Any, databases: Databases, row: Refusal) -> None:
    assert_refused(rds, databases, row)


def test_changing_a_subnet_group_keeps_it(rds: Any, databases: Databases) -> None:
    place = databases.place
    third = place.subnet(place.vpc, "10.0.9.0/24", "c")
    subnets = [place.one, place.two, third]
    rds.modify_db_subnet_group(DBSubnetGroupName="app", SubnetIds=subnets)
    (group,) = rds.describe_db_subnet_groups(DBSubnetGroupName="app")["DBSubnetGroups"]
    assert [subnet["SubnetIdentifier"] for subnet in group["Subnets"]] == subnets
    assert group["DBSubnetGroupDescription"] == "app"


def test_an_instance_reads_as_on_aws(rds: Any, databases: Databases) -> None:
    (database,) = rds.describe_db_instances(DBInstanceIdentifier="app")["DBInstances"]
    expected = {
        "AvailabilityZone": "us-east-1a",
        "SecondaryAvailabilityZone": "us-east-1b",
        "LicenseModel": "postgresql-license",
        "NetworkType": "IPV4",
        "PerformanceInsightsEnabled": True,
        "PerformanceInsightsRetentionPeriod": 7,
        "EngineVersion": "15.10",
    }
    assert {key: database[key] for key in expected} == expected
    assert database["KmsKeyId"].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert database["Endpoint"]["HostedZoneId"]


def test_instances_have_ids_of_their_own(rds: Any, databases: Databases) -> None:
    other = rds.create_db_instance(**_new(DBInstanceIdentifier="other")(databases))["DBInstance"]
    assert other["DbiResourceId"] != databases.app["DbiResourceId"]
    assert [group["VpcSecurityGroupId"] for group in other["VpcSecurityGroups"]] != [databases.place.group]
    assert "KmsKeyId" not in other
    rds.delete_db_instance(DBInstanceIdentifier="other", SkipFinalSnapshot=True)


def test_an_instance_keeps_its_group_and_subnets_from_being_deleted(rds: Any, databases: Databases) -> None:
    place = databases.place
    old, new = place.security_group("rds-old"), place.security_group("rds-new")
    rds.create_db_instance(**_new(DBInstanceIdentifier="guard", VpcSecurityGroupIds=[old])(databases))
    assert [item["Description"] for item in place.interfaces(old)] == ["RDSNetworkInterface"]
    assert error_code(place.ec2.delete_security_group, GroupId=old) == "DependencyViolation"
    assert error_code(place.ec2.delete_subnet, SubnetId=place.one) == "DependencyViolation"
    rds.modify_db_instance(DBInstanceIdentifier="guard", VpcSecurityGroupIds=[new], ApplyImmediately=True)
    place.ec2.delete_security_group(GroupId=old)
    rds.delete_db_instance(DBInstanceIdentifier="guard", SkipFinalSnapshot=True)
    place.ec2.delete_security_group(GroupId=new)


def test_a_major_version_is_resolved(rds: Any, databases: Databases) -> None:
    made = rds.create_db_instance(**_new(DBInstanceIdentifier="major", EngineVersion="16")(databases))[
        "DBInstance"
    ]
    assert made["EngineVersion"].startswith("16.")
    assert made["DBParameterGroups"][0]["DBParameterGroupName"] == "default.postgres16"
    rds.delete_db_instance(DBInstanceIdentifier="major", SkipFinalSnapshot=True)


def test_versions_can_be_listed(rds: Any) -> None:
    listed = rds.describe_db_engine_versions(Engine="postgres", DBParameterGroupFamily="postgres15")
    found = {version["EngineVersion"]: version for version in listed["DBEngineVersions"]}
    assert {"15.4", "15.10"} <= found.keys()
    assert found["15.4"]["ExportableLogTypes"]
    targets = [target["EngineVersion"] for target in found["15.4"]["ValidUpgradeTarget"]]
    assert "15.10" in targets
    assert "15.3" not in targets
    (default,) = rds.describe_db_engine_versions(Engine="docdb", DefaultOnly=True)["DBEngineVersions"]
    assert default["EngineVersion"] == "5.0.0"


def test_parameters_can_be_reset(rds: Any, databases: Databases) -> None:
    parameter = {
        "ParameterName": "log_min_duration_statement",
        "ParameterValue": "1",
        "ApplyMethod": "immediate",
    }
    rds.modify_db_parameter_group(DBParameterGroupName="postgres16", Parameters=[parameter])
    rds.reset_db_parameter_group(DBParameterGroupName="postgres16", Parameters=[parameter])
    assert rds.describe_db_parameters(DBParameterGroupName="postgres16")["Parameters"] == []


@pytest.mark.parametrize("storage", ["aurora-iopt1", None])
def test_an_aurora_cluster_can_be_created(rds: Any, databases: Databases, storage: str | None) -> None:
    name = f"aurora-{storage or 'plain'}"
    arguments = {"StorageType": storage} if storage else {}
    cluster = rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        EngineVersion="15.10",
        DBSubnetGroupName="app",
        MasterUsername="app",
        ManageMasterUserPassword=True,
        **arguments,
    )["DBCluster"]
    assert cluster["DBClusterParameterGroup"] == "default.aurora-postgresql15"
    rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)


def test_documentdb_lives_from_create_to_delete(connect: Any, databases: Databases) -> None:
    docdb, place = connect("docdb"), databases.place
    group = place.security_group("docdb")
    docdb.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="docs", DBParameterGroupFamily="docdb5.0", Description="docs"
    )
    cluster = docdb.create_db_cluster(
        DBClusterIdentifier="docs",
        Engine="docdb",
        EngineVersion="5.0.0",
        MasterUsername="app",
        ManageMasterUserPassword=True,
        DBSubnetGroupName="app",
        DBClusterParameterGroupName="docs",
        VpcSecurityGroupIds=[group],
        StorageEncrypted=True,
        EnableCloudwatchLogsExports=["audit", "profiler"],
    )["DBCluster"]
    assert (cluster["Port"], cluster["EngineVersion"]) == (27017, "5.0.0")
    assert error_code(docdb.create_db_cluster, DBClusterIdentifier="docs", Engine="docdb") == (
        "DBClusterAlreadyExistsFault"
    )
    docdb.create_db_instance(
        DBInstanceIdentifier="docs-1",
        DBInstanceClass="db.t4g.medium",
        Engine="docdb",
        DBClusterIdentifier="docs",
    )
    docdb.modify_db_cluster(
        DBClusterIdentifier="docs", CloudwatchLogsExportConfiguration={"DisableLogTypes": ["profiler"]}
    )
    (read,) = docdb.describe_db_clusters(DBClusterIdentifier="docs")["DBClusters"]
    assert read["EnabledCloudwatchLogsExports"] == ["audit"]
    assert [member["DBInstanceIdentifier"] for member in read["DBClusterMembers"]] == ["docs-1"]
    code = error_code(docdb.delete_db_cluster_parameter_group, DBClusterParameterGroupName="docs")
    assert code == "InvalidDBParameterGroupState"
    docdb.delete_db_instance(DBInstanceIdentifier="docs-1")
    docdb.delete_db_cluster(DBClusterIdentifier="docs", SkipFinalSnapshot=True)
    place.ec2.delete_security_group(GroupId=group)
