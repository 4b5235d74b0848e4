"""The components as other projects have them: through the plugin, and as an installed package."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.contents import contents
from tests.engine.harness import ROOT, LocalCloud

REMOTE = ROOT / "examples" / "vpc-remote"
ORDERS = ROOT / "examples" / "orders-service"


def test_the_schema_of_the_package_describes_everything(deployed: LocalCloud) -> None:
    schema = deployed.json("pulumi", "package", "get-schema", str(ROOT / "components"))
    assert schema["name"] == "shared-infra"
    assert {"shared-infra:index:Vpc", "shared-infra:index:SecurityGroup", "shared-infra:index:KmsKey"} <= set(
        schema["resources"]
    )
    for token, resource in schema["resources"].items():
        assert resource.get("description"), token
        for kind in ("inputProperties", "properties"):
            for name, found in resource.get(kind, {}).items():
                assert found.get("description"), f"{token}.{name} is undocumented"


def test_a_project_elsewhere_creates_a_vpc_through_the_plugin(cloud: LocalCloud) -> None:
    cloud.run("pulumi", "stack", "init", "tried", cwd=REMOTE)
    command = ["--stack", "tried", "--yes", "--skip-preview", "--color", "never"]
    cloud.run("pulumi", "up", *command, cwd=REMOTE)
    outputs = cloud.json("pulumi", "stack", "output", "--json", "--stack", "tried", cwd=REMOTE)
    vpcs = cloud.client("ec2").describe_vpcs(VpcIds=[outputs["vpcId"]])["Vpcs"]
    assert [vpc["CidrBlock"] for vpc in vpcs] == ["10.0.0.0/16"]
    assert set(outputs["subnetIds"]) == {"public", "compute", "data", "messaging"}
    cloud.run("pulumi", "destroy", *command, cwd=REMOTE)
    assert contents(cloud) == {}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as another project has it: a folder with nothing but the installed wheel."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    build = ["build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT)]
    subprocess.run([sys.executable, "-m", *build], check=True, capture_output=True, text=True)
    (wheel,) = wheels.glob("*.whl")
    install = ["pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, "-m", *install], check=True, capture_output=True, text=True)
    return target


def test_the_wheel_holds_the_library_and_nothing_else(installed: Path, tmp_path: Path) -> None:
    assert [path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")] == [
        "shared_infra"
    ]
    probe = "from shared_infra import Vpc; from shared_infra.stack_outputs import read; print(Vpc.__module__)"
    # -I leaves the checkout off the path: only the installed package can answer.
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); {probe}"
    result = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "shared_infra.vpc"


def test_a_product_team_runs_its_service_in_the_shared_cluster(deployed: LocalCloud, installed: Path) -> None:
    command = ["--stack", "tried", "--yes", "--skip-preview", "--color", "never"]
    deployed.run("pulumi", "stack", "init", "tried", cwd=ORDERS)
    deployed.run("env", f"PYTHONPATH={installed}", "pulumi", "up", *command, cwd=ORDERS)
    try:
        outputs = deployed.json("pulumi", "stack", "output", "--json", "--stack", "tried", cwd=ORDERS)
        shared = deployed.outputs()
        (service,) = deployed.client("ecs").describe_services(
            cluster=shared["cluster"]["clusterArn"], services=[outputs["service"]]
        )["services"]
        network = service["networkConfiguration"]["awsvpcConfiguration"]
        assert set(network["subnets"]) == set(shared["subnetIds"]["compute"].values())
        listener = shared["loadBalancer"]["httpsListenerArn"]
        rules = deployed.client("elbv2").describe_rules(ListenerArn=listener)["Rules"]
        assert [rule["Priority"] for rule in rules] == ["100", "200", "default"]
    finally:
        deployed.run("env", f"PYTHONPATH={installed}", "pulumi", "destroy", *command, cwd=ORDERS)
    assert outputs["invoices"] not in {
        bucket["Name"] for bucket in deployed.client("s3").list_buckets()["Buckets"]
    }
