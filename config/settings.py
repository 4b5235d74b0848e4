"""The settings of one stack: who it belongs to, where it runs, and its areas."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from config.base import SettingsModel
from config.compute import ClusterSettings, DomainSettings, KubernetesSettings, LoadBalancerSettings
from config.data import CacheSettings, DatabaseDeployment, DatabaseSettings, DocumentsSettings, SearchSettings
from config.messaging import EventsSettings
from config.network import NatMode, NetworkSettings
from config.protection import PipelineSettings, ProtectionSettings
from config.services import Services
from config.storage import BackupSettings, StorageSettings
from config.values import LogRetentionDays, ZoneLetter, matching, refuse

_TAG_VALUE = matching(
    r"[\w.:/=+\-@]([\w .:/=+\-@]{0,254}[\w.:/=+\-@])?",
    "1 to 256 letters, digits, inner spaces or any of _ . : / = + - @ (it becomes a tag)",
)
_REGION = matching(r"[a-z]{2}(-[a-z]+)+-\d", "the name of an AWS region, as us-east-1")


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


class StackSettings(SettingsModel):
    """Everything that a stack's configuration says."""

    environment: Environment = Field(description="The environment; equal to the stack's name.")
    owner: Annotated[str, _TAG_VALUE] = Field(
        description="Team that answers for these resources; their tag Owner."
    )
    cost_center: Annotated[str, _TAG_VALUE] = Field(
        description="Cost center that pays for these resources; their tag CostCenter."
    )
    region: Annotated[str, _REGION] = Field(
        alias="aws:region", description="AWS region of the stack, as us-east-1."
    )
    protection: ProtectionSettings = Field(
        default=ProtectionSettings(), description="What keeps data from being lost."
    )
    log_retention_days: LogRetentionDays = Field(
        default=365, description="Days that logs of services and stores are kept."
    )
    network: NetworkSettings = Field(default=NetworkSettings(), description="The VPC.")
    domain: DomainSettings = Field(description="The name under which the environment is reached.")
    load_balancer: LoadBalancerSettings = Field(default=LoadBalancerSettings(), description="The way in.")
    cluster: ClusterSettings = Field(
        default=ClusterSettings(), description="The ECS cluster that services run in."
    )
    services: Services = Field(
        description="The services by name. Each also has a row in `stack/access.py`, which says what it may "
        "reach."
    )
    kubernetes: KubernetesSettings = Field(
        default=KubernetesSettings(), description="An EKS cluster beside the ECS cluster."
    )
    database: DatabaseSettings = Field(default=DatabaseSettings(), description="PostgreSQL on RDS.")
    documents: DocumentsSettings = Field(
        default=DocumentsSettings(), description="DocumentDB, compatible with MongoDB."
    )
    cache: CacheSettings = Field(default=CacheSettings(), description="Redis, on ElastiCache.")
    search: SearchSettings = Field(default=SearchSettings(), description="OpenSearch.")
    events: EventsSettings = Field(default=EventsSettings(), description="Kafka, on MSK.")
    storage: StorageSettings = Field(default=StorageSettings(), description="The buckets.")
    backups: BackupSettings = Field(default=BackupSettings(), description="AWS Backup of the databases.")
    pipeline: PipelineSettings = Field(
        default=PipelineSettings(), description="GitHub Actions as the one who deploys."
    )

    @field_validator("services")
    @classmethod
    def _stand_the_loss_of_a_zone(cls, services: Services, info: ValidationInfo) -> Services:
        if info.data.get("environment") is Environment.PROD:
            single = [name for name, service in services.items() if service.scaling.minimum_tasks < 2]
            if single:
                raise refuse(
                    "tasks", f"scaling.minimumTasks of 2 or more in prod; less in {', '.join(single)}"
                )
        network, cluster = info.data.get("network"), info.data.get("cluster")
        if network is None or cluster is None or network.nat_mode is not NatMode.NONE:
            return services
        collected = [name for name, service in services.items() if service.telemetry]
        if collected and cluster.collector_image is None:
            raise refuse(
                "collector",
                "telemetry: false, or cluster.collectorImage with a copy in ECR: with natMode none tasks "
                f"cannot reach AWS's public registry; telemetry is on in {', '.join(collected)}",
            )
        return services

    @field_validator("database")
    @classmethod
    def _has_its_zones(cls, database: DatabaseSettings, info: ValidationInfo) -> DatabaseSettings:
        if database.deployment in (DatabaseDeployment.MULTI_AZ_CLUSTER, DatabaseDeployment.AURORA):
            _require_zones(info, 3, f"for deployment {database.deployment}")
        return database

    @field_validator("documents")
    @classmethod
    def _is_in_three_zones(cls, documents: DocumentsSettings, info: ValidationInfo) -> DocumentsSettings:
        _require_zones(
            info, min(3, documents.instance_count), f"for instanceCount {documents.instance_count}"
        )
        return documents

    @field_validator("search")
    @classmethod
    def _finds_its_zones(cls, search: SearchSettings, info: ValidationInfo) -> SearchSettings:
        _require_zones(info, search.zone_count, f"for zoneCount {search.zone_count}")
        return search

    @field_validator("events")
    @classmethod
    def _fill_their_zones(cls, events: EventsSettings, info: ValidationInfo) -> EventsSettings:
        network = info.data.get("network")
        zones = len(network.messaging_zones) if network is not None else 1
        if zones > 3:
            raise refuse("zones", f"2 or 3 zones in network.messagingZones, not {zones}: MSK takes no more")
        if events.broker_count is not None and events.broker_count % zones:
            raise refuse(
                "brokers", f"brokerCount a multiple of {zones}, the number of network.messagingZones"
            )
        return events

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


def _require_zones(info: ValidationInfo, needed: int, why: str) -> None:
    network = info.data.get("network")  # absent when it is wrong itself
    if network is not None and len(network.zones) < needed:
        raise refuse(
            "zones", f"{needed} or more zones in network.zones {why}; there are {len(network.zones)}"
        )
