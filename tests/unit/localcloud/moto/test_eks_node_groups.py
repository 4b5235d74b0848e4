"""EKS's node groups as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.kubernetes import (
    IN_USE,
    INVALID,
    NO_ROLE,
    NOT_FOUND,
    REQUEST,
    SIZES,
    Kubernetes,
)
from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

NODES = "CreateNodegroup"
ARM = "AL2023_ARM_64_STANDARD"


@pytest.fixture(scope="module")
def kubernetes(connect: Any, place: Place) -> Kubernetes:
    return Kubernetes(connect, place)


def _nodes(**changed: Any) -> Any:
    return lambda kubernetes: kubernetes.nodes(**changed)


def _from_template(changed: dict[str, Any], **data: Any) -> Any:
    def arguments(kubernetes: Kubernetes) -> dict[str, Any]:
        name = f"wrong-{len(kubernetes.ec2.describe_launch_templates()['LaunchTemplates'])}"
        template = {"id": kubernetes.make_template(name, KeyName="x", **data), "version": "1"}
        return kubernetes.nodes(launchTemplate=template, **changed)

    return arguments


REFUSED = [
    Refusal("of a taken name", NODES, _nodes(nodegroupName="general"), IN_USE, "name general"),
    Refusal("of no cluster", NODES, _nodes(clusterName="none"), NOT_FOUND, "for name: none."),
    Refusal("with no role", NODES, _nodes(nodeRole=NO_ROLE), INVALID, "name none cannot be found"),
    Refusal(
        "with the cluster's role", NODES, lambda k: k.nodes(nodeRole=k.role), INVALID, "[ec2.amazonaws.com]"
    ),
    Refusal("in no subnet", NODES, _nodes(subnets=("subnet-1",)), INVALID, "subnet-1"),
    Refusal(
        "in another VPC", NODES, _nodes(subnets=("elsewhere",)), INVALID, "not in the VPC of the cluster"
    ),
    Refusal("newer than the cluster", NODES, _nodes(version="1.34"), INVALID, "that of the cluster, 1.33"),
    Refusal("too old", NODES, _nodes(version="1.29"), INVALID, "from 1.30"),
    Refusal(
        "below its least size",
        NODES,
        _nodes(scalingConfig={**SIZES, "minSize": 3}),
        INVALID,
        "Minimum capacity 3 can't be greater than desired size 2",
    ),
    Refusal(
        "above its greatest size",
        NODES,
        _nodes(scalingConfig={**SIZES, "desiredSize": 4}),
        INVALID,
        "desired capacity 4 can't be greater than max size 3",
    ),
    Refusal("of no type", NODES, _nodes(instanceTypes=["m99.large"]), REQUEST, "[m99.large]"),
    Refusal(
        "of the other processor",
        NODES,
        _nodes(amiType=ARM, instanceTypes=["m7i.large"]),
        INVALID,
        "[m7i.large]",
    ),
    Refusal(
        "with old images", NODES, _nodes(amiType="AL2_x86_64", version="1.33"), INVALID, "1.32 or earlier"
    ),
    Refusal(
        "of another release", NODES, _nodes(releaseVersion="1.32.1-20250101"), INVALID, "1.32.1-20250101"
    ),
    Refusal(
        "with no template", NODES, _nodes(launchTemplate={"id": "lt-1", "version": "1"}), INVALID, "lt-1"
    ),
    Refusal(
        "with no version of its template",
        NODES,
        lambda k: k.nodes(launchTemplate={"id": k.template, "version": "7"}),
        REQUEST,
        "launch template version 7",
    ),
    Refusal("with a disk beside its template", NODES, _from_template({"diskSize": 30}), INVALID, "Disk size"),
    Refusal(
        "with types in both",
        NODES,
        _from_template({"instanceTypes": ["t3.medium"]}, InstanceType="t3.large"),
        INVALID,
        "both",
    ),
    Refusal(
        "with a profile",
        NODES,
        _from_template({}, IamInstanceProfile={"Name": "x"}),
        INVALID,
        "instance profile",
    ),
    Refusal("with no group", NODES, _from_template({}, SecurityGroupIds=["sg-1"]), INVALID, "'sg-1'"),
    Refusal(
        "with another image and a type of image",
        NODES,
        _from_template({"amiType": ARM}, ImageId="ami-1"),
        INVALID,
        "other than CUSTOM",
    ),
    Refusal(
        "to a size that is too small",
        "UpdateNodegroupConfig",
        lambda _: {"clusterName": "app", "nodegroupName": "general", "scalingConfig": {"desiredSize": 0}},
        INVALID,
        "desired size 0",
    ),
    Refusal(
        "by a template that it never had",
        "UpdateNodegroupVersion",
        lambda k: {
            "clusterName": "app",
            "nodegroupName": "general",
            "launchTemplate": {"id": k.template, "version": "1"},
        },
        INVALID,
        "made without one",
    ),
]


@each(REFUSED)
def test_refuses(kubernetes: Kubernetes, row: Refusal) -> None:
    assert_refused(kubernetes.eks, kubernetes, row)
    assert kubernetes.eks.list_nodegroups(clusterName="app")["nodegroups"] == ["general"]


def test_nodes_have_the_defaults_of_their_version(kubernetes: Kubernetes) -> None:
    nodes = kubernetes.read_nodes()
    assert nodes["amiType"] == "AL2023_x86_64_STANDARD"
    assert nodes["instanceTypes"] == ["t3.medium"]
    assert nodes["releaseVersion"].startswith("1.32.")
    assert nodes["updateConfig"] == {"maxUnavailable": 1}
    assert nodes["diskSize"] == 20


def test_nodes_that_are_too_old_hold_the_cluster_back(kubernetes: Kubernetes) -> None:
    eks = kubernetes.eks
    eks.create_cluster(**kubernetes.cluster(name="ageing", version="1.31"))
    eks.create_nodegroup(**kubernetes.nodes(clusterName="ageing", nodegroupName="old", version="1.30"))
    for version in ("1.32", "1.33"):
        eks.update_cluster_version(name="ageing", version=version)
    assert error_code(eks.update_cluster_version, name="ageing", version="1.34") == INVALID
    eks.update_nodegroup_version(clusterName="ageing", nodegroupName="old", version="1.31")
    eks.update_cluster_version(name="ageing", version="1.34")
    assert kubernetes.read("ageing")["version"] == "1.34"
    eks.delete_nodegroup(clusterName="ageing", nodegroupName="old")
    eks.delete_cluster(name="ageing")


def test_nodes_move_with_their_number_and_their_template(kubernetes: Kubernetes) -> None:
    eks, place = kubernetes.eks, kubernetes.place
    names = {"clusterName": "app", "nodegroupName": "moving"}
    template = {"id": kubernetes.template, "version": "1"}
    eks.create_nodegroup(**kubernetes.nodes(nodegroupName="moving", launchTemplate=template))
    assert len(place.interfaces(place.group)) == 2
    eks.update_nodegroup_config(**names, scalingConfig={"desiredSize": 1})
    assert [item["SubnetId"] for item in place.interfaces(place.group)] == [place.one]
    other = place.security_group("nodes-other")
    kubernetes.ec2.create_launch_template_version(
        LaunchTemplateId=kubernetes.template, LaunchTemplateData={"SecurityGroupIds": [other]}
    )
    eks.update_nodegroup_version(**names, launchTemplate={**template, "version": "2"})
    assert place.interfaces(place.group) == []
    assert len(place.interfaces(other)) == 1
    assert kubernetes.read_nodes("moving")["launchTemplate"]["version"] == "2"
    eks.delete_nodegroup(**names)
    assert place.interfaces(other) == []
