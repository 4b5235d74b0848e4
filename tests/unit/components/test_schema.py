"""The package's schema, as other languages see it: inferred from the components' annotations and docstrings.

In-process: that the plugin serves it, and that a program in another folder can use it, is for the engine's
tests.
"""

import json
import re
from functools import cache
from typing import Any

import pytest
from pulumi.provider.experimental.component import ComponentProvider

import components
from components.__main__ import HOSTED


@cache
def schema() -> dict[str, Any]:
    hosted = [getattr(components, name) for name in HOSTED]
    inferred: dict[str, Any] = json.loads(ComponentProvider(hosted, "shared-infra").schema or "")
    return inferred


def resource(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema()["resources"][f"shared-infra:index:{name}"]
    return found


def test_has_every_component_and_type() -> None:
    assert set(schema()["resources"]) == {f"shared-infra:index:{name}" for name in HOSTED}
    assert set(schema()["types"]) == {
        f"shared-infra:index:{name}"
        for name in (
            "Access",
            "AccessEntryArgs",
            "BucketPreset",
            "CacheEngine",
            "CacheUserArgs",
            "CertificateKeyAlgorithm",
            "ContainerInsights",
            "CpuArchitecture",
            "DataClass",
            "DeploymentArgs",
            "DeploymentStrategy",
            "EksAccess",
            "GrantArgs",
            "HttpArgs",
            "LoadBalancerIngress",
            "MaxmemoryPolicy",
            "MskMonitoring",
            "NatMode",
            "NodeGroupArgs",
            "ObjectLockMode",
            "PodIdentityArgs",
            "RdsDeployment",
            "RuleArgs",
            "ScalingArgs",
            "ScalingScheduleArgs",
            "TelemetryArgs",
            "Workload",
        )
    }
    assert all(declared["isComponent"] for declared in schema()["resources"].values())


@pytest.mark.parametrize("name", HOSTED)
def test_every_component_input_and_output_is_described(name: str) -> None:
    component = resource(name)

    assert {"Produces:", "Example", "Cost:"} <= set(
        re.findall(r"Produces:|Example|Cost:", component["description"])
    )
    for kind in ("inputProperties", "properties"):
        for key, value in component[kind].items():
            assert re.fullmatch(r"[A-Z].+\.", value.get("description", ""), re.DOTALL), f"{name}.{kind}.{key}"


@pytest.mark.parametrize("name", HOSTED)
def test_optional_inputs_say_what_happens_without_them(name: str) -> None:
    component = resource(name)

    for key, value in component["inputProperties"].items():
        optional = key not in component["requiredInputs"]
        assert bool(re.search(r"Default:\s", value["description"])) == optional, f"{name}.{key}"


def test_types_are_described() -> None:
    for token, declared in schema()["types"].items():
        assert declared["description"], token
        for member in declared.get("enum", []) or declared["properties"].values():
            assert member["description"], f"{token}: {member}"


@pytest.mark.parametrize("name", HOSTED)
def test_no_list_or_map_holds_enum_members(name: str) -> None:
    """The plugin host would turn each member of such a list into an empty mapping."""
    enums = {f"#/types/{token}" for token, declared in schema()["types"].items() if "enum" in declared}

    for key, value in resource(name)["inputProperties"].items():
        inner = value.get("items") or value.get("additionalProperties") or {}
        assert inner.get("$ref") not in enums, f"{name}.{key}"


def test_shapes_of_a_vpcs_inputs_and_outputs() -> None:
    vpc = resource("Vpc")
    text = {"type": "string"}

    assert vpc["requiredInputs"] == ["tags", "zones"]
    assert vpc["inputProperties"]["natMode"]["$ref"] == "#/types/shared-infra:index:NatMode"
    assert vpc["inputProperties"]["flowLogRetentionDays"]["type"] == "integer"
    assert vpc["properties"]["computeSubnetIds"]["items"].items() >= text.items()
    by_tier = vpc["properties"]["subnetIds"]["additionalProperties"]
    assert by_tier["additionalProperties"].items() >= text.items()
    assert {"endpointsSecurityGroupId", "bastionInstanceId"} == set(vpc["properties"]) - set(vpc["required"])


def test_rules_of_a_security_group_are_typed() -> None:
    rules = resource("SecurityGroup")["inputProperties"]["ingress"]["additionalProperties"]

    assert rules["$ref"] == "#/types/shared-infra:index:RuleArgs"
    assert schema()["types"]["shared-infra:index:RuleArgs"]["required"] == ["description"]


def test_descriptions_are_not_indented_as_code() -> None:
    for name in HOSTED:
        paragraphs = resource(name)["description"].split("\n\n")
        assert paragraphs[1].startswith("Produces: "), name
