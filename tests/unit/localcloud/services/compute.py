"""What the tests of compute services need around what they test, made when first asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.world import World, trust

DOMAIN = "example.com"
Make = Callable[[Any], Properties]
"""Makes inputs from a `ComputeWorld` or a world that knows more."""


def life(token: str, create: Make, changes: tuple[Make, ...] = (), **more: Any) -> Case:
    """A case whose world is one of compute services; the arguments are those of `Case`."""
    return Case(token, create, changes, **more)


class ComputeWorld(World):
    """A cloud with a network that load balancers and services can be in."""

    @cached_property
    def subnets(self) -> list[str]:
        """Public subnets in three zones."""
        assert self.gateway
        return [self.subnet(number) for number in (240, 241, 242)]

    @cached_property
    def private_subnets(self) -> list[str]:
        """Subnets in two zones that have nothing else in them."""
        return [self.subnet(number) for number in (230, 231)]

    @cached_property
    def groups(self) -> list[str]:
        """Two security groups."""
        return [self.group("compute-one"), self.group("compute-two")]

    @cached_property
    def balancer(self) -> Properties:
        """An application load balancer."""
        return self.make("aws:lb/loadBalancer:LoadBalancer", name="shared", subnets=self.subnets)[1]

    @cached_property
    def listener(self) -> Properties:
        """A listener without encryption that answers by itself."""
        return self.plain_listener(80)

    @cached_property
    def certificate(self) -> Properties:
        """A certificate that is issued."""
        return self.issue(DOMAIN)

    @cached_property
    def role_arn(self) -> str:
        """A role that tasks can have."""
        document = trust("ecs-tasks", "ecs")
        return str(self.make("aws:iam/role:Role", name="task", assumeRolePolicy=document)[1]["arn"])

    @cached_property
    def cluster(self) -> Properties:
        """A cluster with Fargate's capacity providers."""
        state = self.make("aws:ecs/cluster:Cluster", name="shared")[1]
        self.make(
            "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
            clusterName="shared",
            capacityProviders=["FARGATE", "FARGATE_SPOT"],
        )
        return state

    def plain_listener(self, port: int) -> Properties:
        return self.make(
            "aws:lb/listener:Listener",
            loadBalancerArn=self.balancer["arn"],
            port=port,
            protocol="HTTP",
            defaultActions=[answer("no")],
        )[1]

    def issue(self, domain: str) -> Properties:
        return self.make("aws:acm/certificate:Certificate", domainName=domain, validationMethod="DNS")[1]

    def target_group(self, name: str, **inputs: Any) -> str:
        """The ARN of a target group for tasks."""
        settings = {"port": 80, "protocol": "HTTP", "vpcId": self.vpc, "targetType": "ip"} | inputs
        return self.make("aws:lb/targetGroup:TargetGroup", name=name, **settings)[0]

    def reached_target_group(self, name: str) -> str:
        """The ARN of a target group that a rule forwards to."""
        return self.rule_to_target_group(name)[0]

    def rule_to_target_group(self, name: str) -> tuple[str, str]:
        """The ARNs of a target group and of the rule that forwards to it."""
        arn = self.target_group(name)
        rule = self.make(
            "aws:lb/listenerRule:ListenerRule",
            listenerArn=self.listener["arn"],
            conditions=[{"pathPattern": {"values": [f"/{name}"]}}],
            actions=[{"type": "forward", "targetGroupArn": arn}],
        )
        return arn, rule[0]


def answer(text: str) -> Properties:
    """An action that answers with a text."""
    response = {"contentType": "text/plain", "messageBody": text, "statusCode": "404"}
    return {"type": "fixed-response", "fixedResponse": response}
