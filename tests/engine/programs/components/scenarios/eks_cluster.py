"""A Kubernetes cluster that EKS protects, and a newer version of it with more nodes and fewer rights."""

import json

import pulumi
import pulumi_aws as aws

from components import EksAccess, EksCluster, EksClusterArgs
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the cluster in the network of another stack, with a role for a team and one for pods."""
    team = _role("team", {"AWS": "*"})
    pods = _role("pods", {"Service": "pods.eks.amazonaws.com"})
    args: EksClusterArgs = {
        "subnet_ids": network("computeSubnetIds"),
        "kubernetes_version": "1.34",
        "node_groups": {"general": {"instance_types": ["m7g.large"], "min_size": 2, "max_size": 4}},
        "node_security_group_ids": [network("securityGroupId")],
        "access_entries": {"team": {"principal_arn": team.arn, "access": EksAccess.CLUSTER_ADMIN}},
        "pod_identities": {"api": {"namespace": "shop", "service_account": "api", "role_arn": pods.arn}},
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "kubernetes_version": "1.35",
            "extended_support": True,
            "public_access_cidrs": ["203.0.113.0/24"],
            "log_retention_days": 30,
            "node_groups": {
                "general": {
                    "instance_types": ["m7g.large"],
                    "min_size": 3,
                    "max_size": 6,
                    "disk_gib": 80,
                    "labels": {"tier": "web"},
                },
                "batch": {
                    "instance_types": ["c7i.large", "c6i.large"],
                    "spot": True,
                    "min_size": 0,
                    "desired_size": 1,
                    "taints": ["dedicated=batch:NoSchedule"],
                },
            },
            "add_ons": ["aws-ebs-csi-driver"],
            "access_entries": {
                "team": {"principal_arn": team.arn, "access": EksAccess.EDIT, "namespaces": ["shop"]}
            },
            "pod_identities": {"api": {"namespace": "shop", "service_account": "api", "role_arn": team.arn}},
            "deletion_protection": False,
        }
    platform = EksCluster("platform", args)
    pulumi.export("teamRoleArn", team.arn)
    pulumi.export("podsRoleArn", pods.arn)
    pulumi.export("clusterName", platform.cluster_name)
    pulumi.export("clusterArn", platform.cluster_arn)
    pulumi.export("endpoint", platform.endpoint)
    pulumi.export("certificateAuthority", platform.certificate_authority)
    pulumi.export("clusterSecurityGroupId", platform.security_group_id)
    pulumi.export("nodeRoleArn", platform.node_role_arn)
    pulumi.export("logGroupName", platform.log_group_name)
    pulumi.export("keyArn", platform.kms_key_arn)
    pulumi.export("nodeSecurityGroupId", network("securityGroupId"))


def _role(name: str, principal: dict[str, str]) -> aws.iam.Role:
    statement = {"Effect": "Allow", "Principal": principal, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return aws.iam.Role(name, assume_role_policy=trust, tags=TAGS)
