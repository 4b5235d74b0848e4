"""What EKS refuses of a cluster's settings."""

import re
from ipaddress import ip_network
from typing import Any, Final

from localcloud.iam_principals import role_of, trusts
from localcloud.moto_patches.eks import kubernetes, network
from localcloud.moto_patches.eks._service import Cluster, invalid, invalid_request
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import network_of

NAME: Final = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")
MODES: Final = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
"""Ways to authenticate, in the order in which a cluster can go from one to the next."""
EVERYWHERE: Final = "0.0.0.0/0"
SERVICE_CIDR_PREFIXES: Final = range(12, 25)
_PRIVATE: Final = [ip_network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_NOT_ON_THE_INTERNET: Final = [
    *_PRIVATE,
    *(ip_network(cidr) for cidr in ("100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")),
]


def check_name(name: str) -> None:
    """Refuse a name that EKS does not accept."""
    if not NAME.fullmatch(name):
        raise invalid(
            f"The cluster name {name!r} must begin with a letter or digit and have only letters, digits, "
            "hyphens and underscores, at most 100."
        )


def check_version(version: str) -> None:
    """Refuse a version of Kubernetes that EKS does not have."""
    if version not in kubernetes.versions():
        raise invalid(f"unsupported Kubernetes version {version}")


def check_update(cluster: Cluster, version: str) -> None:
    """Refuse a version that a cluster cannot go to."""
    check_version(version)
    if kubernetes.minor(version) != kubernetes.minor(cluster.version) + 1:
        raise invalid(f"Unsupported Kubernetes minor version update from {cluster.version} to {version}")
    oldest = kubernetes.minor(version) - kubernetes.SKEW
    old = [name for name, group in cluster.node_groups.items() if kubernetes.minor(group["version"]) < oldest]
    if old:
        raise invalid(
            f"Nodegroup(s) {', '.join(old)} must be updated to 1.{oldest} or newer before updating cluster "
            f"version to {version}"
        )


def check_role(backend: Any, role_arn: str) -> None:
    """Refuse a role that EKS cannot assume."""
    role = role_of(backend, role_arn)
    if role is None or not trusts(role, "eks.amazonaws.com"):
        raise invalid(
            f"Role with arn: {role_arn}, could not be assumed because it does not exist or the trusted "
            "entity is not correct"
        )


def check_access_to_endpoint(place: dict[str, Any]) -> None:
    """Refuse an endpoint that nobody reaches, and addresses from which none comes."""
    if not place["endpointPublicAccess"] and not place["endpointPrivateAccess"]:
        raise invalid("Private and public endpoint access cannot be false")
    for cidr in place["publicAccessCidrs"]:
        try:
            block = ip_network(cidr)
        except ValueError:
            raise invalid(f"The following CIDRs are invalid in publicAccessCidrs: [{cidr}]") from None
        if cidr != EVERYWHERE and any(block.overlaps(other) for other in _NOT_ON_THE_INTERNET):
            raise invalid(f"The following CIDRs are not allowed in publicAccessCidrs: [{cidr}]")


def check_place(backend: Any, place: dict[str, Any]) -> str:
    """Refuse subnets and groups in which a control plane cannot be; gives the id of their VPC."""
    return network.check_place(backend, place["subnetIds"], place["securityGroupIds"])


def check_encryption(backend: Any, configuration: list[dict[str, Any]]) -> None:
    """Refuse a key that does not exist, and other things to encrypt than secrets."""
    for entry in configuration:
        if entry.get("resources") != ["secrets"]:
            raise invalid(f"Invalid resources for encryption: {entry.get('resources')}. Valid: ['secrets']")
        key_arn = (entry.get("provider") or {}).get("keyArn", "")
        key = find_key(backend.account_id, backend.region_name, key_arn)
        if key is None or key.key_state != "Enabled":
            raise invalid(f"The keyArn in encryptionConfig provider is invalid: {key_arn} is not enabled.")
        if key.key_spec != "SYMMETRIC_DEFAULT":
            raise invalid(f"The keyArn in encryptionConfig provider must be symmetric: {key_arn}")


def check_services(backend: Any, vpc_id: str, settings: dict[str, Any]) -> None:
    """Refuse addresses for Kubernetes services that are not private, or are in the VPC."""
    cidr = settings.get("serviceIpv4Cidr")
    if cidr is None:
        return
    try:
        block = ip_network(cidr)
    except ValueError:
        raise invalid(f"The service CIDR {cidr} is not a CIDR block.") from None
    private = any(block.overlaps(other) for other in _PRIVATE)
    if not private or block.prefixlen not in SERVICE_CIDR_PREFIXES:
        raise invalid(f"The service CIDR {cidr} must be private, and between /24 and /12.")
    own = ip_network(network_of(backend).get_vpc(vpc_id).cidr_block)
    if block.overlaps(own):
        raise invalid(f"The service CIDR {cidr} overlaps with the CIDR block {own} of the VPC.")


def check_auto_mode(cluster: dict[str, Any]) -> None:
    """Refuse an Auto Mode that is on in part."""
    compute = (cluster.get("computeConfig") or {}).get("enabled", False)
    storage = ((cluster.get("storageConfig") or {}).get("blockStorage") or {}).get("enabled", False)
    balancing = cluster["kubernetesNetworkConfig"]["elasticLoadBalancing"]["enabled"]
    if len({compute, storage, balancing}) > 1:
        raise invalid(
            "For EKS Auto Mode, please ensure that all required configs, including computeConfig, "
            "kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled."
        )


def check_mode(current: str, wanted: str) -> None:
    """Refuse a way to authenticate that a cluster cannot go back to."""
    if MODES.index(wanted) < MODES.index(current):
        raise invalid(f"Unsupported authentication mode update from {current} to {wanted}")


def check_can_go(cluster: Cluster) -> None:
    """Refuse to delete a cluster that is protected or has nodes."""
    if cluster.shown["deletionProtection"]:
        raise invalid_request(
            f"Cannot delete cluster {cluster.name}: deletion protection is enabled. Disable deletion "
            "protection with UpdateClusterConfig first."
        )
