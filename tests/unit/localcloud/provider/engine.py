"""A stand-in for the Pulumi engine: one provider instance over a real gRPC connection."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from localcloud.cloud import Cloud
from localcloud.provider import servicer
from localcloud.provider.values import Properties, from_struct, to_struct


def urn(token: str, name: str) -> str:
    """A resource's URN, as the child of a component."""
    return f"urn:pulumi:local::shop::shared-infra:index:Vpc${token}::{name}"


@contextmanager
def serving(cloud: Cloud) -> Iterator[str]:
    """The provider of a cloud on a free port of the loopback interface; gives its address."""
    server = grpc.server(ThreadPoolExecutor(4))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer.create(cloud), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


class Instance:
    """A provider instance as the engine makes one: its own connection, configured by `config`."""

    def __init__(self, address: str, config: Properties | None = None) -> None:
        # Without this, channels to one address share a connection, and so a peer.
        self._channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)
        if config is not None:
            self.stub.Configure(provider_pb2.ConfigureRequest(args=to_struct(config)))

    def close(self) -> None:
        self._channel.close()

    def check(
        self, token: str, name: str, inputs: Properties, old: Properties | None = None, **more: Any
    ) -> Any:
        request = provider_pb2.CheckRequest(
            urn=urn(token, name), news=to_struct(inputs), olds=to_struct(old or {}), **more
        )
        return self.stub.Check(request)

    def checked(self, token: str, name: str, inputs: Properties) -> Properties:
        answer = self.check(token, name, inputs, randomSeed=b"\x01" * 16)
        assert not answer.failures, answer.failures
        return from_struct(answer.inputs)

    def create(
        self, token: str, name: str, inputs: Properties, *, preview: bool = False
    ) -> tuple[str, Properties]:
        request = provider_pb2.CreateRequest(
            urn=urn(token, name), properties=to_struct(inputs), preview=preview
        )
        answer = self.stub.Create(request)
        return answer.id, from_struct(answer.properties)

    def diff(
        self, token: str, name: str, identifier: str, state: Properties, inputs: Properties, **more: Any
    ) -> Any:
        request = provider_pb2.DiffRequest(
            id=identifier, urn=urn(token, name), olds=to_struct(state), news=to_struct(inputs), **more
        )
        return self.stub.Diff(request)

    def update(
        self, token: str, name: str, identifier: str, state: Properties, inputs: Properties, **more: Any
    ) -> Properties:
        request = provider_pb2.UpdateRequest(
            id=identifier, urn=urn(token, name), olds=to_struct(state), news=to_struct(inputs), **more
        )
        return from_struct(self.stub.Update(request).properties)

    def refresh(self, token: str, name: str, identifier: str, state: Properties, inputs: Properties) -> Any:
        request = provider_pb2.ReadRequest(
            id=identifier, urn=urn(token, name), properties=to_struct(state), inputs=to_struct(inputs)
        )
        return self.stub.Read(request)

    def read(self, token: str, name: str, identifier: str, state: Properties | None = None) -> Any:
        """As for an import or a `.get()`: without inputs."""
        known = to_struct(state) if state is not None else None
        return self.stub.Read(provider_pb2.ReadRequest(id=identifier, urn=urn(token, name), properties=known))

    def delete(self, token: str, name: str, identifier: str, state: Properties) -> None:
        request = provider_pb2.DeleteRequest(id=identifier, urn=urn(token, name), properties=to_struct(state))
        self.stub.Delete(request)

    def invoke(self, token: str, **arguments: Any) -> Properties:
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_struct(arguments)))
        return from_struct(getattr(answer, "return"))


def refusal(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[grpc.StatusCode, str]:
    """The status and the text with which a call is refused."""
    with pytest.raises(grpc.RpcError) as refused:
        call(*args, **kwargs)
    return refused.value.code(), refused.value.details()


Connect = Callable[..., Instance]
"""Makes a provider instance, with a configuration if need be."""
