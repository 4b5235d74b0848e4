"""What Elastic Load Balancing refuses of changes, and of kinds that are not there."""

from typing import Any

from tests.unit.localcloud.moto.elbv2.balancers import Balancers, path, with_ids
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

VALIDATION = "ValidationError"
CONFIGURATION = "InvalidConfigurationRequest"

REFUSED = [
    Refusal(
        "to one zone",
        "SetSubnets",
        with_ids(LoadBalancerArn="app", Subnets=["one"]),
        VALIDATION,
        "two different Availability Zones",
    ),
    Refusal(
        "to another VPC",
        "SetSubnets",
        with_ids(LoadBalancerArn="app", Subnets=["far_one", "far_two"]),
        CONFIGURATION,
        "load balancer's VPC",
    ),
    Refusal(
        "to fewer",
        "SetSubnets",
        with_ids(LoadBalancerArn="streaming", Subnets=["one"]),
        CONFIGURATION,
        "removal is not supported",
    ),
    Refusal(
        "to none",
        "SetSecurityGroups",
        with_ids(LoadBalancerArn="app", SecurityGroups=[]),
        VALIDATION,
        "At least one",
    ),
    Refusal(
        "to far ones",
        "SetSecurityGroups",
        with_ids(LoadBalancerArn="app", SecurityGroups=["other_group"]),
        CONFIGURATION,
        "invalid",
    ),
    Refusal(
        "of one without",
        "SetSecurityGroups",
        with_ids(LoadBalancerArn="streaming", SecurityGroups=["group_of_place"]),
        CONFIGURATION,
        "not added",
    ),
    Refusal(
        "from a pool",
        "CreateLoadBalancer",
        with_ids(Name="new", Subnets=["one", "two"], IpamPools={"Ipv4IpamPoolId": "ipam-pool-0"}),
        VALIDATION,
        "ipam-pool-0",
    ),
    Refusal(
        "to nothing",
        "ModifyRule",
        with_ids(RuleArn="rule", Actions=[{"Type": "forward", "TargetGroupArn": "elsewhere"}]),
        VALIDATION,
        "is in VPC",
    ),
    Refusal(
        "of many values",
        "ModifyRule",
        with_ids(RuleArn="rule", Conditions=[path(*"abcdef")]),
        VALIDATION,
        "'5' condition values",
    ),
    Refusal(
        "of another version",
        "CreateTargetGroup",
        with_ids(Name="x", Protocol="TCP", Port=80, VpcId="vpc", ProtocolVersion="GRPC"),
        VALIDATION,
        "GRPC",
    ),
]


@each(REFUSED)
def test_refuses(elb: Any, balancers: Balancers, row: Refusal) -> None:
    assert_refused(elb, balancers, row)
