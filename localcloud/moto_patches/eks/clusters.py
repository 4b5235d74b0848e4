"""Clusters of EKS.

What moto accepts, and AWS refuses: roles, subnets, security groups, keys and versions that do not exist, one
zone, deleting what is protected or has Fargate profiles.

What moto gets wrong: the settings of network, access, encryption and logs are as the request has them, if at
all; a cluster has no security group, interfaces and log group, and shares its address and issuer with others.

What moto lacks: the list of versions.
"""

import base64
import random
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from typing import Any, Final
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.logs.models import logs_backends

from localcloud.moto_patches.eks import cluster_checks as checks
from localcloud.moto_patches.eks import kubernetes, network
from localcloud.moto_patches.eks._service import EKS, Cluster, Thing, arn, cluster_of, in_use, now
from localcloud.moto_service import Request, network_of

LOG_TYPES: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")
ECHOED: Final = (
    "computeConfig",
    "controlPlaneScalingConfig",
    "kubeApiServerConfig",
    "kubeControllerManagerConfig",
    "kubeSchedulerConfig",
    "outpostConfig",
    "remoteNetworkConfig",
    "storageConfig",
    "zonalShiftConfig",
)
"""Settings that are told as they were asked for, and only if they were."""
_SERVICES: Final = ("10.100.0.0/16", "172.20.0.0/16")
_CERTIFICATE_YEARS: Final = 10


def _create(backend: Any, request: Request) -> dict[str, Any]:
    name, version = request["name"], request.get("version") or kubernetes.table()["default_version"]
    checks.check_name(name)
    if name in backend.clusters:
        raise in_use(f"Cluster already exists with name: {name}")
    checks.check_version(version)
    checks.check_role(backend, request["roleArn"])
    place = endpoint_place({"subnetIds": [], "securityGroupIds": []} | request["resourcesVpcConfig"])
    checks.check_access_to_endpoint(place)
    place["vpcId"] = checks.check_place(backend, place)
    checks.check_encryption(backend, request.get("encryptionConfig") or [])
    asked = request.get("kubernetesNetworkConfig") or {}
    checks.check_services(backend, place["vpcId"], asked)
    shown = _described(backend, request, version)
    shown["kubernetesNetworkConfig"] = _services(backend, place["vpcId"], asked)
    checks.check_auto_mode(shown)
    place["clusterSecurityGroupId"] = network.make_cluster_group(backend, name, place["vpcId"])
    shown["resourcesVpcConfig"] = place
    cluster = backend.clusters[name] = Cluster(shown)
    network.place_control_plane(backend, cluster)
    make_log_group(backend, cluster)
    return {"cluster": {**shown, "status": "CREATING"}}


