"""Versions of Kubernetes, add-ons and access policies that EKS has."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).parents[2] / "data" / "kubernetes.json"
_ADD_ON_VERSION: Final = re.compile(r"v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+")
_ANY: Final = "*"

SKEW: Final = 3
"""Minor versions that nodes may be older than the control plane (Kubernetes' version skew policy)."""


@cache
def table() -> dict[str, Any]:
    """The data file as it is."""
    content: dict[str, Any] = json.loads(_TABLE.read_text())
    return content


def versions() -> dict[str, dict[str, str]]:
    """Kubernetes version, oldest first -> its latest patch, EKS platform version, and dates."""
    found: dict[str, dict[str, str]] = table()["versions"]
    return found


def minor(version: str) -> int:
    """The minor version: 35 of `1.35` or `v1.35.3-eksbuild.2`."""
    return int(version.removeprefix("v").split(".")[1])


def node_release(version: str) -> str:
    """The release of the node images for a Kubernetes version, as `1.35.2-20260610`."""
    return f"{versions()[version]['patch']}-{table()['node_image_release']}"


def add_ons() -> dict[str, dict[str, Any]]:
    """Add-on -> its type and namespace, and its versions by Kubernetes version."""
    found: dict[str, dict[str, Any]] = table()["add_ons"]
    return found


def add_on_version(name: str, version: str) -> str:
    """The version of an add-on that a cluster with a Kubernetes version gets by default."""
    listed = add_ons()[name]["versions"]
    return str(listed.get(version) or listed[_ANY])


def fits_cluster(name: str, add_on: str, version: str) -> bool:
    """Whether the version of an add-on has EKS's form, and for kube-proxy fits the cluster's Kubernetes."""
    found = _ADD_ON_VERSION.fullmatch(add_on)
    if found is None:
        return False
    return name != "kube-proxy" or minor(version) - SKEW <= minor(add_on) <= minor(version)


def access_policies(partition: str) -> list[str]:
    """The ARNs of EKS's access policies."""
    return [f"arn:{partition}:eks::aws:cluster-access-policy/{name}" for name in table()["access_policies"]]
