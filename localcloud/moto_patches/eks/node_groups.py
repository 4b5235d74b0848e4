"""Managed node groups.

What moto accepts, and AWS refuses: roles, subnets, launch templates, versions and instance types that do not
exist or do not fit; sizes that contradict one another.

What moto gets wrong: defaults of long ago, settings of updates and repairs lost at the create.

What moto lacks: new versions, nodes that are in the subnets.
"""

from functools import cache
from typing import Any, Final
from uuid import uuid4

from localcloud.moto_patches.eks import access, kubernetes, network
from localcloud.moto_patches.eks import node_group_checks as checks
from localcloud.moto_patches.eks._service import (
    EKS,
    Cluster,
    Thing,
    arn,
    cluster_of,
    in_use,
    invalid,
    not_found,
    now,
    record_update,
)
from localcloud.moto_service import Request, network_of

FIRST_WITH_AL2023: Final = 30
"""The first minor version whose nodes have Amazon Linux 2023 by default (EKS user guide)."""
DEFAULT_DISK_GIB: Final = 20


def _find(backend: Any, request: Request) -> tuple[Cluster, Thing]:
    cluster = cluster_of(backend, request)
    group = cluster.node_groups.get(request["nodegroupName"])
    if group is None:
        raise not_found(f"No node group found for name: {request['nodegroupName']}.")
    return cluster, group


def _create(backend: Any, request: Request) -> dict[str, Any]:
    cluster, name = cluster_of(backend, request), request["nodegroupName"]
    if name in cluster.node_groups:
        raise in_use(f"NodeGroup already exists with name {name} and cluster name {cluster.name}")
    checks.check_role(backend, request["nodeRole"])
    network.check_node_subnets(backend, request["subnets"], cluster.shown["resourcesVpcConfig"]["vpcId"])
    version = request.get("version") or cluster.version
    checks.check_version(cluster, version)
    template, data = _template(backend, request)
    scaling = request.get("scalingConfig") or {"minSize": 1, "maxSize": 2, "desiredSize": 2}
    checks.check_scaling(scaling)
    checks.check_update_config(request.get("updateConfig") or {})
    checks.check_taints(request.get("taints") or [])
    group = {
        "nodegroupName": name,
        "nodegroupArn": arn(backend, "nodegroup", cluster.name, name, str(uuid4())),
        "clusterName": cluster.name,
        "version": version,
        "createdAt": now(),
        "modifiedAt": now(),
        "status": "ACTIVE",
        "capacityType": request.get("capacityType") or "ON_DEMAND",
        "scalingConfig": scaling,
        "subnets": request["subnets"],
        "nodeRole": request["nodeRole"],
        "labels": request.get("labels") or {},
        "taints": request.get("taints") or [],
        "updateConfig": request.get("updateConfig") or {"maxUnavailable": 1},
        "health": {"issues": []},
        "tags": request.get("tags") or {},
        **_instances(request, version, data),
        **{key: request[key] for key in ("nodeRepairConfig", "warmPoolConfig") if request.get(key)},
    }
    if template:
        group["launchTemplate"] = template
    if not data.get("ImageId"):
        group["releaseVersion"] = _release(request, version)
    token = str(uuid4())
    group["resources"] = {"autoScalingGroups": [{"name": f"eks-{name}-{token}"}]}
    _add_remote_access(backend, cluster, request, group)
    cluster.node_groups[name] = group
    _place(backend, cluster, group, data)
    access.admit_nodes(backend, cluster, request["nodeRole"])
    return {"nodegroup": {**group, "status": "CREATING"}}


def _template(backend: Any, request: Request) -> tuple[dict[str, str] | None, dict[str, Any]]:
    if not request.get("launchTemplate"):
        return None, {}
    template, data = checks.find_template(backend, request["launchTemplate"])
    checks.check_against_template(request, data)
    return template, data


def _instances(request: Request, version: str, data: dict[str, Any]) -> Thing:
    """What the nodes run on: of a launch template, EKS tells only what the request says."""
    default = "AL2023_x86_64_STANDARD" if kubernetes.minor(version) >= FIRST_WITH_AL2023 else "AL2_x86_64"
    ami_type = request.get("amiType") or (checks.CUSTOM if data.get("ImageId") else default)
    asked = request.get("instanceTypes") or []
    types = asked or [data.get("InstanceType") or "t3.medium"]
    checks.check_instances(types, ami_type, version)
    shown: Thing = {"amiType": ami_type}
    if not data.get("InstanceType"):
        shown["instanceTypes"] = types
    if not request.get("launchTemplate"):
        shown["diskSize"] = request.get("diskSize") or DEFAULT_DISK_GIB
    return shown


def _release(request: Request, version: str) -> str:
    release = request.get("releaseVersion")
    if release:
        checks.check_release(version, release)
    return release or kubernetes.node_release(version)


def _add_remote_access(backend: Any, cluster: Cluster, request: Request, group: Thing) -> None:
    wanted = request.get("remoteAccess")
    if not wanted:
        return
    ec2, key = network_of(backend), wanted.get("ec2SshKey")
    if key and key not in ec2.key_pairs:
        raise invalid(f"The key pair '{key}' does not exist")
    vpc_id = cluster.shown["resourcesVpcConfig"]["vpcId"]
    network.check_groups(backend, wanted.get("sourceSecurityGroups") or [], vpc_id)
    group["remoteAccess"] = wanted
    token = group["resources"]["autoScalingGroups"][0]["name"].removeprefix("eks-")
    made = ec2.create_security_group(
        f"eks-remoteAccess-{token}",
        "Security group for all nodes in the nodeGroup to allow SSH access",
        vpc_id,
    )
    group["resources"]["remoteAccessSecurityGroup"] = made.id