def endpoint_place(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings of network and endpoint with what EKS has for those that are left out."""
    place = {
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "controlPlaneEgressMode": "AWS_MANAGED",
        **{key: value for key, value in asked.items() if value is not None},
    }
    given = place.get("publicAccessCidrs") or [checks.EVERYWHERE]
    return {**place, "publicAccessCidrs": given if place["endpointPublicAccess"] else []}


def _described(backend: Any, request: Request, version: str) -> Thing:
    token = uuid4().hex.upper()
    place = f"{backend.region_name}.eks.amazonaws.com"
    access = request.get("accessConfig") or {}
    shown = {
        "name": request["name"],
        "arn": arn(backend, "cluster", request["name"]),
        "createdAt": now(),
        "version": version,
        "endpoint": f"https://{token}.gr{random.randint(1, 9)}.{place}",
        "roleArn": request["roleArn"],
        "logging": logging_of(request.get("logging")),
        "identity": {"oidc": {"issuer": f"https://oidc.eks.{backend.region_name}.amazonaws.com/id/{token}"}},
        "status": "ACTIVE",
        "certificateAuthority": {"data": _certificate_authority()},
        "platformVersion": kubernetes.versions()[version]["platform"],
        "tags": request.get("tags") or {},
        "accessConfig": {"authenticationMode": access.get("authenticationMode") or checks.MODES[0]},
        "upgradePolicy": request.get("upgradePolicy") or {"supportType": "EXTENDED"},
        "deletionProtection": bool(request.get("deletionProtection")),
        "health": {"issues": []},
    }
    echoed = {name: request[name] for name in ECHOED if request.get(name) is not None}
    if request.get("encryptionConfig"):
        echoed["encryptionConfig"] = request["encryptionConfig"]
    return {"controlPlaneScalingConfig": {"tier": "standard"}, **shown, **echoed}


def logging_of(asked: dict[str, Any] | None, current: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The log settings after a request: every type is either on or off."""
    enabled = set(current)
    for setup in (asked or {}).get("clusterLogging") or ():
        types = set(setup.get("types") or ())
        enabled = enabled | types if setup.get("enabled") else enabled - types
    setups = [
        {"types": [name for name in LOG_TYPES if (name in enabled) is on], "enabled": on}
        for on in (True, False)
    ]
    return {"clusterLogging": [setup for setup in setups if setup["types"]]}


def enabled_logs(cluster: Cluster) -> frozenset[str]:
    """The log types that are on."""
    setups = cluster.shown["logging"]["clusterLogging"]
    return frozenset(name for setup in setups if setup["enabled"] for name in setup["types"])


def make_log_group(backend: Any, cluster: Cluster) -> None:
    """Make the log group of a cluster that has logs, as EKS does when nobody has made it."""
    logs = logs_backends[backend.account_id][backend.region_name]
    name = f"/aws/eks/{cluster.name}/cluster"
    if enabled_logs(cluster) and name not in logs.groups:
        logs.create_log_group(name, {})


def _services(backend: Any, vpc_id: str, asked: dict[str, Any]) -> Thing:
    own = ip_network(network_of(backend).get_vpc(vpc_id).cidr_block)
    family = asked.get("ipFamily") or "ipv4"
    settings = {
        "ipFamily": family,
        "elasticLoadBalancing": asked.get("elasticLoadBalancing") or {"enabled": False},
    }
    if family == "ipv6":
        return {
            **settings,
            "serviceIpv6Cidr": f"fd{random.randbytes(5).hex()[:2]}:{random.randint(1, 9999)}::/108",
        }
    free = next(cidr for cidr in _SERVICES if not ip_network(cidr).overlaps(own))
    default = _SERVICES[1] if own.overlaps(ip_network("10.0.0.0/8")) else free
    return {**settings, "serviceIpv4Cidr": asked.get("serviceIpv4Cidr") or default}


def _certificate_authority() -> str:
    """A certificate in Base64, as clients need it; nothing is ever signed with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
    start = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * _CERTIFICATE_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.PEM)).decode()


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster = cluster_of(backend, request)
    checks.check_can_go(cluster)
    for things, what in ((cluster.node_groups, "nodegroups"), (cluster.fargate_profiles, "Fargate profiles")):
        if things:
            raise in_use(f"Cluster has {what} attached")
    network.remove_interfaces(backend, cluster.shown["arn"])
    network.remove_cluster_group(backend, cluster)
    del backend.clusters[cluster.name]
    return {"cluster": {**cluster.shown, "status": "DELETING"}}


def _versions(_: Any, request: Request) -> dict[str, Any]:
    asked, default = request.get("clusterVersions"), kubernetes.table()["default_version"]
    found = []
    for version, facts in reversed(kubernetes.versions().items()):
        if (asked and version not in asked) or (request.get("defaultOnly") and version != default):
            continue
        standard, extended = _day(facts["standard_until"]), _day(facts["extended_until"])
        status = "STANDARD_SUPPORT" if now() < standard else "EXTENDED_SUPPORT"
        status = status if now() < extended else "UNSUPPORTED"
        found.append(
            {
                "clusterVersion": version,
                "clusterType": "eks",
                "defaultPlatformVersion": facts["platform"],
                "defaultVersion": version == default,
                "releaseDate": _day(facts["released"]),
                "endOfStandardSupportDate": standard,
                "endOfExtendedSupportDate": extended,
                "status": status.lower().replace("_", "-"),
                "versionStatus": status,
                "kubernetesPatchVersion": facts["patch"],
            }
        )
    return {"clusterVersions": found}


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def apply() -> None:
    """Put moto's clusters right."""
    EKS.extend(
        {
            "create_cluster": _create,
            "describe_cluster": lambda backend, request: {"cluster": cluster_of(backend, request).shown},
            "list_clusters": lambda backend, _: {"clusters": sorted(backend.clusters)},
            "delete_cluster": _delete,
            "describe_cluster_versions": _versions,
        }
    )
