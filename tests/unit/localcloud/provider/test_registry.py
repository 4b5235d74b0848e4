"""Every definition fits the facts and botocore's service models."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore import xform_name

from localcloud import in_process
from localcloud.provider import registry
from localcloud.provider.calls_used import operation_names, operations_used, texts_of
from localcloud.provider.definition import Call, Resource
from localcloud.provider.functions import known_functions
from localcloud.provider.mapping import has_place
from localcloud.provider.registry import UnknownTypeError, coverage, function_coverage, resource_of, resources
from localcloud.provider.schema import Property, known_tokens

RESOURCES = [pytest.param(resource, id=token) for token, resource in sorted(resources().items())]

NOT_FOR_AWS = {
    "confirmationTimeoutInMinutes",
    "deleteAutomatedBackups",
    "deletionWindowInDays",
    "earlyRenewalDuration",
    "endpointAutoConfirms",
    "finalSnapshotIdentifier",
    "forceDelete",
    "forceDestroy",
    "forceDetachPolicies",
    "overwrite",
    "recoveryWindowInDays",
    "revokeRulesOnDelete",
    "skipDestroy",
    "skipFinalSnapshot",
    "trackLatest",
    "userDataReplaceOnChange",
}
"""Inputs that say how the provider goes about a create, a replacement or a delete."""


def _input_shape(service: str, operation: str) -> Any:
    model = in_process.session().get_service_model(service)
    name = next(name for name in model.operation_names if xform_name(name) == operation)
    return model.operation_model(name).input_shape


def _path_exists(members: dict[str, Property], path: str) -> bool:
    first, _, rest = path.partition(".")
    return first in members and (not rest or _path_exists(members[first].properties, rest))


@pytest.mark.parametrize("resource", RESOURCES)
def test_there_are_facts(resource: Resource) -> None:
    assert resource.token in known_tokens()


@pytest.mark.parametrize("resource", RESOURCES)
def test_operations_exist(resource: Resource) -> None:
    for call in resource.calls():
        assert call.operation in operation_names(call.service or resource.service)


@pytest.mark.parametrize("resource", RESOURCES)
def test_names_exist_in_the_facts(resource: Resource) -> None:
    inputs = resource.schema.inputs
    groups = (*resource.conflicts, *resource.exactly_one)
    lists = (*groups, resource.allowed, resource.unsupported, resource.exclusive)
    changed = tuple(name for change in resource.changes for name in change.properties)
    for name in (*(name for names in lists for name in names), *changed, *resource.request_names):
        assert name in inputs, name
    for name in (*resource.names, *resource.computed, *resource.conversions):
        assert name in resource.schema.properties, name
    for name, rule in resource.renewed.items():
        assert resource.schema.properties[name].computed, name
        assert set(rule if isinstance(rule, tuple) else ()) <= {*inputs, "tagsAll"}, name
    for path in (*resource.equivalent, *resource.kept, *resource.defaults):
        assert _path_exists(dict(inputs), path), path


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_takes_tags_says_how(resource: Resource) -> None:
    assert resource.schema.taggable == (resource.tagging is not None)
    at_create = resource.tagging is not None and resource.tagging.create == "TagSpecifications"
    assert (resource.tag_resource_type is not None) == at_create


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_create_by_call_says_where_the_id_is(resource: Resource) -> None:
    assert bool(resource.identifier) == isinstance(resource.create, Call)


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_input_is_silently_ignored(resource: Resource) -> None:
    ignored = set(resource.schema.inputs) - _known(resource) - _created(resource)
    assert ignored == set(), "let a call carry them, name them in a function, or say `unsupported`"


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_change_in_place_is_silently_ignored(resource: Resource) -> None:
    # What is only written makes no difference: the version beside it does.
    changeable = {
        name
        for name, member in resource.schema.inputs.items()
        if member.force_new is not True and not member.write_only
    }
    ignored = changeable - _known(resource) - _changed(resource)
    assert ignored == set(), "name them in a `Change` or in `update`, or say `unsupported`"


def _known(resource: Resource) -> set[str]:
    return {*NOT_FOR_AWS, *resource.unsupported, f"{resource.named}Prefix", "tags", "region"}


def _created(resource: Resource) -> set[str]:
    texts = {text for function in resource.functions() for text in texts_of(function)}
    placed: set[str] = set()
    if isinstance(resource.create, Call):
        shape = _input_shape(resource.service, resource.create.operation)
        placed = {name for name in resource.schema.inputs if has_place(resource, shape, name)}
    return texts | placed | _changed(resource)


def _changed(resource: Resource) -> set[str]:
    texts = set(texts_of(resource.update)) if resource.update else set()
    return texts | {name for change in resource.changes for name in change.properties}


def test_an_unknown_type_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnknownTypeError) as refusal:
        resource_of("aws:ec2/vpcc:Vpc")
    assert "no resource type aws:ec2/vpcc:Vpc" in str(refusal.value)
    assert "Did you mean aws:ec2/vpc:Vpc?" in str(refusal.value)
    assert "localcloud/services/" in str(refusal.value)


def test_the_classic_rule_type_is_refused() -> None:
    with pytest.raises(UnknownTypeError, match="aws:ec2/securityGroupRule:SecurityGroupRule"):
        resource_of("aws:ec2/securityGroupRule:SecurityGroupRule")


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from localcloud.services import logs

    monkeypatch.setattr(logs, "RESOURCES", (*logs.RESOURCES, *logs.RESOURCES))
    registry.resources.cache_clear()
    yield
    monkeypatch.undo()
    registry.resources.cache_clear()


@pytest.mark.usefixtures("twice")
def test_a_type_that_is_defined_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"aws:cloudwatch/logGroup:LogGroup is defined twice, .* logs"):
        registry.resources()


def test_coverage_lists_every_type_and_function_with_its_operations() -> None:
    types = {row.token: row for row in coverage()}
    assert set(types) == set(resources())
    assert types["aws:ec2/vpc:Vpc"].backing == "backed"
    assert {"create_vpc", "describe_vpcs", "delete_vpc"} <= set(types["aws:ec2/vpc:Vpc"].operations)
    rule = types["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"]
    assert {"authorize_security_group_ingress", "create_tags"} <= set(rule.operations)
    assert all(row.operations for row in types.values())
    functions = {row.token: row for row in function_coverage()}
    assert set(functions) == set(known_functions())
    assert functions["aws:ec2/getAmi:getAmi"].operations == ("describe_images",)


def test_operations_in_functions_of_another_service_are_found() -> None:
    def read(api: Any) -> Any:
        return api.of("iam").call("get_role", RoleName="x")

    assert operations_used("ec2", read) == ("get_role",)
