"""The package: what it exports, what it costs to import, and that the wheel works without the repository."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import components

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_every_public_name_can_be_imported_and_listed() -> None:
    assert components.__all__ == sorted(components.__all__)
    assert set(components.__all__) == set(components._MODULES)
    assert all(getattr(components, name) is not None for name in components.__all__)
    assert set(components.__all__) <= set(dir(components))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Vpn'"):
        components.Vpn  # noqa: B018


def test_importing_the_package_imports_no_component() -> None:
    loaded = _python(
        "import components, sys; print(*sorted(m for m in sys.modules if m.startswith('components')))"
    )

    assert loaded == "components"


def test_versions_and_requirements_agree_with_the_project() -> None:
    assert components.__version__ == PROJECT["version"]
    requirements = (ROOT / "components/requirements.txt").read_text().split("\n")
    assert [line for line in requirements if line] == PROJECT["dependencies"]


def test_no_module_hides_its_annotations_from_schema_inference() -> None:
    for path in (ROOT / "components").glob("*.py"):
        assert "from __future__ import annotations" not in path.read_text(), path.name


def test_no_module_is_called_like_one_of_the_standard_library() -> None:
    """Pulumi runs the plugin as a folder, so that its modules come before the standard library's."""
    assert not {path.stem for path in (ROOT / "components").glob("*.py")} & sys.stdlib_module_names - {
        "__main__"
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel and nothing else."""
    wheels, unpacked = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    [wheel] = wheels.iterdir()
    zipfile.ZipFile(wheel).extractall(unpacked)
    return unpacked


def test_the_wheel_works_without_the_repository(site: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import shared_infra; from shared_infra import *; "
        "print(shared_infra.__file__, Vpc.__module__, NatMode.SINGLE, __version__)"
    )

    file, module, mode, version = _python(program, "-I").split()
    assert Path(file) == site / "shared_infra/__init__.py"
    assert (module, mode, version) == ("shared_infra.vpc", "single", PROJECT["version"])


def test_the_wheel_is_typed_and_a_plugin(site: Path) -> None:
    assert {"py.typed", "PulumiPlugin.yaml", "__main__.py"} <= {
        p.name for p in (site / "shared_infra").iterdir()
    }
    assert {path.name for path in site.iterdir() if path.suffix != ".dist-info"} == {"shared_infra"}


def test_the_plugin_of_the_wheel_serves_its_components(site: Path) -> None:
    """It is started as the engine starts it: a folder, from elsewhere, that prints the port it listens on."""
    command = [sys.executable, "-u", str(site / "shared_infra"), "127.0.0.1:1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=site
    ) as plugin:
        assert plugin.stdout is not None
        port = plugin.stdout.readline()
        plugin.kill()
        assert port.strip().isdecimal(), plugin.communicate()


def _python(program: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout.strip()
