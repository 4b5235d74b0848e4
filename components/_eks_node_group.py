"""Makes one group of nodes of a Kubernetes cluster, with the template of its instances."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._eks_nodes import NodeGroup
from ._tags import DataClass, TagKey

_ROOT_DEVICE = "/dev/xvda"
"""Root device of EKS's images with Amazon Linux."""

_UNAVAILABLE_PERCENT = 33
"""Nodes that an update takes out of service at once: one of three zones."""


@dataclass(frozen=True)
class NodeSurroundings:
    """What all nodes of a cluster share."""

    cluster: aws.eks.Cluster
    role_arn: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    needed: Sequence[pulumi.Resource]
    """What a node cannot start without."""


def create_node_group(
    component: SharedComponent, group: NodeGroup, shared: NodeSurroundings
) -> aws.eks.NodeGroup:
    """The group `<component>-nodes-<group>` and its template, `<component>-template-<group>`."""
    template = _create_template(component, group, shared)
    role = f"nodes-{group.name}"
    ignored = ["scalingConfig.desiredSize"] if group.scales else None
    return aws.eks.NodeGroup(
        component.child_name(role),
        cluster_name=shared.cluster.name,
        version=shared.cluster.version,
        node_role_arn=shared.role_arn,
        subnet_ids=shared.subnet_ids,
        ami_type=group.ami_type,
        capacity_type="SPOT" if group.spot else "ON_DEMAND",
        instance_types=list(group.instance_types),
        scaling_config={
            "min_size": group.min_size,
            "max_size": group.max_size,
            "desired_size": group.desired_size,
        },
        update_config={"max_unavailable_percentage": _UNAVAILABLE_PERCENT},
        node_repair_config={"enabled": True},
        launch_template={
            "id": template.id,
            "version": template.latest_version.apply(str),
        },
        labels=dict(group.labels) or None,
        taints=[{"key": t.key, "value": t.value, "effect": t.effect} for t in group.taints] or None,
        tags=component.child_tags(role),
        # An autoscaler in the cluster moves the size; setting it back would evict pods.
        opts=component.child_options(
            pulumi.ResourceOptions(depends_on=list(shared.needed), ignore_changes=ignored)
        ),
    )


def _create_template(
    component: SharedComponent, group: NodeGroup, shared: NodeSurroundings
) -> aws.ec2.LaunchTemplate:
    role = f"template-{group.name}"
    instance = component.child_tags(f"node-{group.name}")
    volume = component.child_tags(f"node-{group.name}", {TagKey.DATA_CLASS: DataClass.CONFIDENTIAL})
    return aws.ec2.LaunchTemplate(
        component.child_name(role),
        description=f"Nodes of the group {group.name}.",
        update_default_version=True,
        vpc_security_group_ids=shared.security_group_ids,
        # One hop: pods do not reach the instance's role; they have their own, by pod identity.
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
        },
        block_device_mappings=[
            {
                "device_name": _ROOT_DEVICE,
                # With AWS's own key: the service-linked role of Auto Scaling could not use one of ours.
                "ebs": {
                    "encrypted": "true",
                    "volume_type": "gp3",
                    "volume_size": group.disk_gib,
                    "delete_on_termination": "true",
                },
            }
        ],
        tag_specifications=[
            {"resource_type": "instance", "tags": instance},
            {"resource_type": "network-interface", "tags": instance},
            {"resource_type": "volume", "tags": volume},
        ],
        tags=component.child_tags(role),
        opts=component.child_options(),
    )
