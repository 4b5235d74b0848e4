"""What holds for every component: parents, names, tags, options, identity. Each is made with all it has."""

import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module

import pulumi
import pulumi_aws as aws
import pytest

import components
from components.__main__ import HOSTED
from components._base import SharedComponent
from tests.mocks import TAGS, Recording, run

Options = pulumi.ResourceOptions | None


def vpc(opts: Options = None) -> SharedComponent:
    return components.Vpc(
        "full",
        {
            "zones": ["us-east-1a", "us-east-1b"],
            "interface_endpoints": ["logs", "ecr.api"],
            "bastion": True,
            "tags": TAGS,
        },
        opts,
    )


def security_group(opts: Options = None) -> SharedComponent:
    rule: components.RuleArgs = {"description": "Why.", "from_port": 443, "cidr_ipv4": "10.0.0.0/8"}
    return components.SecurityGroup(
        "full",
        {"vpc_id": "vpc-1", "description": "x", "ingress": {"a": rule}, "egress": {"b": rule}, "tags": TAGS},
        opts,
    )


def kms_key(opts: Options = None) -> SharedComponent:
    return components.KmsKey("full", {"description": "x", "services": ["logs", "rds"], "tags": TAGS}, opts)


def flow_logs(opts: Options = None) -> SharedComponent:
    return components.FlowLogs("full", {"vpc_id": "vpc-1", "tags": TAGS}, opts)


def bastion(opts: Options = None) -> SharedComponent:
    return components.Bastion(
        "full", {"vpc_id": "vpc-1", "vpc_cidr": "10.0.0.0/16", "subnet_id": "subnet-1", "tags": TAGS}, opts
    )


def existing_vpc(opts: Options = None) -> SharedComponent:
    return components.ExistingVpc(
        "full",
        {
            "vpc_id": "vpc-1",
            "cidr_block": "10.0.0.0/16",
            "public_subnet_ids": ["a"],
            "compute_subnet_ids": ["b"],
            "data_subnet_ids": ["c"],
        },
        opts,
    )


def hosted_zone(opts: Options = None) -> SharedComponent:
    return components.HostedZone("full", {"domain_name": "example.com", "tags": TAGS}, opts)


def certificate(opts: Options = None) -> SharedComponent:
    args: components.CertificateArgs = {
        "domain_name": "example.com",
        "subject_alternative_names": ["*.example.com", "www.example.com"],
        "zone_id": "Z1",
        "tags": TAGS,
    }
    return components.Certificate("full", args, opts)


def ecr_repository(opts: Options = None) -> SharedComponent:
    return components.EcrRepository("full", {"reader_account_ids": ["210987654321"], "tags": TAGS}, opts)


def load_balancer(opts: Options = None) -> SharedComponent:
    return components.LoadBalancer(
        "full",
        {
            "vpc_id": "vpc-1",
            "vpc_cidr": "10.0.0.0/16",
            "subnet_ids": ["a", "b"],
            "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
            "additional_certificate_arns": {"shop": "arn:aws:acm:us-east-1:123456789012:certificate/2"},
            "access_log_bucket": "logs",
            "redirect_http": True,
            "tags": TAGS,
        },
        opts,
    )


def ecs_cluster(opts: Options = None) -> SharedComponent:
    return components.EcsCluster("full", {"tags": TAGS}, opts)


def ecs_service(opts: Options = None) -> SharedComponent:
    return components.EcsService(
        "full",
        {
            "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/services",
            "subnet_ids": ["a", "b"],
            "security_group_ids": ["sg-1"],
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.4.2",
            "resolve_image_digest": True,
            "http": {
                "port": 3000,
                "vpc_id": "vpc-1",
                "listener_arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2",
                "priority": 100,
            },
            "deployment": {"strategy": components.DeploymentStrategy.CANARY},
            "scaling": {
                "schedules": {
                    "night": {"schedule": "cron(0 20 * * ? *)", "minimum_tasks": 0, "maximum_tasks": 1}
                }
            },
            "tags": TAGS,
        },
        opts,
    )


def rds_cluster(opts: Options = None) -> SharedComponent:
    args: components.RdsClusterArgs = {
        "subnet_ids": ["a", "b", "c"],
        "security_group_ids": ["sg-1"],
        "deployment": components.RdsDeployment.AURORA,
        "proxy": True,
        "proxy_security_group_ids": ["sg-2"],
        "tags": TAGS,
    }
    return components.RdsCluster("full", args, opts)


def documentdb(opts: Options = None) -> SharedComponent:
    return components.DocumentDb(
        "full", {"subnet_ids": ["a", "b", "c"], "security_group_ids": ["sg-1"], "tags": TAGS}, opts
    )


