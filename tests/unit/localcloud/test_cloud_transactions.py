"""What is kept together, what is undone, and what is durable when."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud, TransactionError
from localcloud.pickling import NotStorableError

REGION = "eu-central-1"
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "ec2.amazonaws.com"}}]}'
)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    with Cloud(tmp_path) as opened:
        yield opened


@pytest.fixture
def ec2(cloud: Cloud) -> Any:
    return cloud.client("ec2", REGION)


@pytest.fixture
def commits(cloud: Cloud, tmp_path: Path) -> Iterator[Any]:
    """Counts, from outside, whether something was committed: a number that changes with each commit."""
    connection = sqlite3.connect(tmp_path / "cloud.sqlite")
    yield lambda: connection.execute("pragma data_version").fetchone()[0]
    connection.close()


def unwritable() -> Iterator[int]:
    """What pickle cannot write: a generator."""
    yield 1


def vpc_ids(ec2: Any) -> set[str]:
    return {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}


def names(cloud: Cloud) -> list[str]:
    return [role["RoleName"] for role in cloud.client("iam", REGION).list_roles()["Roles"]]


def test_all_requests_of_a_transaction_become_durable_at_its_end(
    cloud: Cloud, ec2: Any, commits: Any
) -> None:
    ec2.describe_vpcs()
    before = commits()
    with cloud.transaction():
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")
        cloud.records("notes")["vpc"] = vpc
        assert commits() == before
    assert commits() != before


def test_a_request_by_itself_is_durable_when_it_is_answered(ec2: Any, commits: Any) -> None:
    ec2.describe_vpcs()
    before = commits()
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert commits() != before


def test_a_read_commits_nothing(ec2: Any, commits: Any) -> None:
    ec2.describe_vpcs()
    before = commits()
    ec2.describe_vpcs()
    ec2.describe_security_groups()
    assert commits() == before


def test_an_exception_undoes_requests_and_records_of_all_services(cloud: Cloud, ec2: Any) -> None:
    vpcs = vpc_ids(ec2)
    kept = ec2.create_security_group(GroupName="kept", Description="stays", VpcId=min(vpcs))["GroupId"]
    cloud.records("notes")["kept"] = 1

    def attempt() -> None:
        with cloud.transaction():
            ec2.create_vpc(CidrBlock="10.0.0.0/16")
            ec2.delete_security_group(GroupId=kept)
            cloud.client("iam", REGION).create_role(RoleName="gone", AssumeRolePolicyDocument=TRUST)
            cloud.client("kms", REGION).create_key()
            cloud.records("notes")["gone"] = 2
            del cloud.records("notes")["kept"]
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        attempt()
    assert vpc_ids(ec2) == vpcs
    groups = ec2.describe_security_groups(GroupIds=[kept])["SecurityGroups"]
    assert [group["GroupName"] for group in groups] == ["kept"]
    assert names(cloud) == []
    assert cloud.client("kms", REGION).list_keys()["Keys"] == []
    assert dict(cloud.records("notes")) == {"kept": 1}


def test_after_an_undone_transaction_work_goes_on(cloud: Cloud, ec2: Any) -> None:
    def make(subnet_block: str) -> str:
        with cloud.transaction():
            vpc = str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])
            ec2.create_subnet(VpcId=vpc, CidrBlock=subnet_block)
            return vpc

    with pytest.raises(ClientError):
        make("192.168.0.0/24")
    vpc = make("10.0.1.0/24")
    assert len(ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]) == 1


def test_a_request_that_fails_changes_nothing(
    cloud: Cloud, ec2: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto.ec2.exceptions import EC2ClientError
    from moto.ec2.models import EC2Backend

    vpcs = vpc_ids(ec2)
    create_vpc = EC2Backend.create_vpc

    def create_and_fail(*args: Any, **kwargs: Any) -> None:
        create_vpc(*args, **kwargs)
        raise EC2ClientError("TooLate", "half of it is done")

    with monkeypatch.context() as patch:
        patch.setattr(EC2Backend, "create_vpc", create_and_fail)
        with pytest.raises(ClientError, match="TooLate"):
            ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert vpc_ids(ec2) == vpcs


def test_the_first_use_of_another_service_of_the_unit_keeps_what_the_transaction_did(
    cloud: Cloud, ec2: Any
) -> None:
    vpc_id = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    with cloud.transaction():
        ec2.delete_vpc(VpcId=vpc_id)
        # Load balancers are stored with EC2, and are read from the storage when they are first used: now.
        cloud.client("elbv2", REGION).describe_load_balancers()
    assert vpc_id not in {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}


def test_an_inner_transaction_belongs_to_the_outer_one(cloud: Cloud, ec2: Any) -> None:
    vpcs = vpc_ids(ec2)

    def attempt() -> None:
        with cloud.transaction():
            with cloud.transaction():
                ec2.create_vpc(CidrBlock="10.0.0.0/16")
            raise ValueError

    with pytest.raises(ValueError):
        attempt()
    assert vpc_ids(ec2) == vpcs


def test_a_swallowed_failure_of_an_inner_transaction_undoes_the_outer_one(cloud: Cloud, ec2: Any) -> None:
    vpcs = vpc_ids(ec2)

    def attempt() -> None:
        with cloud.transaction():
            ec2.create_vpc(CidrBlock="10.0.0.0/16")
            with suppress(ValueError), cloud.transaction():
                raise ValueError

    with pytest.raises(TransactionError, match="a part of the transaction failed"):
        attempt()
    assert vpc_ids(ec2) == vpcs
    with cloud.transaction():
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert len(vpc_ids(ec2)) == len(vpcs) + 1


def test_state_that_cannot_be_written_fails_the_request_and_is_undone(cloud: Cloud) -> None:
    from moto.sqs.models import sqs_backends

    sqs = cloud.client("sqs", REGION)
    sqs.create_queue(QueueName="kept")
    sqs_backends[cloud.account_id][REGION].broken = unwritable()
    with pytest.raises(ClientError, match=r"SQSBackend\.broken: cannot pickle 'generator' object"):
        sqs.create_queue(QueueName="lost")
    sqs_backends[cloud.account_id][REGION].broken = unwritable()
    with pytest.raises(NotStorableError), cloud.transaction():
        sqs.create_queue(QueueName="lost")
    assert [url.rsplit("/")[-1] for url in sqs.list_queues()["QueueUrls"]] == ["kept"]


def test_other_threads_wait_for_the_end_of_a_transaction(cloud: Cloud, ec2: Any) -> None:
    vpcs = vpc_ids(ec2)
    seen: list[set[str]] = []
    reader = threading.Thread(target=lambda: seen.append(vpc_ids(ec2)))
    with cloud.transaction():
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
        reader.start()
        reader.join(0.1)
        assert seen == []
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
    reader.join()
    assert len(seen[0]) == len(vpcs) + 2


def test_requests_of_many_threads_are_all_answered(cloud: Cloud, ec2: Any) -> None:
    vpc = min(vpc_ids(ec2))

    def create(number: int) -> str:
        created = ec2.create_security_group(GroupName=f"group-{number}", Description="one", VpcId=vpc)
        return str(created["GroupId"])

    with ThreadPoolExecutor(8) as threads:
        identifiers = set(threads.map(create, range(40)))
    assert len(identifiers) == 40


def test_reset_empties_the_cloud(cloud: Cloud, ec2: Any, tmp_path: Path) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    cloud.records("notes")["a"] = 1
    cloud.reset()
    assert vpc not in vpc_ids(ec2)
    assert not cloud.records("notes")
    cloud.close()
    with Cloud(tmp_path) as again:
        assert vpc not in vpc_ids(again.client("ec2", REGION))


def test_reset_is_refused_inside_a_transaction(cloud: Cloud, ec2: Any) -> None:
    vpcs = vpc_ids(ec2)
    with pytest.raises(TransactionError, match="inside a transaction"), cloud.transaction():
        cloud.reset()
    assert vpc_ids(ec2) == vpcs


def test_records_are_a_mapping_of_json_values_by_namespace(cloud: Cloud) -> None:
    notes = cloud.records("notes")
    notes["b"] = {"list": [1, None, "ä"]}
    notes["a"] = 1.5
    cloud.records("others")["a"] = "other"
    assert dict(notes) == {"a": 1.5, "b": {"list": [1, None, "ä"]}}
    notes["b"]["list"].append("changes a copy only")
    assert notes.pop("b") == {"list": [1, None, "ä"]}
    assert len(notes) == 1
    assert cloud.records("others")["a"] == "other"


def test_a_missing_record_is_a_key_error_that_fails_no_transaction(cloud: Cloud) -> None:
    notes = cloud.records("notes")
    with cloud.transaction():
        for use in (notes.__getitem__, notes.__delitem__):
            with pytest.raises(KeyError, match="missing"):
                use("missing")
        assert notes.pop("missing", None) is None
        notes["there"] = 1
    assert dict(notes) == {"there": 1}


def test_a_record_that_is_not_json_is_refused(cloud: Cloud) -> None:
    notes = cloud.records("notes")
    for value in (object(), {1, 2}, float("nan")):
        with pytest.raises((TypeError, ValueError)):
            notes["a"] = value
    assert dict(notes) == {}
