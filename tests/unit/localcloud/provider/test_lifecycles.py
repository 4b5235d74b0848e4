"""The types of the first slice go through their lives: create, read, each change in place, import, delete.

Does not prove that the values are what AWS would give, only that program, state and cloud agree.
"""

import pytest

from localcloud.provider.check import check_inputs
from localcloud.provider.inputs import imported_inputs, refreshed_inputs
from localcloud.provider.registry import resources
from localcloud.provider.values import Properties
from localcloud.services import (
    ec2_addresses,
    ec2_endpoints,
    ec2_flow_logs,
    ec2_instances,
    ec2_network,
    ec2_network_acls,
    ec2_routing,
    ec2_security_group_rules,
    ec2_security_groups,
    iam_policies,
    iam_roles,
    kms,
    logs,
    ssm,
)
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.cases import network, others, security_groups
from tests.unit.localcloud.provider.world import World

CASES = (*network.CASES, *security_groups.CASES, *others.CASES)


MODULES = (
    ec2_addresses,
    ec2_endpoints,
    ec2_flow_logs,
    ec2_instances,
    ec2_network,
    ec2_network_acls,
    ec2_routing,
    ec2_security_group_rules,
    ec2_security_groups,
    iam_policies,
    iam_roles,
    kms,
    logs,
    ssm,
)


def test_every_type_of_these_services_has_a_case() -> None:
    assert {case.token for case in CASES} == {item.token for module in MODULES for item in module.RESOURCES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: World) -> None:
    operations = world.operations(case.token)
    inputs = _checked(case, case.create(world))
    identifier, state = world.make(case.token, **inputs)
    assert operations.diff(state, inputs) == []
    for change in case.changes:
        inputs = _checked(case, _without_none({**inputs, **change(world)}))
        found = operations.diff(state, inputs)
        assert found, f"no difference for {inputs}"
        assert not any(item.replace for item in found)
        with world.cloud.transaction():
            state = operations.update(identifier, state, inputs)
        assert operations.diff(state, inputs) == []
    assert operations.read(identifier, state) == state
    assert refreshed_inputs(operations.resource, state, inputs) == inputs
    _assert_import(case, world, identifier, state, inputs)
    with world.cloud.transaction():
        operations.delete(identifier, state)
    if not case.remains:
        assert operations.read(identifier, state) is None
        operations.delete(identifier, state)


def _assert_import(case: Case, world: World, identifier: str, state: Properties, inputs: Properties) -> None:
    operations = world.operations(case.token)
    located, known = operations.locate(case.import_id(identifier, state))
    assert (located != identifier) == case.new_id
    live = operations.read(located, known)
    assert live is not None
    imported = imported_inputs(operations.resource, live, world.configuration.region)
    assert _checked(case, imported) == imported
    assert operations.diff(live, imported) == []
    told = {name: value for name, value in inputs.items() if name not in case.untold}
    assert [item for item in operations.diff(live, told) if item.property not in case.untold] == []


def _checked(case: Case, inputs: Properties) -> Properties:
    checked, failures = check_inputs(resources()[case.token], inputs, {}, name="x")
    assert failures == []
    return checked


def _without_none(inputs: Properties) -> Properties:
    return {name: value for name, value in inputs.items() if value is not None}