def elasticache(opts: Options = None) -> SharedComponent:
    args: components.ElastiCacheArgs = {
        "subnet_ids": ["a", "b", "c"],
        "security_group_ids": ["sg-1"],
        "users": {"api": {}},
        "tags": TAGS,
    }
    return components.ElastiCache("full", args, opts)


def opensearch(opts: Options = None) -> SharedComponent:
    return components.OpenSearch(
        "full", {"subnet_ids": ["a", "b", "c"], "security_group_ids": ["sg-1"], "tags": TAGS}, opts
    )


def msk(opts: Options = None) -> SharedComponent:
    return components.Msk(
        "full", {"subnet_ids": ["a", "b"], "security_group_ids": ["sg-1"], "tags": TAGS}, opts
    )


def bucket(opts: Options = None) -> SharedComponent:
    args: components.BucketArgs = {
        "preset": components.BucketPreset.BACKUPS,
        "access_log_bucket": "logs",
        "object_lock_mode": components.ObjectLockMode.GOVERNANCE,
        "object_lock_days": 30,
        "cors_origins": ["https://app.example.com"],
        "tags": TAGS,
    }
    return components.Bucket("full", args, opts)


def backups(opts: Options = None) -> SharedComponent:
    args: components.BackupsArgs = {
        "resource_arns": ["arn:aws:rds:us-east-1:123456789012:cluster:a"],
        "includes_buckets": True,
        "export_bucket_arn": "arn:aws:s3:::archive",
        "tags": TAGS,
    }
    return components.Backups("full", args, opts)


def secret(opts: Options = None) -> SharedComponent:
    args: components.SecretArgs = {
        "description": "x",
        "fields": ["A"],
        "rotation_lambda_arn": "arn:aws:lambda:us-east-1:123456789012:function:rotate",
        "tags": TAGS,
    }
    return components.Secret("full", args, opts)


def task_role(opts: Options = None) -> SharedComponent:
    args: components.TaskRoleArgs = {
        "grants": {"traces": {"access": components.Access.SEND_TRACES}},
        "policies": {"topics": "{}"},
        "tags": TAGS,
    }
    return components.TaskRole("full", args, opts)


def github_deploy_roles(opts: Options = None) -> SharedComponent:
    return components.GithubDeployRoles(
        "full", {"repository": "octo-org/shop", "environment": "production", "tags": TAGS}, opts
    )


def eks_cluster(opts: Options = None) -> SharedComponent:
    args: components.EksClusterArgs = {
        "subnet_ids": ["a", "b"],
        "access_entries": {"a": {"principal_arn": "arn:a", "access": components.EksAccess.VIEW}},
        "pod_identities": {"api": {"namespace": "a", "service_account": "b", "role_arn": "arn:c"}},
        "tags": TAGS,
    }
    return components.EksCluster("full", args, opts)


Make = Callable[[Options], SharedComponent]

ALL: dict[str, Make] = {
    "Backups": backups,
    "Bastion": bastion,
    "Bucket": bucket,
    "Certificate": certificate,
    "DocumentDb": documentdb,
    "EcrRepository": ecr_repository,
    "EcsCluster": ecs_cluster,
    "EcsService": ecs_service,
    "EksCluster": eks_cluster,
    "ElastiCache": elasticache,
    "ExistingVpc": existing_vpc,
    "FlowLogs": flow_logs,
    "GithubDeployRoles": github_deploy_roles,
    "HostedZone": hosted_zone,
    "KmsKey": kms_key,
    "LoadBalancer": load_balancer,
    "Msk": msk,
    "OpenSearch": opensearch,
    "RdsCluster": rds_cluster,
    "Secret": secret,
    "SecurityGroup": security_group,
    "TaskRole": task_role,
    "Vpc": vpc,
}

each_component = pytest.mark.parametrize("make", ALL.values(), ids=ALL)

OWN_TAGS = {
    "aws:backup/vault:Vault": "DataClass",
    "aws:s3/bucket:Bucket": "DataClass",
    "aws:secretsmanager/secret:Secret": "DataClass",
    "aws:cloudwatch/logGroup:LogGroup": "DataClass",
    "aws:kms/key:Key": "DataClass",
    "aws:ec2/subnet:Subnet": "Tier",
    "aws:ec2/securityGroup:SecurityGroup": "Role",
    "aws:docdb/cluster:Cluster": "DataClass",
    "aws:docdb/clusterInstance:ClusterInstance": "DataClass",
    "aws:elasticache/replicationGroup:ReplicationGroup": "DataClass",
    "aws:msk/cluster:Cluster": "DataClass",
    "aws:opensearch/domain:Domain": "DataClass",
    "aws:rds/cluster:Cluster": "DataClass",
    "aws:rds/clusterInstance:ClusterInstance": "DataClass",
}
"""The tag that only resources of a type carry. For the DataClass of volumes see the Bastion's tests."""


