"""How a resource type is defined: which AWS calls create, read, change and delete it, and what maps to what.

A definition is data; where a type is irregular, a plain function stands in for a `Call`. Everything else
(checks, diffs, tags, waiting, errors, persistence) is generic and needs nothing from it. Three examples, as
different as types get: `aws:ec2/subnet:Subnet` and `aws:ec2/vpc:Vpc` in `services/ec2_network.py`, and the
role with its inline policies in `services/iam.py`.

Request parameters are templates: `"{id}"` is the resource's id and `"{subnetId}"` a property of it; inside a
longer string they are formatted, alone they keep their type.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

from localcloud.provider.schema import ResourceSchema, resource_schema
from localcloud.provider.values import Properties

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_COMMON_GONE: Final = re.compile(r"NotFound|NoSuch|DoesNotExist|ResourceNotFoundException|NotFoundException")


class Api(Protocol):
    """The AWS API of one service in one region, as a definition's functions use it."""

    region: str
    account: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`, by region."""

    def call(self, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call an operation (`describe_subnets`). Raises botocore's ClientError when AWS refuses."""

    def of(self, service: str) -> "Api":
        """The API of another service in the same region."""

    def managed(self, token: str) -> frozenset[str]:
        """The ids of the resources of a type that a Pulumi stack manages."""


@dataclass(frozen=True)
class Call:
    """One AWS operation with its parameters.

    `answer` is a JMESPath into the response; `parameters` are templates. With `takes_inputs`, the resource's
    inputs that the operation's request has members for are passed too.
    """

    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    answer: str = "@"
    takes_inputs: bool = False
    service: str | None = None

    def fill(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with placeholders replaced; a parameter whose value is not set is left out."""
        filled = {key: _fill(template, values) for key, template in self.parameters.items()}
        return {key: value for key, value in filled.items() if value is not None}


@dataclass(frozen=True)
class Change:
    """An operation that changes some properties of an existing resource.

    It is called when one of `properties` changed, and after a create for those of them that are set but that
    the create request has no place for. `each` makes one call per changed property, as EC2's attribute
    operations want.
    """

    call: Call
    properties: tuple[str, ...]
    each: bool = False


@dataclass(frozen=True)
class Tagging:
    """How a service takes tags.

    `create` is the member of the create request (None: tags are put afterwards); `read` a JMESPath in the
    read answer, or `listing` a call of its own. `key` and `value` name the members of a tag; key "" is a plain
    map. `keys_as_tags`: removal takes tags without values, as EC2's does. `needs_state`: the tag calls need more
    than id and inputs, such as an ARN.
    """

    tag: Call
    untag: Call
    tags_parameter: str
    keys_parameter: str
    create: str | None = "Tags"
    read: str | None = "Tags"
    listing: Call | None = None
    key: str = "Key"
    value: str = "Value"
    keys_as_tags: bool = False
    needs_state: bool = False

    def pack(self, tags: Mapping[str, str]) -> Any:
        """Tags in the service's form."""
        if not self.key:
            return dict(tags)
        return [{self.key: key, self.value: value} for key, value in tags.items()]

    def unpack(self, packed: Any) -> dict[str, str]:
        """Tags from the service's form; AWS's own `aws:` tags are left out."""
        if not self.key:
            found = dict(packed or {})
        else:
            found = {item[self.key]: item.get(self.value, "") for item in packed or ()}
        return {key: value for key, value in found.items() if not key.startswith("aws:")}


@dataclass(frozen=True)
class Conversion:
    """A property whose value differs between Pulumi and the API."""

    to_api: Callable[[Any], Any]
    from_api: Callable[[Any], Any]


Create = Callable[[Api, Properties], str]
Read = Callable[[Api, str, Properties], "dict[str, Any] | None"]
Update = Callable[[Api, str, Properties, Properties, frozenset[str]], None]
Delete = Callable[[Api, str, Properties], None]


@dataclass(frozen=True)
class Resource:
    """A resource type of the local cloud.

    Attributes:
        token: Pulumi's type token.
        service: the botocore service name of its API.
        identifier: template of the id from the create answer's members (`"{SubnetId}"`) and the inputs.
        create, read, delete: a `Call` or a function. A read function gives the raw answer, or None when gone;
            a create function gives the id.
        changes: what updates call; or `update`, a function, for what cannot be said so.
        names: Pulumi property -> dotted path in requests and answers, where the capitalised name is not it.
        request_names: the same for requests alone, where they differ from answers.
        computed: Pulumi property -> template over id, inputs, account, region, partition and the answer.
        gone: error codes that mean "does not exist" besides the usual ones (…NotFound…, NoSuch…).
        gone_when: whether an answer says that the resource is deleted.
        exclusive: computed inputs that are still reset when not set: what others added there is drift.
        delete_before_replace: a second one cannot stand beside the first (one association per subnet).
        held: kept in the local cloud's own store since moto cannot hold it; the text says why.
    """

    token: str
    service: str
    identifier: str
    create: Call | Create
    read: Call | Read
    delete: Call | Delete
    changes: tuple[Change, ...] = ()
    update: Update | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    request_names: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    conversions: Mapping[str, Conversion] = field(default_factory=dict)
    tagging: Tagging | None = None
    tag_resource_type: str | None = None
    gone: tuple[str, ...] = ()
    gone_when: Callable[[dict[str, Any]], bool] | None = None
    conflicts: tuple[tuple[str, ...], ...] = ()
    exactly_one: tuple[tuple[str, ...], ...] = ()
    allowed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    validate: Callable[[Properties], Iterable[tuple[str, str]]] | None = None
    import_properties: Callable[[str], Properties] | None = None
    autoname: str | None = "name"
    autoname_length: int = 255
    autoname_format: Callable[[str], str] = str
    json_properties: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    delete_before_replace: bool = False
    create_defaults: Mapping[str, Any] = field(default_factory=dict)
    held: str | None = None

    @cached_property
    def schema(self) -> ResourceSchema:
        """The facts on the type. Raises KeyError where there are none."""
        return resource_schema(self.token)

    def check(self, inputs: Properties) -> list[tuple[str, str]]:
        """The type's own checks of inputs whose kinds are right: (property, reason)."""
        return list(self.validate(inputs)) if self.validate else []

    def says_gone(self, code: str) -> bool:
        """Whether an AWS error code means that the resource does not exist."""
        return code in self.gone or bool(_COMMON_GONE.search(code))

    def operations(self) -> tuple[str, ...]:
        """The AWS operations that the definition names; functions are listed by their name and a `()`."""
        parts: list[Call | Callable[..., Any] | None] = [self.create, self.read, self.update, self.delete]
        parts += [change.call for change in self.changes]
        if self.tagging:
            parts += [self.tagging.tag, self.tagging.untag, self.tagging.listing]
        names = [part.operation if isinstance(part, Call) else f"{part.__name__}()" for part in parts if part]
        return tuple(dict.fromkeys(names))


def fill_template(template: str, values: Mapping[str, Any]) -> Any:
    """A template with its placeholders replaced; None when a value that it needs is not set."""
    return _fill(template, values)


def _fill(template: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(template, Mapping):
        filled = {key: _fill(item, values) for key, item in template.items()}
        return {key: item for key, item in filled.items() if item is not None}
    if isinstance(template, list | tuple):
        return [item for item in (_fill(item, values) for item in template) if item is not None]
    if not isinstance(template, str):
        return template
    alone = _PLACEHOLDER.fullmatch(template)
    if alone:
        return values.get(alone[1])
    if any(values.get(name) is None for name in _PLACEHOLDER.findall(template)):
        return None
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), template)
