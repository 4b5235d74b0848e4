"""The attributes of load balancers, listeners and target groups: texts by key, properties in Pulumi."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.provider.mapping import scalar_text
from localcloud.provider.values import Properties


@dataclass(frozen=True)
class Attribute:
    """The key of an attribute, and the kind of the property that it is: string, number or bool."""

    key: str
    kind: str = "string"

    def read(self, text: str) -> Any:
        """The property's value."""
        if self.kind == "number":
            return int(text)
        return text == "true" if self.kind == "bool" else text


Attributes = Mapping[str, Attribute]
"""By property name."""


def packed(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Attributes, by key, in the form of a request; those that are not set are left out."""
    return [
        {"Key": key, "Value": scalar_text(value)}
        for key, value in sorted(values.items())
        if value is not None
    ]


def unpacked(answer: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The attributes of an answer by key."""
    return {item["Key"]: item.get("Value") or "" for item in answer}


def read_properties(table: Attributes, live: Mapping[str, str]) -> Properties:
    """The properties for the attributes that there are."""
    return {
        name: item.read(live[item.key])
        for name, item in table.items()
        if live.get(item.key) not in (None, "")
    }


def by_key(table: Attributes, values: Properties, names: Iterable[str]) -> dict[str, Any]:
    """The attributes, by key, of those of the properties that the table has."""
    return {table[name].key: values.get(name) for name in names if name in table}
