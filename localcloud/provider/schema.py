"""What the aws provider's resource types take: names, kinds, defaults and what forces a replacement.

The facts come from `localcloud/data/aws_schema.json`, measured on the Terraform provider that pulumi_aws
wraps. `localcloud/data/README.md` explains its fields.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent.parent / "data" / "aws_schema.json"
PROVIDER_VERSION: Final = "7.51.1"
NOT_SET: Final = object()
_PULUMI_TEXT: Final = {"Managed by Terraform": "Managed by Pulumi"}
"""What pulumi_aws puts in the place of a default that the facts have from Terraform."""


@dataclass(frozen=True)
class Property:
    """One property of a resource type or of an object inside it.

    `kind` is string, number, bool, list, set, map or object; `element` the kind of a collection's elements.
    """

    name: str
    facts: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.facts["kind"])

    @property
    def element(self) -> str | None:
        return self.facts.get("elem")

    @property
    def required(self) -> bool:
        return bool(self.facts.get("pulumi_required", self.facts.get("required", False)))

    @cached_property
    def is_input(self) -> bool:
        if self.facts.get("only_in") == "terraform" or self.facts.get("pulumi_output_only"):
            return False
        return bool(self.facts.get("required") or self.facts.get("optional"))

    @property
    def computed(self) -> bool:
        """Whether the provider fills it in; so too where only pulumi_aws knows it and there are no flags."""
        return bool(self.facts.get("computed") or self.facts.get("only_in") == "pulumi")

    @property
    def secret(self) -> bool:
        """Whether the value must not be shown."""
        return bool(self.facts.get("sensitive") or self.facts.get("pulumi_secret"))

    @property
    def write_only(self) -> bool:
        return bool(self.facts.get("write_only"))

    @property
    def default(self) -> Any:
        """The value a plan shows when the property is not set, or `NOT_SET`."""
        default = self.facts.get("default", NOT_SET)
        return _PULUMI_TEXT.get(default, default) if isinstance(default, str) else default

    @property
    def force_new(self) -> bool | str:
        """Whether a change replaces the resource; "some" and "unknown" as `data/README.md` says."""
        found: bool | str = self.facts.get("force_new", False)
        return found

    @property
    def terraform_name(self) -> str:
        return str(self.facts.get("tf", self.name))

    @property
    def holds_objects(self) -> bool:
        return "props" in self.facts

    @cached_property
    def properties(self) -> dict[str, "Property"]:
        """The properties of the object, or of each element where this is a collection of objects."""
        return _properties(self.facts["props"]) if self.holds_objects else {}


@dataclass(frozen=True)
class ResourceSchema:
    """A resource type: its token (`aws:ec2/vpc:Vpc`) and its properties by Pulumi name."""

    token: str
    properties: Mapping[str, Property]

    @cached_property
    def inputs(self) -> dict[str, Property]:
        """The properties that a program may set."""
        return {name: found for name, found in self.properties.items() if found.is_input}

    def stored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values that a state has: those of known properties, without what is only written."""
        return {
            name: value
            for name, value in values.items()
            if name in self.properties and not self.properties[name].write_only
        }

    @property
    def taggable(self) -> bool:
        """Whether AWS keeps tags for the type."""
        return "tagsAll" in self.properties

    @property
    def regional(self) -> bool:
        """Whether a resource can name its own region; the types of global services cannot."""
        return "region" in self.properties


@cache
def resource_schema(token: str) -> ResourceSchema:
    """The schema of a type. Raises KeyError for a type on which there are no facts."""
    return ResourceSchema(token, _properties(_document()["types"][token]["props"]))


@cache
def known_tokens() -> frozenset[str]:
    """Every type token on which there are facts."""
    return frozenset(_document()["types"])


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DATA.read_text())
    return document


_pooled: dict[str, dict[str, Property]] = {}


def _properties(source: str | Mapping[str, Any]) -> dict[str, Property]:
    if not isinstance(source, str):
        return {
            name: Property(name, facts)
            for name, facts in source.items()
            if facts.get("only_in") != "terraform"
        }
    if source not in _pooled:
        _pooled[source] = _properties(_document()["pool"][source])
    return _pooled[source]
