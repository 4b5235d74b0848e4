"""Aurora, Multi-AZ clusters, replicas and RDS Proxy as AWS accepts and refuses them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
COMBINATION = "InvalidParameterCombination"
PASSWORD = "correct-horse"
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "rds.amazonaws.com"}}]}'
)
POSTGRES = {
    "DBInstanceClass": "db.t4g.micro",
    "Engine": "postgres",
    "EngineVersion": "15.10",
    "AllocatedStorage": 20,
    "MasterUsername": "app",
}
AURORA = {"Engine": "aurora-postgresql", "EngineVersion": "15.10", "MasterUsername": "app"}
COPIES = {
    **AURORA,
    "Engine": "postgres",
    "DBClusterInstanceClass": "db.m6gd.large",
    "AllocatedStorage": 100,
    "StorageType": "gp3",
}


class Databases:
    """Instances `kept` (its password managed), `own` and `bare` (no backups), a replica `copy` of `own`, the
    Aurora cluster `aurora` and the proxy `front` of `own`.
    """

    def __init__(self, connect: Any, place: Place) -> None:
        self.rds, self.place = connect("rds"), place
        third = place.subnet(place.vpc, "10.0.9.0/24", "c")
        role = connect("iam").create_role(RoleName="proxy", AssumeRolePolicyDocument=TRUST)["Role"]
        self.role_arn = str(role["Arn"])
        for name, subnets in (("two", [place.one, place.two]), ("three", [place.one, place.two, third])):
            self.rds.create_db_subnet_group(
                DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=subnets
            )
        self._instance("kept", ManageMasterUserPassword=True)
        self._instance("own", MasterUserPassword=PASSWORD)
        self._instance("bare", MasterUserPassword=PASSWORD, BackupRetentionPeriod=0)
        self.rds.create_db_instance_read_replica(
            DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="own"
        )
        self.rds.create_db_cluster(
            DBClusterIdentifier="aurora", ManageMasterUserPassword=True, DBSubnetGroupName="two", **AURORA
        )
        self.rds.create_db_proxy(**self.proxy("front"))
        self.rds.register_db_proxy_targets(DBProxyName="front", DBInstanceIdentifiers=["own"])

    def proxy(self, name: str, **changed: Any) -> dict[str, Any]:
        place = self.place
        chosen = {
            "DBProxyName": name,
            "EngineFamily": "POSTGRESQL",
            "DefaultAuthScheme": "IAM_AUTH",
            "RoleArn": self.role_arn,
            "VpcSubnetIds": [place.one, place.two],
        } | changed
        return {key: value for key, value in chosen.items() if value is not None}

    def _instance(self, name: str, **more: Any) -> None:
        self.rds.create_db_instance(DBInstanceIdentifier=name, DBSubnetGroupName="two", **POSTGRES, **more)


@pytest.fixture(scope="module")
def databases(connect: Any, place: Place) -> Databases:
    return Databases(connect, place)


def _copies(**changed: Any) -> Any:
    chosen = {"DBClusterIdentifier": "new", "DBSubnetGroupName": "three", "MasterUserPassword": PASSWORD}
    return lambda _: {key: value for key, value in {**chosen, **COPIES, **changed}.items() if value}


def _aurora(**changed: Any) -> Any:
    chosen = {"DBClusterIdentifier": "new", "DBSubnetGroupName": "two", "MasterUserPassword": PASSWORD}
    return lambda _: {**chosen, **AURORA, **changed}


def _capacity(least: float, most: float) -> dict[str, Any]:
    return {"ServerlessV2ScalingConfiguration": {"MinCapacity": least, "MaxCapacity": most}}


def _member(**changed: Any) -> Any:
    chosen = {
        "DBInstanceIdentifier": "new",
        "DBClusterIdentifier": "aurora",
        "DBInstanceClass": "db.r7g.large",
        "Engine": "aurora-postgresql",
    }
    return lambda _: {**chosen, **changed}


def _replica(source: str, **changed: Any) -> Any:
    return lambda _: {"DBInstanceIdentifier": "new", "SourceDBInstanceIdentifier": source, **changed}


def _change(name: str, **changed: Any) -> Any:
    return lambda _: {"DBInstanceIdentifier": name, **changed}


def _proxy(**changed: Any) -> Any:
    return lambda databases: databases.proxy(
        "new",
        **{
            name: [getattr(databases.place, item, item) for item in value]
            if isinstance(value, list) and name.startswith("Vpc")
            else value
            for name, value in changed.items()
        },
    )


def _pool(**config: Any) -> Any:
    return lambda _: {
        "DBProxyName": "front",
        "TargetGroupName": "default",
        "ConnectionPoolConfig": config,
    }


def _named(**arguments: Any) -> Any:
    return lambda _: arguments


CLUSTER = "CreateDBCluster"
MEMBER = "CreateDBInstance"
REPLICA = "CreateDBInstanceReadReplica"
MODIFY = "ModifyDBInstance"
PROXY = "CreateDBProxy"
POOL = "ModifyDBProxyTargetGroup"
NO_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:none"

REFUSED = [
    Refusal("of no class", CLUSTER, _copies(DBClusterInstanceClass=None), COMBINATION, "DBClusterInstanceC"),
    Refusal("of no size", CLUSTER, _copies(AllocatedStorage=None), COMBINATION, "AllocatedStorage must be"),
    Refusal("of no disk", CLUSTER, _copies(DBClusterInstanceClass="db.m7g.large"), COMBINATION, "db.m7g."),
    Refusal("on gp2", CLUSTER, _copies(StorageType="gp2"), COMBINATION, "gp2"),
    Refusal("too fast", CLUSTER, _copies(Iops=12000), COMBINATION, "less than 400"),
    Refusal(
        "in two zones",
        CLUSTER,
        _copies(DBSubnetGroupName="two"),
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "at least 3 AZs",
    ),
    Refusal(
        "of Aurora's size", CLUSTER, _aurora(AllocatedStorage=100), COMBINATION, "AllocatedStorage isn't"
    ),
    Refusal("on gp3", CLUSTER, _aurora(StorageType="gp3"), INVALID, "gp3"),
    Refusal("of no size", CLUSTER, _aurora(**_capacity(0.2, 4)), INVALID, "MinCapacity must be 0 to 256"),
    Refusal("that stays paused", CLUSTER, _aurora(**_capacity(0, 0.5)), INVALID, "MaxCapacity must be 1 to"),
    Refusal("monitored by nobody", CLUSTER, _aurora(MonitoringInterval=60), COMBINATION, "MonitoringRoleARN"),
    Refusal(
        "with one time for all",
        CLUSTER,
        _aurora(PreferredBackupWindow="03:00-04:00", PreferredMaintenanceWindow="sun:03:30-sun:04:30"),
        INVALID,
        "must not overlap",
    ),
    Refusal("of another version", MEMBER, _member(EngineVersion="16.1"), COMBINATION, "15.10"),
    Refusal("without bounds", MEMBER, _member(DBInstanceClass="db.serverless"), COMBINATION, "Serverless v2"),
    Refusal(
        "in another zone",
        MEMBER,
        _member(AvailabilityZone="us-east-1c"),
        "InvalidVPCNetworkStateFault",
        "us-east-1a, us-east-1b",
    ),
    Refusal("of no authority", MEMBER, _member(CACertificateIdentifier="x"), "CertificateNotFound", "x"),
    Refusal("of nothing", REPLICA, _replica("none"), "DBInstanceNotFound", "none"),
    Refusal(
        "without backups", REPLICA, _replica("bare"), "InvalidDBInstanceState", "backups are not enabled"
    ),
    Refusal("with a kept password", REPLICA, _replica("kept"), INVALID, "engine postgres where ManageMaster"),
    Refusal(
        "of a taken name",
        REPLICA,
        _replica("own", DBInstanceIdentifier="own"),
        "DBInstanceAlreadyExists",
        "already",
    ),
    Refusal("of no class", REPLICA, _replica("own", DBInstanceClass="db.x"), INVALID, "db.x"),
    Refusal(
        "without backups", MODIFY, _change("own", BackupRetentionPeriod=0), COMBINATION, "cannot be disab"
    ),
    Refusal(
        "of a copy", "PromoteReadReplica", _change("own"), "InvalidDBInstanceState", "not a read replica"
    ),
    Refusal(
        "with a snapshot of a copy",
        "DeleteDBInstance",
        _change("copy", FinalDBSnapshotIdentifier="last"),
        COMBINATION,
        "deleting a replica",
    ),
    Refusal(
        "of a kept password", MODIFY, _change("kept", MasterUserPassword=PASSWORD), COMBINATION, "enabled"
    ),
    Refusal(
        "of who keeps it",
        MODIFY,
        _change("kept", ManageMasterUserPassword=False),
        COMBINATION,
        "must specify",
    ),
    Refusal(
        "of two passwords",
        MODIFY,
        _change("own", ManageMasterUserPassword=True, MasterUserPassword=PASSWORD),
        COMBINATION,
        "can't specify MasterUserPassword",
    ),
    Refusal("back in time", MODIFY, _change("own", EngineVersion="15.8"), COMBINATION, "from 15.10 to 15.8"),
    Refusal("without a word", MODIFY, _change("own", EngineVersion="16"), COMBINATION, "AllowMajorVersion"),
    Refusal("without secrets", PROXY, _proxy(DefaultAuthScheme=None), INVALID, "IAM_AUTH"),
    Refusal("with no secret", PROXY, _proxy(Auth=[{"SecretArn": NO_SECRET}]), INVALID, "secret:none"),
    Refusal(
        "with no role", PROXY, _proxy(RoleArn="arn:aws:iam::123456789012:role/none"), INVALID, "role/none"
    ),
    Refusal("in one zone", PROXY, _proxy(VpcSubnetIds=["one", "same_zone"]), "InvalidSubnet", "at least 2"),
    Refusal("in two VPCs", PROXY, _proxy(VpcSubnetIds=["one", "elsewhere"]), "InvalidSubnet", "one VPC"),
    Refusal("in no subnet", PROXY, _proxy(VpcSubnetIds=["one", "subnet-1"]), "InvalidSubnet", "[subnet-1]"),
    Refusal("with another's group", PROXY, _proxy(VpcSecurityGroupIds=["other_group"]), INVALID, "sg-"),
    Refusal("of none", "ModifyDBProxy", _named(DBProxyName="none"), "DBProxyNotFoundFault", "none"),
    Refusal("of none", "DeleteDBProxy", _named(DBProxyName="none"), "DBProxyNotFoundFault", "none"),
    Refusal("of none", "DescribeDBProxyTargets", _named(DBProxyName="none"), "DBProxyNotFoundFault", "none"),
    Refusal("to 101", POOL, _pool(MaxConnectionsPercent=101), INVALID, "between 1 and 100, not 101"),
    Refusal(
        "to more idle",
        POOL,
        _pool(MaxConnectionsPercent=50, MaxIdleConnectionsPercent=51),
        INVALID,
        "0 and 50",
    ),
    Refusal("to ages", POOL, _pool(ConnectionBorrowTimeout=301), INVALID, "300 seconds"),
    Refusal(
        "twice",
        "RegisterDBProxyTargets",
        _named(DBProxyName="front", DBClusterIdentifiers=["aurora"]),
        "DBProxyTargetAlreadyRegisteredFault",
        "target own already",
    ),
    Refusal(
        "that is none",
        "RegisterDBProxyTargets",
        _named(DBProxyName="front", DBInstanceIdentifiers=["none"]),
        "DBInstanceNotFound",
        "none",
    ),
    Refusal(
        "that is none",
        "DeregisterDBProxyTargets",
        _named(DBProxyName="front", DBInstanceIdentifiers=["kept"]),
        "DBProxyTargetNotFoundFault",
        "kept",
    ),
    Refusal(
        "to no topic",
        "CreateEventSubscription",
        _named(SubscriptionName="x", SnsTopicArn="arn:aws:sns:us-east-1:123456789012:none"),
        "SNSTopicArnNotFound",
        "none",
    ),
]


@each(REFUSED)
def test_refuses(databases: Databases, row: Refusal) -> None:
    assert_refused(databases.rds, databases, row)


PARAMETERS = "ModifyDBParameterGroup"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ([("max_connections", "immediate")], COMBINATION),
        ([(f"work_mem_{number}", "immediate") for number in range(21)], INVALID),
    ],
)
def test_parameters_are_refused(databases: Databases, parameters: list[tuple[str, str]], code: str) -> None:
    rds, group = databases.rds, {"DBParameterGroupName": code.lower(), "DBParameterGroupFamily": "postgres15"}
    rds.create_db_parameter_group(**group, Description="x")
    given = [
        {"ParameterName": name, "ParameterValue": "1", "ApplyMethod": method} for name, method in parameters
    ]
    found = error_code(rds.modify_db_parameter_group, DBParameterGroupName=code.lower(), Parameters=given)
    assert found == code


def test_an_aurora_cluster_can_pause(databases: Databases) -> None:
    rds = databases.rds
    made = rds.create_db_cluster(**_aurora(DBClusterIdentifier="pauses", **_capacity(0, 1))(databases))
    assert made["DBCluster"]["ServerlessV2ScalingConfiguration"]["MinCapacity"] == 0
    rds.delete_db_cluster(DBClusterIdentifier="pauses", SkipFinalSnapshot=True)


def test_a_proxy_shows_its_database_and_forgets_it(databases: Databases) -> None:
    rds = databases.rds
    (target,) = rds.describe_db_proxy_targets(DBProxyName="front")["Targets"]
    (own,) = rds.describe_db_instances(DBInstanceIdentifier="own")["DBInstances"]
    assert (target["Endpoint"], target["Port"]) == (own["Endpoint"]["Address"], own["Endpoint"]["Port"])
    assert (target["Role"], target["TargetHealth"]) == ("READ_WRITE", {"State": "AVAILABLE"})
    rds.create_db_proxy(**databases.proxy("cluster"))
    rds.register_db_proxy_targets(DBProxyName="cluster", DBClusterIdentifiers=["aurora"])
    rds.create_db_instance(**_member(DBInstanceIdentifier="writer")(databases))
    found = rds.describe_db_proxy_targets(DBProxyName="cluster")["Targets"]
    assert [(item["Type"], item["RdsResourceId"]) for item in found] == [
        ("TRACKED_CLUSTER", "aurora"),
        ("RDS_INSTANCE", "writer"),
    ]
    rds.deregister_db_proxy_targets(DBProxyName="cluster", DBClusterIdentifiers=["aurora"])
    assert rds.describe_db_proxy_targets(DBProxyName="cluster")["Targets"] == []


def test_replicas_outlive_their_source(databases: Databases) -> None:
    rds = databases.rds
    for name in ("source", "left", "promoted"):
        arguments = {"SourceDBInstanceIdentifier": "source", "DBInstanceIdentifier": name}
        if name == "source":
            databases._instance(name, MasterUserPassword=PASSWORD)
        else:
            rds.create_db_instance_read_replica(**arguments)
    rds.promote_read_replica(DBInstanceIdentifier="promoted")
    (source,) = rds.describe_db_instances(DBInstanceIdentifier="source")["DBInstances"]
    assert source["ReadReplicaDBInstanceIdentifiers"] == ["left"]
    rds.delete_db_instance(DBInstanceIdentifier="source", SkipFinalSnapshot=True)
    for name in ("left", "promoted"):
        (database,) = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        assert "ReadReplicaSourceDBInstanceIdentifier" not in database
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)


@pytest.mark.parametrize("window", ["PreferredBackupWindow", "PreferredMaintenanceWindow"])
def test_the_window_that_is_not_named_does_not_overlap(databases: Databases, window: str) -> None:
    taken = {"PreferredBackupWindow": "06:30-07:30", "PreferredMaintenanceWindow": "Wed:13:00-Wed:14:00"}
    databases._instance("windows", MasterUserPassword=PASSWORD, **{window: taken[window]})
    (made,) = databases.rds.describe_db_instances(DBInstanceIdentifier="windows")["DBInstances"]
    assert made[window] == taken[window].lower()
    databases.rds.delete_db_instance(DBInstanceIdentifier="windows", SkipFinalSnapshot=True)
