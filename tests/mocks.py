"""Runs a Pulumi program under mocks and records everything it registers.

Pulumi's own mocks show a test only type, name and inputs. `run` also records what the engine would be told
besides: parent, protection, dependencies, ignored changes and registered outputs. Each run has its own event
loop and its own copy of Pulumi's settings, so that nothing of one test can finish inside another.

Mocks prove what a program *asks for*. They do not check types of values or what AWS would refuse: the tests
on the real engine do.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.settings import SETTINGS, get_root_resource
from pulumi.runtime.stack import run_pulumi_func, wait_for_rpcs

from tests.mock_outputs import DERIVED, RESOURCE_PARTS

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"
TAGS = {
    "Project": "shared-infra",
    "Environment": "local",
    "Owner": "platform",
    "CostCenter": "1234",
    "ManagedBy": "pulumi",
}
"""The common tags that every component asks for."""

STACK_TYPE = "pulumi:pulumi:Stack"

Invoke = Callable[[Mapping[str, Any]], dict[str, Any]]

INVOKES: dict[str, Invoke] = {
    "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {
        "accountId": ACCOUNT_ID,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/tester",
        "userId": "AIDATESTER",
        "id": ACCOUNT_ID,
    },
    "aws:index/getPartition:getPartition": lambda _: {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
        "id": "aws",
    },
    "aws:index/getRegion:getRegion": lambda _: {"region": REGION, "name": REGION, "id": REGION},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda args: {**args, "id": "pl-cloudfront"},
    "aws:ecr/getImage:getImage": lambda args: {**args, "imageDigest": f"sha256:{'0' * 64}"},
    "aws:ssm/getParameter:getParameter": lambda args: {
        "name": args["name"],
        "insecureValue": f"ami-for-{args['name'].rpartition('-')[2]}",
    },
}
"""What the provider functions answer, by token."""


COMPUTED: dict[str, dict[str, Any]] = {
    "aws:ec2/eip:Eip": {"allocationId": "eipalloc-0123", "publicIp": "203.0.113.1"},
    "aws:ecr/repository:Repository": {"repositoryUrl": f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com/images"},
    "aws:ecs/cluster:Cluster": {"arn": f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:cluster/services"},
    "aws:lb/loadBalancer:LoadBalancer": {
        "arnSuffix": "app/public/0123456789abcdef",
        "dnsName": "public.elb.example",
        "zoneId": "Z35SXDOTRQ7X7K",
    },
    "aws:lb/listener:Listener": {
        "arn": f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT_ID}:listener/app/public/0123456789abcdef/01ab"
    },
    "aws:lb/targetGroup:TargetGroup": {"arnSuffix": "targetgroup/blue/0123456789abcdef"},
    "aws:kms/key:Key": {"keyId": "11111111-2222-3333-4444-555555555555"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": 3},
    "aws:eks/cluster:Cluster": {
        "endpoint": "https://api.example.com",
        "certificateAuthority": {"data": "Y2VydA=="},
        "vpcConfig": {"clusterSecurityGroupId": "sg-cluster"},
    },
    "aws:route53/zone:Zone": {
        "zoneId": "Z0123456789",
        "nameServers": ["ns-1.awsdns-00.com", "ns-513.awsdns-00.net"],
    },
    "aws:s3/bucket:Bucket": {
        "bucket": "a-bucket",
        "bucketRegionalDomainName": "a-bucket.s3.us-east-1.amazonaws.com",
    },
    "aws:docdb/cluster:Cluster": {
        "clusterResourceId": "cluster-DOCUMENTS",
        "endpoint": "documents.cluster.example",
        "readerEndpoint": "documents.cluster-ro.example",
        "port": 27017,
        "masterUserSecrets": [
            {"secretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:documents"}
        ],
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "configurationEndpointAddress": "clustercfg.cache.example",
        "port": 6379,
    },
    "aws:msk/cluster:Cluster": {
        "arn": f"arn:aws:kafka:{REGION}:{ACCOUNT_ID}:cluster/events/0a1b2c3d-1",
        "bootstrapBrokersSaslIam": "b-1.events.example:9098,b-2.events.example:9098",
    },
    "aws:msk/configuration:Configuration": {"latestRevision": 1},
    "aws:opensearch/domain:Domain": {
        "domainId": f"{ACCOUNT_ID}/search",
        "endpoint": "vpc-search.es.example",
        "dashboardEndpoint": "vpc-search.es.example/_dashboards",
    },
    "aws:rds/cluster:Cluster": {
        "clusterResourceId": "cluster-DATABASE",
        "clusterMembers": ["database-instance-1", "database-instance-2", "database-instance-3"],
        "endpoint": "database.cluster.example",
        "readerEndpoint": "database.cluster-ro.example",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:database"}],
    },
    "aws:rds/instance:Instance": {
        "address": "database.example",
        "resourceId": "db-DATABASE",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:database"}],
    },
    "aws:rds/proxy:Proxy": {
        "arn": f"arn:aws:rds:{REGION}:{ACCOUNT_ID}:db-proxy:prx-0123",
        "endpoint": "database.proxy.example",
    },
}
"""Outputs that AWS computes, by type, besides id, ARN and name."""


@dataclass(frozen=True)
class Registered:
    """One resource as the program registered it.

    `inputs` has the provider's camelCase keys; a value that is not known in a preview is `pulumi.UNKNOWN`.
    `parent` and `dependencies` are URNs; `outputs` is what a component passed to `register_outputs`.
    """

    urn: str
    type: str
    name: str
    custom: bool
    inputs: dict[str, Any]
    parent: str
    protect: bool
    retain_on_delete: bool
    dependencies: frozenset[str]
    ignore_changes: tuple[str, ...]
    provider: str
    outputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Invoked:
    """One call of a provider function."""

    token: str
    args: dict[str, Any]
    """Arguments, with the provider's camelCase keys."""
    provider: str
    """Reference of the provider that was asked; empty for the default one."""


