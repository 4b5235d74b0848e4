"""The provider over gRPC: the protocol around resources, called as the engine calls it."""

import json

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from localcloud.provider.schema import PROVIDER_VERSION
from localcloud.provider.values import UNKNOWN, Properties, from_struct, to_struct
from tests.unit.localcloud.provider.engine import Connect, Instance, refusal

VPC = "aws:ec2/vpc:Vpc"


def test_the_handshake_and_the_version(connect: Connect) -> None:
    stub = connect(None).stub
    answer = stub.Handshake(provider_pb2.ProviderHandshakeRequest())
    assert answer.supports_autonaming_configuration
    assert not answer.accept_secrets
    assert stub.GetPluginInfo(empty_pb2.Empty()).version == PROVIDER_VERSION
    assert stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1")) == empty_pb2.Empty()
    assert stub.Cancel(empty_pb2.Empty()) == empty_pb2.Empty()


def test_there_is_no_package_schema(aws: Instance) -> None:
    code, text = refusal(aws.stub.GetSchema, provider_pb2.GetSchemaRequest())
    assert code == grpc.StatusCode.UNIMPLEMENTED
    assert "official aws plugin" in text


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ({"profile": "prod"}, "profile"),
        ({"accessKey": "AKIAIOSFODNN7EXAMPLE"}, "accessKey"),
        ({"region": "nowhere"}, "region"),
    ],
)
def test_a_configuration_that_is_not_the_local_clouds(connect: Connect, config: Properties, key: str) -> None:
    stub = connect(None).stub
    checked = stub.CheckConfig(provider_pb2.CheckRequest(news=to_struct(config)))
    assert [failure.property for failure in checked.failures] == [key]
    code, text = refusal(stub.Configure, provider_pb2.ConfigureRequest(args=to_struct(config)))
    assert (code, text) == (grpc.StatusCode.INVALID_ARGUMENT, checked.failures[0].reason)


def test_a_configuration_passes_as_it_is(connect: Connect) -> None:
    config = {"region": UNKNOWN, "version": "7.51.1", "defaultTags": '{"tags": {"a": "b"}}'}
    checked = connect(None).stub.CheckConfig(provider_pb2.CheckRequest(news=to_struct(config)))
    assert not checked.failures
    assert from_struct(checked.inputs) == config


def test_a_changed_configuration_is_a_difference(connect: Connect) -> None:
    old = to_struct({"region": "us-east-1", "version": "7.51.0"})
    same = to_struct({"region": "us-east-1", "version": "7.51.1"})
    other = to_struct({"region": "eu-west-1", "version": "7.51.1"})
    stub = connect(None).stub
    kinds = provider_pb2.DiffResponse
    assert stub.DiffConfig(provider_pb2.DiffRequest(olds=old, news=same)).changes == kinds.DIFF_NONE
    answer = stub.DiffConfig(provider_pb2.DiffRequest(olds=old, news=other))
    assert (answer.changes, list(answer.diffs)) == (kinds.DIFF_SOME, ["region"])


def test_an_instance_that_is_not_configured_is_told_to_run_again(connect: Connect) -> None:
    instance = connect(None)
    for call in (
        lambda: instance.create(VPC, "x", {"cidrBlock": "10.0.0.0/16"}),
        lambda: instance.read(VPC, "x", "vpc-1"),
        lambda: instance.invoke("aws:index/getPartition:getPartition"),
    ):
        code, text = refusal(call)
        assert code == grpc.StatusCode.FAILED_PRECONDITION
        assert "Run again" in text


def test_instances_are_told_apart_by_their_connections(connect: Connect) -> None:
    here = connect({"region": "us-east-1", "defaultTags": json.dumps({"tags": {"Owner": "here"}})})
    there = connect({"region": "eu-west-1", "defaultTags": json.dumps({"tags": {"Owner": "there"}})})
    states = [
        instance.create(VPC, f"apart-{number}", {"cidrBlock": "10.60.0.0/16"})[1]
        for number, instance in enumerate((here, there, here))
    ]
    assert [state["region"] for state in states] == ["us-east-1", "eu-west-1", "us-east-1"]
    assert [state["tagsAll"]["Owner"] for state in states] == ["here", "there", "here"]
    assert there.invoke("aws:index/getRegion:getRegion")["name"] == "eu-west-1"


def test_an_instance_can_be_configured_again(connect: Connect) -> None:
    instance = connect({"region": "us-east-1"})
    instance.stub.Configure(provider_pb2.ConfigureRequest(args=to_struct({"region": "eu-west-1"})))
    assert instance.invoke("aws:index/getRegion:getRegion")["name"] == "eu-west-1"


@pytest.mark.parametrize("call", ["check", "create"])
def test_an_unknown_type_is_refused(aws: Instance, call: str) -> None:
    code, text = refusal(getattr(aws, call), "aws:ec2/vpd:Vpc", "x", {})
    assert code == grpc.StatusCode.UNIMPLEMENTED
    assert "no resource type aws:ec2/vpd:Vpc. Did you mean aws:ec2/vpc:Vpc?" in text


def test_an_unknown_function_is_refused(aws: Instance) -> None:
    code, text = refusal(aws.invoke, "aws:ec2/getVpd:getVpd")
    assert code == grpc.StatusCode.UNKNOWN
    assert "invoking aws:ec2/getVpd:getVpd: the local cloud has no function" in text
