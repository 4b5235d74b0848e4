"""Every environment's plan, on a laptop, with the policy pack."""

import subprocess

import pytest

from tests.engine.harness import ROOT, LocalCloud


def _status() -> str:
    listing = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listing.stdout


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_preview_breaks_no_policy_and_leaves_the_checkout_clean(deployed: LocalCloud, stack: str) -> None:
    before = _status()
    output = deployed.run("preview", "--stack", stack, "--color", "never")
    assert "to create" in output
    assert "mandatory" not in output
    assert _status() == before


def test_wrong_settings_are_all_named_with_their_paths_and_nothing_is_planned(deployed: LocalCloud) -> None:
    wrong = ["--config", "shared-infra:owner=", "--config", "shared-infra:costCentre=x"]
    output = deployed.run(
        "pulumi", "preview", "--stack", "staging", "--color", "never", *wrong, succeeds=False
    )
    assert "shared-infra:owner" in output
    assert "costCenter" in output
    assert "Traceback" not in output
    assert "aws:ec2" not in output


def test_stack_local_refuses_an_endpoint_that_is_not_this_machine(deployed: LocalCloud) -> None:
    output = deployed.run(
        "env",
        "AWS_ENDPOINT_URL=https://ec2.us-east-1.amazonaws.com",
        "pulumi",
        "preview",
        "--stack",
        "local",
        "--color",
        "never",
        succeeds=False,
    )
    assert "AWS_ENDPOINT_URL" in output
    assert "Traceback" not in output


def test_an_unknown_resource_type_is_refused_with_its_token_and_what_to_do(deployed: LocalCloud) -> None:
    output = deployed.run(
        "pulumi", "import", "aws:glue/job:Job", "job", "job", "--stack", "dev", "--yes", succeeds=False
    )
    assert "aws:glue/job:Job" in output
    assert "localcloud/services" in output
