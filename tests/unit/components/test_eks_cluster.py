"""EksCluster: a private control plane, its nodes, add-ons, users and pods."""

import json
from typing import Any

import pytest

from components import ArgumentError, EksAccess, EksCluster
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

COMPONENT = "shared-infra:index:EksCluster"
CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ADD_ON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
PODS = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY = "aws:kms/key:Key"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
LOG_KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/2"
NAME = "shared-infra-prod-platform"


def deploy(keys: bool = True, **args: Any) -> Recording:
    given = {"kms_key_arn": KEY_ARN, "log_kms_key_arn": LOG_KEY_ARN} if keys else {}

    def program() -> object:
        cluster = EksCluster(
            "platform",
            {"subnet_ids": ["subnet-1", "subnet-2"], "tags": TAGS, **given, **args},  # type: ignore[typeddict-item]
        )
        return {"group": cluster.security_group_id}

    return run(program, stack="prod")


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "EksCluster", **more}


def test_by_default_it_is_a_cluster_with_one_group_of_nodes_and_four_add_ons() -> None:
    recording = deploy()

    assert recording.counts() == {
        COMPONENT: 1,
        GROUP: 1,
        CLUSTER: 1,
        ROLE: 2,
        ATTACHMENT: 5,
        ADD_ON: 4,
        NODES: 1,
        TEMPLATE: 1,
    }
    assert {r.parent for r in recording.resources if r.custom} == {recording.one(COMPONENT).urn}
    assert recording.one(COMPONENT).outputs == {
        "clusterName": NAME,
        "clusterArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Cluster/platform-cluster",
        "endpoint": "https://api.example.com",
        "certificateAuthority": "Y2VydA==",
        "securityGroupId": "sg-cluster",
        "nodeRoleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/platform-node-role",
        "logGroupName": f"/aws/eks/{NAME}/cluster",
        "kmsKeyArn": KEY_ARN,
    }


def test_its_api_is_private_encrypted_logged_and_protected() -> None:
    recording = deploy()

    assert recording.one(CLUSTER, "platform-cluster").inputs == {
        "name": NAME,
        "version": "1.35",
        "roleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/platform-cluster-role",
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "bootstrapSelfManagedAddons": False,
        "enabledClusterLogTypes": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        "encryptionConfig": {"provider": {"keyArn": KEY_ARN}, "resources": ["secrets"]},
        "vpcConfig": {
            "subnetIds": ["subnet-1", "subnet-2"],
            "endpointPrivateAccess": True,
            "endpointPublicAccess": False,
        },
        "upgradePolicy": {"supportType": "STANDARD"},
        "zonalShiftConfig": {"enabled": True},
        "deletionProtection": True,
        "tags": tags("platform-cluster"),
    }


def test_its_logs_have_a_group_before_eks_makes_one() -> None:
    recording = deploy(log_retention_days=30)
    group = recording.one(GROUP, "platform-log-group")

    assert group.inputs == {
        "name": f"/aws/eks/{NAME}/cluster",
        "retentionInDays": 30,
        "kmsKeyId": LOG_KEY_ARN,
        "tags": tags("platform-log-group", DataClass="internal"),
    }
    assert group.urn in recording.one(CLUSTER).dependencies


def test_without_keys_it_makes_one_for_eks_and_its_logs() -> None:
    recording = deploy(keys=False)
    key = recording.one(KEY, "platform-key-key")

    assert {s["Sid"] for s in json.loads(key.inputs["policy"])["Statement"]} == {
        "AdministerByAccount",
        "GrantToEks",
        "UseByCloudWatchLogs",
    }
    assert key.inputs["tags"]["DataClass"] == "restricted"
    own = recording.one("shared-infra:index:KmsKey").outputs["keyArn"]
    assert recording.one(CLUSTER).inputs["encryptionConfig"]["provider"]["keyArn"] == own
    assert recording.one(GROUP).inputs["kmsKeyId"] == own


