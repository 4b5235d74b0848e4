"""The network: a VPC with its tiers, ways out, endpoints, flow logs and, if wanted, a bastion."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._subnet_plan import SubnetTier
from ._vpc_endpoints import (
    create_endpoints_security_group,
    create_gateway_endpoints,
    create_interface_endpoints,
)
from ._vpc_routing import (
    Nat,
    RoutedSubnet,
    create_nat_gateways,
    create_subnets,
    route_table_role,
    route_to_internet_gateway,
    route_to_nat,
)
from ._vpc_spec import NatMode, VpcSpec, resolve_vpc
from .bastion import Bastion
from .flow_logs import FlowLogs, FlowLogsArgs
from .security_group import SecurityGroup


class VpcArgs(TypedDict):
    """What a stack decides about its network."""

    zones: list[str]
    """Full names of two or more availability zones of one region, as us-east-1a. A zone's letter, not its
    place in the list, decides its addresses, so that adding a zone moves no subnet."""
    cidr: NotRequired[str]
    """Private address block, /16 to /19. Default: 10.0.0.0/16. Another one replaces the whole network."""
    messaging_zones: NotRequired[list[str]]
    """Zones of the messaging tier, two or more of `zones`. Default: those whose letter is a or b."""
    nat_mode: NotRequired[NatMode]
    """NAT gateways, the compute tier's way to the internet: none, single or per-zone. Default: per-zone."""
    gateway_endpoints: NotRequired[list[str]]
    """Services that the compute tier reaches through gateway endpoints: s3, dynamodb. Default: both."""
    interface_endpoints: NotRequired[list[str]]
    """Services reached through interface endpoints, by short name, as ecr.api. Default: none."""
    interface_endpoint_tiers: NotRequired[list[str]]
    """Tiers whose subnets may call the interface endpoints: public, compute, data, messaging. Default:
    compute."""
    flow_log_retention_days: NotRequired[int]
    """Days that flow logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the flow logs; its policy has to admit CloudWatch Logs. Default: a key of their
    own."""
    bastion: NotRequired[bool]
    """Whether there is a host in the public tier for Systems Manager sessions. Default: false."""
    bastion_instance_type: NotRequired[str]
    """EC2 instance type of the bastion. Default: t4g.nano."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class Vpc(SharedComponent):
    """A VPC in four tiers: public, compute, data and messaging, where only public can be reached from
    outside and only public and compute have a way out.

    Produces: the VPC with DNS support and an emptied default security group; an internet gateway; a subnet
    for each tier and zone (messaging in two zones); route tables, routes and NAT gateways as `nat_mode`
    says; gateway and interface endpoints, the latter with a security group; flow logs (a FlowLogs); and, if
    wanted, a Bastion, which gets a public address only when the endpoints ssm, ssmmessages and ec2messages
    are not all there.

    Example:

        network = Vpc("network", {
            "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
            "nat_mode": NatMode.SINGLE,
            "interface_endpoints": ["ecr.api", "ecr.dkr", "logs", "secretsmanager"],
            "tags": tags,
        })
        pulumi.export("computeSubnetIds", network.compute_subnet_ids)

    Cost: each NAT gateway 32.85 USD per month and 0.045 USD per GB, with 3.65 USD for its address; each
    interface endpoint 7.30 USD per month and zone; flow logs and bastion as FlowLogs and Bastion say. The
    rest is free (us-east-1, VPC pricing).
    """

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    vpc_arn: pulumi.Output[str]
    """ARN of the VPC."""
    cidr_block: pulumi.Output[str]
    """Address block of the VPC."""
    public_subnet_ids: pulumi.Output[list[str]]
    """Ids of the public subnets, by zone letter; ready once they have their route to the internet."""
    compute_subnet_ids: pulumi.Output[list[str]]
    """Ids of the compute subnets, by zone letter."""
    data_subnet_ids: pulumi.Output[list[str]]
    """Ids of the data subnets, by zone letter."""
    messaging_subnet_ids: pulumi.Output[list[str]]
    """Ids of the messaging subnets, by zone letter."""
    subnet_ids: pulumi.Output[dict[str, dict[str, str]]]
    """Ids of all subnets: by tier, then by zone letter."""
    subnet_cidr_blocks: pulumi.Output[dict[str, dict[str, str]]]
    """Address blocks of all subnets: by tier, then by zone letter."""
    route_table_ids: pulumi.Output[dict[str, str]]
    """Ids of the route tables: public, data, messaging, and one for each compute zone, as compute-a."""
    nat_public_ips: pulumi.Output[dict[str, str]]
    """Addresses from which the compute tier calls the internet, by letter of the NAT gateway's zone."""
    default_security_group_id: pulumi.Output[str]
    """Id of the VPC's default security group, which has no rules."""
    endpoints_security_group_id: pulumi.Output[str] | None
    """Id of the security group of the interface endpoints; absent without any."""
    bastion_instance_id: pulumi.Output[str] | None
    """Id of the bastion: the target of `aws ssm start-session`; absent without one."""
    flow_log_group_name: pulumi.Output[str]
    """Name of the log group with the flow logs."""

    def __init__(self, name: str, args: VpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_vpc(name, args, VpcArgs)
        super().__init__("Vpc", name, spec.tags, opts)
        self.vpc = self._create_vpc(spec)
        self.default_security_group = self._empty_default_security_group()
        self.internet_gateway = self._create_internet_gateway()
        self.subnets = create_subnets(self, self.vpc, spec.subnets)
        self.public_route = route_to_internet_gateway(
            self, self._tier(SubnetTier.PUBLIC)[0].table, self.internet_gateway
        )
        self.nat = self._create_nat(spec)
        self.flow_logs = self._create_flow_logs(spec)
        self.bastion = self._create_bastion(spec)
        self.endpoints_security_group = self._create_endpoints_security_group(spec)
        self.endpoints = self._create_endpoints(spec)

        self._set_outputs(spec)
        self.publish()

    def _create_vpc(self, spec: VpcSpec) -> aws.ec2.Vpc:
        return aws.ec2.Vpc(
            self.child_name("vpc"),
            cidr_block=spec.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self.child_tags("vpc"),
            opts=self.child_options(),
        )

    def _empty_default_security_group(self) -> aws.ec2.DefaultSecurityGroup:
        return aws.ec2.DefaultSecurityGroup(
            self.child_name("default-sg"),
            vpc_id=self.vpc.id,
            ingress=[],
            egress=[],
            tags=self.child_tags("default-sg"),
            opts=self.child_options(),
        )

    def _create_internet_gateway(self) -> aws.ec2.InternetGateway:
        return aws.ec2.InternetGateway(
            self.child_name("internet-gateway"),
            vpc_id=self.vpc.id,
            tags=self.child_tags("internet-gateway"),
            opts=self.child_options(),
        )

    def _create_nat(self, spec: VpcSpec) -> dict[str, Nat]:
        public = {routed.plan.zone.letter: routed.subnet for routed in self._tier(SubnetTier.PUBLIC)}
        nat = create_nat_gateways(self, spec.nat_zones, public, self.internet_gateway)
        route_to_nat(self, self._tier(SubnetTier.COMPUTE), nat)
        return nat

    def _create_flow_logs(self, spec: VpcSpec) -> FlowLogs:
        args: FlowLogsArgs = {
            "vpc_id": self.vpc.id,
            "retention_days": spec.flow_log_retention_days,
            "tags": spec.tags,
        }
        if spec.kms_key_arn is not None:
            args["kms_key_arn"] = spec.kms_key_arn
        return FlowLogs(self.child_name("flow-logs"), args, self.child_options())

    def _create_bastion(self, spec: VpcSpec) -> Bastion | None:
        if not spec.bastion:
            return None
        return Bastion(
            self.child_name("bastion"),
            {
                "vpc_id": self.vpc.id,
                "vpc_cidr": spec.cidr,
                "subnet_id": self._public_subnet_id(self._tier(SubnetTier.PUBLIC)[0]),
                "instance_type": spec.bastion_instance_type,
                "public_ip": spec.bastion_needs_public_ip,
                "tags": spec.tags,
            },
            self.child_options(),
        )

    def _create_endpoints_security_group(self, spec: VpcSpec) -> SecurityGroup | None:
        if not spec.interface_endpoints:
            return None
        callers = [subnet for tier in spec.interface_endpoint_tiers for subnet in spec.tier(tier)]
        bastion = self.bastion.security_group_id if self.bastion else None
        return create_endpoints_security_group(self, self.vpc, callers, bastion, spec.tags)

    def _create_endpoints(self, spec: VpcSpec) -> list[aws.ec2.VpcEndpoint]:
        compute = self._tier(SubnetTier.COMPUTE)
        endpoints = create_gateway_endpoints(
            self, self.vpc, spec.region, spec.gateway_endpoints, [routed.table for routed in compute]
        )
        if self.endpoints_security_group is not None:
            endpoints += create_interface_endpoints(
                self,
                self.vpc,
                spec.region,
                spec.interface_endpoints,
                [routed.subnet for routed in compute],
                self.endpoints_security_group.security_group_id,
            )
        return endpoints

    def _set_outputs(self, spec: VpcSpec) -> None:
        self.vpc_id = self.vpc.id
        self.vpc_arn = self.vpc.arn
        self.cidr_block = self.vpc.cidr_block
        ids = {tier: self._subnet_ids(tier) for tier in SubnetTier}
        self.subnet_ids = pulumi.Output.all(
            **{tier.value: pulumi.Output.all(**by_zone) for tier, by_zone in ids.items()}
        )
        self.public_subnet_ids = _values(ids[SubnetTier.PUBLIC])
        self.compute_subnet_ids = _values(ids[SubnetTier.COMPUTE])
        self.data_subnet_ids = _values(ids[SubnetTier.DATA])
        self.messaging_subnet_ids = _values(ids[SubnetTier.MESSAGING])
        self.subnet_cidr_blocks = pulumi.Output.from_input(
            {
                tier.value: {subnet.zone.letter: subnet.cidr_block for subnet in spec.tier(tier)}
                for tier in SubnetTier
            }
        )
        self.route_table_ids = pulumi.Output.from_input(
            {route_table_role(routed.plan): routed.table.id for routed in self.subnets}
        )
        self.nat_public_ips = pulumi.Output.from_input(
            {letter: nat.address.public_ip for letter, nat in self.nat.items()}
        )
        self.default_security_group_id = self.default_security_group.id
        group = self.endpoints_security_group
        self.endpoints_security_group_id = group.security_group_id if group else None
        self.bastion_instance_id = self.bastion.instance_id if self.bastion else None
        self.flow_log_group_name = self.flow_logs.log_group_name

    def _tier(self, tier: SubnetTier) -> list[RoutedSubnet]:
        return [routed for routed in self.subnets if routed.plan.tier == tier]

    def _subnet_ids(self, tier: SubnetTier) -> dict[str, pulumi.Output[str]]:
        public = tier is SubnetTier.PUBLIC
        return {
            routed.plan.zone.letter: self._public_subnet_id(routed) if public else routed.subnet.id
            for routed in self._tier(tier)
        }

    def _public_subnet_id(self, routed: RoutedSubnet) -> pulumi.Output[str]:
        """The id, together with the route that public addresses and load balancers need before they can
        exist."""
        return pulumi.Output.all(routed.subnet.id, self.public_route.id).apply(lambda ids: str(ids[0]))


def _values(by_zone: dict[str, pulumi.Output[str]]) -> pulumi.Output[list[str]]:
    return pulumi.Output.all(*by_zone.values())
