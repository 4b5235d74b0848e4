"""Which jobs of GitHub Actions may assume a role. Pure: no resources here."""

from collections.abc import Sequence

from ._iam import document

ISSUER = "token.actions.githubusercontent.com"
"""Who signs the tokens of GitHub Actions."""

AUDIENCE = "sts.amazonaws.com"
"""For whom a job has to ask its token."""


def deploy_subjects(repository: str, environment: str) -> list[str]:
    """Jobs that GitHub lets into an environment: its protection rules hold for them."""
    return [f"repo:{repository}:environment:{environment}"]


def preview_subjects(repository: str, branches: Sequence[str]) -> list[str]:
    """Jobs of pull requests, and of pushes to branches."""
    return [
        f"repo:{repository}:pull_request",
        *(f"repo:{repository}:ref:refs/heads/{branch}" for branch in branches),
    ]


def github_trust(provider_arn: str, subjects: Sequence[str], repository_id: str | None) -> str:
    """A trust policy: jobs whose token has one of the `subjects`, word for word."""
    claims: dict[str, str | list[str]] = {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": list(subjects)}
    if repository_id is not None:
        claims[f"{ISSUER}:repository_id"] = repository_id
    return document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider_arn},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": claims},
            }
        ]
    )
