"""TaskRole: one role, one inline policy for each right."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import Access, ArgumentError, TaskRole, Workload
from components._ecs_roles import trust_tasks
from components._grants import grant_policy, grant_statements, takes_resources
from components._iam import Account
from components._policy_statements import statement_problems
from components._workload_trust import trust_eks_pods
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

COMPONENT = "shared-infra:index:TaskRole"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ACCOUNT = Account("aws", REGION, ACCOUNT_ID)
BUCKET = "arn:aws:s3:::files"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        role = TaskRole("api", {"tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {"arn": role.role_arn}

    return run(program)


def statements(policy: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return found


def test_without_rights_it_is_a_role_that_may_do_nothing() -> None:
    recording = deploy()

    assert recording.counts() == {COMPONENT: 1, ROLE: 1}
    assert recording.one(ROLE, "api-role").inputs == {
        "description": "What api may do.",
        "assumeRolePolicy": trust_tasks(ACCOUNT),
        "tags": {**TAGS, "Name": "api-role", "Component": "TaskRole"},
    }
    assert recording.one(COMPONENT).outputs == {
        "roleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/api-role",
        "roleName": "api-role",
    }


def test_each_right_is_a_policy_of_its_own() -> None:
    recording = deploy(
        grants={
            "files": {"access": "write-objects", "resource_arns": [BUCKET]},
            "traces": {"access": Access.SEND_TRACES},
        },
        policies={"topics": '{"Statement": []}'},
    )
    policies = recording.of_type(ROLE_POLICY)

    assert {name: one.inputs for name, one in policies.items()} == {
        "api-grant-files": {"role": "api-role-id", "policy": grant_policy(Access.WRITE_OBJECTS, [BUCKET])},
        "api-grant-traces": {"role": "api-role-id", "policy": grant_policy(Access.SEND_TRACES, [])},
        "api-policy-topics": {"role": "api-role-id", "policy": '{"Statement": []}'},
    }
    assert {one.parent for one in policies.values()} == {recording.one(COMPONENT).urn}


def test_resources_and_policies_may_be_outputs() -> None:
    def program() -> None:
        arn, policy = pulumi.Output.from_input(BUCKET), pulumi.Output.from_input("{}")
        TaskRole(
            "api",
            {
                "grants": {"files": {"access": Access.READ_OBJECTS, "resource_arns": [arn]}},
                "policies": {"topics": policy},
                "tags": TAGS,
            },
        )

    recording = run(program)

    assert BUCKET in recording.one(ROLE_POLICY, "api-grant-files").inputs["policy"]
    assert recording.one(ROLE_POLICY, "api-policy-topics").inputs["policy"] == "{}"


def test_it_stays_within_a_boundary() -> None:
    assert deploy(permissions_boundary_arn="arn:b").one(ROLE).inputs["permissionsBoundary"] == "arn:b"


def test_pods_have_roles_too() -> None:
    recording = deploy(workload=Workload.EKS_POD, namespace="shop", service_account="api")

    assert recording.one(ROLE).inputs["assumeRolePolicy"] == trust_eks_pods(ACCOUNT, "shop", "api")


class TestTrust:
    def test_ecs_assumes_it_for_tasks_of_this_account_and_region(self) -> None:
        [statement] = statements(trust_tasks(ACCOUNT))

        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:*"},
        }

    def test_eks_assumes_it_for_one_service_account_in_clusters_of_this_account(self) -> None:
        [statement] = statements(trust_eks_pods(ACCOUNT, "shop", "api"))

        assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
        assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
        assert statement["Condition"] == {
            "StringEquals": {
                "aws:RequestTag/kubernetes-namespace": "shop",
                "aws:RequestTag/kubernetes-service-account": "api",
            },
            "ArnLike": {"aws:RequestTag/eks-cluster-arn": f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/*"},
        }


class TestStatements:
    """What a service of ECS is given."""

    @pytest.mark.parametrize("access", Access)
    def test_a_service_takes_each_of_them(self, access: Access) -> None:
        made = grant_statements(access, *(["arn:a"] if takes_resources(access) else []))

        assert list(statement_problems(made)) == []

    def test_resources_may_be_outputs(self) -> None:
        def program() -> object:
            return grant_statements(Access.READ_OBJECTS, pulumi.Output.from_input(BUCKET))[1]

        assert run(program).result["Resource"] == [f"{BUCKET}/*"]

    @pytest.mark.parametrize(
        ("access", "arns", "problem"),
        [
            (Access.READ_OBJECTS, [], "read-objects takes at least one resource"),
            (Access.SEND_TRACES, ["arn:a"], "send-traces takes no resource"),
        ],
    )
    def test_resources_are_given_where_there_are_any(
        self, access: Access, arns: list[str], problem: str
    ) -> None:
        with pytest.raises(ValueError, match=problem):
            grant_statements(access, *arns)


class TestGrants:
    @pytest.mark.parametrize("access", Access)
    def test_no_right_has_a_wildcard_action_or_another_resource_than_it_was_given(
        self, access: Access
    ) -> None:
        for statement in statements(
            grant_policy(access, ["arn:b", "arn:a"] if takes_resources(access) else [])
        ):
            assert not any("*" in action for action in statement["Action"])
            below = "/*" if statement["Resource"][0].endswith("/*") else ""
            assert statement["Resource"] == (
                [f"arn:a{below}", f"arn:b{below}"] if takes_resources(access) else ["*"]
            )

    def test_reading_objects_is_not_writing_them(self) -> None:
        listing, reading = statements(grant_policy(Access.READ_OBJECTS, [BUCKET]))

        assert listing == {
            "Effect": "Allow",
            "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
            "Resource": [BUCKET],
        }
        assert reading == {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{BUCKET}/*"]}

    def test_writing_objects_includes_giving_up_an_upload(self) -> None:
        [_, writing] = statements(grant_policy(Access.WRITE_OBJECTS, [BUCKET]))

        assert writing["Action"] == [
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:PutObject",
        ]

    @pytest.mark.parametrize(
        ("access", "action"),
        [
            (Access.READ_SECRET, "secretsmanager:GetSecretValue"),
            (Access.USE_KEY, "kms:Decrypt"),
            (Access.CONNECT_DATABASE, "rds-db:connect"),
            (Access.CONNECT_CACHE, "elasticache:Connect"),
            (Access.SEARCH, "es:ESHttpPost"),
            (Access.WRITE_METRICS, "aps:RemoteWrite"),
            (Access.INVOKE_MODEL, "bedrock:InvokeModel"),
            (Access.SEND_TRACES, "xray:PutTraceSegments"),
            (Access.EXECUTE_COMMAND, "ssmmessages:OpenDataChannel"),
        ],
    )
    def test_what_each_other_right_is_for(self, access: Access, action: str) -> None:
        [statement] = statements(grant_policy(access, ["arn:a"] if takes_resources(access) else []))

        assert action in statement["Action"]


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"workload": "lambda"}, "workload: 'lambda'. Allowed: ecs-task, eks-pod."),
        ({"namespace": "shop"}, "namespace: given for ecs-task. Allowed: none: only eks-pod has one."),
        ({"workload": "eks-pod", "service_account": "api"}, "namespace: missing. Allowed: a text."),
        (
            {"workload": "eks-pod", "namespace": "Shop", "service_account": "api"},
            "namespace: 'Shop'. Allowed: lower-case letters,",
        ),
        (
            {"grants": {"Files": {"access": "send-traces"}}},
            "grants: the name 'Files'. Allowed: names of lower-case",
        ),
        ({"grants": {"files": {}}}, "grants.files.access: missing. Allowed: read-objects, write-objects,"),
        ({"grants": {"files": {"access": "admin"}}}, "grants.files.access: 'admin'. Allowed: read-objects,"),
        (
            {"grants": {"files": {"access": "read-objects"}}},
            "grants.files.resource_arns: missing. Allowed: a list",
        ),
        (
            {"grants": {"files": {"access": "send-traces", "resource_arns": ["a"]}}},
            "grants.files.resource_arns: given for send-traces. Allowed: none: AWS ties it to no resource.",
        ),
        (
            {"grants": {"files": {"access": "send-traces", "arns": ["a"]}}},
            "grants.files.arns: no argument here. Allowed: access, resource_arns.",
        ),
        ({"policies": {"Bad": "{}"}}, "policies: the name 'Bad'."),
        (
            {"policies": {"empty": ""}},
            "policies: {'empty': ''}. Allowed: a mapping of names to texts, or Outputs",
        ),
        ({"policies": ["{}"]}, "policies: ['{}']. Allowed: a mapping"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_the_account_is_asked_for_once_in_a_run_by_however_many_components() -> None:
    def program() -> None:
        for name in ("api", "worker"):
            TaskRole(name, {"tags": TAGS})

    tokens = [invoked.token for invoked in run(program).invokes]
    assert sorted(tokens) == [
        "aws:index/getCallerIdentity:getCallerIdentity",
        "aws:index/getPartition:getPartition",
        "aws:index/getRegion:getRegion",
    ]


def test_components_with_a_provider_of_their_own_ask_it_for_its_account() -> None:
    def program() -> None:
        TaskRole("api", {"tags": TAGS})
        elsewhere = aws.Provider("elsewhere", region="eu-west-1")
        TaskRole("worker", {"tags": TAGS}, pulumi.ResourceOptions(provider=elsewhere))

    providers = {invoked.provider.rpartition("::")[2] for invoked in run(program).invokes}
    assert len(providers) == 2
