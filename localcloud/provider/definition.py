"""How a resource type is defined: which AWS calls create, read, change and delete it, and what maps to what.

A definition is data; where a type is irregular, a plain function stands in for a `Call`. Everything else
(checks, diffs, tags, errors, persistence) is generic and needs nothing from it. Three examples, as different
as types get: `aws:ec2/subnet:Subnet` and `aws:ec2/vpc:Vpc` in `services/ec2_network.py`, and the role with
its inline policies in `services/iam_roles.py`.

Request parameters are templates: `"{id}"` is the resource's id and `"{subnetId}"` a property of it; inside a
longer string they are formatted, alone they keep their type.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

import jmespath

from localcloud.provider.equality import Equivalence
from localcloud.provider.schema import ResourceSchema, resource_schema
from localcloud.provider.values import Properties

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_COMMON_GONE: Final = re.compile(r"NotFound|NoSuch|DoesNotExist")


class RefusedError(Exception):
    """AWS refuses something in an answer that is no error itself, as that of CreateFlowLogs."""

    def __init__(self, operation: str, code: str, message: str) -> None:
        super().__init__(f"operation error {operation}: {code}: {message}")


class Api(Protocol):
    """The AWS API of one service in one region, as a definition's functions use it."""

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`, by region."""

    def call(self, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call an operation (`describe_subnets`); parameters that are None are left out.

        Raises botocore's ClientError when AWS refuses.
        """

    def of(self, service: str) -> "Api":
        """The API of another service in the same region."""

    def managed(self, token: str) -> frozenset[str]:
        """The ids of the resources of a type that a Pulumi stack manages."""


@dataclass(frozen=True)
class Call:
    """One AWS operation with its parameters.

    `parameters` are templates, and so is `answer`, a JMESPath into the response, in which a placeholder
    stands inside quotes: `Aliases[?AliasName=='{id}'] | [0]`. `service` is another one than the resource's.
    """

    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    answer: str = "@"
    service: str | None = None

    def fill(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with placeholders replaced; a parameter whose value is not set is left out."""
        filled: dict[str, Any] = fill_template(self.parameters, values)
        return filled

    def select(self, response: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """What `answer` selects of a response."""
        quoted = {key: str(value).replace("'", "\\'") for key, value in values.items()}
        path = _PLACEHOLDER.sub(lambda found: quoted[found[1]], self.answer)
        return jmespath.search(path, response)


@dataclass(frozen=True)
class Change:
    """An operation that changes some properties of an existing resource.

    It is called when one of `properties` changed, and after a create for those of them that are set but that
    the create request has no place for. `each` makes one call per changed property, as EC2's attribute
    operations want; without it a call carries all of `properties`.
    """

    call: Call
    properties: tuple[str, ...]
    each: bool = False


@dataclass(frozen=True)
class Tagging:
    """How a service takes tags.

    `create` is the member of the create request (None: tags are put afterwards); `read` a JMESPath in the
    read answer, or `listing` a call of its own. `key` and `value` name the members of a tag; key "" is a
    plain map. `keys_as_tags`: removal takes tags without values, as EC2's does.
    """

    tag: Call
    untag: Call
    tags_parameter: str
    keys_parameter: str
    create: str | None = "Tags"
    read: str = "Tags"
    listing: Call | None = None
    key: str = "Key"
    value: str = "Value"
    keys_as_tags: bool = False

    def pack(self, tags: Mapping[str, str]) -> Any:
        """Tags in the service's form."""
        if not self.key:
            return dict(tags)
        return [{self.key: key, self.value: value} for key, value in tags.items()]

    def pack_keys(self, keys: Iterable[str]) -> list[Any]:
        """The keys of tags to remove in the service's form."""
        return [{self.key: key} if self.keys_as_tags else key for key in keys]

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
Complete = Callable[[Api, str, "dict[str, Any]", Properties], "dict[str, Any]"]
Update = Callable[[Api, str, Properties, Properties, frozenset[str]], None]
Delete = Callable[[Api, str, Properties], None]
Renewal = Callable[[Properties, frozenset[str]], bool]


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource type of the local cloud.

    Attributes:
        token: Pulumi's type token.
        service: the botocore service name of its API.
        create: a `Call`, or a function `(api, inputs) -> id`.
        read: a `Call`, or a function `(api, id, known properties)` that gives the raw answer, None when gone.
        delete: a `Call`, or a function `(api, id, state)`.
        complete: adds to the answer of a `read` that is a `Call` what other calls tell:
            `(api, id, answer, known properties)`.
        identifier: template of the id over the create answer's members (`"{SubnetId}"`) and the inputs;
            needed where `create` is a `Call`.
        changes: what updates call.
        update: a function `(api, id, state, inputs, names of changed properties)` for what `changes` cannot
            say. After a create by `Call` it gets, with an empty state, what the request had no place for.
        names: Pulumi property -> dotted path in requests and answers, where the capitalised name is not it.
        request_names: the same for requests alone, where they differ from answers. A request may also use the
            capitalised name in any case.
        computed: Pulumi property -> template over id, properties, account, region, partition and the answer.
        conversions: properties whose value is another in requests and answers.
        defaults: values that the provider has for what is not set and that the facts do not tell.
        tagging: how the type takes tags; None where it takes none.
        tag_resource_type: the `ResourceType` of a `TagSpecifications` member.
        gone: error codes that mean "does not exist" besides the usual ones (…NotFound…, NoSuch…).
        gone_when: whether an answer says that the resource is deleted.
        conflicts: properties of which at most one may be set.
        exactly_one: properties of which exactly one must be set.
        allowed: property -> its values; for what botocore's service model does not check.
        unsupported: inputs that the local cloud cannot hold: setting one is refused.
        validate: further checks of inputs whose kinds are right: pairs (property, reason).
        import_properties: what an id alone tells.
        import_id: the id for what a user gives to `pulumi import`, where that is something else.
        autoname: the property that gets an automatic name when it is not set.
        autoname_length: how long that name may be.
        autoname_format: makes the name from the proposed one.
        equivalent: property path (`inlinePolicies.policy`) -> when two different texts mean the same.
        renewed: computed property -> the inputs whose change gives it a new value, or a function
            `(inputs, names of changed properties)` that says so: a preview shows it as unknown.
        exclusive: computed inputs that are still reset when not set: what others added there is drift.
        kept: paths of inputs that stay as they are when not set, although no fact says "computed".
        delete_before_replace: a second one cannot stand beside the first (one association per subnet).
        held: kept in the local cloud's own store since moto cannot hold it; the text says why.
    """

    token: str
    service: str
    create: Call | Create
    read: Call | Read
    delete: Call | Delete
    identifier: str = ""
    complete: Complete | None = None
    changes: tuple[Change, ...] = ()
    update: Update | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    request_names: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    conversions: Mapping[str, Conversion] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    tagging: Tagging | None = None
    tag_resource_type: str | None = None
    gone: tuple[str, ...] = ()
    gone_when: Callable[[dict[str, Any]], bool] | None = None
    conflicts: tuple[tuple[str, ...], ...] = ()
    exactly_one: tuple[tuple[str, ...], ...] = ()
    allowed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
    validate: Callable[[Properties], Iterable[tuple[str, str]]] | None = None
    import_properties: Callable[[str], Properties] | None = None
    import_id: Callable[[Api, str], str] | None = None
    autoname: str = "name"
    autoname_length: int = 255
    autoname_format: Callable[[str], str] = str
    equivalent: Mapping[str, Equivalence] = field(default_factory=dict)
    renewed: Mapping[str, tuple[str, ...] | Renewal] = field(default_factory=dict)
    exclusive: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    delete_before_replace: bool = False
    held: str | None = None

    @cached_property
    def schema(self) -> ResourceSchema:
        """The facts on the type. Raises KeyError where there are none."""
        return resource_schema(self.token)

    @cached_property
    def named(self) -> str | None:
        """The input that gets an automatic name, if the type has it."""
        return self.autoname if self.autoname in self.schema.inputs else None

    def renews(self, inputs: Properties, changed: frozenset[str]) -> list[str]:
        """The computed properties to which an update gives new values that the program does not set."""
        return [
            name
            for name, rule in self.renewed.items()
            if inputs.get(name) is None
            and (bool(changed & set(rule)) if isinstance(rule, tuple) else rule(inputs, changed))
        ]

    def says_gone(self, code: str) -> bool:
        """Whether an AWS error code means that the resource does not exist."""
        return code in self.gone or bool(_COMMON_GONE.search(code))

    def calls(self) -> list[Call]:
        """The calls that the definition is made of; what its functions call is not among them."""
        parts: list[Any] = [self.create, self.read, self.delete, *(change.call for change in self.changes)]
        if self.tagging:
            parts += [self.tagging.tag, self.tagging.untag, self.tagging.listing]
        return [part for part in parts if isinstance(part, Call)]

    def functions(self) -> list[Callable[..., Any]]:
        """The functions that stand in for calls."""
        parts = (self.create, self.read, self.complete, self.update, self.delete, self.import_id)
        return [part for part in parts if callable(part)]


def fill_template(template: Any, values: Mapping[str, Any]) -> Any:
    """A template with its placeholders replaced; None when a value that it needs is not set."""
    if isinstance(template, Mapping):
        filled = {key: fill_template(item, values) for key, item in template.items()}
        return {key: item for key, item in filled.items() if item is not None}
    if isinstance(template, list | tuple):
        return [item for item in (fill_template(item, values) for item in template) if item is not None]
    if not isinstance(template, str):
        return template
    alone = _PLACEHOLDER.fullmatch(template)
    if alone:
        return values.get(alone[1])
    if any(values.get(name) is None for name in _PLACEHOLDER.findall(template)):
        return None
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), template)
