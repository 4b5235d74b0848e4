"""The gRPC `ResourceProvider` of package aws: what the Pulumi engine talks to.

One server serves every provider instance of every run: each instance makes its own connection, and
`context.peer()` tells them apart, so configuration is kept per peer.
"""

import difflib
import logging
from collections import OrderedDict
from typing import Any, Final

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from localcloud.cloud import Cloud
from localcloud.provider import journal
from localcloud.provider.check import DEFAULTS, Autonaming, check_inputs
from localcloud.provider.configuration import ConfigurationError, ProviderConfiguration
from localcloud.provider.context import NotSupportedLocally, aws_message
from localcloud.provider.definition import Resource
from localcloud.provider.diff import Difference
from localcloud.provider.functions import FunctionError, invoke
from localcloud.provider.operations import Operations
from localcloud.provider.registry import resources
from localcloud.provider.schema import PROVIDER_VERSION
from localcloud.provider.values import Properties, from_struct, has_unknown, to_struct
from localcloud.request_checks import RequestRefused

_log: Final = logging.getLogger(__name__)
_INSTANCES_KEPT: Final = 256
_REFUSALS: Final = (ClientError, BotoCoreError, NotSupportedLocally, RequestRefused, ConfigurationError, FunctionError)

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
        context.abort(
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
                failures.append(provider_pb2.CheckFailure(property="", reason=str(error)))
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        old, new = from_struct(request.olds), from_struct(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key) and key != "version")
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some, diffs=changed)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        arguments = from_struct(request.args)
        try:
            self._instances[context.peer()] = ProviderConfiguration.read(arguments)
        except ConfigurationError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        while len(self._instances) > _INSTANCES_KEPT:
            self._instances.popitem(last=False)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        resource = self._resource(request.urn, context)
        inputs, failures = check_inputs(
            resource,
            from_struct(request.news),
            from_struct(request.olds),
            name=request.urn.rsplit("::", 1)[-1],
            seed=request.randomSeed,
            autonaming=_autonaming(request),
        )
        return provider_pb2.CheckResponse(
            inputs=to_struct(inputs),
            failures=[provider_pb2.CheckFailure(property=item.property, reason=item.reason) for item in failures],
        )

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        journal.acknowledge(self._cloud, operations.resource.token, request.urn, request.id)
        ignored = set(request.ignoreChanges)
        inputs = from_struct(request.news)
        found = operations.diff(from_struct(request.olds), _without_marks(inputs))
        found = [item for item in found if item.property not in ignored and item.path not in ignored]
        return _diff_response(found, operations.resource.delete_before_replace or _has_own_name(operations.resource, inputs))

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        inputs = _without_marks(from_struct(request.properties))
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(operations.plan(inputs)))
        with _Refusals(context, "creating", request.urn), self._cloud.transaction():
            adopted = journal.adopt(self._cloud, operations, request.urn, inputs)
            identifier, state = adopted or operations.create(inputs)
            journal.created(self._cloud, operations.resource.token, request.urn, identifier, inputs)
            return provider_pb2.CreateResponse(id=identifier, properties=to_struct(state))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        state, old_inputs = from_struct(request.properties), from_struct(request.inputs)
        with _Refusals(context, "reading", request.urn):
            journal.acknowledge(self._cloud, operations.resource.token, request.urn, request.id)
            live = operations.read(request.id, state or _imported(operations.resource, request.id))
        if live is None:
            return provider_pb2.ReadResponse(id="")
        inputs = operations.inputs_from(live, old_inputs)
        return provider_pb2.ReadResponse(id=request.id, properties=to_struct(live), inputs=to_struct(inputs))

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        state, inputs = from_struct(request.olds), _without_marks(from_struct(request.news))
        if request.preview:
            return provider_pb2.UpdateResponse(properties=to_struct(operations.plan_update(state, inputs)))
        with _Refusals(context, "updating", request.urn, request.id), self._cloud.transaction():
            journal.acknowledge(self._cloud, operations.resource.token, request.urn, request.id)
            return provider_pb2.UpdateResponse(properties=to_struct(operations.update(request.id, state, inputs)))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        operations = self._operations(request.urn, context)
        with _Refusals(context, "deleting", request.urn, request.id), self._cloud.transaction():
            operations.delete(request.id, from_struct(request.properties))
            journal.deleted(self._cloud, operations.resource.token, request.urn, request.id)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        configuration = self._configuration(context)
        with _Refusals(context, "invoking", request.tok):
            result = invoke(self._cloud, configuration, request.tok, from_struct(request.args))
            return provider_pb2.InvokeResponse(**{"return": to_struct(result)})
        raise AssertionError("unreachable: a refusal ends the call")

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        # The daemon outlives every run: an engine that ends must not take it along.
        return empty_pb2.Empty()

    def _configuration(self, context: grpc.ServicerContext) -> ProviderConfiguration:
        found = self._instances.get(context.peer())
        if found is None:
            context.abort(
                grpc.StatusCode.FAILED_PRECONDITION,
                "this provider instance is not configured (the local cloud was restarted during the run?): run again",
            )
        return found

    def _operations(self, urn: str, context: grpc.ServicerContext) -> Operations:
        return Operations(self._cloud, self._resource(urn, context), self._configuration(context))

    def _resource(self, urn: str, context: grpc.ServicerContext) -> Resource:
        token = urn.split("::")[2].rsplit("$", 1)[-1]
        found = resources().get(token)
        if found is None:
            near = difflib.get_close_matches(token, resources(), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            context.abort(
                grpc.StatusCode.UNIMPLEMENTED,
                f"the local cloud has no resource type {token}.{hint} To add it, write its definition in "
                f"localcloud/services/ (docs/localcloud.md); `python -m localcloud coverage` lists what there is.",
            )
        return found


class _Refusals:
    """Turns what AWS or the local cloud refuses into the error of a gRPC call."""

    def __init__(self, context: grpc.ServicerContext, doing: str, urn: str, identifier: str = "") -> None:
        self._context = context
        what = urn.rsplit("::", 1)[-1]
        self._doing = f"{doing} {what}" + (f" ({identifier})" if identifier else "")

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _REFUSALS):
            self._context.abort(grpc.StatusCode.UNKNOWN, f"{self._doing}: {aws_message(error)}")
        if isinstance(error, Exception):
            _log.exception("%s failed", self._doing, exc_info=error)
            self._context.abort(grpc.StatusCode.INTERNAL, f"{self._doing}: {type(error).__name__}: {error}")


def _imported(resource: Resource, identifier: str) -> Properties:
    return resource.import_properties(identifier) if resource.import_properties else {}


def _without_marks(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if key != DEFAULTS}


def _autonaming(request: Any) -> Autonaming:
    if not request.HasField("autonaming"):
        return Autonaming()
    mode = request.autonaming.mode
    kinds = provider_pb2.CheckRequest.AutonamingOptions
    return Autonaming(request.autonaming.proposed_name or None, mode == kinds.ENFORCE, mode == kinds.DISABLE)


def _has_own_name(resource: Resource, inputs: Properties) -> bool:
    """Whether the program chose the name: then a replacement cannot stand beside the first."""
    key = resource.autoname
    return key is not None and key in inputs and key not in inputs.get(DEFAULTS, ())


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
