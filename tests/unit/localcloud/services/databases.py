"""What the tests of databases need around what they test, made when first asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.world import World, trust

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
PROXY = "aws:rds/proxy:Proxy"
PASSWORD = "correct-horse"

Make = Callable[[Any], Properties]
"""Makes inputs from a `DatabaseWorld`."""

UNTOLD = ("applyImmediately", "finalSnapshotIdentifier", "skipFinalSnapshot", "deleteAutomatedBackups")
"""Inputs of instances and clusters that AWS does not tell."""


def life(token: str, create: Make, changes: tuple[Make, ...] = (), **more: Any) -> Case:
    """A case whose world is one of databases; the arguments are those of `Case`."""
    return Case(token, create, changes, **more)


class DatabaseWorld(World):
    """A cloud with what databases need."""

    @cached_property
    def subnets(self) -> list[str]:
        """Subnets in three zones."""
        return [self.subnet(number) for number in (240, 241, 242)]

    @cached_property
    def groups(self) -> list[str]:
        """Two security groups."""
        return [self.group("databases-one"), self.group("databases-two")]

    @cached_property
    def subnet_group(self) -> str:
        return self.make("aws:rds/subnetGroup:SubnetGroup", name="shared", subnetIds=self.subnets)[0]

    @cached_property
    def role_arn(self) -> str:
        """A role that RDS and its monitoring may assume."""
        document = trust("rds", "monitoring.rds")
        return str(self.make("aws:iam/role:Role", name="rds", assumeRolePolicy=document)[1]["arn"])

    @cached_property
    def database(self) -> Properties:
        """An instance with backups whose password is the program's own."""
        return self.make(INSTANCE, **of_instance(self, "shared", password=PASSWORD))[1]

    @cached_property
    def aurora(self) -> Properties:
        """An Aurora cluster for instances of all classes."""
        scaling = {"minCapacity": 0.5, "maxCapacity": 4}
        return self.make(CLUSTER, **of_aurora(self, "aurora", serverlessv2ScalingConfiguration=scaling))[1]

    @cached_property
    def proxy(self) -> str:
        """A proxy that logs in with IAM."""
        return self.make(PROXY, **of_proxy(self, "shared"))[0]

    def parameter_group(self, name: str, family: str = "postgres15") -> str:
        return self.make("aws:rds/parameterGroup:ParameterGroup", name=name, family=family)[0]

    def cluster_parameter_group(self, name: str, family: str) -> str:
        token = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
        return self.make(token, name=name, family=family)[0]

    def described(self, identifier: str) -> dict[str, Any]:
        """The instance of this name, as AWS describes it."""
        found = self.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)
        return dict(found["DBInstances"][0])


def of_instance(world: DatabaseWorld, name: str, **more: Any) -> Properties:
    """Inputs of a small instance."""
    return {
        "identifier": name,
        "engine": "postgres",
        "engineVersion": "15",
        "instanceClass": "db.t4g.micro",
        "allocatedStorage": 20,
        "username": "app",
        "dbSubnetGroupName": world.subnet_group,
        "backupRetentionPeriod": 7,
        "skipFinalSnapshot": True,
        "applyImmediately": True,
    } | more


def of_aurora(world: DatabaseWorld, name: str, **more: Any) -> Properties:
    """Inputs of an Aurora cluster."""
    return {
        "clusterIdentifier": name,
        "engine": "aurora-postgresql",
        "engineVersion": "15",
        "masterUsername": "app",
        "manageMasterUserPassword": True,
        "dbSubnetGroupName": world.subnet_group,
        "skipFinalSnapshot": True,
    } | more


def of_proxy(world: DatabaseWorld, name: str, **more: Any) -> Properties:
    """Inputs of a proxy that logs in with IAM."""
    return {
        "name": name,
        "engineFamily": "POSTGRESQL",
        "defaultAuthScheme": "IAM_AUTH",
        "roleArn": world.role_arn,
        "vpcSubnetIds": world.subnets,
        "vpcSecurityGroupIds": world.groups[:1],
    } | more
