"""Every environment's plan, on a laptop, with the policy pack."""

import subprocess
from pathlib import Path

import pytest

from tests.engine.harness import ROOT, LocalCloud, copied_checkout, insert, local_cloud


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


def test_a_fourth_service_is_an_entry_of_the_settings_and_a_row_of_the_access_table(tmp_path: Path) -> None:
    checkout = copied_checkout(tmp_path / "checkout")
    entry = "    billing:\n      imageTag: 1.0.0\n      http: {priority: 200, paths: [/billing/*]}\n"
    insert(checkout / "Pulumi.local.yaml", "  shared-infra:services:\n", entry)
    with local_cloud(tmp_path / "local", checkout) as cloud:
        alone = cloud.run("preview", "--color", "never", succeeds=False)
        assert "services billing of the settings have no row in stack/access.py" in alone
        assert "Traceback" not in alone

        insert(
            checkout / "stack" / "access.py",
            "SERVICES: Sequence[ServiceAccess] = (\n",
            '    ServiceAccess(name="billing", purpose="Billing containers", from_load_balancer=True,'
            " stores=(Store.RDS, Store.REDIS)),\n",
        )
        both = cloud.run("preview", "--color", "never")
        assert "mandatory" not in both
        for name in (
            "billing-sg",
            "billing-service",
            "rds-ingress-postgresql-from-billing",
            "cache-user-billing",
        ):
            assert name in both
