"""A cloud whose process was killed holds all that was completed, and nothing of what was not.

Says nothing about power cuts. What is killed are processes of their own, which run the end of this file.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localcloud.cloud import Cloud

REGION = "eu-central-1"
ROOT = Path(__file__).parents[3]
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "lambda.amazonaws.com"}}]}'
)


def test_a_kill_inside_a_transaction_leaves_the_state_before_it(tmp_path: Path) -> None:
    process = child("stop-inside", tmp_path)
    before = json.loads(line(process))
    assert line(process) == "inside"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Cloud(tmp_path) as cloud:
        vpcs = cloud.client("ec2", REGION).describe_vpcs()["Vpcs"]
        assert sorted(vpc["VpcId"] for vpc in vpcs) == before
        assert cloud.client("iam", REGION).list_roles()["Roles"] == []
        assert dict(cloud.records("notes")) == {}


def test_a_kill_after_a_transaction_keeps_it(tmp_path: Path) -> None:
    process = child("stop-after", tmp_path)
    made = json.loads(line(process))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Cloud(tmp_path) as cloud:
        vpcs = cloud.client("ec2", REGION).describe_vpcs(VpcIds=[made])["Vpcs"]
        assert [vpc["CidrBlock"] for vpc in vpcs] == ["10.0.0.0/16"]
        assert dict(cloud.records("notes")) == {"vpc": made}


def test_a_kill_at_any_time_leaves_whole_transactions(tmp_path: Path) -> None:
    process = child("work", tmp_path)
    done = int(line(process))
    time.sleep(random.uniform(0.05, 0.4))
    os.kill(process.pid, signal.SIGKILL)
    output, _ = process.communicate()
    done = max([done, *(int(text) for text in output.split())])
    with Cloud(tmp_path) as cloud:
        ec2 = cloud.client("ec2", REGION)
        groups = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["group-*"]}])
        made = {group["GroupId"]: group["GroupName"] for group in groups["SecurityGroups"]}
        rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
        with_rule = {rule["GroupId"] for rule in rules if not rule["IsEgress"] and rule["GroupId"] in made}
        assert with_rule == set(made)
        assert dict(cloud.records("notes")) == {name: identifier for identifier, name in made.items()}
        assert done <= len(made) <= done + 1


def child(task: str, directory: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, __file__, task, str(directory)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def say(value: Any) -> None:
    print(value, flush=True)


def stop_inside(cloud: Cloud) -> None:
    ec2 = cloud.client("ec2", REGION)
    say(json.dumps(sorted(vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"])))
    with cloud.transaction():
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
        cloud.client("iam", REGION).create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
        cloud.records("notes")["a"] = 1
        say("inside")
        time.sleep(60)


def stop_after(cloud: Cloud) -> None:
    with cloud.transaction():
        vpc = cloud.client("ec2", REGION).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        cloud.records("notes")["vpc"] = vpc
    say(json.dumps(vpc))
    time.sleep(60)


def work(cloud: Cloud) -> None:
    ec2 = cloud.client("ec2", REGION)
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    for number in range(10_000):
        with cloud.transaction():
            name = f"group-{number}"
            group = ec2.create_security_group(GroupName=name, Description="one", VpcId=vpc)["GroupId"]
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
            cloud.records("notes")[name] = group
        say(number + 1)


TASKS: dict[str, Callable[[Cloud], None]] = {
    "stop-inside": stop_inside,
    "stop-after": stop_after,
    "work": work,
}

if __name__ == "__main__":
    with Cloud(Path(sys.argv[2])) as opened:
        TASKS[sys.argv[1]](opened)
