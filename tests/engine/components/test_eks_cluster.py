"""A Kubernetes cluster, deployed by the real engine."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario

BASIC_ADD_ONS = ["coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"]
ACCESS = "arn:aws:eks::aws:cluster-access-policy/{}"


def test_a_kubernetes_cluster_is_made_upgraded_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "eks_cluster") as scenario:
        _assert_made(scenario)
        scenario.assert_settled("first")
        made, nodes = _cluster(scenario), _nodes(scenario)

        # An autoscaler in the cluster moves the size; no deployment sets it back.
        _resize(scenario, nodes["nodegroupName"], 4)
        scenario.pulumi("refresh")
        scenario.up("changed")
        _assert_changed(scenario, made, nodes)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        _assert_destroy_fails_while_protected(scenario, outputs)
        scenario.destroy()
        _assert_gone(scenario, outputs)


def _named(scenario: Scenario) -> dict[str, str]:
    return {"clusterName": scenario.outputs()["clusterName"]}


def _cluster(scenario: Scenario) -> dict[str, Any]:
    name = scenario.outputs()["clusterName"]
    return dict(scenario.client("eks").describe_cluster(name=name)["cluster"])


def _nodes(scenario: Scenario, group: str = "general") -> dict[str, Any]:
    """The node group that the component calls so."""
    eks, named = scenario.client("eks"), _named(scenario)
    (name,) = [name for name in eks.list_nodegroups(**named)["nodegroups"] if f"-nodes-{group}" in name]
    return dict(eks.describe_nodegroup(**named, nodegroupName=name)["nodegroup"])


def _resize(scenario: Scenario, group: str, count: int) -> None:
    scenario.client("eks").update_nodegroup_config(
        **_named(scenario), nodegroupName=group, scalingConfig={"desiredSize": count}
    )


def _template(scenario: Scenario, nodes: dict[str, Any]) -> dict[str, Any]:
    """What the nodes are made of: the data of their launch template's version."""
    used = nodes["launchTemplate"]
    (version,) = scenario.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=used["id"], Versions=[used["version"]]
    )["LaunchTemplateVersions"]
    return dict(version["LaunchTemplateData"])


def _policies(scenario: Scenario, principal: str) -> dict[str, Any]:
    """What a principal may do: policy -> scope."""
    found = scenario.client("eks").list_associated_access_policies(
        **_named(scenario), principalArn=principal
    )["associatedAccessPolicies"]
    return {item["policyArn"]: item["accessScope"] for item in found}


def _pods(scenario: Scenario) -> dict[tuple[str, str], str]:
    """Namespace and service account -> the role of their pods."""
    eks, named = scenario.client("eks"), _named(scenario)
    found = [
        eks.describe_pod_identity_association(**named, associationId=item["associationId"])["association"]
        for item in eks.list_pod_identity_associations(**named)["associations"]
    ]
    return {(item["namespace"], item["serviceAccount"]): item["roleArn"] for item in found}


def _assert_made(scenario: Scenario) -> None:
    outputs, cluster = scenario.outputs(), _cluster(scenario)
    assert (cluster["arn"], cluster["endpoint"]) == (outputs["clusterArn"], outputs["endpoint"])
    assert cluster["certificateAuthority"]["data"] == outputs["certificateAuthority"]
    assert (cluster["version"], cluster["deletionProtection"]) == ("1.34", True)
    assert cluster["accessConfig"] == {"authenticationMode": "API"}
    assert cluster["upgradePolicy"] == {"supportType": "STANDARD"}
    assert cluster["zonalShiftConfig"] == {"enabled": True}
    assert cluster["encryptionConfig"] == [
        {"resources": ["secrets"], "provider": {"keyArn": outputs["keyArn"]}}
    ]
    (logs,) = cluster["logging"]["clusterLogging"]
    assert (logs["enabled"], len(logs["types"])) == (True, 5)
    place = cluster["resourcesVpcConfig"]
    assert (place["endpointPrivateAccess"], place["endpointPublicAccess"]) == (True, False)
    assert len(place["subnetIds"]) == 3
    assert cluster["tags"]["Project"] == "components"
    (group,) = scenario.client("logs").describe_log_groups(logGroupNamePrefix=outputs["logGroupName"])[
        "logGroups"
    ]
    assert (group["retentionInDays"], bool(group["kmsKeyId"])) == (365, True)
    with pytest.raises(ClientError, match="deletion protection is enabled"):
        scenario.client("eks").delete_cluster(name=cluster["name"])
    _assert_nodes_made(scenario, outputs)
    assert scenario.client("eks").list_addons(**_named(scenario))["addons"] == BASIC_ADD_ONS
    assert _policies(scenario, outputs["teamRoleArn"]) == {
        ACCESS.format("AmazonEKSClusterAdminPolicy"): {"type": "cluster", "namespaces": []}
    }
    assert _pods(scenario) == {("shop", "api"): outputs["podsRoleArn"]}


