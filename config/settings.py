"""The settings of one stack: who it belongs to, where it runs, and its areas."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.base import SettingsModel
from config.network import NetworkSettings, ZoneLetter

_TAG_VALUE = re.compile(r"[\w.:/=+\-@]([\w .:/=+\-@]{0,254}[\w.:/=+\-@])?")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


class Environment(StrEnum):
    """Which copy of the architecture a stack is; its name is the stack's. No AWS account, no region."""

    LOCAL = "local"
    """On a laptop, against the local cloud. Refuses to run against AWS."""
    DEV = "dev"
    """For developing against; cheap."""
    STAGING = "staging"
    """For rehearsing production."""
    PROD = "prod"
    """Production. All defaults are its values."""


class TagKey(StrEnum):
    """Tags that every resource carries, in the exact case in which AWS bills by them."""

    PROJECT = "Project"
    ENVIRONMENT = "Environment"
    OWNER = "Owner"
    COST_CENTER = "CostCenter"
    MANAGED_BY = "ManagedBy"


def _tag_value(value: str) -> str:
    if not _TAG_VALUE.fullmatch(value):
        raise PydanticCustomError(
            "tag_value", "1 to 256 letters, digits, inner spaces or any of _ . : / = + - @ (it becomes a tag)"
        )
    return value


def _region(value: str) -> str:
    if not _REGION.fullmatch(value):
        raise PydanticCustomError("region", "the name of an AWS region, as us-east-1")
    return value


class StackSettings(SettingsModel):
    """Everything that a stack's configuration says."""

    environment: Environment = Field(description="The environment; equal to the stack's name.")
    owner: Annotated[str, AfterValidator(_tag_value)] = Field(
        description="Team that answers for these resources; their tag Owner."
    )
    cost_center: Annotated[str, AfterValidator(_tag_value)] = Field(
        description="Cost center that pays for these resources; their tag CostCenter."
    )
    region: Annotated[str, AfterValidator(_region)] = Field(
        alias="aws:region", description="AWS region of the stack, as us-east-1."
    )
    network: NetworkSettings = Field(default=NetworkSettings(), description="The VPC, see NetworkSettings.")

    def zone_names(self, letters: Iterable[ZoneLetter]) -> list[str]:
        """Full names of zones in the stack's region, as us-east-1a, in the order of their letters."""
        return [f"{self.region}{letter}" for letter in sorted(letters)]

    def tags(self, project: str) -> dict[str, str]:
        """The tags that every resource of this stack carries."""
        return {
            TagKey.PROJECT.value: project,
            TagKey.ENVIRONMENT.value: self.environment.value,
            TagKey.OWNER.value: self.owner,
            TagKey.COST_CENTER.value: self.cost_center,
            TagKey.MANAGED_BY.value: "pulumi",
        }
