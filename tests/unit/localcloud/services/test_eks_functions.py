"""Functions that look at EKS."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.functions import FunctionError
from tests.unit.localcloud.services.kubernetes import KubernetesWorld

GET_CLUSTER = "aws:eks/getCluster:getCluster"
GET_VERSION = "aws:eks/getAddonVersion:getAddonVersion"


@pytest.fixture(scope="module")
def world() -> Iterator[KubernetesWorld]:
    with Cloud(None) as cloud:
        yield KubernetesWorld(cloud)


def test_a_cluster_is_found_by_its_name(world: KubernetesWorld) -> None:
    state = world.kubernetes("found", tags={"Name": "x"})
    found = world.invoke(GET_CLUSTER, name="found")
    assert (found["id"], found["arn"], found["version"]) == ("found", state["arn"], "1.34")
    assert found["vpcConfig"] == state["vpcConfig"]
    assert found["certificateAuthorities"] == [state["certificateAuthority"]]
    assert found["accessConfigs"] == [{"authenticationMode": "API"}]
    assert found["identities"] == state["identities"]
    assert found["tags"] == {"Name": "x"}
    assert found["computeConfigs"] == []


def test_an_add_on_has_a_version_for_each_kubernetes(world: KubernetesWorld) -> None:
    for version in ("1.33", "1.35"):
        found = world.invoke(GET_VERSION, addonName="kube-proxy", kubernetesVersion=version)
        assert found["version"].startswith(f"v{version}.")
    recent = world.invoke(GET_VERSION, addonName="coredns", kubernetesVersion="1.35", mostRecent=True)
    assert recent["version"].startswith("v1.")


@pytest.mark.parametrize(
    ("token", "arguments", "message"),
    [
        (GET_CLUSTER, {"name": "none"}, "no EKS cluster 'none'"),
        (GET_VERSION, {"addonName": "none", "kubernetesVersion": "1.35"}, "no EKS add-on 'none'"),
        (GET_VERSION, {"addonName": "coredns", "kubernetesVersion": "1.10"}, "no version .* Kubernetes 1.10"),
    ],
)
def test_what_is_not_there_is_named(
    world: KubernetesWorld, token: str, arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(FunctionError, match=message):
        world.invoke(token, **arguments)
