"""A Kubernetes cluster on EKS, reached from inside the network."""

from collections.abc import Sequence
from functools import partial
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._eks_access import (
    AccessEntry,
    AccessEntryArgs,
    PodIdentity,
    PodIdentityArgs,
    access_policy_arn,
)
from ._eks_node_group import NodeSurroundings, create_node_group
from ._eks_nodes import NodeGroupArgs
from ._eks_spec import BEFORE_NODES, EksSpec, resolve
from ._iam import Account, trust_service, trust_service_for
from ._log_group import create_log_group
from ._own_key import Encrypted, key_arns
from ._tags import DataClass

_LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

_CLUSTER_POLICIES = {"cluster-policy": "AmazonEKSClusterPolicy"}
_NODE_POLICIES = {
    "node-policy": "AmazonEKSWorkerNodePolicy",
    "node-network-policy": "AmazonEKS_CNI_Policy",
    "node-pull-policy": "AmazonEC2ContainerRegistryPullOnly",
    "node-session-policy": "AmazonSSMManagedInstanceCore",
}
"""What the roles need, by role of the attachment (EKS user guide, "Amazon EKS node IAM role"; sessions of
Systems Manager instead of SSH)."""


class EksClusterArgs(TypedDict):
    """What a stack decides about a Kubernetes cluster."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Subnets of the compute tier, in at least two zones: for nodes, pods and the control plane's own
    interfaces."""
    kubernetes_version: NotRequired[str]
    """Minor version of Kubernetes, 1.28 or newer. It can only rise, by one at a time. Default: 1.35."""
    extended_support: NotRequired[bool]
    """Whether the cluster stays on a version that AWS supports for six times the price, instead of being
    updated. Default: false."""
    public_access_cidrs: NotRequired[list[str]]
    """Address blocks that reach the Kubernetes API from the internet. Default: none; it is reached from the
    VPC only."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts what Kubernetes stores; its policy has to let whoever makes the cluster grant it to
    EKS. Default: a key of its own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the control plane's logs; its policy has to admit CloudWatch Logs. Default: a key of
    its own."""
    log_retention_days: NotRequired[int]
    """Days that the control plane's logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    node_groups: NotRequired[dict[str, NodeGroupArgs]]
    """Groups of nodes, by a name that never changes. Default: one called default."""
    node_security_group_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Security groups of the nodes besides the cluster's own, as that by which data stores admit them.
    Default: none."""
    add_ons: NotRequired[list[str]]
    """Add-ons of EKS besides vpc-cni, kube-proxy, coredns and eks-pod-identity-agent, as aws-ebs-csi-driver.
    Default: none."""
    access_entries: NotRequired[dict[str, AccessEntryArgs]]
    """Who may use the Kubernetes API, by a name that never changes. Default: nobody, not even who makes the
    cluster."""
    pod_identities: NotRequired[dict[str, PodIdentityArgs]]
    """Which roles pods have, by a name that never changes. Default: none."""
    deletion_protection: NotRequired[bool]
    """Whether EKS refuses to delete the cluster. A destroy has deleted its nodes and add-ons when it comes to
    that; the next deployment makes them again. Default: true."""
    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """ARN of the policy beyond which the cluster's roles do not go. Default: none."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class EksCluster(SharedComponent):
    """A Kubernetes cluster whose API is private, whose nodes EKS manages, and whose users and pods IAM knows.

    Produces: the cluster (`<name>-cluster`, called `<project>-<stack>-<name>`) with all control-plane logs in
    `<name>-log-group`; for each group the managed nodes (`<name>-nodes-<group>`: Amazon Linux 2023, IMDSv2
    that pods cannot reach, encrypted disks, no SSH) and their template (`<name>-template-<group>`); its
    add-ons (`<name>-addon-<add-on>`); the access entries and pod identities (`<name>-access-<entry>`,
    `<name>-access-policy-<entry>`, `<name>-pods-<identity>`); and the roles of the cluster and its nodes.
    Without keys given also a key, `<name>-key` (a KmsKey). Nodes in a network without NAT need the endpoints
    ec2, ecr.api, ecr.dkr, eks, eks-auth, logs, s3 and sts.

    Example:

        EksCluster("platform", {
            "subnet_ids": vpc.compute_subnet_ids,
            "node_groups": {"general": {"instance_types": ["m7g.large"], "min_size": 3}},
            "access_entries": {
                "platform-team": {"principal_arn": platform_role_arn, "access": EksAccess.CLUSTER_ADMIN},
            },
            "pod_identities": {
                "api": {"namespace": "shop", "service_account": "api", "role_arn": api_role.role_arn},
            },
            "tags": tags,
        })

    Cost: 73 USD per month for the control plane (438 in extended support), and the nodes: about 60 USD per
    month for an m7g.large and 4 for its disk (us-east-1, EKS, EC2 and EBS pricing).
    """

    cluster_name: pulumi.Output[str]
    """Name of the cluster: `aws eks update-kubeconfig --name`."""
    cluster_arn: pulumi.Output[str]
    """ARN of the cluster."""
    endpoint: pulumi.Output[str]
    """Address of the Kubernetes API."""
    certificate_authority: pulumi.Output[str]
    """Certificate, in Base64, by which clients know the Kubernetes API."""
    security_group_id: pulumi.Output[str]
    """Id of the security group that EKS makes for the control plane and all nodes."""
    node_role_arn: pulumi.Output[str]
    """ARN of the nodes' role."""
    log_group_name: pulumi.Output[str]
    """Name of the log group of the control plane."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts what Kubernetes stores."""

    def __init__(self, name: str, args: EksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve(name, args, EksClusterArgs)
        super().__init__("EksCluster", name, spec.tags, opts)
        self.kms_key_arn, log_key_arn = key_arns(
            self,
            [Encrypted(spec.kms_key_arn, ["eks"]), Encrypted(spec.log_kms_key_arn, ["logs"])],
            DataClass.RESTRICTED,
            spec.tags,
        )
        # EKS makes this group itself when there is none, and keeps its events for ever.
        self.log_group = create_log_group(
            self, f"/aws/eks/{spec.cluster_name}/cluster", spec.log_retention_days, log_key_arn
        )
        self.cluster_role, cluster_policies = self._create_cluster_role(spec)
        self.cluster = self._create_cluster(spec, [self.log_group, *cluster_policies])
        self.node_role, node_policies = self._create_node_role(spec)
        self.security_group_id = self.cluster.vpc_config.cluster_security_group_id
        self.add_ons = {name: self._create_add_on(name) for name in spec.add_ons if name in BEFORE_NODES}
        self.node_groups = self._create_node_groups(spec, [*node_policies, *self.add_ons.values()])
        self.add_ons |= {name: self._create_add_on(name) for name in spec.add_ons if name not in BEFORE_NODES}
        for key, entry in spec.access_entries.items():
            self._create_access_entry(key, entry)
        for key, identity in spec.pod_identities.items():
            self._create_pod_identity(key, identity)

        self.cluster_name = self.cluster.name
        self.cluster_arn = self.cluster.arn
        self.endpoint = self.cluster.endpoint
        self.certificate_authority = self.cluster.certificate_authority.data
        self.node_role_arn = self.node_role.arn
        self.log_group_name = self.log_group.name
        self.publish()

    def _create_cluster(self, spec: EksSpec, needed: list[pulumi.Resource]) -> aws.eks.Cluster:
        return aws.eks.Cluster(
            self.child_name("cluster"),
            name=spec.cluster_name,
            version=spec.version,
            role_arn=self.cluster_role.arn,
            # Access entries are all there is: no config map, and no hidden right of whoever made the cluster.
            access_config={
                "authentication_mode": "API",
                "bootstrap_cluster_creator_admin_permissions": False,
            },
            bootstrap_self_managed_addons=False,
            enabled_cluster_log_types=_LOG_TYPES,
            encryption_config={"provider": {"key_arn": self.kms_key_arn}, "resources": ["secrets"]},
            vpc_config={
                "subnet_ids": spec.subnet_ids,
                "endpoint_private_access": True,
                "endpoint_public_access": bool(spec.public_access_cidrs),
                "public_access_cidrs": list(spec.public_access_cidrs) or None,
            },
            upgrade_policy={"support_type": "EXTENDED" if spec.extended_support else "STANDARD"},
            zonal_shift_config={"enabled": True},
            deletion_protection=spec.deletion_protection,
            tags=self.child_tags("cluster"),
            opts=self.child_options(pulumi.ResourceOptions(depends_on=needed)),
        )

    def _create_cluster_role(self, spec: EksSpec) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        trust = self.account().apply(lambda account: _trust_cluster(account, spec.cluster_name))
        role = self._create_role("cluster-role", "Lets EKS run the control plane.", trust, spec)
        return role, self._attach(role, _CLUSTER_POLICIES)

    def _create_node_role(self, spec: EksSpec) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        role = self._create_role(
            "node-role", "Lets nodes join the cluster.", trust_service("ec2.amazonaws.com"), spec
        )
        return role, self._attach(role, _NODE_POLICIES)

    def _create_role(
        self, role: str, description: str, trust: pulumi.Input[str], spec: EksSpec
    ) -> aws.iam.Role:
        return aws.iam.Role(
            self.child_name(role),
            description=description,
            assume_role_policy=trust,
            permissions_boundary=spec.permissions_boundary_arn,
            tags=self.child_tags(role),
            opts=self.child_options(),
        )

    def _attach(self, role: aws.iam.Role, policies: dict[str, str]) -> list[pulumi.Resource]:
        account = self.account()
        return [
            aws.iam.RolePolicyAttachment(
                self.child_name(child),
                role=role.name,
                policy_arn=account.apply(partial(Account.managed_policy, name=policy)),
                opts=self.child_options(),
            )
            for child, policy in policies.items()
        ]

    def _create_add_on(self, name: str) -> aws.eks.Addon:
        role = f"addon-{name}"
        waits_for = None if name in BEFORE_NODES else list(self.node_groups)
        return aws.eks.Addon(
            self.child_name(role),
            cluster_name=self.cluster.name,
            addon_name=name,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="PRESERVE",
            tags=self.child_tags(role),
            opts=self.child_options(pulumi.ResourceOptions(depends_on=waits_for)),
        )

    def _create_node_groups(self, spec: EksSpec, needed: list[pulumi.Resource]) -> list[aws.eks.NodeGroup]:
        groups = pulumi.Output.all(own=self.security_group_id, given=spec.node_security_group_ids)
        shared = NodeSurroundings(
            cluster=self.cluster,
            role_arn=self.node_role.arn,
            subnet_ids=spec.subnet_ids,
            security_group_ids=groups.apply(lambda known: [known["own"], *known["given"]]),
            needed=needed,
        )
        return [create_node_group(self, group, shared) for group in spec.node_groups]

    def _create_access_entry(self, key: str, entry: AccessEntry) -> None:
        known = aws.eks.AccessEntry(
            self.child_name(f"access-{key}"),
            cluster_name=self.cluster.name,
            principal_arn=entry.principal_arn,
            tags=self.child_tags(f"access-{key}"),
            opts=self.child_options(),
        )
        scope = {"type": "namespace", "namespaces": list(entry.namespaces)} if entry.namespaces else None
        aws.eks.AccessPolicyAssociation(
            self.child_name(f"access-policy-{key}"),
            cluster_name=self.cluster.name,
            principal_arn=known.principal_arn,
            policy_arn=self.account().apply(lambda account: access_policy_arn(account, entry.access)),
            access_scope=scope or {"type": "cluster"},
            opts=self.child_options(),
        )

    def _create_pod_identity(self, key: str, identity: PodIdentity) -> None:
        aws.eks.PodIdentityAssociation(
            self.child_name(f"pods-{key}"),
            cluster_name=self.cluster.name,
            namespace=identity.namespace,
            service_account=identity.service_account,
            role_arn=identity.role_arn,
            tags=self.child_tags(f"pods-{key}"),
            opts=self.child_options(),
        )


def _trust_cluster(account: Account, cluster_name: str) -> str:
    return trust_service_for("eks.amazonaws.com", account, account.arn("eks", f"cluster/{cluster_name}"))
