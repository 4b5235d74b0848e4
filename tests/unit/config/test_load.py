"""Reading the running stack."""

import json

import pulumi
import pytest

from config.load import load_settings
from config.settings import Environment
from tests.settings import MINIMAL

VALUES = {
    "shared-infra:environment": "dev",
    "shared-infra:owner": "platform-team",
    "shared-infra:costCenter": "4711",
    "aws:region": "eu-west-1",
    "shared-infra:domain": json.dumps(MINIMAL["domain"]),
    "shared-infra:services": json.dumps(MINIMAL["services"]),
}


@pytest.fixture(autouse=True)
def _running_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi, "get_project", lambda: "shared-infra")
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")
    pulumi.runtime.set_all_config({}, [])


def test_reads_what_the_language_host_set() -> None:
    pulumi.runtime.set_all_config(VALUES, [])
    assert load_settings().environment is Environment.DEV


def test_reads_the_environment_variable_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(VALUES))
    assert load_settings().region == "eu-west-1"


def test_mistakes_end_the_program_without_a_traceback() -> None:
    pulumi.runtime.set_all_config({**VALUES, "shared-infra:nat": "1"}, [])
    with pytest.raises(pulumi.RunError, match=r"Pulumi\.dev\.yaml: config\.shared-infra:nat\n") as caught:
        load_settings()
    assert caught.value.__suppress_context__


def test_secrets_are_known_by_the_engines_list() -> None:
    pulumi.runtime.set_all_config({**VALUES, "shared-infra:token": "hunter2"}, ["shared-infra:token"])
    with pytest.raises(pulumi.RunError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)
