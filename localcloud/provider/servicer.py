"""The gRPC `ResourceProvider` of package aws: what the Pulumi engine talks to.

One server serves every provider instance of every run: each instance makes its own connection, and
`context.peer()` tells them apart, so configuration is kept per peer.
"""

# The methods have the names of the protocol.
# ruff: noqa: N802

import logging
from collections import OrderedDict
from types import TracebackType
from typing import Any, Final, NoReturn

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from localcloud import DEFAULT_REGION
from localcloud.cloud import Cloud
from localcloud.provider import journal
from localcloud.provider.check import check_inputs
from localcloud.provider.configuration import ConfigurationError, ProviderConfiguration
from localcloud.provider.context import NotSupportedError, ServiceApi, aws_message
from localcloud.provider.definition import RefusedError, Resource
from localcloud.provider.diff import Difference
from localcloud.provider.functions import FunctionError, invoke
from localcloud.provider.inputs import imported_inputs, refreshed_inputs
from localcloud.provider.model_checks import refused_values
from localcloud.provider.naming import DEFAULTS, Autonaming, is_automatic
from localcloud.provider.operations import Operations, ResourceGoneError
from localcloud.provider.registry import UnknownTypeError, resource_of
from localcloud.provider.schema import PROVIDER_VERSION
from localcloud.provider.values import Properties, from_struct, has_unknown, to_struct
from localcloud.request_checks import RequestRefused

_log: Final = logging.getLogger(__name__)
_INSTANCES_KEPT: Final = 256
_REFUSALS: Final = (
    ClientError,
    BotoCoreError,
    NotSupportedError,
    RequestRefused,
    FunctionError,
    RefusedError,
    ResourceGoneError,
)
_KINDS: Final = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def create(cloud: Cloud) -> provider_pb2_grpc.ResourceProviderServicer:
    """The servicer to register on a gRPC server."""
    return AwsProvider(cloud)


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The aws provider over a local cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._instances: OrderedDict[str, ProviderConfiguration] = OrderedDict()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=False,
            accept_resources=False,
            accept_outputs=False,
            supports_autonaming_configuration=True,
        )

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=PROVIDER_VERSION)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        _refuse(
            context,
            grpc.StatusCode.UNIMPLEMENTED,
            "the local cloud's aws provider has no package schema: SDKs come from the official aws plugin",
        )

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        arguments = from_struct(request.news)
        failures = []
        if not has_unknown(arguments):
            try:
                ProviderConfiguration.read(arguments)
            except ConfigurationError as error:
                failures.append(provider_pb2.CheckFailure(property=error.key, reason=str(error)))
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        old, new = from_struct(request.olds), from_struct(request.news)
        keys = (old.keys() | new.keys()) - {"version"}
        changed = sorted(key for key in keys if old.get(key) != new.get(key))
        changes = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=changes, diffs=changed)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            configuration = ProviderConfiguration.read(from_struct(request.args))
        except ConfigurationError as error:
            _refuse(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        # A peer's port can come again: the newest entry is the one that lives.
        self._instances.pop(context.peer(), None)
        self._instances[context.peer()] = configuration
        while len(self._instances) > _INSTANCES_KEPT:
            self._instances.popitem(last=False)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        resource = _resource(request.urn, context)
        inputs, failures = check_inputs(
            resource,
            from_struct(request.news),
            from_struct(request.olds),
            name=_name(request.urn),
            seed=request.randomSeed,
            autonaming=_autonaming(request),
        )
        if not failures:
            # The models are the same in every region.
            api = ServiceApi(self._cloud, resource.service, DEFAULT_REGION)
            failures = list(refused_values(api, resource, inputs))
        return provider_pb2.CheckResponse(
            inputs=to_struct(inputs),
            failures=[
                provider_pb2.CheckFailure(property=item.property, reason=item.reason) for item in failures
            ],
        )

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        journal.acknowledge(operations, request.urn, request.id)
        inputs = from_struct(request.news)
        found = operations.diff(from_struct(request.olds), _without_marks(inputs), request.ignoreChanges)
        return _diff_response(found, _replaced_in_place(operations.resource, inputs))

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        inputs = _without_marks(from_struct(request.properties))
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(operations.plan(inputs)))
        with _Refusals(context, "creating", request.urn), self._cloud.transaction():
            identifier, state = journal.adopt(operations, request.urn, inputs) or operations.create(inputs)
            journal.created(operations, request.urn, identifier, inputs)
            return provider_pb2.CreateResponse(id=identifier, properties=to_struct(state))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        resource, known, identifier = operations.resource, from_struct(request.properties), request.id
        with _Refusals(context, "reading", request.urn, identifier):
            if not request.HasField("inputs"):
                identifier, told = operations.locate(identifier)
                known = {**told, **known}
            live = operations.read(identifier, known)
            if live is None:
                with self._cloud.transaction():
                    journal.gone(operations, request.urn, identifier)
                return provider_pb2.ReadResponse(id="")
            journal.acknowledge(operations, request.urn, identifier)
            # An import and a `.get()` send no inputs; a refresh sends them, be they empty.
            if request.HasField("inputs"):
                inputs = refreshed_inputs(resource, live, from_struct(request.inputs))
            else:
                inputs = imported_inputs(resource, live, operations.configuration.region)
        return provider_pb2.ReadResponse(id=identifier, properties=to_struct(live), inputs=to_struct(inputs))

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        state, inputs = from_struct(request.olds), _without_marks(from_struct(request.news))
        if request.preview:
            planned = operations.plan_update(state, inputs, request.ignoreChanges)
            return provider_pb2.UpdateResponse(properties=to_struct(planned))
        with _Refusals(context, "updating", request.urn, request.id), self._cloud.transaction():
            journal.acknowledge(operations, request.urn, request.id)
            updated = operations.update(request.id, state, inputs, request.ignoreChanges)
            return provider_pb2.UpdateResponse(properties=to_struct(updated))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        with _Refusals(context, "deleting", request.urn, request.id), self._cloud.transaction():
            operations.delete(request.id, from_struct(request.properties))
            journal.gone(operations, request.urn, request.id)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        configuration = self._configuration(context)
        with _Refusals(context, "invoking", request.tok):
            result = invoke(self._cloud, configuration, request.tok, from_struct(request.args))
            return provider_pb2.InvokeResponse(**{"return": to_struct(result)})

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        # The daemon outlives every run: an engine that ends must not take it along.
        return empty_pb2.Empty()

    def _operations(self, urn: str, context: grpc.ServicerContext) -> Operations:
        return Operations(self._cloud, _resource(urn, context), self._configuration(context))

    def _configuration(self, context: grpc.ServicerContext) -> ProviderConfiguration:
        found = self._instances.get(context.peer())
        if found is None:
            _refuse(
                context,
                grpc.StatusCode.FAILED_PRECONDITION,
                "this provider instance is not configured: was the local cloud restarted during the run? "
                "Run again.",
            )
        return found


