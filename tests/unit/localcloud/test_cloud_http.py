"""The endpoint as AWS clients see it: over a socket, with their own idea of credentials."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud import CREDENTIALS
from localcloud.cloud import Cloud
from localcloud.http_server import AddressError, HttpServer, listen

REGION = "eu-central-1"
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"AWS": "*"}}]}'
)


class Endpoint:
    """A cloud behind a socket."""

    def __init__(self, cloud: Cloud, url: str) -> None:
        self.cloud = cloud
        self.url = url

    def client(self, service: str, *keys: str, **options: Any) -> Any:
        """A client such as a user makes, by default with the local cloud's keys."""
        access_key_id, secret_access_key, *session_token = keys or CREDENTIALS
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            aws_session_token=session_token[0] if session_token else None,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **options),
        )


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cloud")


@pytest.fixture(scope="module")
def endpoint(directory: Path) -> Iterator[Endpoint]:
    with listen() as listening, Cloud(directory) as cloud, HttpServer(listening, cloud) as server:
        yield Endpoint(cloud, server.endpoint)


def test_a_client_over_http_and_one_in_the_process_see_the_same(endpoint: Endpoint) -> None:
    made = endpoint.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    found = endpoint.cloud.client("ec2", REGION).describe_vpcs(VpcIds=[made])["Vpcs"]
    assert [vpc["CidrBlock"] for vpc in found] == ["10.0.0.0/16"]


def test_a_change_is_durable_when_it_is_answered(endpoint: Endpoint, directory: Path) -> None:
    outside = sqlite3.connect(directory / "cloud.sqlite")
    before = outside.execute("pragma data_version").fetchone()
    endpoint.client("sqs").create_queue(QueueName="jobs")
    assert outside.execute("pragma data_version").fetchone() != before
    outside.close()


def test_large_and_binary_bodies_arrive(endpoint: Endpoint) -> None:
    body = bytes(range(256)) * 4096
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="large", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="large", Key="a", Body=body, Metadata={"made_by": "me"})
    found = s3.get_object(Bucket="large", Key="a")
    assert found["Body"].read() == body
    assert found["Metadata"] == {"made_by": "me"}


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        pytest.param("ec2", "describe_vpcs", "AuthFailure", id="ec2 protocol"),
        pytest.param("iam", "list_roles", "InvalidClientTokenId", id="query protocol"),
        pytest.param("logs", "describe_log_groups", "UnrecognizedClientException", id="json protocol"),
        pytest.param("lambda", "list_functions", "UnrecognizedClientException", id="rest-json protocol"),
        pytest.param("route53", "list_hosted_zones", "UnrecognizedClientException", id="rest-xml protocol"),
        pytest.param("s3", "list_buckets", "InvalidAccessKeyId", id="s3"),
        pytest.param("cloudwatch", "describe_alarms", "UnrecognizedClientException", id="cloudwatch"),
        pytest.param("arc-region-switch", "list_plans", "UnrecognizedClientException", id="cbor protocol"),
    ],
)
def test_a_foreign_key_is_refused_in_the_services_own_terms(
    endpoint: Endpoint, service: str, operation: str, code: str
) -> None:
    stranger = endpoint.client(service, "AKIAOFAREALACCOUNT00", "secret")
    with pytest.raises(ClientError) as raised:
        getattr(stranger, operation)()
    error = raised.value.response["Error"]
    assert error["Code"] == code
    assert "This is a local cloud and not AWS" in error["Message"]
    assert CREDENTIALS.access_key_id in error["Message"]
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] in (401, 403)


def test_a_refused_request_changes_nothing(endpoint: Endpoint) -> None:
    with pytest.raises(ClientError):
        endpoint.client("sqs", "AKIAOFAREALACCOUNT00", "secret").create_queue(QueueName="of-a-stranger")
    assert endpoint.client("sqs").list_queues(QueueNamePrefix="of-a").get("QueueUrls", []) == []


def test_an_unsigned_request_is_refused(endpoint: Endpoint) -> None:
    anyone = endpoint.client("s3", signature_version=UNSIGNED)
    with pytest.raises(ClientError) as raised:
        anyone.list_buckets()
    assert raised.value.response["Error"]["Code"] == "MissingAuthenticationToken"


def test_a_presigned_url_works_without_a_header(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="presigned", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="presigned", Key="a", Body=b"text")
    parameters = {"Bucket": "presigned", "Key": "a"}
    for version in ("s3", "s3v4"):
        signer = endpoint.client("s3", signature_version=version)
        with urlopen(signer.generate_presigned_url("get_object", Params=parameters)) as answer:
            assert answer.read() == b"text"


def test_keys_that_the_cloud_gave_out_are_accepted(endpoint: Endpoint) -> None:
    iam = endpoint.client("iam")
    iam.create_user(UserName="someone")
    key = iam.create_access_key(UserName="someone")["AccessKey"]
    own = endpoint.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert own.get_caller_identity()["Arn"].endswith(":user/someone")

    role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    session = endpoint.client("sts").assume_role(RoleArn=role, RoleSessionName="run")["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    assert ":assumed-role/deploy/run" in endpoint.client("sts", *keys).get_caller_identity()["Arn"]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "describe_fpga_images"),
        ("mq", "describe_broker_engine_types"),
        ("pricing", "describe_services"),
    ],
)
def test_what_moto_lacks_is_an_aws_error_over_http_too(
    endpoint: Endpoint, service: str, operation: str
) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(endpoint.client(service), operation)()
    assert raised.value.response["Error"]["Code"] == "NotImplemented"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_motos_own_pages_are_not_served(endpoint: Endpoint) -> None:
    with pytest.raises(ClientError) as raised:
        endpoint.client("s3").get_object(Bucket="moto-api", Key="data.json")
    assert raised.value.response["Error"]["Code"] == "UnknownOperation"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "example.com", "localhost"])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(AddressError, match=r"this machine only"):
        listen(host=host)


def test_a_taken_port_gives_another_one() -> None:
    with listen() as first:
        port = first.getsockname()[1]
        with listen(port) as second:
            assert second.getsockname()[1] != port
    with listen(port) as again:
        assert again.getsockname() == ("127.0.0.1", port)
