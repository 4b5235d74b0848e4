"""The arguments of a Kubernetes cluster, checked. No resources here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._eks_access import AccessEntry, PodIdentity, read_access_entries, read_pod_identities
from ._eks_nodes import NodeGroup, read_node_groups
from ._log_group import LOG_RETENTION_DAYS
from ._naming import physical_name

VERSION = "1.35"
"""Version of Kubernetes that a cluster gets: in standard support until March 27, 2027 (EKS user guide,
"Understand the Kubernetes version lifecycle on EKS")."""

OLDEST_MINOR_VERSION = 28
"""The guide's: Kubernetes 1.28 or newer. From it on, EKS encrypts all that the API server stores."""

NETWORK_ADD_ON = "vpc-cni"
"""Gives pods their addresses: without it no node becomes ready."""

ADD_ONS = (NETWORK_ADD_ON, "kube-proxy", "coredns", "eks-pod-identity-agent")
"""What every cluster has: pods' network, services' network, names, and pods' roles."""

BEFORE_NODES = (NETWORK_ADD_ON, "kube-proxy", "eks-pod-identity-agent")
"""Those that run on each node and are there from its start. Others wait for a node to run on."""

_VERSION = re.compile(r"1\.(\d+)")
_ADD_ON = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class EksSpec:
    """All that is decided about a cluster."""

    cluster_name: str
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    version: str
    extended_support: bool
    public_access_cidrs: Sequence[str]
    kms_key_arn: pulumi.Input[str] | None
    log_kms_key_arn: pulumi.Input[str] | None
    log_retention_days: int
    node_groups: Sequence[NodeGroup]
    node_security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    add_ons: Sequence[str]
    access_entries: Mapping[str, AccessEntry]
    pod_identities: Mapping[str, PodIdentity]
    deletion_protection: bool
    permissions_boundary_arn: pulumi.Input[str] | None
    tags: dict[str, str]


def resolve(name: str, args: Mapping[str, Any], fields: type) -> EksSpec:
    """The arguments `fields` of a cluster. Raises ArgumentError when they cannot be used."""
    reader = ArgumentReader("EksCluster", name, args, fields, longest_role="cluster-role")
    groups = reader.get("node_security_group_ids")
    spec = EksSpec(
        cluster_name=physical_name("kubernetes cluster", pulumi.get_project(), pulumi.get_stack(), name),
        subnet_ids=reader.passed_texts("subnet_ids"),
        version=_version(reader),
        extended_support=reader.flag("extended_support", default=False),
        public_access_cidrs=_public_access_cidrs(reader),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        log_kms_key_arn=reader.passed_if_given("log_kms_key_arn"),
        log_retention_days=reader.whole_number("log_retention_days", 365, LOG_RETENTION_DAYS),
        node_groups=read_node_groups(reader, name),
        node_security_group_ids=[] if groups is None else reader.passed_texts("node_security_group_ids"),
        add_ons=_add_ons(reader),
        access_entries=read_access_entries(reader),
        pod_identities=read_pod_identities(reader),
        deletion_protection=reader.flag("deletion_protection", default=True),
        permissions_boundary_arn=reader.passed_if_given("permissions_boundary_arn"),
        tags=reader.tags(),
    )
    if isinstance(spec.subnet_ids, list) and len(spec.subnet_ids) == 1:
        reader.problem("subnet_ids", "one subnet", "subnets in at least two zones, as EKS asks for")
    reader.finish()
    return spec


def _version(reader: ArgumentReader) -> str:
    version = reader.text("kubernetes_version", VERSION)
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match[1]) < OLDEST_MINOR_VERSION):
        reader.problem(
            "kubernetes_version",
            repr(version),
            f"1.{OLDEST_MINOR_VERSION} or newer, as a text like {VERSION!r}",
        )
    return version


def _public_access_cidrs(reader: ArgumentReader) -> tuple[str, ...]:
    cidrs = reader.texts("public_access_cidrs", default=())
    for cidr in cidrs:
        try:
            network = ip_network(cidr)
        except ValueError as error:
            reader.problem(
                "public_access_cidrs", f"a list with {cidr!r} ({error})", "blocks as 203.0.113.0/24"
            )
            continue
        if network.prefixlen == 0:
            reader.problem(
                "public_access_cidrs", f"a list with {cidr}", "the blocks that administrators come from"
            )
    return cidrs


def _add_ons(reader: ArgumentReader) -> tuple[str, ...]:
    further = reader.texts("add_ons", default=())
    for name in further:
        if not _ADD_ON.fullmatch(name):
            reader.problem("add_ons", f"a list with {name!r}", "names of add-ons, as aws-ebs-csi-driver")
        elif name in ADD_ONS:
            reader.problem(
                "add_ons", f"a list with {name}", f"others than {', '.join(ADD_ONS)}: every cluster has those"
            )
    return (*ADD_ONS, *further)