def _assert_nodes_made(scenario: Scenario, outputs: Any) -> None:
    nodes = _nodes(scenario)
    assert (nodes["version"], nodes["amiType"]) == ("1.34", "AL2023_ARM_64_STANDARD")
    assert (nodes["capacityType"], nodes["instanceTypes"]) == ("ON_DEMAND", ["m7g.large"])
    assert nodes["nodeRole"] == outputs["nodeRoleArn"]
    assert nodes["scalingConfig"] == {"minSize": 2, "maxSize": 4, "desiredSize": 2}
    assert nodes["updateConfig"] == {"maxUnavailablePercentage": 33}
    assert nodes["nodeRepairConfig"]["enabled"] is True
    data = _template(scenario, nodes)
    assert sorted(data["SecurityGroupIds"]) == sorted(
        [outputs["clusterSecurityGroupId"], outputs["nodeSecurityGroupId"]]
    )
    assert (data["MetadataOptions"]["HttpTokens"], data["MetadataOptions"]["HttpPutResponseHopLimit"]) == (
        "required",
        1,
    )
    volume = data["BlockDeviceMappings"][0]["Ebs"]
    assert (volume["Encrypted"], volume["VolumeType"], volume["VolumeSize"]) == (True, "gp3", 50)
    tagged = {item["ResourceType"] for item in data["TagSpecifications"]}
    assert tagged == {"instance", "network-interface", "volume"}


def _assert_changed(scenario: Scenario, made: dict[str, Any], nodes: dict[str, Any]) -> None:
    outputs, cluster = scenario.outputs(), _cluster(scenario)
    assert (cluster["createdAt"], cluster["endpoint"]) == (made["createdAt"], made["endpoint"]), "replaced"
    assert (cluster["version"], cluster["deletionProtection"]) == ("1.35", False)
    assert cluster["upgradePolicy"] == {"supportType": "EXTENDED"}
    place = cluster["resourcesVpcConfig"]
    assert (place["endpointPublicAccess"], place["publicAccessCidrs"]) == (True, ["203.0.113.0/24"])
    changed, batch = _nodes(scenario), _nodes(scenario, "batch")
    assert (changed["nodegroupArn"], changed["version"]) == (nodes["nodegroupArn"], "1.35"), "replaced"
    assert changed["scalingConfig"] == {"minSize": 3, "maxSize": 6, "desiredSize": 4}
    assert changed["labels"] == {"tier": "web"}
    assert changed["launchTemplate"]["version"] == "2"
    assert _template(scenario, changed)["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 80
    assert (batch["capacityType"], batch["amiType"]) == ("SPOT", "AL2023_x86_64_STANDARD")
    assert batch["taints"] == [{"key": "dedicated", "value": "batch", "effect": "NO_SCHEDULE"}]
    add_ons = scenario.client("eks").list_addons(**_named(scenario))["addons"]
    assert add_ons == ["aws-ebs-csi-driver", *BASIC_ADD_ONS]
    assert _policies(scenario, outputs["teamRoleArn"]) == {
        ACCESS.format("AmazonEKSEditPolicy"): {"type": "namespace", "namespaces": ["shop"]}
    }
    assert _pods(scenario) == {("shop", "api"): outputs["teamRoleArn"]}
    (group,) = scenario.client("logs").describe_log_groups(logGroupNamePrefix=outputs["logGroupName"])[
        "logGroups"
    ]
    assert group["retentionInDays"] == 30


def _assert_destroy_fails_while_protected(scenario: Scenario, outputs: Any) -> None:
    """What is in the cluster is gone when Pulumi comes to the cluster, which EKS keeps with key and logs."""
    eks, name = scenario.client("eks"), outputs["clusterName"]
    eks.update_cluster_config(name=name, deletionProtection=True)
    assert "deletion protection is enabled" in scenario.destroy(succeeds=False)
    assert eks.describe_cluster(name=name)["cluster"]["status"] == "ACTIVE"
    key = scenario.client("kms").describe_key(KeyId=outputs["keyArn"])["KeyMetadata"]
    assert key["KeyState"] == "Enabled"
    logs = scenario.client("logs").describe_log_groups(logGroupNamePrefix=outputs["logGroupName"])
    assert len(logs["logGroups"]) == 1
    eks.update_cluster_config(name=name, deletionProtection=False)


def _assert_gone(scenario: Scenario, outputs: Any) -> None:
    ec2 = scenario.client("ec2")
    assert scenario.client("eks").list_clusters()["clusters"] == []
    assert ec2.describe_launch_templates()["LaunchTemplates"] == []
    groups = ec2.describe_security_groups()["SecurityGroups"]
    assert outputs["clusterSecurityGroupId"] not in [group["GroupId"] for group in groups]
    filters = [{"Name": "group-id", "Values": [outputs["nodeSecurityGroupId"]]}]
    assert ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []
    logs = scenario.client("logs").describe_log_groups(logGroupNamePrefix="/aws/eks/")
    assert logs["logGroups"] == []
    roles = {role["Arn"] for role in scenario.client("iam").list_roles()["Roles"]}
    assert not roles & {outputs["nodeRoleArn"], outputs["teamRoleArn"], outputs["podsRoleArn"]}