@dataclass(frozen=True)
class Recording:
    """All that one run of a program did."""

    resources: tuple[Registered, ...]
    invokes: tuple[Invoked, ...]
    exports: dict[str, Any]
    result: Any
    """What the program returned, with every Output in it resolved."""

    def of_type(self, type_token: str) -> dict[str, Registered]:
        """The resources of one type, by logical name."""
        return {resource.name: resource for resource in self.resources if resource.type == type_token}

    def one(self, type_token: str, name: str | None = None) -> Registered:
        """The only resource of a type (and of a logical name, if given); fails when there is none or more."""
        found = [r for r in self.resources if r.type == type_token and name in (None, r.name)]
        assert len(found) == 1, f"{len(found)} resources of {type_token} named {name or 'anything'}"
        return found[0]

    def counts(self) -> dict[str, int]:
        """How many resources of each type were registered."""
        counted: dict[str, int] = {}
        for resource in self.resources:
            counted[resource.type] = counted.get(resource.type, 0) + 1
        return counted

    def children(self, urn: str) -> tuple[Registered, ...]:
        """The resources whose parent is `urn`."""
        return tuple(resource for resource in self.resources if resource.parent == urn)


class AwsMocks(Mocks):
    """Answers with the inputs, an id and an ARN made of type and name, and the extra outputs a test asks for.

    A resource that is read by id (`.get`, a StackReference) answers with that id and the extra outputs.
    """

    def __init__(
        self, preview: bool, outputs: Mapping[str, Mapping[str, Any]], invokes: Mapping[str, Invoke]
    ) -> None:
        self._preview = preview
        self._outputs = outputs
        self._functions = {**INVOKES, **invokes}
        self.invokes: list[Invoked] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if args.resource_id:
            return args.resource_id, {**self._outputs.get(args.typ, {}), **args.inputs}
        if self._preview or not args.custom:
            return "", dict(args.inputs)
        short = args.typ.rpartition(":")[2]
        part = RESOURCE_PARTS.get(args.typ, f"mock:{{region}}:{{account}}:{short}/{{name}}")
        computed: dict[str, Any] = {
            "arn": f"arn:aws:{part.format(region=REGION, account=ACCOUNT_ID, name=args.name)}",
            "name": args.name,
            **COMPUTED.get(args.typ, {}),
            **(DERIVED[args.typ](args.inputs) if args.typ in DERIVED else {}),
            **self._outputs.get(args.typ, {}),
        }
        return f"{args.name}-id", _merged(computed, args.inputs)

    def call(self, args: MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        self.invokes.append(Invoked(args.token, dict(args.args), args.provider))
        if args.token not in self._functions:
            raise AssertionError(f"no mock for the provider function {args.token}; pass it in `invokes`")
        return self._functions[args.token](args.args)


class RecordingMonitor(MockMonitor):
    """A mock engine that keeps the whole of every registration request."""

    def __init__(self, mocks: AwsMocks) -> None:
        super().__init__(mocks)
        self.registered: dict[str, Registered] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The URN as the engine makes it: with the types of all ancestors, the stack left out."""
        ancestors = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if ancestors == STACK_TYPE else f"{ancestors}${type_}"
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 the engine's name
        response = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        if request.type != STACK_TYPE:
            assert response.urn not in self.registered, f"two resources have the URN {response.urn}"
            self.registered[response.urn] = Registered(
                urn=response.urn,
                type=request.type,
                name=request.name,
                custom=request.custom,
                inputs=_plain(rpc.deserialize_properties(request.object, keep_unknowns=True)),
                parent="" if f"::{STACK_TYPE}::" in request.parent else request.parent,
                protect=request.protect,
                retain_on_delete=request.retainOnDelete,
                dependencies=frozenset(request.dependencies),
                ignore_changes=tuple(request.ignoreChanges),
                provider=request.provider,
            )
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 the engine's name
        if request.urn in self.registered:
            outputs = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
            self.registered[request.urn].outputs.update(_plain(outputs))
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]


def run(
    program: Callable[[], Any],
    *,
    project: str = "shared-infra",
    stack: str = "local",
    preview: bool = False,
    outputs: Mapping[str, Mapping[str, Any]] | None = None,
    invokes: Mapping[str, Invoke] | None = None,
) -> Recording:
    """Runs `program` under mocks, waits for all it started, and returns what it registered.

    Args:
        program: builds resources; what it returns (Outputs may be inside) is the recording's `result`.
        preview: as in `pulumi preview`: what the provider computes is unknown.
        outputs: extra computed outputs, by type token, in the provider's camelCase.
        invokes: provider functions besides `INVOKES`, by token.

    Raises whatever the program raises, also inside an `apply`.
    """
    mocks = AwsMocks(preview, outputs or {}, invokes or {})
    monitor = RecordingMonitor(mocks)
    kept: dict[str, Any] = {}

    async def body() -> None:
        kept["result"] = await _resolved(program())

    async def record() -> None:
        async with _mock_engine_thread():
            # `set_mocks` keeps the pending outputs of the run before, whose event loop is closed.
            SETTINGS.outputs = set()
            set_mocks(mocks, project=project, stack=stack, preview=preview, monitor=monitor)
            await run_pulumi_func(body)
            root = get_root_resource()
            kept["exports"] = await _resolved(dict(root.outputs))  # type: ignore[union-attr]
            await wait_for_rpcs()

    contextvars.copy_context().run(asyncio.run, record())
    return Recording(
        resources=tuple(monitor.registered.values()),
        invokes=tuple(mocks.invokes),
        exports=kept["exports"],
        result=kept["result"],
    )


@asynccontextmanager
async def _mock_engine_thread() -> AsyncIterator[None]:
    """One thread for all calls to the mock engine: they arrive one at a time, and its event loop gets closed.

    Pulumi gives every thread that serves a mock call an event loop and never closes it.
    """
    loop = asyncio.get_running_loop()
    executor = ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop()))
    loop.set_default_executor(executor)
    # The run raises the first exception. Tasks that failed beside it would be reported when they are freed,
    # some time later; on Python 3.11 that report can crash a parser that is at work just then.
    loop.set_exception_handler(lambda *_: None)
    try:
        yield
    finally:
        await loop.run_in_executor(executor, lambda: asyncio.get_event_loop().close())


async def _resolved(value: Any) -> Any:
    if isinstance(value, pulumi.Resource):
        return value
    return _plain(await pulumi.Output.from_input(value).future(with_unknowns=True))


def _merged(outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs with the inputs over them, also inside blocks that hold both."""
    merged = {**outputs, **inputs}
    for key, value in inputs.items():
        if isinstance(value, dict) and isinstance(outputs.get(key), dict):
            merged[key] = _merged(outputs[key], value)
    return merged


def _plain(value: Any) -> Any:
    """The value without secret wrappers, and with one way to say unknown."""
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, pulumi.output.Unknown):
        return pulumi.UNKNOWN
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
