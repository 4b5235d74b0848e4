"""Killed processes, second runs, two runs at once: nothing is lost, made twice or left behind."""

import json
import os
import signal
import time

import psutil

from tests.engine.harness import LocalCloud, vpc_contents

DEADLINE_SECONDS = 60


def _await_resources(cloud: LocalCloud, count: int) -> None:
    """Wait until the run that was started has made so many resources on the endpoint."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        database = cloud.directory / "cloud" / "daemon.json"
        if database.exists():
            ec2 = cloud.client("ec2")
            rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
            subnets = [s for s in ec2.describe_subnets()["Subnets"] if s["CidrBlock"].startswith("10.0.")]
            if len(rules) + len(subnets) >= count:
                return
        time.sleep(0.05)
    raise AssertionError(f"{count} resources did not appear in {DEADLINE_SECONDS} s")


def _pulumi_of(process: psutil.Process) -> psutil.Process:
    (found,) = [child for child in [process, *process.children(recursive=True)] if child.name() == "pulumi"]
    return found


def _assert_converged(cloud: LocalCloud) -> None:
    cloud.run("up")
    deployment = cloud.json("pulumi", "stack", "export", "--stack", "local")["deployment"]
    assert not deployment.get("pending_operations")
    state = {r["id"] for r in deployment["resources"] if r["type"].startswith("aws:ec2/") and r.get("id")}
    live = vpc_contents(cloud)
    assert len(live["vpc"]) == 1
    assert len(live["subnet"]) == 11
    assert len(live["internet gateway"]) == 1
    for kind in ("vpc", "subnet", "address", "NAT gateway", "internet gateway"):
        assert set(live[kind]) <= state, f"{kind} without a state"
    roles = {r["id"] for r in deployment["resources"] if r["type"] == "aws:iam/role:Role"}
    assert set(live["role"]) == roles
    assert cloud.changes("preview") == {}
    cloud.run("pulumi", "destroy", "--stack", "local", "--yes", "--skip-preview")
    assert vpc_contents(cloud) == {}


def test_a_killed_engine_leaves_a_stack_that_the_next_up_completes(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    run = cloud.start("up")
    _await_resources(cloud, 8)
    _pulumi_of(psutil.Process(run.pid)).kill()
    output, _ = run.communicate(timeout=60)
    assert run.returncode != 0, output
    _assert_converged(cloud)


def test_down_right_after_a_killed_engine_leaves_nothing(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    run = cloud.start("up")
    _await_resources(cloud, 8)
    _pulumi_of(psutil.Process(run.pid)).kill()
    run.communicate(timeout=60)
    cloud.run("down")
    cloud.run("python", "-c", "pass")
    assert vpc_contents(cloud) == {}
    assert cloud.resources() == []


def test_a_killed_local_cloud_keeps_what_it_had_and_the_next_up_completes_it(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    run = cloud.start("up")
    _await_resources(cloud, 8)
    cloud.kill_daemon()
    output, _ = run.communicate(timeout=120)
    assert run.returncode != 0, output
    _assert_converged(cloud)


def test_a_restarted_local_cloud_has_what_was_deployed(cloud: LocalCloud) -> None:
    cloud.run("up")
    before = vpc_contents(cloud)
    cloud.kill_daemon()
    cloud.run("python", "-c", "pass")
    assert vpc_contents(cloud) == before
    assert cloud.changes("preview") == {}


def test_a_second_run_at_once_is_told_and_loses_nothing(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    first = cloud.start("up")
    _await_resources(cloud, 1)
    refused = cloud.run("up", succeeds=False)
    assert "in use by process" in refused or "locked" in refused
    output, _ = first.communicate(timeout=200)
    assert first.returncode == 0, output
    assert cloud.changes("preview") == {}


def test_an_interrupted_up_ends_in_good_order(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    run = cloud.start("up")
    _await_resources(cloud, 8)
    os.kill(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=120)
    assert "Traceback" not in output
    status = json.loads(cloud.run("status", "--json"))
    assert status["cloud"]["pid"] == cloud.daemon.pid
    cloud.run("up")
    assert cloud.changes("preview") == {}
