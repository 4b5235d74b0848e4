"""Access entries, pod identities and add-ons of EKS as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.kubernetes import (
    IN_USE,
    INVALID,
    NO_ROLE,
    NOT_FOUND,
    REQUEST,
    Kubernetes,
)
from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

APP = {"clusterName": "app"}
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
EVERYWHERE = {"type": "cluster"}


@pytest.fixture(scope="module")
def kubernetes(connect: Any, place: Place) -> Kubernetes:
    made = Kubernetes(connect, place)
    made.eks.create_access_entry(**APP, principalArn=made.role)
    made.eks.create_addon(**APP, addonName="coredns")
    made.eks.create_cluster(**made.cluster(name="mapped", accessConfig={"authenticationMode": "CONFIG_MAP"}))
    return made


def _entry(**changed: Any) -> Any:
    return lambda kubernetes: {**APP, "principalArn": kubernetes.fargate_role, **changed}


def _policy(**changed: Any) -> Any:
    given = {"policyArn": VIEW, "accessScope": EVERYWHERE}
    return lambda kubernetes: {**APP, "principalArn": kubernetes.role, **given, **changed}


def _add_on(**changed: Any) -> Any:
    return lambda _: {**APP, "addonName": "kube-proxy", **changed}


def _pods(**changed: Any) -> Any:
    given = {"namespace": "shop", "serviceAccount": "api"}
    return lambda kubernetes: {**APP, **given, "roleArn": kubernetes.role, **changed}


ENTRY, POLICY = "CreateAccessEntry", "AssociateAccessPolicy"
ADD_ON, PODS = "CreateAddon", "CreatePodIdentityAssociation"

REFUSED = [
    Refusal("of nobody", ENTRY, _entry(principalArn=NO_ROLE), INVALID, "invalid principal"),
    Refusal("of no ARN", ENTRY, _entry(principalArn="team"), INVALID, "format is not valid"),
    Refusal("a second time", ENTRY, lambda k: {**APP, "principalArn": k.role}, IN_USE, "already in use"),
    Refusal(
        "of a system group", ENTRY, _entry(kubernetesGroups=["system:masters"]), INVALID, "system:masters"
    ),
    Refusal("of no type", ENTRY, _entry(type="ADMIN"), INVALID, "ADMIN"),
    Refusal("of nodes with groups", ENTRY, _entry(type="EC2_LINUX", username="x"), INVALID, "EC2_LINUX"),
    Refusal(
        "where the config map decides",
        ENTRY,
        _entry(clusterName="mapped"),
        REQUEST,
        "must be set to one of [API, API_AND_CONFIG_MAP]",
    ),
    Refusal("unknown", "DescribeAccessEntry", _entry(), NOT_FOUND, "could not be found"),
    Refusal(
        "of none", POLICY, _policy(policyArn=VIEW.replace("View", "None")), INVALID, "AmazonEKSNonePolicy"
    ),
    Refusal("of nobody", POLICY, _policy(principalArn=NO_ROLE), NOT_FOUND, "could not be found"),
    Refusal("without namespaces", POLICY, _policy(accessScope={"type": "namespace"}), INVALID, "Namespaces"),
    Refusal("of nodes", POLICY, lambda k: _policy(principalArn=k.node_role)(k), REQUEST, "EC2_LINUX"),
    Refusal(
        "that was not associated",
        "DisassociateAccessPolicy",
        lambda k: {**APP, "principalArn": k.role, "policyArn": VIEW},
        NOT_FOUND,
        "ViewPolicy",
    ),
    Refusal(
        "of none", ADD_ON, _add_on(addonName="none"), INVALID, "Addon none specified is not supported in 1.33"
    ),
    Refusal("a second time", ADD_ON, _add_on(addonName="coredns"), IN_USE, "already exists"),
    Refusal(
        "of no version", ADD_ON, _add_on(addonVersion="1.33"), INVALID, "version specified is not supported"
    ),
    Refusal("too new", ADD_ON, _add_on(addonVersion="v1.34.0-eksbuild.2"), INVALID, "v1.34.0-eksbuild.2"),
    Refusal("with no role", ADD_ON, _add_on(serviceAccountRoleArn=NO_ROLE), INVALID, "role/none"),
    Refusal("set to a list", ADD_ON, _add_on(configurationValues="[1]"), INVALID, "right format"),
    Refusal("unknown", "DescribeAddon", _add_on(), NOT_FOUND, "No addon: kube-proxy found in cluster: app"),
    Refusal("with no role", PODS, _pods(roleArn=NO_ROLE), INVALID, "role/none"),
    Refusal(
        "unknown",
        "DescribePodIdentityAssociation",
        lambda _: {**APP, "associationId": "a-none"},
        NOT_FOUND,
        "a-none",
    ),
]


@each(REFUSED)
def test_refuses(kubernetes: Kubernetes, row: Refusal) -> None:
    assert_refused(kubernetes.eks, kubernetes, row)


def test_nodes_of_managed_groups_have_an_entry_while_there_are_any(kubernetes: Kubernetes) -> None:
    eks, named = kubernetes.eks, {**APP, "principalArn": kubernetes.node_role}
    entry = eks.describe_access_entry(**named)["accessEntry"]
    assert (entry["type"], entry["kubernetesGroups"]) == ("EC2_LINUX", ["system:nodes"])
    eks.create_nodegroup(**kubernetes.nodes(nodegroupName="second"))
    eks.delete_nodegroup(**APP, nodegroupName="second")
    eks.describe_access_entry(**named)
    eks.delete_nodegroup(**APP, nodegroupName="general")
    assert error_code(eks.describe_access_entry, **named) == NOT_FOUND
    eks.create_nodegroup(**kubernetes.nodes(nodegroupName="general"))


def test_an_entry_has_a_user_name_and_loses_its_policies_with_itself(kubernetes: Kubernetes) -> None:
    eks = kubernetes.eks
    path = kubernetes.iam.create_user(UserName="ada", Path="/team/")["User"]["Arn"]
    named = {**APP, "principalArn": path}
    entry = eks.create_access_entry(**named)["accessEntry"]
    assert entry["username"] == path
    assert ":access-entry/app/user/123456789012/ada/" in entry["accessEntryArn"]
    eks.associate_access_policy(
        **named, policyArn=VIEW, accessScope={"type": "namespace", "namespaces": ["a"]}
    )
    eks.associate_access_policy(**named, policyArn=VIEW, accessScope=EVERYWHERE)
    (policy,) = eks.list_associated_access_policies(**named)["associatedAccessPolicies"]
    assert policy["accessScope"] == {"type": "cluster", "namespaces": []}
    assert eks.list_access_entries(**APP, associatedPolicyArn=VIEW)["accessEntries"] == [path]
    eks.delete_access_entry(**named)
    eks.create_access_entry(**named)
    assert eks.list_associated_access_policies(**named)["associatedAccessPolicies"] == []
    role = eks.describe_access_entry(**APP, principalArn=kubernetes.role)["accessEntry"]
    assert role["username"] == "arn:aws:sts::123456789012:assumed-role/cluster/{{SessionName}}"


def test_a_service_account_has_one_association(kubernetes: Kubernetes) -> None:
    eks, wanted = kubernetes.eks, _pods()(kubernetes)
    made = eks.create_pod_identity_association(**wanted)["association"]
    assert made["associationId"].startswith("a-")
    assert made["associationArn"].endswith(f":podidentityassociation/app/{made['associationId']}")
    assert error_code(eks.create_pod_identity_association, **wanted) == IN_USE
    named = {**APP, "associationId": made["associationId"]}
    eks.update_pod_identity_association(**named, targetRoleArn=kubernetes.node_role)
    changed = eks.describe_pod_identity_association(**named)["association"]
    assert (changed["roleArn"], changed["targetRoleArn"]) == (kubernetes.role, kubernetes.node_role)
    assert changed["externalId"]
    assert len(eks.list_pod_identity_associations(**APP, namespace="shop")["associations"]) == 1
    eks.delete_pod_identity_association(**named)
    assert eks.list_pod_identity_associations(**APP)["associations"] == []


def test_an_add_on_has_the_version_and_pods_of_its_own(kubernetes: Kubernetes) -> None:
    eks, named = kubernetes.eks, {**APP, "addonName": "aws-ebs-csi-driver"}
    pods = {"serviceAccount": "ebs-csi-controller-sa", "roleArn": kubernetes.role}
    made = eks.create_addon(**named, podIdentityAssociations=[pods])["addon"]
    offer = eks.describe_addon_versions(addonName=named["addonName"], kubernetesVersion="1.33")["addons"][0]
    assert made["addonVersion"] == offer["addonVersions"][0]["addonVersion"]
    (association,) = eks.list_pod_identity_associations(**APP, namespace="kube-system")["associations"]
    assert association["ownerArn"] == made["addonArn"]
    update = eks.update_addon(**named, addonVersion="v1.60.0-eksbuild.1")["update"]
    assert eks.list_updates(name="app", addonName=named["addonName"])["updateIds"] == [update["id"]]
    assert eks.describe_addon(**named)["addon"]["addonVersion"] == "v1.60.0-eksbuild.1"
    eks.tag_resource(resourceArn=made["addonArn"], tags={"team": "a", "x": "y"})
    eks.untag_resource(resourceArn=made["addonArn"], tagKeys=["x"])
    assert eks.list_tags_for_resource(resourceArn=made["addonArn"])["tags"] == {"team": "a"}
    eks.delete_addon(**named)
    assert eks.list_pod_identity_associations(**APP, namespace="kube-system")["associations"] == []
    assert eks.list_addons(**APP)["addons"] == ["coredns"]
