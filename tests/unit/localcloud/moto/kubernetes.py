"""Clusters of EKS and what they need, for tests of EKS's API."""

import json
from typing import Any

from tests.unit.localcloud.moto.place import Place

INVALID = "InvalidParameterException"
REQUEST = "InvalidRequestException"
IN_USE = "ResourceInUseException"
NOT_FOUND = "ResourceNotFoundException"
SIZES = {"minSize": 1, "maxSize": 3, "desiredSize": 2}
NO_ROLE = "arn:aws:iam::123456789012:role/none"


class Kubernetes:
    """Roles, a launch template, and a cluster `app` on 1.33 with a node group `general` on 1.32."""

    def __init__(self, connect: Any, place: Place) -> None:
        self.eks, self.iam, self.ec2 = (connect(name) for name in ("eks", "iam", "ec2"))
        self.place = place
        self.role, self.node_role = self._role("cluster", "eks"), self._role("node", "ec2")
        self.fargate_role = self._role("pods", "eks-fargate-pods")
        self.template = self.make_template("nodes", SecurityGroupIds=[place.group])
        self.eks.create_cluster(**self.cluster(name="app"))
        self.eks.create_nodegroup(**self.nodes(nodegroupName="general", version="1.32"))

    def _role(self, name: str, service: str) -> str:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": f"{service}.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        return str(made["Role"]["Arn"])

    def make_template(self, name: str, **data: Any) -> str:
        made = self.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)
        return str(made["LaunchTemplate"]["LaunchTemplateId"])

    def cluster(self, **changed: Any) -> dict[str, Any]:
        subnets = [getattr(self.place, name, name) for name in changed.pop("subnets", ("one", "two"))]
        groups = [getattr(self.place, name, name) for name in changed.pop("groups", ())]
        network = {"subnetIds": subnets, "securityGroupIds": groups, **changed.pop("network", {})}
        chosen = {
            "name": "new",
            "version": "1.33",
            "roleArn": self.role,
            "resourcesVpcConfig": network,
            "accessConfig": {"authenticationMode": "API"},
        }
        return chosen | changed

    def nodes(self, **changed: Any) -> dict[str, Any]:
        subnets = [getattr(self.place, name, name) for name in changed.pop("subnets", ("one", "two"))]
        chosen = {
            "clusterName": "app",
            "nodegroupName": "new",
            "nodeRole": self.node_role,
            "subnets": subnets,
            "scalingConfig": SIZES,
        }
        return chosen | changed

    def read(self, name: str = "app") -> dict[str, Any]:
        return dict(self.eks.describe_cluster(name=name)["cluster"])

    def read_nodes(self, name: str = "general", cluster: str = "app") -> dict[str, Any]:
        return dict(self.eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"])
