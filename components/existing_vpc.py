"""A network that this library did not make, in the shape of one that it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi

from ._args import ArgumentReader
from ._base import SharedComponent


class ExistingVpcArgs(TypedDict):
    """Ids of a VPC that exists already."""

    vpc_id: pulumi.Input[str]
    """Id of the VPC."""
    cidr_block: pulumi.Input[str]
    """Address block of the VPC."""
    public_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Subnets that are routed to an internet gateway."""
    compute_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Private subnets that reach the internet through NAT."""
    data_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Subnets without a way out, for data stores."""
    messaging_subnet_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Subnets without a way out, for brokers. Default: the data subnets."""


@dataclass(frozen=True)
class _Spec:
    vpc_id: pulumi.Input[str]
    cidr_block: pulumi.Input[str]
    public_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    compute_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    data_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    messaging_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]


class ExistingVpc(SharedComponent):
    """A VPC that exists already, with the outputs that everything else takes from a Vpc.

    Produces: nothing in AWS; it only says which subnets play which tier.

    Example (a VPC of the awsx package fits as it is):

        network = ExistingVpc("network", {
            "vpc_id": vpc.vpc_id,
            "cidr_block": vpc.vpc.cidr_block,
            "public_subnet_ids": vpc.public_subnet_ids,
            "compute_subnet_ids": vpc.private_subnet_ids,
            "data_subnet_ids": vpc.isolated_subnet_ids,
        })

    Cost: none.
    """

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    cidr_block: pulumi.Output[str]
    """Address block of the VPC."""
    public_subnet_ids: pulumi.Output[list[str]]
    """Ids of the public subnets, in the order given."""
    compute_subnet_ids: pulumi.Output[list[str]]
    """Ids of the compute subnets, in the order given."""
    data_subnet_ids: pulumi.Output[list[str]]
    """Ids of the data subnets, in the order given."""
    messaging_subnet_ids: pulumi.Output[list[str]]
    """Ids of the messaging subnets, in the order given."""

    def __init__(self, name: str, args: ExistingVpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("ExistingVpc", name, {}, opts)
        self.vpc_id = pulumi.Output.from_input(spec.vpc_id)
        self.cidr_block = pulumi.Output.from_input(spec.cidr_block)
        self.public_subnet_ids = _ids(spec.public_subnet_ids)
        self.compute_subnet_ids = _ids(spec.compute_subnet_ids)
        self.data_subnet_ids = _ids(spec.data_subnet_ids)
        self.messaging_subnet_ids = _ids(spec.messaging_subnet_ids)
        self.publish()


def _ids(given: pulumi.Input[Sequence[pulumi.Input[str]]]) -> pulumi.Output[list[str]]:
    return pulumi.Output.from_input(given).apply(lambda ids: [str(subnet_id) for subnet_id in ids])


def _resolve(name: str, args: ExistingVpcArgs) -> _Spec:
    reader = ArgumentReader("ExistingVpc", name, args, ExistingVpcArgs)
    data = reader.passed_texts("data_subnet_ids")
    own_messaging = args.get("messaging_subnet_ids") is not None
    spec = _Spec(
        vpc_id=reader.passed("vpc_id"),
        cidr_block=reader.passed("cidr_block"),
        public_subnet_ids=reader.passed_texts("public_subnet_ids"),
        compute_subnet_ids=reader.passed_texts("compute_subnet_ids"),
        data_subnet_ids=data,
        messaging_subnet_ids=reader.passed_texts("messaging_subnet_ids") if own_messaging else data,
    )
    reader.finish()
    return spec
