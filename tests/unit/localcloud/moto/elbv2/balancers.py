"""Load balancers to try requests on."""

import json
from collections.abc import Callable
from typing import Any

from tests.unit.localcloud.moto.place import Place

RESPONSE = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}


class Balancers:
    """A load balancer `app` with listeners on 80 and 443, a rule, target groups and certificates."""

    def __init__(self, elb: Any, place: Place, acm: Any, s3: Any) -> None:
        self.elb, self.place, self.s3 = elb, place, s3
        self.far_one, self.far_two = place.elsewhere, place.subnet(place.other_vpc, "10.1.2.0/24", "a")
        gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=place.vpc)
        self.group_of_place = place.group
        self.app = self.make("app")
        self.other = self.make("second")
        self.streaming = self.make("streaming", Type="network")
        self.certificate = self._certificate(acm, "example.com", "DNS")
        self.pending = self._certificate(acm, "example.com", "EMAIL")
        self.group = self.target_group("group")
        self.used = self.target_group("used")
        self.streams = self.target_group("streams", Protocol="TCP")
        self.elsewhere = self.target_group("elsewhere", VpcId=place.other_vpc)
        self.listener = self.listen(self.app, 80, DefaultActions=[RESPONSE])
        self.secure = self.listen(
            self.app, 443, Protocol="HTTPS", Certificates=[{"CertificateArn": self.certificate}]
        )
        self.rule = self.elb.create_rule(
            ListenerArn=self.listener,
            Priority=1,
            Conditions=[path("/used")],
            Actions=[{"Type": "forward", "TargetGroupArn": self.used}],
        )["Rules"][0]["RuleArn"]

    def make(self, name: str, **others: Any) -> str:
        subnets = [self.place.one, self.place.two]
        made = self.elb.create_load_balancer(Name=name, Subnets=subnets, **others)
        return str(made["LoadBalancers"][0]["LoadBalancerArn"])

    def target_group(self, name: str, **others: Any) -> str:
        settings = {"Protocol": "HTTP", "Port": 80, "VpcId": self.place.vpc, "TargetType": "ip"} | others
        return str(self.elb.create_target_group(Name=name, **settings)["TargetGroups"][0]["TargetGroupArn"])

    def listen(self, balancer: str, port: int, **others: Any) -> str:
        settings = {"Protocol": "HTTP", "DefaultActions": [RESPONSE]} | others
        made = self.elb.create_listener(LoadBalancerArn=balancer, Port=port, **settings)
        return str(made["Listeners"][0]["ListenerArn"])

    def bucket(self, name: str, **statement: Any) -> str:
        self.s3.create_bucket(Bucket=name)
        allowed = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/*"}
        document = {"Version": "2012-10-17", "Statement": [allowed | statement]}
        self.s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
        return name

    def _certificate(self, acm: Any, domain: str, method: str) -> str:
        return str(acm.request_certificate(DomainName=domain, ValidationMethod=method)["CertificateArn"])


def path(*values: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}


def with_ids(**arguments: Any) -> Callable[[Balancers], dict[str, Any]]:
    """The parameters of a request; a text that names a thing of the world becomes that thing's id."""
    return lambda world: {name: _resolved(world, value) for name, value in arguments.items()}


def _resolved(world: Balancers, value: Any) -> Any:
    if isinstance(value, str):
        return getattr(world, value, getattr(world.place, value, value))
    if isinstance(value, list):
        return [_resolved(world, item) for item in value]
    if isinstance(value, dict):
        return {key: _resolved(world, item) for key, item in value.items()}
    return value
