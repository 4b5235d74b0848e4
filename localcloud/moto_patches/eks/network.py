"""What EKS does in a VPC: its security groups, the interfaces of control plane and nodes, and what it asks of
subnets and groups.
"""

import random
from typing import Any, Final

from moto.ec2.models.security_groups import SecurityGroupRule

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.eks._service import Cluster, invalid
from localcloud.moto_service import network_of

_DESCRIPTION: Final = (
    "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well "
    "as any managed workloads."
)
ZONES: Final = 2


def check_place(backend: Any, subnet_ids: list[str], group_ids: list[str]) -> str:
    """Refuse subnets and groups in which a control plane cannot be; gives the id of their VPC."""
    subnets = _subnets(backend, subnet_ids)
    if len({subnet.availability_zone for subnet in subnets}) < ZONES:
        raise invalid("Subnets specified must be in at least two different AZs")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise invalid("Subnets must be in the same VPC.")
    vpc_id = str(subnets[0].vpc_id)
    check_groups(backend, group_ids, vpc_id)
    return vpc_id


def check_node_subnets(backend: Any, subnet_ids: list[str], vpc_id: str) -> None:
    """Refuse subnets in which the nodes of a cluster cannot be."""
    for subnet in _subnets(backend, subnet_ids):
        if subnet.vpc_id != vpc_id:
            raise invalid(f"The subnet {subnet.id} is not in the VPC of the cluster, {vpc_id}.")


def check_groups(backend: Any, group_ids: list[str], vpc_id: str) -> None:
    """Refuse security groups that do not exist or are of another VPC."""
    for group_id in group_ids:
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None:
            raise invalid(f"The security group '{group_id}' does not exist")
        if group.vpc_id != vpc_id:
            raise invalid(f"Security group(s) [{group_id}] are not in the same VPC as the subnets.")


def make_cluster_group(backend: Any, name: str, vpc_id: str) -> str:
    """The security group that EKS makes for a control plane and its nodes; they reach each other."""
    network = network_of(backend)
    full_name = f"eks-cluster-sg-{name}-{random.randint(10**8, 10**10)}"
    tags = {f"kubernetes.io/cluster/{name}": "owned", "Name": full_name, "aws:eks:cluster-name": name}
    group = network.create_security_group(full_name, _DESCRIPTION, vpc_id, tags=tags)
    group.add_ingress_rule(
        SecurityGroupRule(network, "-1", group.id, None, None, None, {"GroupId": group.id}, is_egress=False)
    )
    return str(group.id)


def remove_cluster_group(backend: Any, cluster: Cluster) -> None:
    """Take the group away with its cluster; like EKS, leave it where another group's rules name it."""
    network = network_of(backend)
    group_id = cluster.shown["resourcesVpcConfig"]["clusterSecurityGroupId"]
    group = network.get_security_group_from_id(group_id)
    named = any(
        rule.source_group.get("GroupId") == group_id
        for other in network.describe_security_groups()
        if other is not group
        for rule in other.ingress_rules + other.egress_rules
    )
    used = any(group in interface.group_set for interface in network.enis.values())
    if group is not None and not named and not used:
        network.delete_security_group(group_id=group_id)


def place_control_plane(backend: Any, cluster: Cluster) -> None:
    """Give a cluster its interfaces."""
    place = cluster.shown["resourcesVpcConfig"]
    settle(
        network_of(backend),
        cluster.shown["arn"],
        subnets=place["subnetIds"],
        groups=[place["clusterSecurityGroupId"], *place["securityGroupIds"]],
        description=f"Amazon EKS {cluster.name}",
    )


def place_nodes(backend: Any, owner: str, subnet_ids: list[str], group_ids: list[str], *, nodes: int) -> None:
    """Give the nodes of a group their interfaces, one in each subnet that has nodes."""
    settle(
        network_of(backend),
        owner,
        subnets=subnet_ids[:nodes],
        groups=group_ids,
        description="aws-K8S-node",
    )


def remove_interfaces(backend: Any, owner: str) -> None:
    settle(network_of(backend), owner, subnets=[])


def _subnets(backend: Any, subnet_ids: list[str]) -> list[Any]:
    known = {subnet.id: subnet for subnet in network_of(backend).describe_subnets()}
    missing = [subnet_id for subnet_id in subnet_ids if subnet_id not in known]
    if missing or not subnet_ids:
        raise invalid(f"The subnet ID '{', '.join(missing)}' does not exist")
    return [known[subnet_id] for subnet_id in subnet_ids]
