"""Clients of a cloud in the same process. Says nothing about single services: those have their own tests."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud

REGION = "eu-central-1"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud(endpoint="http://127.0.0.1:41234") as opened:
        yield opened


def test_a_client_opens_no_socket(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a socket was connected")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    vpc = cloud.client("ec2", REGION).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    found = cloud.client("ec2", REGION).describe_vpcs(VpcIds=[vpc["VpcId"]])["Vpcs"]
    assert [item["CidrBlock"] for item in found] == ["10.0.0.0/16"]


def test_a_client_is_made_once(cloud: Cloud) -> None:
    assert cloud.client("ec2", REGION) is cloud.client("ec2", REGION)
    assert cloud.client("ec2", REGION) is not cloud.client("ec2", "us-east-1")


def test_a_client_sees_neither_profile_nor_endpoint_of_the_user(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-the-user")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://elsewhere.example")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEUSER0000000")
    identity = cloud.client("sts", REGION).get_caller_identity()
    assert identity["Account"] == cloud.account_id


def test_answers_name_the_endpoint(cloud: Cloud) -> None:
    queue = cloud.client("sqs", REGION).create_queue(QueueName="jobs")
    assert queue["QueueUrl"] == "http://127.0.0.1:41234/123456789012/jobs"


def test_names_with_letters_beyond_ascii_and_underscores_arrive_as_sent(cloud: Cloud) -> None:
    s3 = cloud.client("s3", "us-east-1")
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="ä/b c+d", Body=b"text", Metadata={"made_by": "me"})
    found = s3.get_object(Bucket="files", Key="ä/b c+d")
    assert (found["Body"].read(), found["Metadata"]) == (b"text", {"made_by": "me"})


def test_account_operations_of_s3_arrive(cloud: Cloud) -> None:
    control = cloud.client("s3control", "us-east-1")
    block = {"BlockPublicAcls": True}
    control.put_public_access_block(AccountId=cloud.account_id, PublicAccessBlockConfiguration=block)
    found = control.get_public_access_block(AccountId=cloud.account_id)
    assert found["PublicAccessBlockConfiguration"]["BlockPublicAcls"] is True


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "named"),
    [
        pytest.param("ec2", "describe_fpga_images", {}, "ec2:DescribeFpgaImages", id="operation"),
        pytest.param("pricing", "describe_services", {}, "pricing:DescribeServices", id="service"),
        pytest.param("mq", "describe_broker_engine_types", {}, "mq:GET /v1/broker-engine-types", id="path"),
    ],
)
def test_what_moto_lacks_is_named(
    cloud: Cloud, service: str, operation: str, parameters: dict[str, Any], named: str
) -> None:
    with pytest.raises(ClientError, match="local cloud does not support") as raised:
        getattr(cloud.client(service, "us-east-1"), operation)(**parameters)
    assert raised.value.response["Error"]["Code"] == "NotImplemented"
    assert named in raised.value.response["Error"]["Message"]


def test_a_crash_of_moto_is_an_aws_error_that_names_the_operation_and_is_logged(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from moto.sqs.models import SQSBackend

    def crash(*_: Any, **__: Any) -> None:
        raise KeyError("inside")

    monkeypatch.setattr(SQSBackend, "create_queue", crash)
    with caplog.at_level(logging.ERROR), pytest.raises(ClientError) as raised:
        cloud.client("sqs", REGION).create_queue(QueueName="jobs")
    assert raised.value.response["Error"]["Code"] == "InternalFailure"
    assert "sqs:CreateQueue: KeyError: 'inside'" in raised.value.response["Error"]["Message"]
    assert "sqs:CreateQueue" in caplog.text


def test_the_unused_region_of_a_service_is_not_made(cloud: Cloud) -> None:
    from moto.ec2.models import ec2_backends

    cloud.client("ec2", REGION).describe_vpcs()
    assert list(dict.keys(ec2_backends[cloud.account_id])) == [REGION]


def test_a_process_has_one_open_cloud(cloud: Cloud) -> None:
    with pytest.raises(RuntimeError, match="open cloud already"):
        Cloud()
    cloud.close()
    with Cloud() as another:
        assert another.client("sqs", REGION).list_queues().get("QueueUrls", []) == []