def _place(backend: Any, cluster: Cluster, group: Thing, data: dict[str, Any]) -> None:
    """Put the nodes into the subnets, with the groups of the launch template or else the cluster's."""
    place = cluster.shown["resourcesVpcConfig"]
    groups = checks.groups_of(data) or [place["clusterSecurityGroupId"]]
    network.check_groups(backend, groups, place["vpcId"])
    remote = group["resources"].get("remoteAccessSecurityGroup")
    network.place_nodes(
        backend,
        group["nodegroupArn"],
        group["subnets"],
        [*groups, remote] if remote else groups,
        nodes=group["scalingConfig"]["desiredSize"],
    )


def _data(backend: Any, group: Thing) -> dict[str, Any]:
    template = group.get("launchTemplate")
    if template is None:
        return {}
    return checks.find_template(backend, {"id": template["id"], "version": template["version"]})[1]


def _update_config(backend: Any, request: Request) -> dict[str, Any]:
    cluster, group = _find(backend, request)
    changed = dict(group)
    labels, taints = request.get("labels") or {}, request.get("taints") or {}
    kept = {key: value for key, value in group["labels"].items() if key not in labels.get("removeLabels", ())}
    changed["labels"] = kept | labels.get("addOrUpdateLabels", {})
    changed["taints"] = _changed_taints(group["taints"], taints)
    checks.check_taints(changed["taints"])
    if request.get("scalingConfig"):
        changed["scalingConfig"] = group["scalingConfig"] | request["scalingConfig"]
        checks.check_scaling(changed["scalingConfig"])
    if request.get("updateConfig"):
        checks.check_update_config(request["updateConfig"])
        changed["updateConfig"] = request["updateConfig"]
    for name in ("nodeRepairConfig", "warmPoolConfig"):
        if request.get(name):
            changed[name] = request[name]
    group.update(changed, modifiedAt=now())
    _place(backend, cluster, group, _data(backend, group))
    names = ("labels", "taints", "scalingConfig", "updateConfig", "nodeRepairConfig", "warmPoolConfig")
    changes = {_PARAMETERS[name]: request[name] for name in names if request.get(name)}
    return {"update": record_update(cluster, "ConfigUpdate", changes, nodegroupName=group["nodegroupName"])}


_PARAMETERS: Final = {
    "labels": "LabelsToAdd",
    "taints": "TaintsToAdd",
    "scalingConfig": "DesiredSize",
    "updateConfig": "MaxUnavailable",
    "nodeRepairConfig": "NodeRepairConfig",
    "warmPoolConfig": "WarmPoolEnabled",
}


def _changed_taints(current: list[dict[str, str]], change: dict[str, Any]) -> list[dict[str, str]]:
    added = change.get("addOrUpdateTaints") or []
    gone = {(taint["key"], taint["effect"]) for taint in [*added, *(change.get("removeTaints") or [])]}
    return [taint for taint in current if (taint["key"], taint["effect"]) not in gone] + added


def _update_version(backend: Any, request: Request) -> dict[str, Any]:
    cluster, group = _find(backend, request)
    data = _data(backend, group)
    changed: Thing = {}
    if request.get("launchTemplate"):
        current = group.get("launchTemplate")
        if current is None:
            raise invalid("You cannot add a launch template to a node group that was made without one.")
        changed["launchTemplate"], data = checks.find_template(backend, request["launchTemplate"])
        if changed["launchTemplate"]["id"] != current["id"]:
            raise invalid(
                f"The node group can only use other versions of the launch template {current['id']}."
            )
    if not data.get("ImageId"):
        version = request.get("version") or group["version"]
        checks.check_version(cluster, version, at_least=group["version"])
        changed["version"] = version
        if request.get("version") or request.get("releaseVersion"):
            changed["releaseVersion"] = _release(request, version)
    elif request.get("version") or request.get("releaseVersion"):
        raise invalid("You cannot specify a version when specifying an image id in your launch template.")
    _place(backend, cluster, group, data)
    group.update(changed, modifiedAt=now())
    changes = {"Version": group["version"], "ReleaseVersion": group.get("releaseVersion", "")}
    return {"update": record_update(cluster, "VersionUpdate", changes, nodegroupName=group["nodegroupName"])}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster, group = _find(backend, request)
    network.remove_interfaces(backend, group["nodegroupArn"])
    remote = group["resources"].get("remoteAccessSecurityGroup")
    if remote:
        network_of(backend).delete_security_group(group_id=remote)
    del cluster.node_groups[group["nodegroupName"]]
    access.dismiss_nodes(cluster, group["nodeRole"])
    return {"nodegroup": {**group, "status": "DELETING"}}


@cache
def apply() -> None:
    """Put moto's node groups right."""
    EKS.extend(
        {
            "create_nodegroup": _create,
            "describe_nodegroup": lambda backend, request: {"nodegroup": _find(backend, request)[1]},
            "list_nodegroups": lambda backend, request: {
                "nodegroups": sorted(cluster_of(backend, request).node_groups)
            },
            "update_nodegroup_config": _update_config,
            "update_nodegroup_version": _update_version,
            "delete_nodegroup": _delete,
        }
    )
