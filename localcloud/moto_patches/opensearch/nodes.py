"""What OpenSearch Service refuses of nodes and their volumes.

moto takes types that do not exist, numbers that do not fit the zones, and combinations that there are not.
"""

from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES

from localcloud.moto_patches.opensearch._service import invalid, wanted_settings
from localcloud.moto_patches.opensearch.settings import is_burstable
from localcloud.moto_service import Request

FAMILIES: Final = frozenset(
    {
        *("t2", "t3", "m3", "m4", "m5", "m6g", "m7g", "c4", "c5", "c6g", "c7g"),
        *("r3", "r4", "r5", "r6g", "r6gd", "r7g", "r7gd", "i2", "i3", "i4g", "i4i", "im4gn"),
    }
)
OWN_FAMILIES: Final = frozenset({"or1", "or2", "om2", "oi2"})
"""Families that only OpenSearch Service has."""

OWN_DISKS: Final = frozenset({"i2", "i3", "i4g", "i4i", "im4gn", "oi2", "r6gd", "r7gd"})
"""Families whose nodes have disks and take no volumes ("Supported instance types" in the developer guide)."""

WITHOUT_ENCRYPTION: Final = frozenset({"t2", "m3", "r3"})
SUFFIX: Final = ".search"
MASTER_COUNTS: Final = (3, 5)
STANDBY_ZONES: Final = 3
SMALLEST_VOLUME_GIB: Final = 10
LEAST_OF_GP3: Final = {"Iops": 3000, "Throughput": 125}


def zone_count(cluster: dict[str, Any]) -> int:
    """The zones that the nodes of a cluster configuration are spread over."""
    if not cluster.get("ZoneAwarenessEnabled"):
        return 1
    return int((cluster.get("ZoneAwarenessConfig") or {}).get("AvailabilityZoneCount", 2))


def _family(kind: str) -> str:
    return kind.partition(".")[0]


def _check_type(kind: str) -> None:
    base = kind.removesuffix(SUFFIX)
    family = _family(base)
    known = family in OWN_FAMILIES or (family in FAMILIES and base in INSTANCE_TYPES)
    if base == kind or not known:
        raise invalid(f"Invalid instance type: {kind}")


def refuse_nodes(backend: Any, request: Request) -> None:
    """Refuse types and numbers of nodes that cannot be."""
    cluster = wanted_settings(backend, request)["ClusterConfig"] or {}
    masters = bool(cluster.get("DedicatedMasterEnabled"))
    for field in ("InstanceType", "DedicatedMasterType") if masters else ("InstanceType",):
        if cluster.get(field):
            _check_type(cluster[field])
    if masters and cluster.get("DedicatedMasterCount") not in MASTER_COUNTS:
        raise invalid(f"The number of dedicated master nodes must be one of {MASTER_COUNTS}.")
    if cluster.get("WarmEnabled") and not (masters and cluster.get("WarmType") and cluster.get("WarmCount")):
        raise invalid("UltraWarm needs dedicated master nodes, a warm instance type and a warm count.")
    if (cluster.get("ColdStorageOptions") or {}).get("Enabled") and not cluster.get("WarmEnabled"):
        raise invalid("You must enable UltraWarm to use cold storage.")
    zones, nodes = zone_count(cluster), cluster.get("InstanceCount", 1)
    if zones == 2 and nodes % 2:
        raise invalid("You must choose an even number of data nodes for a two Availability Zone deployment.")
    if zones == 3 and nodes < 3:
        raise invalid("You must choose at least three data nodes for a three Availability Zone deployment.")
    if cluster.get("MultiAZWithStandbyEnabled"):
        _check_standby(cluster, zones, nodes, masters=masters)


def _check_standby(cluster: dict[str, Any], zones: int, nodes: int, *, masters: bool) -> None:
    kinds = [cluster.get("InstanceType") or "", cluster.get("DedicatedMasterType") or ""]
    if zones != STANDBY_ZONES or nodes % STANDBY_ZONES or not masters or any(map(is_burstable, kinds)):
        raise invalid(
            "Multi-AZ with Standby requires three Availability Zones, data nodes in multiples of three, "
            "dedicated master nodes, and instance types that aren't burstable."
        )


def refuse_volume(backend: Any, request: Request) -> None:
    """Refuse volumes that cannot be, and nodes that have neither volumes nor disks."""
    settings = wanted_settings(backend, request)
    ebs = settings["EBSOptions"] or {}
    kind = (settings["ClusterConfig"] or {}).get("InstanceType") or ""
    disks = _family(kind) in OWN_DISKS
    if bool(ebs.get("EBSEnabled")) is disks and kind:
        raise invalid(
            f"The instance type {kind} has disks of its own and takes no EBS volumes."
            if disks
            else f"EBS storage must be selected for {kind}"
        )
    if not ebs.get("EBSEnabled"):
        return
    if ebs.get("VolumeSize", SMALLEST_VOLUME_GIB) < SMALLEST_VOLUME_GIB:
        raise invalid(f"Volume size must be at least {SMALLEST_VOLUME_GIB} GiB: {ebs['VolumeSize']}")
    if ebs.get("VolumeType") == "gp3":
        for name, least in LEAST_OF_GP3.items():
            if ebs.get(name, least) < least:
                raise invalid(f"{name} of a gp3 volume must be at least {least}: {ebs[name]}")
    if ebs.get("VolumeType") == "io1" and not ebs.get("Iops"):
        raise invalid("You must specify Iops for a volume of type io1.")


def refuse_encryption(backend: Any, request: Request) -> None:
    """Refuse encryption for nodes that cannot encrypt."""
    settings = wanted_settings(backend, request)
    kind = (settings["ClusterConfig"] or {}).get("InstanceType") or ""
    if (settings["EncryptionAtRestOptions"] or {}).get("Enabled") and _family(kind) in WITHOUT_ENCRYPTION:
        raise invalid(f"Encryption at rest is not supported with the instance type {kind}.")


def refuse_tuning(backend: Any, request: Request) -> None:
    """Refuse Auto-Tune for nodes that cannot tune themselves."""
    settings = wanted_settings(backend, request)
    kind = (settings["ClusterConfig"] or {}).get("InstanceType") or ""
    wanted = (settings["AutoTuneOptions"] or {}).get("DesiredState")
    if wanted == "ENABLED" and is_burstable(kind):
        raise invalid(
            "Autotune is not supported in t2/t3 instances. Disable autotune or change your instances."
        )
