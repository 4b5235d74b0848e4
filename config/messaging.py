"""Messaging: Kafka."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from config.base import SettingsModel
from config.values import BrokerType, matching, refuse, within


class EventsSettings(SettingsModel):
    """`events`: Amazon MSK. Brokers are in the zones of `network.messagingZones`; how often each record is
    kept follows from their number, so that no unsafe value can be chosen."""

    kafka_version: Annotated[
        str,
        matching(
            r"([3-9]|[1-9]\d)\.\d+\.(\d+|x)(\.kraft)?", "a Kafka version on MSK, 3.3.1 or newer, as 3.8.x"
        ),
    ] = Field(default="3.8.x", description="Version; an older one than before replaces the cluster.")
    broker_instance_type: BrokerType = Field(default="kafka.m7g.large", description="Type of the brokers.")
    broker_count: Annotated[int, within(2, 30)] | None = Field(
        default=None,
        description="Brokers, a multiple of the zones. While one of two restarts, records are kept once. "
        "Default: 4 in two zones, 3 in three.",
    )
    volume_size_gib: Annotated[int, within(1, 16_384, "GiB")] = Field(
        default=100, description="Size of the volume of each broker at the start."
    )
    max_volume_size_gib: Annotated[int, within(0, 16_384, "GiB")] | None = Field(
        default=None,
        description="Size that volumes grow to by themselves, 0 for none. Default: ten times as much.",
    )

    @field_validator("max_volume_size_gib")
    @classmethod
    def _is_larger_than_at_the_start(cls, largest: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("volume_size_gib")
        if largest and start is not None and largest <= start:
            raise refuse("volume", f"0, or more than volumeSizeGib, {start}")
        return largest
