"""The third way: the engine built from its Go module, with a stand-in for the Python language host.

For networks that reach package registries only. The module that pins the engine and everything it is built
from lies beside this file (`go.mod`, `go.sum`).
"""

import shutil
from pathlib import Path

from tools import state_directory, write_launcher, write_script
from tools.pulumi import go
from tools.pulumi.on_path import LANGUAGE_HOST
from tools.pulumi.progress import run
from tools.pulumi.versions import PULUMI, stated_version
from tools.pulumi.ways import Report, Toolchain, UnavailableError, check_version, staged

MODULE = Path(__file__).parent
ENGINE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK = "github.com/pulumi/pulumi/sdk/v3"
TAGS = ("-tags", "osusergo,grpcnotrace")
LINKER = f"-s -w -X {SDK}/go/common/version.Version=v{PULUMI}"

PROGRAM_EXECUTOR = "pulumi-language-python-exec"
"""Pulumi's script that runs one Python program; it comes with the engine's Go SDK."""


CHECKOUT_HOST = "shared-infra-language-host"
"""The executable that starts one checkout's stand-in host."""


def cached(directory: Path) -> Toolchain | None:
    """The engine that an earlier run built in `directory`, if any, with this checkout's language host."""
    if not (directory / LANGUAGE_HOST).is_file():
        return None
    hosts = _write_checkout_host(directory / PROGRAM_EXECUTOR)
    return Toolchain(str(PULUMI), "build", (directory, hosts), directory / "pulumi")


def install(directory: Path, report: Report) -> None:
    """Build the engine and install it as `directory`, completely or not at all.

    Takes about five minutes on two cores.

    Raises:
        UnavailableError: there is no Go, the modules cannot be fetched, or the build fails.
    """
    workshop = directory.with_name("workshop")
    compiler = go.find(workshop, report)

    def run_go(*arguments: str | Path, title: str, **progress: str | int) -> str:
        return run(
            [compiler.executable, *arguments],
            title=title,
            report=report,
            cwd=MODULE,
            environment=compiler.environment,
            **progress,  # type: ignore[arg-type]
        )

    with staged(directory) as part:
        packages = run_go("list", "-deps", *TAGS, ENGINE, title="fetching the engine's modules").splitlines()
        run_go(
            *("build", "-v", "-trimpath", "-buildvcs=false", *TAGS),
            *("-ldflags", LINKER, "-o", part / "pulumi", ENGINE),
            title=f"building Pulumi {PULUMI}",
            unit="packages",
            total=len(packages),
        )
        try:
            check_version(part / "pulumi", PULUMI, stated_version([part / "pulumi", "version"]))
        except ValueError as error:
            raise UnavailableError(str(error)) from error
        sources = Path(run_go("list", "-m", "-f", "{{.Dir}}", SDK, title="looking for the Go SDK").strip())
        shutil.copyfile(sources / "python" / "cmd" / PROGRAM_EXECUTOR, part / PROGRAM_EXECUTOR)
        # The engine warns about a language host that does not lie beside it, but what lies there is shared
        # by all of a user's checkouts: it passes on to the host of the checkout that PATH leads to.
        write_script(part / LANGUAGE_HOST, CHECKOUT_HOST)
    shutil.rmtree(workshop, ignore_errors=True)


def _write_checkout_host(program_executor: Path) -> Path:
    """Write the executable that starts this checkout's stand-in host, and return the folder it is in."""
    hosts = state_directory() / "bin" / "toolchain"
    write_launcher(hosts / CHECKOUT_HOST, "tools.pulumi.language_host", program_executor)
    return hosts
