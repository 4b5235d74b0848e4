"""Roles of a pipeline in GitHub Actions: one that previews, one that deploys."""

import re
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._deploy_policy import (
    HAND_OUT_RIGHTS,
    SERVICES,
    Reach,
    State,
    boundary_policy,
    deploy_policy,
    preview_policy,
)
from ._github_trust import AUDIENCE, ISSUER, deploy_subjects, github_trust, preview_subjects

_REPOSITORY = re.compile(r"[A-Za-z0-9_.@-]+/[A-Za-z0-9_.@-]+")
_REPOSITORY_ID = re.compile(r"\d+")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9_.-]+")
_BRANCH = re.compile(r"[A-Za-z0-9_./-]+")
_SERVICE = re.compile(r"[a-z][a-z0-9-]*")
_ROLE_PATH = re.compile(r"/([A-Za-z0-9_.+=@-]+/)+")
_SESSION_SECONDS = range(3600, 43201)
"""Lengths of a session that IAM takes (CreateRole in its API reference)."""


class GithubDeployRolesArgs(TypedDict):
    """What a stack decides about the roles of its pipeline."""

    repository: str
    """Repository whose jobs get the roles, as its tokens name it: octo-org/shop, with the ids of owner and
    repository in it if the repository was made, renamed or moved after June 18, 2026."""
    repository_id: NotRequired[str]
    """Number of the repository, which another of the same name would not have. Default: not looked at."""
    environment: str
    """Environment of GitHub whose jobs may deploy, as production."""
    preview_branches: NotRequired[list[str]]
    """Branches whose jobs may preview, besides those of pull requests. Default: main."""
    state_bucket_arn: NotRequired[pulumi.Input[str]]
    """ARN of the bucket with Pulumi's state. Default: none; the state is elsewhere."""
    state_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the KMS key that encrypts the state or its secrets. Default: none."""
    oidc_provider_arn: NotRequired[pulumi.Input[str]]
    """ARN of the account's OIDC provider for GitHub, of which it can have one. Default: makes it."""
    role_path: NotRequired[str]
    """Path of the roles that the pipeline may make, change and pass, and of the parameters of Systems Manager
    that it may read. Default: /<project>/<stack>/."""
    services: NotRequired[list[str]]
    """Further AWS services that the pipeline manages, by the prefix of their actions. Default: none beside
    those of this library."""
    deploy_session_seconds: NotRequired[int]
    """Longest time, 3600 to 43200, that a deployment may take. Default: 7200."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    repository: str
    repository_id: str | None
    environment: str
    preview_branches: tuple[str, ...]
    state_bucket_arn: pulumi.Input[str] | None
    state_key_arn: pulumi.Input[str] | None
    oidc_provider_arn: pulumi.Input[str] | None
    reach: Reach
    deploy_session_seconds: int
    tags: dict[str, str]


class GithubDeployRoles(SharedComponent):
    """Roles that jobs of one GitHub repository assume without a stored key: to preview a stack, and to deploy
    it.

    Produces: the preview role (`<name>-preview-role`), for pull requests, which reads how everything is set
    up; the deploy role (`<name>-deploy-role`), for jobs in one GitHub environment, which manages services;
    and the boundary (`<name>-boundary`) of all roles that a deployment makes. Without `oidc_provider_arn`
    also the account's OIDC provider (`<name>-oidc-provider`).

    Neither role reads secrets, objects (but Pulumi's state), log events, databases or parameters (but the
    stack's). The deploy role makes, changes and passes only roles below `role_path` and within the boundary:
    give both to every role of the stack, with `limit_roles`. So it cannot change itself either: an
    administrator deploys this component.

    Example:

        roles = GithubDeployRoles("github", {
            "repository": "octo-org/shop",
            "environment": "production",
            "state_bucket_arn": "arn:aws:s3:::octo-org-pulumi-state",
            "tags": tags,
        })
        limit_roles(roles.role_path, roles.permissions_boundary_arn)

    Cost: none.
    """

    preview_role_arn: pulumi.Output[str]
    """ARN of the role that previews: `role-to-assume` of aws-actions/configure-aws-credentials."""
    deploy_role_arn: pulumi.Output[str]
    """ARN of the role that deploys."""
    permissions_boundary_arn: pulumi.Output[str]
    """ARN of the boundary that every role of the stack has to have."""
    role_path: pulumi.Output[str]
    """Path that every role of the stack has to have."""
    oidc_provider_arn: pulumi.Output[str]
    """ARN of the OIDC provider."""

    def __init__(
        self, name: str, args: GithubDeployRolesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("GithubDeployRoles", name, spec.tags, opts)
        self._facts = pulumi.Output.all(
            account=self.account(), bucket=spec.state_bucket_arn, key=spec.state_key_arn
        )
        self.oidc_provider_arn = self._provider_arn(spec)
        self.boundary = self._create_boundary(spec)
        self.preview_role = self._create_preview_role(spec)
        self.deploy_role = self._create_deploy_role(spec)

        self.preview_role_arn = self.preview_role.arn
        self.deploy_role_arn = self.deploy_role.arn
        self.permissions_boundary_arn = self.boundary.arn
        self.role_path = pulumi.Output.from_input(spec.reach.role_path)
        self.publish()

    def _provider_arn(self, spec: _Spec) -> pulumi.Output[str]:
        if spec.oidc_provider_arn is not None:
            return pulumi.Output.from_input(spec.oidc_provider_arn)
        provider = aws.iam.OpenIdConnectProvider(
            self.child_name("oidc-provider"),
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            tags=self.child_tags("oidc-provider"),
            opts=self.child_options(),
        )
        arn: pulumi.Output[str] = provider.arn
        return arn

    def _create_boundary(self, spec: _Spec) -> aws.iam.Policy:
        return aws.iam.Policy(
            self.child_name("boundary"),
            description="Beyond this, no role goes that the pipeline makes.",
            policy=self.account().apply(lambda account: boundary_policy(account, spec.reach.services)),
            tags=self.child_tags("boundary"),
            opts=self.child_options(),
        )

    def _create_preview_role(self, spec: _Spec) -> aws.iam.Role:
        subjects = preview_subjects(spec.repository, spec.preview_branches)
        role = self._create_role("preview", "Previews deployments.", subjects, _SESSION_SECONDS.start, spec)
        policy = self._facts.apply(lambda facts: preview_policy(facts["account"], spec.reach, _state(facts)))
        self._create_policy("preview", role, policy)
        return role

    def _create_deploy_role(self, spec: _Spec) -> aws.iam.Role:
        subjects = deploy_subjects(spec.repository, spec.environment)
        role = self._create_role("deploy", "Deploys.", subjects, spec.deploy_session_seconds, spec)
        policy = pulumi.Output.all(facts=self._facts, boundary=self.boundary.arn).apply(
            lambda known: deploy_policy(
                known["facts"]["account"], spec.reach, known["boundary"], _state(known["facts"])
            )
        )
        self._create_policy("deploy", role, policy)
        return role

    def _create_role(
        self, purpose: str, description: str, subjects: list[str], seconds: int, spec: _Spec
    ) -> aws.iam.Role:
        return aws.iam.Role(
            self.child_name(f"{purpose}-role"),
            description=description,
            assume_role_policy=self.oidc_provider_arn.apply(
                lambda arn: github_trust(arn, subjects, spec.repository_id)
            ),
            max_session_duration=seconds,
            tags=self.child_tags(f"{purpose}-role"),
            opts=self.child_options(),
        )

    def _create_policy(
        self, purpose: str, role: aws.iam.Role, policy: pulumi.Output[str]
    ) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            self.child_name(f"{purpose}-policy"), role=role.id, policy=policy, opts=self.child_options()
        )


def _state(facts: dict[str, str | None]) -> State:
    return State(facts["bucket"], facts["key"])


def _resolve(name: str, args: GithubDeployRolesArgs) -> _Spec:
    reader = ArgumentReader(
        "GithubDeployRoles", name, args, GithubDeployRolesArgs, longest_role="preview-role"
    )
    default_path = f"/{pulumi.get_project()}/{pulumi.get_stack()}/"
    path = reader.text("role_path", default_path)
    if path and not _ROLE_PATH.fullmatch(path):
        reader.problem("role_path", repr(path), "a path that starts and ends with a slash, as /shop/prod/")
    services = _texts(reader, "services", (), _SERVICE, "prefixes of actions, as dynamodb")
    for service in HAND_OUT_RIGHTS:
        if service in services:
            reader.problem("services", f"a list with {service!r}", "services that hand out no rights")
    spec = _Spec(
        repository=_text(reader, "repository", _REPOSITORY, "an owner and a name, as octo-org/shop"),
        repository_id=_repository_id(reader),
        environment=_text(reader, "environment", _ENVIRONMENT, "letters, digits and _.-"),
        preview_branches=_texts(reader, "preview_branches", ("main",), _BRANCH, "names of branches, as main"),
        state_bucket_arn=reader.passed_if_given("state_bucket_arn"),
        state_key_arn=reader.passed_if_given("state_key_arn"),
        oidc_provider_arn=reader.passed_if_given("oidc_provider_arn"),
        reach=Reach(path, sorted({*SERVICES, *services})),
        deploy_session_seconds=reader.whole_number("deploy_session_seconds", 7200, _SESSION_SECONDS),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def _text(reader: ArgumentReader, key: str, form: re.Pattern[str], allowed: str) -> str:
    # A wildcard would be a mere character to StringEquals, and a hole as soon as somebody writes StringLike.
    text = reader.text(key)
    if text and not form.fullmatch(text):
        reader.problem(key, repr(text), allowed)
    return text


def _texts(
    reader: ArgumentReader, key: str, default: tuple[str, ...], form: re.Pattern[str], allowed: str
) -> tuple[str, ...]:
    texts = reader.texts(key, default)
    for text in texts:
        if not form.fullmatch(text):
            reader.problem(key, f"a list with {text!r}", allowed)
    return texts


def _repository_id(reader: ArgumentReader) -> str | None:
    if reader.get("repository_id") is None:
        return None
    return _text(reader, "repository_id", _REPOSITORY_ID, "digits, in quotes")
