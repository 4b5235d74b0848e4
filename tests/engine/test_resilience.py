"""Killed processes, second runs, two runs at once: nothing is lost, made twice or left behind."""

import json
import os
import signal
import subprocess
import time

import psutil

from tests.engine.contents import contents
from tests.engine.harness import LocalCloud

DEADLINE_SECONDS = 60
MADE_BY_AWS = ("eni-", "rds:", "rds!", "TargetTracking-")
"""How the ids start of what AWS makes for other things, and Pulumi's state does not know: network interfaces,
automatic snapshots, secrets of databases, alarms of scaling policies."""


def _start_up(cloud: LocalCloud, resources: int) -> "subprocess.Popen[str]":
    """Start `up`, and return once it has made so many resources on the endpoint."""
    cloud.run("python", "-c", "pass")
    run = cloud.start("up")
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        ec2 = cloud.client("ec2")
        rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
        subnets = [s for s in ec2.describe_subnets()["Subnets"] if s["CidrBlock"].startswith("10.0.")]
        if len(rules) + len(subnets) >= resources:
            return run
        time.sleep(0.05)
    raise AssertionError(f"{resources} resources did not appear in {DEADLINE_SECONDS} s")


def _pulumi_of(process: psutil.Process) -> psutil.Process:
    (found,) = [child for child in [process, *process.children(recursive=True)] if child.name() == "pulumi"]
    return found


def _assert_complete(cloud: LocalCloud) -> None:
    """All is there, once, and in the state."""
    # A file that a kill can leave half written; see PULUMI_BACKEND_URL in tools/local/environment.py.
    assert list(cloud.directory.rglob("*.attrs")) == []
    deployment = cloud.json("pulumi", "stack", "export", "--stack", "local")["deployment"]
    assert not deployment.get("pending_operations")
    known = json.dumps([[r.get("id"), r.get("outputs", {}).get("arn")] for r in deployment["resources"]])
    live = contents(cloud)
    assert len(live["VPC"]) == 1
    assert len(live["subnet"]) == 11
    assert len(live["bucket"]) == 4
    ids = [each.removeprefix("/hostedzone/") for kind in live.values() for each in kind]
    orphans = [each for each in ids if each not in known and not each.startswith(MADE_BY_AWS)]
    assert orphans == []
    assert cloud.changes("preview") == {}


def test_a_killed_engine_leaves_a_stack_that_the_next_up_completes(cloud: LocalCloud) -> None:
    run = _start_up(cloud, 8)
    _pulumi_of(psutil.Process(run.pid)).kill()
    output, _ = run.communicate(timeout=60)
    assert run.returncode != 0, output
    cloud.run("up")
    _assert_complete(cloud)


def test_down_right_after_a_killed_engine_leaves_nothing(cloud: LocalCloud) -> None:
    run = _start_up(cloud, 8)
    _pulumi_of(psutil.Process(run.pid)).kill()
    run.communicate(timeout=60)
    cloud.run("down")
    cloud.run("python", "-c", "pass")
    assert contents(cloud) == {}
    assert cloud.resources() == []


def test_a_killed_local_cloud_keeps_what_it_had_and_the_next_up_completes_it(cloud: LocalCloud) -> None:
    run = _start_up(cloud, 8)
    cloud.kill_daemon()
    output, _ = run.communicate(timeout=120)
    assert run.returncode != 0, output
    cloud.run("up")
    _assert_complete(cloud)

    before = contents(cloud)
    cloud.kill_daemon()
    cloud.run("python", "-c", "pass")
    assert contents(cloud) == before
    assert cloud.changes("preview") == {}


def test_a_second_run_at_once_is_told_and_the_first_can_be_interrupted_and_taken_up(
    cloud: LocalCloud,
) -> None:
    run = _start_up(cloud, 1)
    refused = cloud.run("up", succeeds=False)
    assert "in use by process" in refused or "locked" in refused
    os.kill(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=120)
    assert "Traceback" not in output
    status = json.loads(cloud.run("status", "--json"))
    assert status["cloud"]["pid"] == cloud.daemon.pid
    cloud.run("down")
    cloud.run("python", "-c", "pass")
    assert contents(cloud) == {}
