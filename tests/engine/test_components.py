"""The components as other projects have them: through the plugin, and as an installed package."""

import subprocess
import sys
from pathlib import Path

from tests.engine.harness import ROOT, LocalCloud, vpc_contents

REMOTE = ROOT / "examples" / "vpc-remote"


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
    assert vpc_contents(cloud) == {}


def test_the_wheel_holds_the_library_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = tmp_path.glob("*.whl")
    target = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
    ]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True, text=True)
    assert sorted(path.name for path in target.iterdir() if not path.name.endswith(".dist-info")) == [
        "shared_infra"
    ]
    probe = "from shared_infra import Vpc; from shared_infra.stack_outputs import read; print(Vpc.__module__)"
    # -I leaves the checkout off the path: only the installed package can answer.
    code = f"import sys; sys.path.insert(0, {str(target)!r}); {probe}"
    result = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "shared_infra.vpc"
