"""What the tests of EKS need around what they test, made when first asked for."""

from functools import cached_property
from typing import Any

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.world import trust
from tests.unit.localcloud.services.compute import ComputeWorld

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
SIZES = {"minSize": 1, "maxSize": 3, "desiredSize": 2}


class KubernetesWorld(ComputeWorld):
    """A cloud with roles for clusters, nodes and pods."""

    @cached_property
    def cluster_role(self) -> str:
        return self.role_for("eks-cluster", "eks")

    @cached_property
    def node_role(self) -> str:
        return self.role_for("eks-node", "ec2")

    @cached_property
    def shared(self) -> str:
        """The name of a cluster that has access entries."""
        return str(self.kubernetes("shared")["name"])

    @cached_property
    def template(self) -> str:
        """The id of a launch template with a security group, in one version."""
        return self.make(TEMPLATE, name="nodes", vpcSecurityGroupIds=self.groups[:1])[0]

    def role_for(self, name: str, *services: str) -> str:
        """The ARN of a role that services can have."""
        return str(self.make("aws:iam/role:Role", name=name, assumeRolePolicy=trust(*services))[1]["arn"])

    def kubernetes(self, name: str, **inputs: Any) -> Properties:
        """A cluster of its own."""
        return self.make(CLUSTER, **self.cluster_inputs(name), **inputs)[1]

    def cluster_inputs(self, name: str) -> Properties:
        return {
            "name": name,
            "roleArn": self.cluster_role,
            "version": "1.34",
            "vpcConfig": {"subnetIds": self.private_subnets},
            "accessConfig": {"authenticationMode": "API"},
        }

    def nodes(self, cluster: str, name: str, **inputs: Any) -> tuple[str, Properties]:
        """The id and state of a node group of a cluster."""
        given = {"scalingConfig": SIZES, "subnetIds": self.private_subnets, "nodeRoleArn": self.node_role}
        return self.make(NODE_GROUP, clusterName=cluster, nodeGroupName=name, **given | inputs)
