"""Words and facts that are written down twice, because islands must not import each other, agree."""

import tomllib
from enum import StrEnum
from typing import Any

import pytest
import yaml

import components
from components import _fargate_sizes, _log_group, _tags
from config import compute, data, network, services, settings, storage, values
from localcloud.moto_patches import logs as moto_logs
from localcloud.provider.schema import PROVIDER_VERSION
from ops.secret_contract import Source
from policies.security_groups import guide, table
from policies.security_groups.guide import Place, Role
from policies.security_groups.traffic import ALL_TRAFFIC
from policies.security_groups.traffic import Traffic as PolicyTraffic
from policies.tagging import taggable, vocabulary
from stack import access, secrets, security
from stack.access import ENDPOINTS, access_rows, purposes
from stack.access_model import Block, Group, Rule, ServiceAccess, Store, inbound, outbound
from tests.contract.repository import ROOT
from tools.pulumi.versions import PULUMI


def _values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


def test_required_tags_are_the_same_everywhere() -> None:
    required = _values(settings.TagKey)
    assert [key.value for key in _tags.REQUIRED] == required
    assert list(vocabulary.REQUIRED_KEYS) == required


def test_policies_read_the_tags_that_components_write() -> None:
    assert components.TagKey.ENVIRONMENT == vocabulary.ENVIRONMENT
    assert components.TagKey.DATA_CLASS == vocabulary.DATA_CLASS
    assert components.TagKey.TIER == guide.TIER_TAG
    assert components.TagKey.ROLE == guide.ROLE_TAG


def test_environments_are_the_same_everywhere() -> None:
    environments = _values(settings.Environment)
    assert list(vocabulary.ENVIRONMENTS) == environments
    assert {path.suffixes[0][1:] for path in ROOT.glob("Pulumi.*.yaml")} == set(environments)


def test_classes_of_data_are_the_same_everywhere() -> None:
    assert list(vocabulary.DATA_CLASSES) == _values(components.DataClass)
    assert set(security.KEYS) == set(components.DataClass) - {components.DataClass.PUBLIC}


def test_tiers_are_the_same_everywhere() -> None:
    tiers = _values(network.Tier)
    assert _values(components.SubnetTier) == tiers
    assert table._COMPUTE in tiers


def test_nat_modes_and_retention_periods_are_the_same_everywhere() -> None:
    assert _values(components.NatMode) == _values(network.NatMode)
    assert _log_group.LOG_RETENTION_DAYS == values.LOG_RETENTION_DAYS
    assert values.LOG_RETENTION_DAYS == moto_logs.RETENTION_DAYS


ANY_SERVICE = ServiceAccess(
    name="service", purpose="Any containers", from_load_balancer=True, stores=tuple(Store)
)
"""What a service that is added may have at most."""

SERVICES = (*access.SERVICES, ANY_SERVICE)
GROUPS = purposes(proxy=True, services=SERVICES)
ROWS = access_rows(proxy=True, services=SERVICES)


def test_roles_are_the_groups_of_the_stack_any_further_service_and_the_bastions() -> None:
    assert set(_values(Role)) == {*map(str, GROUPS), Role.BASTION.value}


Right = tuple[str, str, int | None, int | None]
"""Who is at the other end, protocol, first and last port."""

PLACES: dict[object, str] = {
    Place.ANYWHERE: Block.ANYWHERE.value,
    Place.VPC: Block.VPC.value,
    Place.COMPUTE_TIER: network.Tier.COMPUTE.value,
}


def _of_the_stack(rules: list[Rule]) -> set[Right]:
    return {(str(r.peer), r.traffic.protocol, r.traffic.from_port, r.traffic.to_port) for r in rules}


def _of_the_pack(admissions: tuple[guide.Admission, ...]) -> set[Right]:
    return {(PLACES.get(a.peer, a.peer.value), *_traffic(a.traffic)) for a in admissions}


def _traffic(traffic: PolicyTraffic) -> tuple[str, int | None, int | None]:
    return ("-1", None, None) if traffic == ALL_TRAFFIC else (traffic.protocol, traffic.first, traffic.last)


@pytest.mark.parametrize("group", GROUPS)
def test_the_stack_opens_what_the_packs_table_allows_and_all_of_it(group: Group) -> None:
    """There are two tables on purpose: a change of who may reach whom is made, and reviewed, in both."""
    row = guide.TABLE[Role(group)]
    accepts, sends = _of_the_stack(inbound(group, ROWS)), _of_the_stack(outbound(group, ROWS))
    assert sends == _of_the_pack(row.outbound)
    if group == ENDPOINTS:  # the pack also allows what a program without tiers would write
        assert accepts <= _of_the_pack(row.inbound)
    else:
        assert accepts == _of_the_pack(row.inbound)


def _project(name: str) -> Any:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("setting", "component"),
    [
        (services.CpuArchitecture, components.CpuArchitecture),
        (services.DeploymentStrategy, components.DeploymentStrategy),
        (data.DatabaseDeployment, components.RdsDeployment),
        (data.CacheEngine, components.CacheEngine),
        (compute.ContainerInsights, components.ContainerInsights),
        (storage.ObjectLockMode, components.ObjectLockMode),
    ],
    ids=lambda enum: enum.__name__,
)
def test_words_of_the_settings_are_those_of_the_components(
    setting: type[StrEnum], component: type[StrEnum]
) -> None:
    assert _values(setting) == _values(component)


def test_sizes_of_fargate_tasks_are_the_same_everywhere() -> None:
    sizes = {cpu: tuple(memory) for cpu, memory in services.FARGATE_MEMORY_MIB.items()}
    assert sizes == {cpu: tuple(memory) for cpu, memory in _fargate_sizes.MEMORY_MIB.items()}


def test_sources_of_secret_values_are_those_of_the_command() -> None:
    sources = {source for purpose in secrets.SECRETS.values() for source in purpose.fields.values()}
    assert sources == set(_values(Source))


def test_versions_of_the_aws_provider_are_the_same_everywhere() -> None:
    assert f"pulumi-aws=={PROVIDER_VERSION}" in _project("pyproject.toml")["project"]["dependencies"]
    assert taggable.SDK_VERSION == PROVIDER_VERSION


def test_versions_of_the_engine_are_the_same_everywhere() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert project["requiredPulumiVersion"] == f">={PULUMI}"
    assert f"github.com/pulumi/pulumi/pkg/v3 v{PULUMI}" in (ROOT / "tools/pulumi/go.mod").read_text(
        encoding="utf-8"
    )
