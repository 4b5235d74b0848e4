"""The pack starts as the engine starts it. That the engine finds it, the engine tests prove."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

import policies

FOLDER = Path(policies.__file__).parent


@contextmanager
def _started(folder: Path) -> Iterator[Any]:
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(folder)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stderr
            port = process.stdout.readline().strip()
            assert port, process.stderr.read()
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            process.kill()


def test_the_pack_tells_the_engine_its_policies_and_their_levels() -> None:
    with _started(FOLDER) as analyzer:
        info = analyzer.GetAnalyzerInfo(Empty(), timeout=30)

    levels = {p.name: analyzer_pb2.EnforcementLevel.Name(p.enforcementLevel) for p in info.policies}
    assert info.name == "shared-infra"
    assert levels == {
        "security-groups": "MANDATORY",
        "access": "MANDATORY",
        "data-protection": "MANDATORY",
        "operations": "MANDATORY",
        "tags": "MANDATORY",
        "stack": "MANDATORY",
        "notices": "ADVISORY",
    }


def test_the_pack_runs_from_a_folder_of_another_name_with_nothing_beside_it(tmp_path: Path) -> None:
    copy = tmp_path / "installed-pack"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    request = analyzer_pb2.AnalyzeRequest(
        type="aws:kms/key:Key", name="key", urn="urn:pulumi:dev::project::aws:kms/key:Key::key"
    )

    with _started(copy) as analyzer:
        response = analyzer.Analyze(request, timeout=30)

    assert any("resource-tags-required" in found.message for found in response.diagnostics)


def test_the_pack_is_loaded_without_the_aws_sdk() -> None:
    code = "import sys, policies.pack; sys.exit('pulumi_aws' in sys.modules or 'pydantic' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parent, check=True)
