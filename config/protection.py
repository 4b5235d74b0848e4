"""What keeps data from being lost, and who deploys."""

from typing import Annotated

from pydantic import Field

from config.base import SettingsModel
from config.values import matching, one_of


class ProtectionSettings(SettingsModel):
    """`protection`: what stands between a mistake and the loss of data. All of it is on by default."""

    deletion_protection: bool = Field(
        default=True,
        description="Whether AWS, or Pulumi where AWS cannot, refuses to delete databases, caches, search, "
        "Kafka and the load balancer.",
    )
    final_snapshots: bool = Field(
        default=True, description="Whether databases and the cache are snapshotted when they are deleted."
    )
    keep_contents: bool = Field(
        default=True,
        description="Whether buckets, image repositories and backup vaults cannot be deleted while something "
        "is in them.",
    )
    secret_recovery_days: Annotated[int, one_of((0, *range(7, 31)), "days")] = Field(
        default=30, description="Days, 7 to 30, for which a deleted secret can be restored; 0 for none."
    )


class PipelineSettings(SettingsModel):
    """`pipeline`: GitHub Actions as the one who deploys, and the limits of all that it deploys."""

    repository: (
        Annotated[
            str,
            matching(r"[A-Za-z0-9@_.-]+/[A-Za-z0-9@_.-]+", "owner/name, as the repository's tokens have it"),
        ]
        | None
    ) = Field(
        default=None,
        description="Repository whose jobs preview and deploy. Default: none; then roles have no boundary "
        "either.",
    )
    repository_id: Annotated[str, matching(r"\d+", "digits, in quotes")] | None = Field(
        default=None, description="Number of the repository, which another of the same name would not have."
    )
    environment: str | None = Field(
        default=None, description="Environment of GitHub whose jobs deploy. Default: the stack's environment."
    )
    preview_branches: tuple[str, ...] = Field(
        default=("main",), description="Branches whose jobs may preview, besides pull requests."
    )
    oidc_provider_arn: (
        Annotated[str, matching(r"arn:[a-z-]+:iam::\d{12}:oidc-provider/.+", "the ARN of an OIDC provider")]
        | None
    ) = Field(
        default=None,
        description="The account's OIDC provider for GitHub, of which it can have one. Default: makes it.",
    )
