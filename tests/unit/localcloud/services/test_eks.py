"""EKS through the provider."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.definition import RefusedError
from localcloud.services import eks_access, eks_add_ons, eks_clusters, eks_node_groups
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import life
from tests.unit.localcloud.services.kubernetes import CLUSTER, NODE_GROUP, SIZES, KubernetesWorld

ADD_ON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
PODS = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


@pytest.fixture(scope="module")
def world() -> Iterator[KubernetesWorld]:
    with Cloud(None) as cloud:
        yield KubernetesWorld(cloud)


def entry(world: KubernetesWorld, name: str) -> str:
    """The principal of an access entry of the shared cluster."""
    return str(
        world.make(ENTRY, clusterName=world.shared, principalArn=world.role_for(name, "ec2"))[1][
            "principalArn"
        ]
    )


CASES = (
    life(
        CLUSTER,
        lambda world: {
            **world.cluster_inputs("app"),
            "accessConfig": {
                "authenticationMode": "API_AND_CONFIG_MAP",
                "bootstrapClusterCreatorAdminPermissions": False,
            },
            "bootstrapSelfManagedAddons": False,
            "enabledClusterLogTypes": ["audit", "api"],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"version": "1.35"},
            lambda world: {
                "accessConfig": {
                    "authenticationMode": "API",
                    "bootstrapClusterCreatorAdminPermissions": False,
                }
            },
            lambda world: {"enabledClusterLogTypes": ["audit", "scheduler"]},
            lambda world: {"enabledClusterLogTypes": None},
            lambda world: {
                "vpcConfig": {
                    "subnetIds": world.private_subnets,
                    "endpointPrivateAccess": True,
                    "publicAccessCidrs": ["203.0.113.0/24"],
                }
            },
            lambda world: {
                "vpcConfig": {
                    "subnetIds": [*world.private_subnets, world.subnets[2]],
                    "securityGroupIds": world.groups[:1],
                    "endpointPrivateAccess": True,
                    "endpointPublicAccess": False,
                }
            },
            lambda world: {
                "vpcConfig": {
                    "subnetIds": world.private_subnets,
                    "endpointPrivateAccess": True,
                    "endpointPublicAccess": False,
                }
            },
            lambda world: {"upgradePolicy": {"supportType": "STANDARD"}},
            lambda world: {
                "encryptionConfig": {"provider": {"keyArn": world.key["arn"]}, "resources": ["secrets"]}
            },
            lambda world: {"zonalShiftConfig": {"enabled": True}},
            lambda world: {"zonalShiftConfig": None},
            lambda world: {"deletionProtection": True},
            lambda world: {"deletionProtection": False},
            lambda world: {"controlPlaneScalingConfig": {"tier": "tier-xl"}},
            lambda world: {"forceUpdateVersion": True},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("accessConfig", "bootstrapSelfManagedAddons", "forceUpdateVersion"),
    ),
    life(
        CLUSTER,
        lambda world: {
            **world.cluster_inputs("auto"),
            "computeConfig": {
                "enabled": True,
                "nodePools": ["general-purpose"],
                "nodeRoleArn": world.node_role,
            },
            "kubernetesNetworkConfig": {
                "serviceIpv4Cidr": "10.200.0.0/16",
                "elasticLoadBalancing": {"enabled": True},
            },
            "storageConfig": {"blockStorage": {"enabled": True}},
            "remoteNetworkConfig": {"remoteNodeNetworks": {"cidrs": ["172.16.0.0/24"]}},
        },
        (
            lambda world: {
                "computeConfig": {
                    "enabled": True,
                    "nodePools": ["general-purpose", "system"],
                    "nodeRoleArn": world.node_role,
                }
            },
        ),
        name="auto",
    ),
    life(
        NODE_GROUP,
        lambda world: {
            "clusterName": world.shared,
            "nodeGroupName": "general",
            "nodeRoleArn": world.node_role,
            "subnetIds": world.private_subnets,
            "scalingConfig": SIZES,
            "amiType": "AL2023_ARM_64_STANDARD",
            "instanceTypes": ["m7g.large", "m6g.large"],
            "capacityType": "SPOT",
            "version": "1.33",
            "labels": {"tier": "web"},
            "taints": [{"key": "dedicated", "value": "ai", "effect": "NO_SCHEDULE"}],
            "launchTemplate": {"id": world.template, "version": "1"},
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"version": "1.34"},
            lambda world: {"scalingConfig": {"minSize": 0, "maxSize": 5, "desiredSize": 4}},
            lambda world: {"labels": {"tier": "api", "team": "a"}},
            lambda world: {"labels": None},
            lambda world: {"taints": [{"key": "dedicated", "value": "ml", "effect": "NO_EXECUTE"}]},
            lambda world: {"taints": None},
            lambda world: {"updateConfig": {"maxUnavailablePercentage": 33}},
            lambda world: {"nodeRepairConfig": {"enabled": True}},
            lambda world: {"nodeRepairConfig": None},
            lambda world: {"warmPoolConfig": {"minSize": 1}},
            lambda world: {"launchTemplate": {"id": world.template, "version": second(world)}},
            lambda world: {"releaseVersion": "1.34.4-20260618"},
            lambda world: {"forceUpdateVersion": True},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("forceUpdateVersion",),
    ),
    life(
        NODE_GROUP,
        lambda world: {
            "clusterName": world.shared,
            "nodeGroupName": "reached",
            "nodeRoleArn": world.node_role,
            "subnetIds": world.private_subnets,
            "scalingConfig": SIZES,
            "diskSize": 40,
            "remoteAccess": {"sourceSecurityGroupIds": world.groups[:1]},
        },
        name="reached",
    ),
    life(
        ADD_ON,
        lambda world: {
            "clusterName": world.shared,
            "addonName": "vpc-cni",
            "resolveConflictsOnCreate": "OVERWRITE",
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"addonVersion": "v1.20.1-eksbuild.3"},
            lambda world: {"configurationValues": json.dumps({"enableNetworkPolicy": "true"})},
            lambda world: {"serviceAccountRoleArn": world.node_role},
            lambda world: {
                "podIdentityAssociations": [{"serviceAccount": "aws-node", "roleArn": world.node_role}]
            },
            lambda world: {"podIdentityAssociations": None},
            lambda world: {"resolveConflictsOnUpdate": "PRESERVE"},
            lambda world: {"preserve": True},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"),
    ),
    life(
        ENTRY,
        lambda world: {
            "clusterName": world.shared,
            "principalArn": world.role_for("team", "ec2"),
            "kubernetesGroups": ["viewers"],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"kubernetesGroups": ["viewers", "editors"]},
            lambda world: {"userName": "team"},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        POLICY,
        lambda world: {
            "clusterName": world.shared,
            "principalArn": entry(world, "viewer"),
            "policyArn": VIEW,
            "accessScope": {"type": "namespace", "namespaces": ["shop"]},
        },
    ),
    life(
        PODS,
        lambda world: {
            "clusterName": world.shared,
            "namespace": "shop",
            "serviceAccount": "api",
            "roleArn": world.role_for("pods-one", "pods.eks"),
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"roleArn": world.role_for("pods-two", "pods.eks")},
            lambda world: {"disableSessionTags": True},
            lambda world: {"targetRoleArn": world.node_role},
            lambda world: {"tags": {"Name": "y"}},
        ),
        import_id=lambda identifier, state: f"{state['clusterName']},{identifier}",
    ),
)


def second(world: KubernetesWorld) -> str:
    """The number of a new version of the launch template."""
    made = world.client("ec2").create_launch_template_version(
        LaunchTemplateId=world.template,
        LaunchTemplateData={"SecurityGroupIds": world.groups},
    )
    return str(made["LaunchTemplateVersion"]["VersionNumber"])


def test_every_type_has_a_case() -> None:
    modules = (eks_access, eks_add_ons, eks_clusters, eks_node_groups)
    assert {case.token for case in CASES} == {item.token for module in modules for item in module.RESOURCES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: KubernetesWorld) -> None:
    live(case, world)


def test_a_cluster_has_what_eks_gives_it(world: KubernetesWorld) -> None:
    state = world.kubernetes("outputs")
    assert state["arn"] == f"arn:aws:eks:us-east-1:{world.cloud.account_id}:cluster/outputs"
    assert state["platformVersion"].startswith("eks.")
    assert state["status"] == "ACTIVE"
    (identity,) = state["identities"]
    assert identity["oidcs"][0]["issuer"].startswith("https://oidc.eks.us-east-1.amazonaws.com/id/")
    assert state["endpoint"].endswith(".us-east-1.eks.amazonaws.com")
    assert state["certificateAuthority"]["data"]
    assert state["vpcConfig"]["vpcId"] == world.vpc
    (group,) = world.client("ec2").describe_security_groups(
        GroupIds=[state["vpcConfig"]["clusterSecurityGroupId"]]
    )["SecurityGroups"]
    assert group["GroupName"].startswith("eks-cluster-sg-outputs-")
    assert group["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"]


def test_the_ids_are_those_of_the_provider(world: KubernetesWorld) -> None:
    cluster, principal = world.shared, world.role_for("ids", "ec2")
    assert world.make(ENTRY, clusterName=cluster, principalArn=principal)[0] == f"{cluster}:{principal}"
    made = world.make(
        POLICY, clusterName=cluster, principalArn=principal, policyArn=VIEW, accessScope={"type": "cluster"}
    )
    assert made[0] == f"{cluster}#{principal}#{VIEW}"
    assert world.nodes(cluster, "ids")[0] == f"{cluster}:ids"
    add_on, _ = world.make(ADD_ON, clusterName=cluster, addonName="coredns")
    assert add_on == f"{cluster}:coredns"


def test_another_size_is_drift(world: KubernetesWorld) -> None:
    operations = world.operations(NODE_GROUP)
    identifier, state = world.nodes(world.shared, "scaled")
    world.client("eks").update_nodegroup_config(
        clusterName=world.shared, nodegroupName="scaled", scalingConfig={"desiredSize": 3}
    )
    live_state = operations.read(identifier, state)
    assert live_state is not None
    assert live_state["scalingConfig"]["desiredSize"] == 3
    inputs = {name: value for name, value in state.items() if name in operations.resource.schema.inputs}
    (found,) = operations.diff(live_state, inputs)
    assert found.path == "scalingConfig.desiredSize"
    assert operations.diff(live_state, inputs, ["scalingConfig.desiredSize"]) == []


def test_a_protected_cluster_is_not_deleted(world: KubernetesWorld) -> None:
    operations = world.operations(CLUSTER)
    inputs = world.cluster_inputs("protected") | {"deletionProtection": True}
    identifier, state = operations.create(inputs)
    with pytest.raises(ClientError, match="deletion protection is enabled"):
        operations.delete(identifier, state)
    state = operations.update(identifier, state, inputs | {"deletionProtection": False})
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_another_scope_replaces_a_policy_and_not_beside_it(world: KubernetesWorld) -> None:
    operations = world.operations(POLICY)
    inputs = {
        "clusterName": world.shared,
        "principalArn": entry(world, "scoped"),
        "policyArn": VIEW,
        "accessScope": {"type": "cluster"},
    }
    _, state = operations.create(inputs)
    wanted = inputs | {"accessScope": {"type": "namespace", "namespaces": ["shop"]}}
    assert all(item.replace for item in operations.diff(state, wanted))
    assert operations.resource.delete_before_replace


def test_the_namespace_of_an_add_on_stays(world: KubernetesWorld) -> None:
    operations = world.operations(ADD_ON)
    inputs = {"clusterName": world.shared, "addonName": "metrics-server"}
    identifier, state = operations.create(inputs)
    with pytest.raises(RefusedError, match="namespace cannot be changed"):
        operations.update(identifier, state, inputs | {"namespaceConfig": {"namespace": "other"}})