class _Refusals:
    """Turns what AWS or the local cloud refuses into the error of a gRPC call."""

    def __init__(self, context: grpc.ServicerContext, doing: str, urn: str, identifier: str = "") -> None:
        self._context = context
        self._doing = f"{doing} {_name(urn)}" + (f" ({identifier})" if identifier else "")

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, _REFUSALS):
            _refuse(self._context, grpc.StatusCode.UNKNOWN, f"{self._doing}: {aws_message(error)}")
        if isinstance(error, Exception):
            _log.error("%s failed", self._doing, exc_info=error)
            text = f"{self._doing}: {type(error).__name__}: {error}"
            _refuse(self._context, grpc.StatusCode.INTERNAL, text)


def _refuse(context: grpc.ServicerContext, code: grpc.StatusCode, text: str) -> NoReturn:
    context.abort(code, text)
    raise AssertionError("abort raises")


def _resource(urn: str, context: grpc.ServicerContext) -> Resource:
    try:
        return resource_of(urn.split("::")[2].rsplit("$", 1)[-1])
    except UnknownTypeError as error:
        _refuse(context, grpc.StatusCode.UNIMPLEMENTED, str(error))


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _without_marks(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if key != DEFAULTS}


def _autonaming(request: Any) -> Autonaming:
    if not request.HasField("autonaming"):
        return Autonaming()
    mode = request.autonaming.mode
    kinds = provider_pb2.CheckRequest.AutonamingOptions
    return Autonaming(request.autonaming.proposed_name or None, mode == kinds.ENFORCE, mode == kinds.DISABLE)


def _replaced_in_place(resource: Resource, inputs: Properties) -> bool:
    """Whether a replacement cannot stand beside the first: by its nature, or for a name of the program's."""
    own_name = resource.named in inputs and not is_automatic(resource, inputs)
    return resource.delete_before_replace or own_name


def _diff_response(found: list[Difference], delete_before_replace: bool) -> Any:
    if not found:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=sorted({item.property for item in found}),
        replaces=sorted({item.property for item in found if item.replace}),
        detailedDiff={
            item.path: provider_pb2.PropertyDiff(kind=_KINDS[item.kind, item.replace], inputDiff=False)
            for item in found
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=delete_before_replace and any(item.replace for item in found),
    )
