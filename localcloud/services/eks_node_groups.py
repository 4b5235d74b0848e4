"""Managed node groups of EKS."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of
from localcloud.services.tagging import eks_tagging

_VERSIONS: Final = ("version", "releaseVersion")
_group_of: Final = parts_of(":", "clusterName", "nodeGroupName")


def _remote_to_api(block: Properties) -> dict[str, Any]:
    names = {"ec2SshKey": "ec2SshKey", "sourceSecurityGroupIds": "sourceSecurityGroups"}
    return {names[name]: value for name, value in block.items() if value}


def _remote_from_api(answer: dict[str, Any] | None) -> Properties | None:
    if not answer:
        return None
    groups = answer.get("sourceSecurityGroups")
    return {"ec2SshKey": answer.get("ec2SshKey"), **({"sourceSecurityGroupIds": groups} if groups else {})}


def _pool_from_api(answer: dict[str, Any] | None) -> Properties | None:
    if not answer or not answer.get("enabled"):
        return None
    return {name: value for name, value in answer.items() if name != "enabled"}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    made = answer["resources"]
    resources = {
        "autoscalingGroups": made["autoScalingGroups"],
        "remoteAccessSecurityGroupId": made.get("remoteAccessSecurityGroup"),
    }
    told = {**answer, "resources": [resources]}
    if not (answer.get("nodeRepairConfig") or {}).get("enabled") and not known.get("nodeRepairConfig"):
        told["nodeRepairConfig"] = None
    return told


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    names = _group_of(identifier)
    group = {"clusterName": names["clusterName"], "nodegroupName": names["nodeGroupName"]}
    if changed & {*_VERSIONS, "launchTemplate"}:
        versions = {name: inputs.get(name) for name in _VERSIONS if name in changed}
        api.call(
            "update_nodegroup_version",
            **group,
            **versions,
            launchTemplate=_template(inputs) if "launchTemplate" in changed else None,
            force=inputs.get("forceUpdateVersion") or None,
        )
    settings = {
        "labels": _label_change(state, inputs),
        "taints": _taint_change(state, inputs),
        "scalingConfig": inputs.get("scalingConfig"),
        "updateConfig": inputs.get("updateConfig"),
        "nodeRepairConfig": inputs.get("nodeRepairConfig") or {"enabled": False},
        "warmPoolConfig": {"enabled": True, **(inputs.get("warmPoolConfig") or {})},
    }
    wanted = {name: value for name, value in settings.items() if name in changed and value}
    if wanted:
        api.call("update_nodegroup_config", **group, **wanted)


def _template(inputs: Properties) -> Properties:
    block = inputs["launchTemplate"]
    name = "id" if block.get("id") else "name"
    return {name: block[name], "version": block["version"]}


def _label_change(state: Properties, inputs: Properties) -> dict[str, Any]:
    old, new = state.get("labels") or {}, inputs.get("labels") or {}
    change = {
        "addOrUpdateLabels": {key: value for key, value in new.items() if old.get(key) != value},
        "removeLabels": sorted(old.keys() - new.keys()),
    }
    return {name: value for name, value in change.items() if value}


def _taint_change(state: Properties, inputs: Properties) -> dict[str, Any]:
    old, new = state.get("taints") or [], inputs.get("taints") or []
    kept = {(taint["key"], taint["effect"]) for taint in new}
    change = {
        "addOrUpdateTaints": [taint for taint in new if taint not in old],
        "removeTaints": [taint for taint in old if (taint["key"], taint["effect"]) not in kept],
    }
    return {name: value for name, value in change.items() if value}


_NAMED: Final = {"clusterName": "{clusterName}", "nodegroupName": "{nodeGroupName}"}

NODE_GROUP: Final = Resource(
    "aws:eks/nodeGroup:NodeGroup",
    "eks",
    identifier="{clusterName}:{nodegroupName}",
    create=Call("create_nodegroup", answer="nodegroup"),
    read=Call("describe_nodegroup", _NAMED, answer="nodegroup"),
    complete=_complete,
    update=_update,
    delete=Call("delete_nodegroup", _NAMED),
    names={
        "arn": "nodegroupArn",
        "nodeGroupName": "nodegroupName",
        "nodeRoleArn": "nodeRole",
        "subnetIds": "subnets",
    },
    conversions={
        "remoteAccess": Conversion(_remote_to_api, _remote_from_api),
        "warmPoolConfig": Conversion(lambda block: {"enabled": True, **block}, _pool_from_api),
    },
    kept=("updateConfig",),
    import_properties=_group_of,
    tagging=eks_tagging(),
    autoname="nodeGroupName",
    autoname_length=63,
)

RESOURCES: Final = (NODE_GROUP,)
