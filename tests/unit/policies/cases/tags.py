"""Cases of tags."""

from collections.abc import Mapping
from functools import partial

from tests.unit.policies.analyzer import UNKNOWN, Declared, secret
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import ALIAS, STREAM, TAGS, key, tagged

SCALING_GROUP = "aws:autoscaling/group:Group"
UNWAIVED = "resource-type-covered"

_required = partial(Case, "resource-tags-required")
_values = partial(Case, "resource-tags-allowed-values")
_class = partial(Case, "data-store-classified", also=(UNWAIVED,))


def _key(tags: object) -> list[Declared]:
    return [key(tags=tags)]


def _stream(**tags: object) -> list[Declared]:
    return [Declared(STREAM, "stream", {"tags": tagged(**tags)})]


def _scaling_group(tags: Mapping[str, object]) -> list[Declared]:
    listed = [{"key": key, "value": value, "propagateAtLaunch": True} for key, value in tags.items()]
    return [Declared(SCALING_GROUP, "fleet", {"tags": listed})]


CASES = [
    _required(Kind.PASS, "all", _key(TAGS)),
    _required(Kind.PASS, "all and others", _key({**TAGS, "Team": "blue"})),
    _required(Kind.PASS, "as a secret", _key(secret(TAGS))),
    _required(Kind.PASS, "as a list", _scaling_group(TAGS), also=(UNWAIVED,)),
    _required(
        Kind.FAIL,
        "none at all",
        _key(None),
        at=("key",),
        says=("no tag Project, Environment, Owner, CostCenter, ManagedBy",),
    ),
    _required(Kind.FAIL, "one missing", _key(tagged(Owner=None)), at=("key",), says=("no tag Owner",)),
    _required(
        Kind.FAIL,
        "another case",
        _key(tagged(Project=None, project="shop")),
        at=("key",),
        says=("the key 'project' must be written 'Project'",),
    ),
    _required(
        Kind.FAIL,
        "another separator beside the right key",
        _key({**TAGS, "cost-center": "1234"}),
        at=("key",),
        says=("the key 'cost-center' must be written 'CostCenter'",),
    ),
    _required(
        Kind.FAIL,
        "an unknown value does not hide a missing key",
        _key(tagged(Owner=None, Project=UNKNOWN)),
        at=("key",),
        also=("resource-tags-allowed-values",),
    ),
    _required(
        Kind.FAIL,
        "one missing in a list",
        _scaling_group(tagged(Owner=None)),
        at=("fleet",),
        says=("no tag Owner",),
        also=(UNWAIVED,),
    ),
    _required(Kind.UNDECIDED, "not known", _key(UNKNOWN), at=("key",), says=("its tags are not known yet",)),
    _required(
        Kind.UNDECIDED,
        "a list with an entry that is not known",
        [Declared(SCALING_GROUP, "fleet", {"tags": [UNKNOWN]})],
        at=("fleet",),
        also=(UNWAIVED,),
    ),
    _required(Kind.NOT_APPLICABLE, "a type without tags", [Declared(ALIAS, "alias", {"name": "alias/x"})]),
    _required(
        Kind.NOT_APPLICABLE, "another provider", [Declared("random:index/randomId:RandomId", "id", {})]
    ),
    _required(
        Kind.NOT_APPLICABLE,
        "tags that select other resources",
        [Declared("aws:inspector/resourceGroup:ResourceGroup", "group", {"tags": {"Name": "x"}})],
        also=(UNWAIVED,),
    ),
    *(_values(Kind.PASS, env, _key(tagged(Environment=env))) for env in ("local", "dev", "staging", "prod")),
    _values(
        Kind.FAIL,
        "another environment",
        _key(tagged(Environment="production")),
        at=("key",),
        says=("its tag Environment is 'production'; allowed is one of local, dev, staging, prod",),
    ),
    _values(Kind.FAIL, "another case", _key(tagged(Environment="Dev")), at=("key",)),
    _values(Kind.FAIL, "blank owner", _key(tagged(Owner=" ")), at=("key",), says=("its tag Owner is ' '",)),
    _values(Kind.FAIL, "empty cost center", _key(tagged(CostCenter="")), at=("key",)),
    _values(Kind.FAIL, "a number", _key(tagged(CostCenter=1234)), at=("key",), says=("1234",)),
    _values(Kind.FAIL, "too long", _key(tagged(Project="x" * 257)), at=("key",)),
    _values(
        Kind.UNDECIDED,
        "not known",
        _key(tagged(Owner=UNKNOWN)),
        at=("key",),
        says=("its tag Owner is not known yet",),
    ),
    _values(Kind.NOT_APPLICABLE, "a tag that is not required", _key({**TAGS, "Team": ""})),
    *(
        _class(Kind.PASS, value, _stream(DataClass=value))
        for value in ("public", "internal", "confidential", "restricted")
    ),
    _class(
        Kind.FAIL,
        "none",
        _stream(),
        at=("stream",),
        says=("stores data and has no tag DataClass",),
    ),
    _class(
        Kind.FAIL,
        "another case of the key",
        _stream(dataclass="internal"),
        at=("stream",),
        says=("the key 'dataclass' must be written 'DataClass'",),
    ),
    _class(
        Kind.FAIL,
        "another value",
        _stream(DataClass="secret"),
        at=("stream",),
        says=("its tag DataClass is 'secret'",),
    ),
    _class(Kind.UNDECIDED, "not known", _stream(DataClass=UNKNOWN), at=("stream",)),
    _class(Kind.NOT_APPLICABLE, "a type that stores no data", _key(TAGS), also=()),
]