def test_its_roles_trust_this_cluster_and_ec2() -> None:
    recording = deploy(permissions_boundary_arn="arn:boundary")
    cluster, node = (recording.one(ROLE, f"platform-{one}-role") for one in ("cluster", "node"))
    [trust] = json.loads(cluster.inputs["assumeRolePolicy"])["Statement"]

    assert trust["Principal"] == {"Service": "eks.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn": f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/{NAME}"},
    }
    assert '"ec2.amazonaws.com"' in node.inputs["assumeRolePolicy"]
    assert {one.inputs["permissionsBoundary"] for one in (cluster, node)} == {"arn:boundary"}
    assert {
        name: a.inputs["policyArn"].rpartition("/")[2] for name, a in recording.of_type(ATTACHMENT).items()
    } == {
        "platform-cluster-policy": "AmazonEKSClusterPolicy",
        "platform-node-policy": "AmazonEKSWorkerNodePolicy",
        "platform-node-network-policy": "AmazonEKS_CNI_Policy",
        "platform-node-pull-policy": "AmazonEC2ContainerRegistryPullOnly",
        "platform-node-session-policy": "AmazonSSMManagedInstanceCore",
    }
    assert recording.one(ATTACHMENT, "platform-cluster-policy").urn in recording.one(CLUSTER).dependencies


def test_nodes_are_hardened_and_pods_do_not_reach_their_role() -> None:
    node = tags("platform-node-default")

    assert deploy(node_security_group_ids=["sg-api"]).one(TEMPLATE, "platform-template-default").inputs == {
        "description": "Nodes of the group default.",
        "updateDefaultVersion": True,
        "vpcSecurityGroupIds": ["sg-cluster", "sg-api"],
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        },
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "encrypted": "true",
                    "volumeType": "gp3",
                    "volumeSize": 50,
                    "deleteOnTermination": "true",
                },
            }
        ],
        "tagSpecifications": [
            {"resourceType": "instance", "tags": node},
            {"resourceType": "network-interface", "tags": node},
            {"resourceType": "volume", "tags": {**node, "DataClass": "confidential"}},
        ],
        "tags": tags("platform-template-default"),
    }


def test_a_group_of_nodes_follows_the_cluster_and_its_template() -> None:
    nodes = deploy().one(NODES, "platform-nodes-default")

    assert nodes.inputs == {
        "clusterName": NAME,
        "version": "1.35",
        "nodeRoleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/platform-node-role",
        "subnetIds": ["subnet-1", "subnet-2"],
        "amiType": "AL2023_ARM_64_STANDARD",
        "capacityType": "ON_DEMAND",
        "instanceTypes": ["m7g.large"],
        "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 2},
        "updateConfig": {"maxUnavailablePercentage": 33},
        "nodeRepairConfig": {"enabled": True},
        "launchTemplate": {"id": "platform-template-default-id", "version": "3"},
        "tags": tags("platform-nodes-default"),
    }


def test_groups_of_nodes_are_entries_of_a_mapping() -> None:
    recording = deploy(
        node_groups={
            "general": {},
            "ai": {
                "instance_types": ["g6.xlarge", "g6.2xlarge"],
                "spot": True,
                "min_size": 0.0,
                "max_size": 4,
                "desired_size": 1,
                "disk_gib": 200,
                "labels": {"workload": "ai"},
                "taints": ["dedicated=ai:NoSchedule"],
            },
        }
    )
    ai = recording.one(NODES, "platform-nodes-ai").inputs

    assert set(recording.of_type(NODES)) == {"platform-nodes-general", "platform-nodes-ai"}
    assert ai["amiType"] == "AL2023_x86_64_STANDARD"
    assert (ai["capacityType"], ai["instanceTypes"]) == ("SPOT", ["g6.xlarge", "g6.2xlarge"])
    assert ai["scalingConfig"] == {"minSize": 0, "maxSize": 4, "desiredSize": 1}
    assert ai["labels"] == {"workload": "ai"}
    assert ai["taints"] == [{"key": "dedicated", "value": "ai", "effect": "NO_SCHEDULE"}]
    [disk] = recording.one(TEMPLATE, "platform-template-ai").inputs["blockDeviceMappings"]
    assert disk["ebs"]["volumeSize"] == 200


