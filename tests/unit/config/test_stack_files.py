"""The project's files: what `Pulumi.yaml` declares, and what each `Pulumi.<environment>.yaml` asks for."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.mistakes import SettingsError
from config.network import NatMode, NetworkSettings
from config.parse import StackConfiguration, parse
from config.settings import Environment, StackSettings

ROOT = Path(__file__).parents[3]
LOCAL_CLOUD = {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}
PROJECT: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())


def configuration(environment: Environment) -> StackConfiguration:
    """What Pulumi would hand over for a stack: its file over the project's defaults."""
    defaults = {
        key if ":" in key else f"{PROJECT['name']}:{key}": declared.get("value", declared.get("default"))
        for key, declared in PROJECT["config"].items()
    }
    own = yaml.safe_load((ROOT / f"Pulumi.{environment}.yaml").read_text())["config"]
    values = {key: value for key, value in (defaults | own).items() if value is not None}
    return StackConfiguration(
        PROJECT["name"],
        environment.value,
        {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()},
    )


def settings(environment: Environment) -> StackSettings:
    return parse(configuration(environment), LOCAL_CLOUD)


@pytest.mark.parametrize("environment", Environment)
def test_each_environment_has_a_file_that_can_be_used(environment: Environment) -> None:
    assert settings(environment).environment is environment


def test_the_project_declares_exactly_the_settings() -> None:
    assert set(PROJECT["config"]) == {field.alias for field in StackSettings.model_fields.values()}
    for key, declared in PROJECT["config"].items():
        # The engine refuses a type on keys of other namespaces.
        assert declared.keys() >= ({"value"} if ":" in key else {"type", "description"}), key


def test_production_is_the_defaults() -> None:
    assert settings(Environment.PROD).network == NetworkSettings()


def test_production_cannot_be_deployed_before_its_account_is_filled_in() -> None:
    with pytest.raises(SettingsError, match=r"Pulumi\.prod\.yaml: config\.aws:allowedAccountIds\[0\]"):
        parse(configuration(Environment.PROD), {})


def test_local_has_everything_switched_on() -> None:
    network = settings(Environment.LOCAL).network
    assert network.bastion
    assert network.nat_mode is NatMode.PER_ZONE
    assert network.interface_endpoints
    assert network.gateway_endpoints
    assert network.zones == NetworkSettings().zones
