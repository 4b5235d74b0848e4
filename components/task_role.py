"""The role of a workload: what a service may do in AWS."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._ecs_roles import trust_tasks
from ._grants import Access, grant_policy, takes_resources
from ._iam import Account
from ._workload_trust import Workload, trust_eks_pods

_KUBERNETES_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


class GrantArgs(TypedDict):
    """One right of a role: what it may do, and with which resources."""

    access: Access
    """What the role may do."""
    resource_arns: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """ARNs of the resources, as the kind of access says. Default: none; only send-traces and execute-command
    take none."""


class TaskRoleArgs(TypedDict):
    """What a stack decides about the role of a workload."""

    description: NotRequired[str]
    """What the workload does, in one sentence. Default: made of the component's name."""
    workload: NotRequired[Workload]
    """What runs with the role: ecs-task or eks-pod. Default: ecs-task."""
    namespace: NotRequired[str]
    """Kubernetes namespace of the pods. Default: none; required for eks-pod."""
    service_account: NotRequired[str]
    """Kubernetes service account of the pods. Default: none; required for eks-pod."""
    grants: NotRequired[dict[str, GrantArgs]]
    """What the workload may do, by a name that never changes. Default: nothing."""
    policies: NotRequired[dict[str, pulumi.Input[str]]]
    """Further rights as policy documents, by a name that never changes, as those that Msk gives for topics.
    Default: none."""
    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """ARN of the policy beyond which no right of the role goes. Default: none."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Grant:
    access: Access
    resource_arns: pulumi.Input[Sequence[pulumi.Input[str]]]


@dataclass(frozen=True)
class _Spec:
    description: str
    workload: Workload
    namespace: str
    service_account: str
    grants: dict[str, _Grant]
    policies: dict[str, pulumi.Input[str]]
    permissions_boundary_arn: pulumi.Input[str] | None
    tags: dict[str, str]


class TaskRole(SharedComponent):
    """The IAM role of one workload, with exactly the rights that it was given, each on named resources.

    Produces: the role (`<name>-role`), which only ECS or EKS may assume, and only for tasks or pods of this
    account; and one inline policy for each grant (`<name>-grant-<grant>`) and each further policy
    (`<name>-policy-<policy>`), so that a preview shows each right by its name.

    Example:

        role = TaskRole("api", {
            "grants": {
                "files": {"access": Access.WRITE_OBJECTS, "resource_arns": [files.bucket_arn]},
                "files-key": {"access": Access.USE_KEY, "resource_arns": [key.key_arn]},
                "traces": {"access": Access.SEND_TRACES},
            },
            "tags": tags,
        })

    Cost: none.
    """

    role_arn: pulumi.Output[str]
    """ARN of the role."""
    role_name: pulumi.Output[str]
    """Name of the role."""

    def __init__(self, name: str, args: TaskRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("TaskRole", name, spec.tags, opts)
        self.role = self._create_role(spec)
        self.policies = {
            **{f"grant-{key}": self._create_grant(key, grant) for key, grant in spec.grants.items()},
            **{
                f"policy-{key}": self._create_policy(f"policy-{key}", text)
                for key, text in spec.policies.items()
            },
        }

        self.role_arn = self.role.arn
        self.role_name = self.role.name
        self.publish()

    def _create_role(self, spec: _Spec) -> aws.iam.Role:
        return aws.iam.Role(
            self.child_name("role"),
            description=spec.description,
            assume_role_policy=self.account().apply(lambda account: _trust(account, spec)),
            permissions_boundary=spec.permissions_boundary_arn,
            tags=self.child_tags("role"),
            opts=self.child_options(),
        )

    def _create_grant(self, key: str, grant: _Grant) -> aws.iam.RolePolicy:
        known = pulumi.Output.all(arns=grant.resource_arns)
        return self._create_policy(
            f"grant-{key}", known.apply(lambda facts: grant_policy(grant.access, facts["arns"]))
        )

    def _create_policy(self, role: str, policy: pulumi.Input[str]) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            self.child_name(role), role=self.role.id, policy=policy, opts=self.child_options()
        )


def _trust(account: Account, spec: _Spec) -> str:
    if spec.workload is Workload.EKS_POD:
        return trust_eks_pods(account, spec.namespace, spec.service_account)
    return trust_tasks(account)


def _resolve(name: str, args: TaskRoleArgs) -> _Spec:
    reader = ArgumentReader("TaskRole", name, args, TaskRoleArgs, longest_role="role")
    workload = reader.choice("workload", Workload, Workload.ECS_TASK)
    spec = _Spec(
        description=reader.text("description", f"What {name} may do."),
        workload=workload,
        namespace=_kubernetes_name(reader, "namespace", workload),
        service_account=_kubernetes_name(reader, "service_account", workload),
        grants=_read_grants(reader),
        policies=reader.passed_by_name("policies"),
        permissions_boundary_arn=reader.passed_if_given("permissions_boundary_arn"),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def _kubernetes_name(reader: ArgumentReader, key: str, workload: Workload) -> str:
    if workload is not Workload.EKS_POD:
        if reader.get(key) is not None:
            reader.problem(key, f"given for {workload}", f"none: only {Workload.EKS_POD} has one")
        return ""
    text = reader.text(key)
    if text and not _KUBERNETES_NAME.fullmatch(text):
        reader.problem(key, repr(text), "lower-case letters, digits and hyphens, as Kubernetes takes them")
    return text


def _read_grants(reader: ArgumentReader) -> dict[str, _Grant]:
    grants: dict[str, _Grant] = {}
    for key, grant in reader.named("grants", GrantArgs):
        if grant.get("access") is None:
            grant.problem("access", "missing", ", ".join(Access))
        access = grant.choice("access", Access, Access.SEND_TRACES)
        if takes_resources(access):
            arns = grant.passed_texts("resource_arns")
        else:
            arns = []
            if grant.get("resource_arns") is not None:
                grant.problem("resource_arns", f"given for {access}", "none: AWS ties it to no resource")
        grants[key] = _Grant(access, arns)
    return grants
