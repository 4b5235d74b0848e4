"""The stand-in language host over real gRPC, with tiny programs for Pulumi's executor and for plugins."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from tests.processes import wait_until_gone
from tools.pulumi.language_host import LanguageHost, serve

from .conftest import information, wait_for


@pytest.fixture
def host(executor: Path) -> Iterator[LanguageRuntimeStub]:
    served = LanguageHost(executor, "127.0.0.1:1")
    server, port = serve(served)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield LanguageRuntimeStub(channel)
    served.close()
    server.stop(None).wait()


def run(host: LanguageRuntimeStub, directory: Path, program: str, **options: str) -> Any:
    (directory / "program.py").write_text(program)
    return host.Run(
        messages.RunRequest(
            project="shared-infra",
            stack="dev",
            pwd=str(directory),
            config={"shared-infra:size": "3"},
            configSecretKeys=["shared-infra:key"],
            dryRun=True,
            parallel=7,
            monitor_address="127.0.0.1:2",
            organization="organization",
            info=information(directory, **options),
        )
    )


def run_plugin(
    host: LanguageRuntimeStub, directory: Path, kind: str, *arguments: str
) -> tuple[str, str, int]:
    """Run the plugin in `directory`: its standard output, its standard error, its exit code."""
    answers = list(
        host.RunPlugin(
            messages.RunPluginRequest(
                pwd="/",
                args=arguments,
                env=["GREETING=hello=there", f"PATH={os.environ['PATH']}"],
                kind=kind,
                info=information(directory),
            )
        )
    )
    printed = {
        name: b"".join(getattr(answer, name) for answer in answers).decode() for name in ("stdout", "stderr")
    }
    assert answers[-1].WhichOneof("output") == "exitcode"
    return printed["stdout"], printed["stderr"], answers[-1].exitcode


@pytest.mark.parametrize(
    ("program", "error", "bail"),
    [
        ("", "", False),
        ("sys.exit(32)", "", True),
        ("sys.exit(7)", "Program exited with non-zero exit code: 7", False),
        ("os.kill(os.getpid(), 9)", "Program exited with non-zero exit code: 137", False),
    ],
)
def test_a_program_ends_in_success_a_reported_error_or_an_error(
    host: LanguageRuntimeStub, directory: Path, program: str, error: str, bail: bool
) -> None:
    answer = run(host, directory, program)

    assert (answer.error, answer.bail) == (error, bail)


def test_a_program_gets_what_the_engine_says(host: LanguageRuntimeStub, directory: Path) -> None:
    run(host, directory, "")

    seen = json_of(directory)
    assert seen["arguments"] == [
        *("--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--project", "shared-infra"),
        *("--root_directory", str(directory), "--stack", "dev", "--pwd", str(directory)),
        *("--dry_run", "true", "--parallel", "7", "--organization", "organization", "."),
    ]
    assert seen["config"] == {"shared-infra:size": "3"}
    assert seen["secret"] == ["shared-infra:key"]


def test_a_program_runs_on_the_virtual_environment_of_its_project_if_there_is_one(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    run(host, directory, "", virtualenv="venv")
    assert json_of(directory)["python"] == sys.executable

    subprocess.run([sys.executable, "-m", "venv", "--without-pip", directory / "venv"], check=True)
    run(host, directory, "", virtualenv="venv")
    assert json_of(directory)["python"] == str(directory / "venv" / "bin" / "python")


def test_a_component_plugin_is_run_as_a_folder_with_the_engines_environment(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    (directory / "__main__.py").write_text(
        "import os, sys; print(os.environ['GREETING'], os.getcwd(), *sys.argv[1:])\n"
        "print('oops', file=sys.stderr); sys.exit(5)"
    )

    assert run_plugin(host, directory, "resource", "127.0.0.1:3") == (
        "hello=there / 127.0.0.1:3\n",
        "oops\n",
        5,
    )


def test_a_policy_pack_is_run_by_pulumis_policy_module_in_its_folder(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    # Started in the pack's folder, `-m pulumi.policy` finds this one first: it shows what it is given.
    module = directory / "pulumi" / "policy.py"
    module.parent.mkdir()
    (module.parent / "__init__.py").touch()
    module.write_text("import os, sys; print(os.getcwd(), *sys.argv[1:])")

    output, _, code = run_plugin(host, directory, "analyzer", "127.0.0.1:3")

    assert (output, code) == (f"{directory} 127.0.0.1:3 {directory}\n", 0)


def test_a_cancelled_plugin_is_ended(host: LanguageRuntimeStub, directory: Path) -> None:
    (directory / "__main__.py").write_text("import os, time; print(os.getpid()); time.sleep(60)")
    call = host.RunPlugin(messages.RunPluginRequest(pwd="/", kind="resource", info=information(directory)))
    pid = int(next(call).stdout)

    call.cancel()

    wait_until_gone(pid)


def test_installing_without_a_virtual_environment_changes_nothing_and_says_so(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    (directory / "requirements.txt").write_text("no-such-package==1\n")
    request = messages.InstallDependenciesRequest(directory=str(directory), info=information(directory))

    (answer,) = host.InstallDependencies(request)

    assert answer.stdout.decode() == f"No `virtualenv` option: {sys.executable} is used as it is.\n"


def test_a_failed_installation_is_an_error_with_its_output(
    host: LanguageRuntimeStub, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    subprocess.run([sys.executable, "-m", "venv", directory / "venv"], check=True)
    (directory / "requirements.txt").write_text("no-such-package==1\n")
    answers = host.InstallDependencies(
        messages.InstallDependenciesRequest(
            directory=str(directory), info=information(directory, virtualenv="venv")
        )
    )

    printed: list[bytes] = []
    with pytest.raises(grpc.RpcError) as caught:
        printed.extend(answer.stderr for answer in answers)

    assert b"no-such-package" in b"".join(printed)
    assert "--requirement requirements.txt` ended with exit code 1" in caught.value.details()


@pytest.mark.parametrize(
    ("method", "request_", "what"),
    [
        ("GenerateProgram", messages.GenerateProgramRequest(), "convert a program to Python"),
        ("GenerateProject", messages.GenerateProjectRequest(), "generate a Python project"),
        ("GeneratePackage", messages.GeneratePackageRequest(), "generate a Python SDK"),
        ("Pack", messages.PackRequest(), "pack a Python SDK"),
        ("Link", messages.LinkRequest(), "link a Python SDK into a project"),
        ("Run", messages.RunRequest(attach_debugger=True), "attach a debugger"),
    ],
)
def test_what_the_stand_in_cannot_do_is_said_with_what_can(
    host: LanguageRuntimeStub, method: str, request_: Any, what: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        getattr(host, method)(request_)

    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert f"cannot {what}. Install the official Pulumi CLI" in caught.value.details()


def test_it_introduces_itself(host: LanguageRuntimeStub, directory: Path) -> None:
    assert host.GetPluginInfo(Empty()).version == "3.259.0"
    about = host.About(messages.AboutRequest(info=information(directory)))
    assert (about.executable, about.version) == (sys.executable, sys.version.split()[0])
    assert not host.GetRequiredPackages(messages.GetRequiredPackagesRequest()).packages
    assert not host.RuntimeOptionsPrompts(messages.RuntimeOptionsRequest()).prompts
    host.Handshake(messages.LanguageHandshakeRequest())
    host.Template(messages.TemplateRequest())


def test_direct_dependencies_leave_out_what_others_require(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    def names(transitive: bool) -> set[str]:
        request = messages.GetProgramDependenciesRequest(
            info=information(directory), transitiveDependencies=transitive
        )
        return {found.name for found in host.GetProgramDependencies(request).dependencies}

    assert {"pulumi_aws", "pulumi"} <= names(True)
    assert "pulumi_aws" in names(False)
    assert "pulumi" not in names(False)


def test_cancelling_the_host_ends_programs_but_lets_plugins_finish(
    host: LanguageRuntimeStub, directory: Path
) -> None:
    (directory / "__main__.py").write_text(
        "import os, time; os.write(1, b'ready'); time.sleep(0.5); os.write(1, b'finished')"
    )
    plugin = host.RunPlugin(messages.RunPluginRequest(pwd="/", kind="resource", info=information(directory)))
    assert next(plugin).stdout == b"ready"
    (directory / "program.py").write_text("import time; pathlib.Path('started').touch(); time.sleep(60)")
    program = host.Run.future(messages.RunRequest(pwd=str(directory), info=information(directory)))
    wait_for(directory / "started")

    host.Cancel(Empty())

    assert program.result(10).error == "Program exited with non-zero exit code: 143"
    assert [answer.stdout for answer in plugin] == [b"finished", b""]


def json_of(directory: Path) -> dict[str, Any]:
    import json

    return dict(json.loads((directory / "seen.json").read_text()))
