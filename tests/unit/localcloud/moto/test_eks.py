"""EKS's clusters as AWS accepts, refuses and reads them."""

import base64
from typing import Any

import pytest
from cryptography import x509

from tests.unit.localcloud.moto.kubernetes import IN_USE, INVALID, NO_ROLE, NOT_FOUND, Kubernetes
from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

CREATE = "CreateCluster"
NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/none"


@pytest.fixture(scope="module")
def kubernetes(connect: Any, place: Place) -> Kubernetes:
    return Kubernetes(connect, place)


def _new(**changed: Any) -> Any:
    return lambda kubernetes: kubernetes.cluster(**changed)


def _key(arn: str) -> list[dict[str, Any]]:
    return [{"provider": {"keyArn": arn}, "resources": ["secrets"]}]


REFUSED = [
    Refusal("of a taken name", CREATE, _new(name="app"), IN_USE, "already exists with name: app"),
    Refusal(
        "of an old version", CREATE, _new(version="1.27"), INVALID, "unsupported Kubernetes version 1.27"
    ),
    Refusal("with no role", CREATE, _new(roleArn=NO_ROLE), INVALID, "role/none, could not be assumed"),
    Refusal(
        "with the nodes' role",
        CREATE,
        lambda k: k.cluster(roleArn=k.node_role),
        INVALID,
        "could not be assumed",
    ),
    Refusal("in one zone", CREATE, _new(subnets=("one", "same_zone")), INVALID, "at least two different AZs"),
    Refusal("in no subnet", CREATE, _new(subnets=("one", "subnet-1")), INVALID, "subnet-1"),
    Refusal("in two VPCs", CREATE, _new(subnets=("one", "elsewhere")), INVALID, "same VPC"),
    Refusal("with no group", CREATE, _new(groups=("sg-12345678",)), INVALID, "sg-12345678"),
    Refusal(
        "with another VPC's group", CREATE, _new(groups=("other_group",)), INVALID, "not in the same VPC"
    ),
    Refusal("with no key", CREATE, _new(encryptionConfig=_key(NO_KEY)), INVALID, "key/none is not enabled"),
    Refusal(
        "that nobody reaches",
        CREATE,
        _new(network={"endpointPublicAccess": False}),
        INVALID,
        "Private and public endpoint access cannot be false",
    ),
    Refusal(
        "open to private addresses",
        CREATE,
        _new(network={"publicAccessCidrs": ["10.0.0.0/8"]}),
        INVALID,
        "10.0.0.0/8",
    ),
    Refusal(
        "with services in the VPC",
        CREATE,
        _new(kubernetesNetworkConfig={"serviceIpv4Cidr": "10.0.0.0/20"}),
        INVALID,
        "overlaps",
    ),
    Refusal(
        "with half of Auto Mode",
        CREATE,
        _new(computeConfig={"enabled": True}),
        INVALID,
        "either fully enabled or fully disabled",
    ),
    Refusal("unknown", "DescribeCluster", lambda _: {"name": "none"}, NOT_FOUND, "for name: none."),
    Refusal("with nodes", "DeleteCluster", lambda _: {"name": "app"}, IN_USE, "has nodegroups attached"),
    Refusal(
        "by two versions",
        "UpdateClusterVersion",
        lambda _: {"name": "app", "version": "1.35"},
        INVALID,
        "Unsupported Kubernetes minor version update from 1.33 to 1.35",
    ),
    Refusal(
        "back",
        "UpdateClusterVersion",
        lambda _: {"name": "app", "version": "1.32"},
        INVALID,
        "from 1.33 to 1.32",
    ),
    Refusal(
        "of two kinds",
        "UpdateClusterConfig",
        lambda _: {"name": "app", "deletionProtection": True, "upgradePolicy": {"supportType": "STANDARD"}},
        INVALID,
        "Only one type of update",
    ),
    Refusal(
        "of logs that changes nothing",
        "UpdateClusterConfig",
        lambda _: {"name": "app", "logging": {"clusterLogging": [{"types": ["api"], "enabled": False}]}},
        INVALID,
        "No changes needed",
    ),
    Refusal(
        "back to the config map",
        "UpdateClusterConfig",
        lambda _: {"name": "app", "accessConfig": {"authenticationMode": "CONFIG_MAP"}},
        INVALID,
        "from API to CONFIG_MAP",
    ),
    Refusal(
        "of no resource",
        "TagResource",
        lambda _: {"resourceArn": "arn:aws:eks:us-east-1:123456789012:cluster/none", "tags": {"a": "b"}},
        "NotFoundException",
        "cluster/none",
    ),
]


@each(REFUSED)
def test_refuses(kubernetes: Kubernetes, row: Refusal) -> None:
    assert_refused(kubernetes.eks, kubernetes, row)
    assert kubernetes.eks.list_clusters()["clusters"] == ["app"]


