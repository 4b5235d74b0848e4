"""What all areas stand on: settings, tags, keys, network, security groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components import DataClass, KmsKey, Vpc
from config.settings import StackSettings
from stack.access_model import Group, Store


@dataclass(frozen=True)
class Foundation:
    """Given to every area of the stack, which takes from it what it needs."""

    settings: StackSettings
    tags: dict[str, str]
    keys: Mapping[DataClass, KmsKey]
    vpc: Vpc
    group_ids: Mapping[Group, pulumi.Output[str]]

    def key_arn(self, data_class: DataClass) -> pulumi.Output[str]:
        """ARN of the key for a class of data."""
        return self.keys[data_class].key_arn

    def groups(self, *groups: Group | Store) -> list[pulumi.Input[str]]:
        """Ids of security groups."""
        return [self.group_ids[Group(group)] for group in groups]

    def zones(self) -> list[str]:
        """Names of the zones of the data tier, as us-east-1a."""
        return self.settings.zone_names(self.settings.network.zones)


def given(**arguments: Any) -> Any:
    """The arguments of a component that the settings give: None leaves it its default."""
    return {name: value for name, value in arguments.items() if value is not None}
