"""A cluster with a service to try requests on."""

from typing import Any

from tests.unit.localcloud.moto.place import Place

TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
"Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}"""
FARGATE = ["FARGATE"]


class Services:
    """A cluster `main` in which the service `api` runs on Fargate behind the target group `group`.

    Beside it are a `bare` cluster and one that is `gone`. `api` is also its task definition, `plain` is one
    for instances, `inactive` a deregistered one.
    """

    def __init__(self, connect: Any, place: Place) -> None:
        self.place, self.ecs, self.logs = place, connect("ecs"), connect("logs")
        self.elb, self.discovery = connect("elbv2"), connect("servicediscovery")
        iam = connect("iam")
        self.role = iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        self.ecs.create_cluster(clusterName="main", capacityProviders=["FARGATE", "FARGATE_SPOT"])
        self.ecs.create_cluster(clusterName="bare")
        self.ecs.create_cluster(clusterName="gone")
        self.ecs.delete_cluster(cluster="gone")
        self.group, self.loose, self.instances = self._target_groups()
        self.definition = self.register("api")
        self.plain = self.register("plain", on_fargate=False)
        self.inactive = self.register("inactive")
        self.ecs.deregister_task_definition(taskDefinition=self.inactive)
        self.api = self.start("api", loadBalancers=[self.balanced()])

    def register(self, family: str, *containers: dict[str, Any], on_fargate: bool = True, **more: Any) -> str:
        settings = definition(self.role, family, *containers, on_fargate=on_fargate, **more)
        return str(self.ecs.register_task_definition(**settings)["taskDefinition"]["taskDefinitionArn"])

    def service(self, name: str, **changed: Any) -> dict[str, Any]:
        """The parameters of a service on Fargate; None takes one away."""
        settings = {
            "cluster": "main",
            "serviceName": name,
            "taskDefinition": self.definition,
            "desiredCount": 2,
            "launchType": "FARGATE",
            "networkConfiguration": self.network("one", "two"),
        } | changed
        return {key: value for key, value in settings.items() if value is not None}

    def network(self, *subnets: str, group: str = "group", public: str = "DISABLED") -> dict[str, Any]:
        place = self.place
        settings = {
            "subnets": [getattr(place, name, name) for name in subnets],
            "securityGroups": [getattr(place, group, group)],
            "assignPublicIp": public,
        }
        return {"awsvpcConfiguration": settings}

    def balanced(self, **changed: Any) -> dict[str, Any]:
        return {"targetGroupArn": self.group, "containerName": "app", "containerPort": 3000} | changed

    def start(self, name: str, **changed: Any) -> str:
        return str(self.ecs.create_service(**self.service(name, **changed))["service"]["serviceArn"])

    def read(self, name: str) -> dict[str, Any]:
        return dict(self.ecs.describe_services(cluster="main", services=[name])["services"][0])

    def namespace(self, name: str) -> str:
        operation = self.discovery.create_http_namespace(Name=name)["OperationId"]
        return str(self.discovery.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"])

    def _target_groups(self) -> tuple[str, str, str]:
        gateway = self.place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.place.vpc)
        subnets = [self.place.one, self.place.two]
        balancer = self.elb.create_load_balancer(Name="app", Subnets=subnets)["LoadBalancers"][0]
        group, loose, instances = (
            self._target_group(*kind) for kind in (("group", "ip"), ("loose", "ip"), ("hosts", "instance"))
        )
        targets = [{"TargetGroupArn": arn} for arn in (group, instances)]
        self.elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": targets}}],
        )
        return group, loose, instances

    def _target_group(self, name: str, kind: str) -> str:
        made = self.elb.create_target_group(
            Name=name, Protocol="HTTP", Port=80, VpcId=self.place.vpc, TargetType=kind
        )
        return str(made["TargetGroups"][0]["TargetGroupArn"])


def container(**changed: Any) -> dict[str, Any]:
    ports = [{"containerPort": 3000, "name": "web"}]
    return {"name": "app", "image": "public.ecr.aws/app:1", "portMappings": ports} | changed


def logging(**changed: Any) -> dict[str, Any]:
    """A log configuration for CloudWatch."""
    options = {"awslogs-group": "/app", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "app"}
    kept = {key: value for key, value in (options | changed).items() if value}
    return {"logConfiguration": {"logDriver": "awslogs", "options": kept}}


def definition(
    role: str, family: str, *containers: dict[str, Any], on_fargate: bool = True, **changed: Any
) -> dict[str, Any]:
    """The parameters of a task definition; None takes one away."""
    settings: dict[str, Any] = {"family": family, "containerDefinitions": list(containers or [container()])}
    if on_fargate:
        settings |= {
            "requiresCompatibilities": FARGATE,
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": role,
        }
    else:
        settings |= {"memory": "128"}
    return {key: value for key, value in (settings | changed).items() if value is not None}
