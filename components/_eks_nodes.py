"""Groups of nodes of a Kubernetes cluster: what they are made of, checked. No resources here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from ._args import ArgumentReader, Reader
from ._argument_kinds import read_inputs
from ._instance_type import architecture
from ._naming import AUTONAME_SUFFIX_LENGTH

AMI_TYPES = {"arm64": "AL2023_ARM_64_STANDARD", "x86_64": "AL2023_x86_64_STANDARD"}
"""EKS's images with Amazon Linux 2023, by processor (Nodegroup in the EKS API reference)."""

EFFECTS = {
    "NoSchedule": "NO_SCHEDULE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
}
"""What a taint does, in Kubernetes' words and in those of the EKS API."""

_LONGEST_NAME = 63
"""Longest name of a node group (CreateNodegroup in the EKS API reference)."""

_TAINT = re.compile(r"(?P<key>[A-Za-z0-9./_-]+)=(?P<value>[A-Za-z0-9._-]*):(?P<effect>[A-Za-z]+)")
_SIZES = range(451)
"""Nodes that a group may have (EKS user guide, "Service quotas")."""


class NodeGroupArgs(TypedDict):
    """A group of equal nodes."""

    instance_types: NotRequired[list[str]]
    """EC2 instance types, all with the same kind of processor; of several, EC2 takes what it has. Default:
    m7g.large."""
    spot: NotRequired[bool]
    """Whether nodes are spare capacity, which EC2 takes back with two minutes' notice. Default: false."""
    min_size: NotRequired[int]
    """Fewest nodes, 0 to 450. Deployments leave the number of nodes alone: to raise this above it, add nodes
    first, and refresh the stack. Default: 2, so that there are two zones."""
    max_size: NotRequired[int]
    """Most nodes, 1 to 450. Default: 6."""
    desired_size: NotRequired[int]
    """Nodes at first; from then on an autoscaler in the cluster decides, if sizes differ. Default: the
    minimum."""
    disk_gib: NotRequired[int]
    """Size of each node's volume in GiB, 20 to 16384. Default: 50."""
    labels: NotRequired[dict[str, str]]
    """Kubernetes labels of the nodes. Default: none."""
    taints: NotRequired[list[str]]
    """Kubernetes taints of the nodes, as dedicated=ai:NoSchedule. Default: none."""


@dataclass(frozen=True)
class Taint:
    """What keeps pods off a node."""

    key: str
    value: str
    effect: str
    """In the words of the EKS API."""


@dataclass(frozen=True)
class NodeGroup:
    """A group of nodes, checked."""

    name: str
    instance_types: Sequence[str]
    ami_type: str
    spot: bool
    min_size: int
    max_size: int
    desired_size: int
    disk_gib: int
    labels: Mapping[str, object]
    taints: Sequence[Taint]

    @property
    def scales(self) -> bool:
        """Whether the number of nodes is not fixed."""
        return self.min_size != self.max_size


def read_node_groups(reader: ArgumentReader, cluster: str) -> list[NodeGroup]:
    """The groups in the argument `node_groups` of the component called `cluster`; without it, one called
    `default`."""
    if reader.get("node_groups") is None:
        return [_read("default", reader.nested("node_groups.default", {}, NodeGroupArgs))]
    groups = [_read(name, nodes) for name, nodes in reader.named("node_groups", NodeGroupArgs)]
    if not groups:
        reader.problem("node_groups", "no group", "at least one, since the add-ons need nodes to run on")
    longest = _LONGEST_NAME - AUTONAME_SUFFIX_LENGTH - len(f"{cluster}-nodes-")
    for group in groups:
        if len(group.name) > longest:
            reader.problem("node_groups", f"the name {group.name!r}", f"names of up to {longest} characters")
    return groups


def _read(name: str, reader: Reader) -> NodeGroup:
    instance_types = reader.texts("instance_types", ("m7g.large",))
    min_size = reader.whole_number("min_size", 2, _SIZES)
    max_size = reader.whole_number("max_size", max(6, min_size), _SIZES[1:])
    desired = reader.whole_number("desired_size", min_size, _SIZES)
    if not min_size <= desired <= max_size:
        reader.problem(
            "desired_size",
            f"{desired}, with sizes from {min_size} to {max_size}",
            "min_size <= desired_size <= max_size",
        )
    return NodeGroup(
        name=name,
        instance_types=instance_types,
        ami_type=_ami_type(reader, instance_types),
        spot=reader.flag("spot", default=False),
        min_size=min_size,
        max_size=max_size,
        desired_size=desired,
        disk_gib=reader.whole_number("disk_gib", 50, range(20, 16385)),
        labels=read_inputs(reader, "labels"),
        taints=_taints(reader),
    )


def _ami_type(reader: Reader, instance_types: Sequence[str]) -> str:
    processors = {name: architecture(name) for name in instance_types}
    for name, processor in processors.items():
        if processor is None:
            reader.problem(
                "instance_types", f"a list with {name!r}", "names of EC2 instance types, as m7g.large"
            )
    kinds = {processor for processor in processors.values() if processor is not None}
    if len(kinds) > 1:
        reader.problem(
            "instance_types", f"a list with {' and '.join(sorted(kinds))}", "types with one kind of processor"
        )
    if not instance_types and reader.get("instance_types") == []:
        reader.problem("instance_types", "an empty list", "at least one type")
    return AMI_TYPES[min(kinds, default="arm64")]


def _taints(reader: Reader) -> list[Taint]:
    taints: list[Taint] = []
    for text in reader.texts("taints", default=()):
        match = _TAINT.fullmatch(text)
        if match is None or match["effect"] not in EFFECTS:
            reader.problem(
                "taints", f"a list with {text!r}", f"key=value:effect, effect {', '.join(EFFECTS)}"
            )
        else:
            taints.append(Taint(match["key"], match["value"], EFFECTS[match["effect"]]))
    return taints
