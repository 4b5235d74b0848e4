"""Lives of security groups and their rules."""

from tests.unit.localcloud.provider.case import Case

WEB = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}

CASES = (
    Case(
        "aws:ec2/securityGroup:SecurityGroup",
        lambda world: {"name": "inline", "description": "text", "vpcId": world.vpc, "ingress": [WEB]},
        (
            lambda world: {"ingress": [WEB, {**WEB, "fromPort": 80, "toPort": 80, "description": "plain"}]},
            lambda world: {"ingress": [{**WEB, "cidrBlocks": ["10.0.0.0/8", "172.16.0.0/12"], "self": True}]},
            # Two blocks that AWS cannot tell from one.
            lambda world: {
                "ingress": [WEB, {**WEB, "cidrBlocks": [], "securityGroups": [world.group("other")]}]
            },
            lambda world: {
                "egress": [{"protocol": "all", "fromPort": 0, "toPort": 0, "ipv6CidrBlocks": ["::/0"]}]
            },
            lambda world: {"ingress": [], "egress": []},
            lambda world: {"tags": {"Name": "x"}},
            lambda world: {"revokeRulesOnDelete": True},
        ),
        untold=("revokeRulesOnDelete",),
    ),
    Case(
        "aws:ec2/securityGroup:SecurityGroup",
        lambda world: {"namePrefix": "prefixed-", "vpcId": world.vpc},
        name="prefix",
        untold=("namePrefix",),
    ),
    Case(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        lambda world: {"vpcId": world.make("aws:ec2/vpc:Vpc", cidrBlock="10.4.0.0/16")[0]},
        (
            lambda world: {"ingress": [WEB]},
            lambda world: {"ingress": None},
            lambda world: {"tags": {"Name": "x"}},
        ),
        remains=True,
    ),
    Case(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        lambda world: {
            "securityGroupId": world.group("ruled"),
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "10.0.0.0/8",
        },
        (
            lambda world: {"description": "what it is for"},
            lambda world: {"toPort": 444},
            lambda world: {"cidrIpv4": "0.0.0.0/0"},
            lambda world: {"ipProtocol": "17"},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        lambda world: {
            "securityGroupId": world.group("source"),
            "ipProtocol": "-1",
            "referencedSecurityGroupId": world.group("target-1"),
        },
        (
            lambda world: {"referencedSecurityGroupId": world.group("target-2")},
            lambda world: {"description": "text"},
            lambda world: {"description": None},
        ),
    ),
    Case(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        lambda world: {
            "securityGroupId": world.group("to-list"),
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "prefixListId": world.invoke(
                "aws:ec2/getPrefixList:getPrefixList", name="com.amazonaws.us-east-1.s3"
            )["id"],
        },
        name="prefix-list",
    ),
)