def test_a_cluster_reads_as_on_aws(kubernetes: Kubernetes) -> None:
    cluster = kubernetes.read()
    assert cluster["status"] == "ACTIVE"
    assert cluster["resourcesVpcConfig"]["publicAccessCidrs"] == ["0.0.0.0/0"]
    assert cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"] == "172.20.0.0/16"
    assert cluster["upgradePolicy"] == {"supportType": "EXTENDED"}
    assert "encryptionConfig" not in cluster
    (off,) = cluster["logging"]["clusterLogging"]
    assert (off["enabled"], len(off["types"])) == (False, 5)
    token = cluster["identity"]["oidc"]["issuer"].rpartition("/")[2]
    assert cluster["endpoint"].startswith(f"https://{token}.")
    certificate = x509.load_pem_x509_certificate(base64.b64decode(cluster["certificateAuthority"]["data"]))
    assert certificate.subject.rfc4514_string() == "CN=kubernetes"


def test_a_cluster_and_its_nodes_hold_subnets_and_groups(kubernetes: Kubernetes) -> None:
    place, group = kubernetes.place, kubernetes.read()["resourcesVpcConfig"]["clusterSecurityGroupId"]
    interfaces = place.interfaces(group)
    assert {item["Description"] for item in interfaces} == {"Amazon EKS app", "aws-K8S-node"}
    assert len(interfaces) == 4
    assert error_code(place.ec2.delete_subnet, SubnetId=place.two) == "DependencyViolation"
    assert error_code(place.ec2.delete_security_group, GroupId=group) == "DependencyViolation"


def test_a_deleted_cluster_takes_its_group_and_interfaces_with_it(kubernetes: Kubernetes) -> None:
    eks, place = kubernetes.eks, kubernetes.place
    eks.create_cluster(**kubernetes.cluster(name="going", groups=("group",)))
    group = kubernetes.read("going")["resourcesVpcConfig"]["clusterSecurityGroupId"]
    template = {"id": kubernetes.template, "version": "1"}
    eks.create_nodegroup(**kubernetes.nodes(clusterName="going", launchTemplate=template))
    assert len(place.interfaces(place.group)) == 4
    eks.delete_nodegroup(clusterName="going", nodegroupName="new")
    eks.delete_cluster(name="going")
    assert place.interfaces(place.group) == []
    assert error_code(place.ec2.describe_security_groups, GroupIds=[group]) == "InvalidGroup.NotFound"


def test_logs_get_a_group_where_there_is_none(kubernetes: Kubernetes, connect: Any) -> None:
    eks, logs = kubernetes.eks, connect("logs")
    eks.create_cluster(**kubernetes.cluster(name="logging"))
    prefix = {"logGroupNamePrefix": "/aws/eks/logging/"}
    assert logs.describe_log_groups(**prefix)["logGroups"] == []
    update = eks.update_cluster_config(
        name="logging", logging={"clusterLogging": [{"types": ["audit"], "enabled": True}]}
    )["update"]
    assert (update["type"], update["status"]) == ("LoggingUpdate", "InProgress")
    done = eks.describe_update(name="logging", updateId=update["id"])["update"]
    assert done["status"] == "Successful"
    assert eks.list_updates(name="logging")["updateIds"] == [update["id"]]
    (group,) = logs.describe_log_groups(**prefix)["logGroups"]
    assert group["logGroupName"] == "/aws/eks/logging/cluster"
    eks.delete_cluster(name="logging")


def test_versions_are_listed_newest_first(kubernetes: Kubernetes) -> None:
    versions = kubernetes.eks.describe_cluster_versions()["clusterVersions"]
    names = [item["clusterVersion"] for item in versions]
    assert names == sorted(names, reverse=True)
    assert names[-1] == "1.28"
    assert [item["clusterVersion"] for item in versions if item["defaultVersion"]] == ["1.35"]


def test_a_fargate_profile_keeps_its_cluster(kubernetes: Kubernetes) -> None:
    eks = kubernetes.eks
    profile: dict[str, Any] = {"clusterName": "pods", "fargateProfileName": "batch"}
    eks.create_cluster(**kubernetes.cluster(name="pods"))
    wanted = {"selectors": [{"namespace": "batch"}], "subnets": [kubernetes.place.one]}
    assert (
        error_code(eks.create_fargate_profile, **profile, **wanted, podExecutionRoleArn=kubernetes.role)
        == INVALID
    )
    eks.create_fargate_profile(**profile, **wanted, podExecutionRoleArn=kubernetes.fargate_role)
    assert eks.describe_fargate_profile(**profile)["fargateProfile"]["status"] == "ACTIVE"
    assert error_code(eks.delete_cluster, name="pods") == IN_USE
    eks.delete_fargate_profile(**profile)
    eks.delete_cluster(name="pods")
    assert error_code(eks.describe_fargate_profile, **profile) == NOT_FOUND