@pytest.mark.parametrize(
    ("sizes", "ignored"),
    [
        ({"min_size": 2, "max_size": 5}, ("scalingConfig.desiredSize",)),
        ({"min_size": 3, "max_size": 3}, ()),
    ],
)
def test_only_a_group_that_scales_leaves_its_size_to_an_autoscaler(
    sizes: dict[str, int], ignored: tuple[str, ...]
) -> None:
    assert deploy(node_groups={"general": sizes}).one(NODES).ignore_changes == ignored


def test_nodes_wait_for_their_network_and_names_wait_for_nodes() -> None:
    recording = deploy(add_ons=["aws-ebs-csi-driver"])
    add_ons = {one.inputs["addonName"]: one for one in recording.of_type(ADD_ON).values()}
    nodes = recording.one(NODES)

    assert recording.one(ADD_ON, "platform-addon-vpc-cni").inputs == {
        "clusterName": NAME,
        "addonName": "vpc-cni",
        "resolveConflictsOnCreate": "OVERWRITE",
        "resolveConflictsOnUpdate": "PRESERVE",
        "tags": tags("platform-addon-vpc-cni"),
    }
    assert {add_ons[n].urn for n in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")} <= nodes.dependencies
    assert recording.one(ATTACHMENT, "platform-node-network-policy").urn in nodes.dependencies
    for name in ("coredns", "aws-ebs-csi-driver"):
        assert nodes.urn in add_ons[name].dependencies


def test_nobody_uses_it_without_an_entry() -> None:
    recording = deploy(
        access_entries={
            "platform": {"principal_arn": "arn:role/platform", "access": EksAccess.CLUSTER_ADMIN},
            "shop": {"principal_arn": "arn:role/shop", "access": "edit", "namespaces": ["shop"]},
        }
    )

    assert ENTRY not in deploy().counts()
    assert recording.one(ENTRY, "platform-access-platform").inputs == {
        "clusterName": NAME,
        "principalArn": "arn:role/platform",
        "tags": tags("platform-access-platform"),
    }
    assert recording.one(ASSOCIATION, "platform-access-policy-platform").inputs == {
        "clusterName": NAME,
        "principalArn": "arn:role/platform",
        "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        "accessScope": {"type": "cluster"},
    }
    scoped = recording.one(ASSOCIATION, "platform-access-policy-shop")
    assert scoped.inputs["policyArn"].endswith("/AmazonEKSEditPolicy")
    assert scoped.inputs["accessScope"] == {"type": "namespace", "namespaces": ["shop"]}
    assert recording.one(ENTRY, "platform-access-shop").urn in scoped.dependencies


def test_pods_have_roles() -> None:
    identity = {"namespace": "shop", "service_account": "api", "role_arn": "arn:role/api"}

    assert deploy(pod_identities={"api": identity}).one(PODS, "platform-pods-api").inputs == {
        "clusterName": NAME,
        "namespace": "shop",
        "serviceAccount": "api",
        "roleArn": "arn:role/api",
        "tags": tags("platform-pods-api"),
    }


def test_what_is_unsafe_or_dear_has_to_be_asked_for() -> None:
    inputs = (
        deploy(public_access_cidrs=["203.0.113.0/24"], deletion_protection=False, extended_support=True)
        .one(CLUSTER)
        .inputs
    )

    assert inputs["vpcConfig"]["endpointPublicAccess"] is True
    assert inputs["vpcConfig"]["publicAccessCidrs"] == ["203.0.113.0/24"]
    assert inputs["vpcConfig"]["endpointPrivateAccess"] is True
    assert inputs["deletionProtection"] is False
    assert inputs["upgradePolicy"] == {"supportType": "EXTENDED"}


@pytest.mark.parametrize("version", ["1.28", "1.36"])
def test_versions_from_the_guides_on_are_taken(version: str) -> None:
    assert deploy(kubernetes_version=version).one(CLUSTER).inputs["version"] == version


def nodes(**args: Any) -> dict[str, Any]:
    return {"node_groups": {"general": args}}


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"subnet_ids": ["subnet-1"]}, "subnet_ids: one subnet. Allowed: subnets in at least two zones"),
        (
            {"kubernetes_version": "1.27"},
            "kubernetes_version: '1.27'. Allowed: 1.28 or newer, as a text like",
        ),
        ({"kubernetes_version": "latest"}, "kubernetes_version: 'latest'."),
        ({"kubernetes_version": 1.35}, "kubernetes_version: 1.35. Allowed: a text"),
        (
            {"public_access_cidrs": ["0.0.0.0/0"]},
            "public_access_cidrs: a list with 0.0.0.0/0. Allowed: the blocks",
        ),
        (
            {"public_access_cidrs": ["10.0.0.1/8"]},
            "public_access_cidrs: a list with '10.0.0.1/8' (10.0.0.1/8 has",
        ),
        ({"log_retention_days": 2}, "log_retention_days: 2. Allowed: one of 1, 3,"),
        ({"add_ons": ["CoreDNS"]}, "add_ons: a list with 'CoreDNS'. Allowed: names of add-ons"),
        ({"add_ons": ["coredns"]}, "add_ons: a list with coredns. Allowed: others than vpc-cni,"),
        ({"node_groups": {}}, "node_groups: no group. Allowed: at least one"),
        ({"node_groups": {"General": {}}}, "node_groups: the name 'General'. Allowed: names of lower-case"),
        ({"node_groups": {"a" * 41: {}}}, f"node_groups: the name '{'a' * 41}'. Allowed: names of up to 40"),
        (
            nodes(instance_types=["large"]),
            "node_groups.general.instance_types: a list with 'large'. Allowed: names",
        ),
        (
            nodes(instance_types=["m7g.large", "m7i.large"]),
            "node_groups.general.instance_types: a list with arm64 and x86_64. Allowed: types with one kind",
        ),
        (
            nodes(instance_types=[]),
            "node_groups.general.instance_types: an empty list. Allowed: at least one",
        ),
        (
            nodes(desired_size=7),
            "node_groups.general.desired_size: 7, with sizes from 2 to 6. Allowed: min_size <=",
        ),
        (nodes(max_size=0), "node_groups.general.max_size: 0. Allowed: a whole number from 1 to 450."),
        (nodes(disk_gib=8), "node_groups.general.disk_gib: 8. Allowed: a whole number from 20 to 16384."),
        (
            nodes(taints=["ai"]),
            "node_groups.general.taints: a list with 'ai'. Allowed: key=value:effect, effect No",
        ),
        (nodes(taints=["a=b:Never"]), "node_groups.general.taints: a list with 'a=b:Never'."),
        (nodes(size=3), "node_groups.general.size: no argument here. Allowed: instance_types,"),
        (
            {"access_entries": {"a": {"principal_arn": "x"}}},
            "access_entries.a.access: missing. Allowed: cluster-",
        ),
        (
            {"access_entries": {"a": {"principal_arn": "x", "access": "root"}}},
            "access_entries.a.access: 'root'. Allowed: cluster-admin, admin, edit, view.",
        ),
        ({"access_entries": {"a": {"access": "view"}}}, "access_entries.a.principal_arn: missing."),
        (
            {"pod_identities": {"a": {"namespace": "x", "role_arn": "y"}}},
            "pod_identities.a.service_account: missing.",
        ),
        ({"deletion_protection": "off"}, "deletion_protection: 'off'."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