@cache
def deploy(make: Make, preview: bool = False) -> Recording:
    def program() -> None:
        make(None)

    return run(program, preview=preview)


def resource_class(type_token: str) -> type[pulumi.CustomResource]:
    """The SDK's class of an AWS resource type such as aws:ec2/vpc:Vpc."""
    module, name = type_token.split(":")[1:]
    found: type[pulumi.CustomResource] = getattr(import_module(f"pulumi_aws.{module.split('/')[0]}"), name)
    return found


def test_every_component_is_covered_and_hosted() -> None:
    made = {
        name
        for name in components.__all__
        if inspect.isclass(getattr(components, name))
        and issubclass(getattr(components, name), SharedComponent)
    }

    assert made == set(ALL) == set(HOSTED)


@pytest.mark.parametrize(("name", "make"), ALL.items(), ids=ALL)
def test_the_type_token_is_the_class_name(name: str, make: Make) -> None:
    """It identifies what is deployed: if this fails, every stack would replace the component."""
    assert deploy(make).resources[0].type == f"shared-infra:index:{name}"


@each_component
def test_everything_below_a_component_has_a_parent_in_it(make: Make) -> None:
    recording = deploy(make)
    top, *below = recording.resources
    components_made = {r.urn for r in recording.resources if not r.custom}

    assert top.parent == ""
    assert {resource.parent for resource in below} <= components_made


@each_component
def test_children_are_named_after_their_component(make: Make) -> None:
    recording = deploy(make)
    by_urn = {resource.urn: resource for resource in recording.resources}

    for resource in recording.resources[1:]:
        assert resource.name.startswith(f"{by_urn[resource.parent].name}-")


@each_component
@pytest.mark.parametrize("preview", [False, True])
def test_every_taggable_resource_has_all_tags_and_all_are_known(make: Make, preview: bool) -> None:
    recording = deploy(make, preview)
    by_urn = {resource.urn: resource for resource in recording.resources}

    for resource in recording.resources:
        if resource.custom and hasattr(resource_class(resource.type), "tags"):
            own = OWN_TAGS.get(resource.type)
            tags = dict(resource.inputs["tags"])
            assert own is None or tags.pop(own)
            assert tags == {
                **TAGS,
                "Name": resource.name,
                "Component": by_urn[resource.parent].type.rpartition(":")[2],
            }


@each_component
def test_the_callers_options_are_the_components_and_not_its_childrens(make: Make) -> None:
    def program() -> None:
        outer = aws.ec2.Vpc("outer", cidr_block="10.0.0.0/16")
        make(pulumi.ResourceOptions(parent=outer, protect=True))

    recording = run(program)
    top, *below = recording.resources[1:]

    assert top.parent == recording.one("aws:ec2/vpc:Vpc", "outer").urn
    assert not any(resource.parent == top.parent for resource in below)
    assert all(resource.protect for resource in (top, *below))


@each_component
def test_children_and_functions_use_the_components_provider(make: Make) -> None:
    def program() -> None:
        make(pulumi.ResourceOptions(providers=[aws.Provider("other", region="us-east-1")]))

    recording = run(program)

    for resource in recording.resources:
        if resource.custom and not resource.type.startswith("pulumi:"):
            assert "pulumi:providers:aws::other" in resource.provider
    assert all("pulumi:providers:aws::other" in call.provider for call in recording.invokes)


def test_a_childs_own_options_cannot_move_it_elsewhere() -> None:
    def program() -> None:
        outer = aws.ec2.Vpc("outer", cidr_block="10.0.0.0/16")
        component = kms_key()
        options = component.child_options(pulumi.ResourceOptions(parent=outer, protect=True))
        assert options.parent is component
        assert options.protect

    run(program)


@each_component
def test_all_annotated_outputs_are_registered(make: Make) -> None:
    recording = deploy(make)
    top = recording.resources[0]
    declared = inspect.get_annotations(getattr(components, top.type.rpartition(":")[2]))
    camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in declared}

    assert set(top.outputs) == camel


def test_an_output_that_was_not_set_is_an_error() -> None:
    class Unfinished(SharedComponent):
        never_set: pulumi.Output[str]

        def __init__(self) -> None:
            super().__init__("Unfinished", "unfinished", TAGS)
            self.publish()

    with pytest.raises(AttributeError, match="never_set"):
        run(Unfinished)
