"""Cases of listeners, of the API of Kubernetes, and of who is a member of which security group."""

from functools import partial

from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import UNKNOWN, Declared, Either, Ref, Run
from tests.unit.policies.architecture import with_value
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import (
    DEFAULT_GROUP,
    FLOW_LOG,
    TAGS,
    changed,
    group,
    named,
    network,
    read_only,
    tagged,
)

_listener = partial(Case, "listener-uses-tls")
_endpoint = partial(Case, "kubernetes-endpoint-private")
_member = partial(Case, "security-group-fits-member")
_flows = partial(Case, "vpc-flow-logged")

_MODERN = (
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
)
_OLD = (
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
)


def _policy(name: object) -> list[Declared]:
    return [changed(a.HTTPS_LISTENER, sslPolicy=name)]


def _actions(*actions: object) -> list[Declared]:
    return [changed(a.HTTP_LISTENER, defaultActions=list(actions))]


def _api(**settings: object) -> list[Declared]:
    return [changed(a.KUBERNETES, vpcConfig=settings)]


_GROUPS = [*network(), *(group(role) for role in ("alb", "api", "rds", "rds-proxy"))]


def _in_groups(resource: Declared, path: str, *ids: object) -> list[Declared]:
    return [*_GROUPS, with_value(resource, path, list(ids))]


def _database(*ids: object) -> list[Declared]:
    return _in_groups(a.DATABASE, "vpcSecurityGroupIds", *ids)


_SERVICE = "networkConfiguration.securityGroups"
_ROLES_UNKNOWN = [named(group("rds", tags=tagged(Role=UNKNOWN)), "unclear")]

CASES = [
    *(_listener(Kind.PASS, name, _policy(name)) for name in _MODERN),
    _listener(Kind.PASS, "redirect", [a.HTTP_LISTENER]),
    *(_listener(Kind.FAIL, name, _policy(name), at=("https",), says=(name,)) for name in _OLD),
    _listener(Kind.FAIL, "no policy", _policy(None), at=("https",), says=("sslPolicy is not set",)),
    _listener(Kind.FAIL, "forward", _actions({"type": "forward", "targetGroupArn": "arn"}), at=("http",)),
    _listener(Kind.FAIL, "redirect to HTTP", _actions({"redirect": {"protocol": "HTTP"}}), at=("http",)),
    _listener(Kind.FAIL, "no action", _actions(), at=("http",)),
    _listener(Kind.UNDECIDED, "policy", _policy(UNKNOWN), at=("https",)),
    _listener(Kind.UNDECIDED, "protocol", [changed(a.HTTP_LISTENER, protocol=UNKNOWN)], at=("http",)),
    _listener(Kind.UNDECIDED, "action", _actions(UNKNOWN), at=("http",)),
    _listener(Kind.NOT_APPLICABLE, "of a network load balancer", [changed(a.HTTPS_LISTENER, protocol="TCP")]),
    _endpoint(Kind.PASS, "private", [a.KUBERNETES]),
    _endpoint(
        Kind.PASS, "for an office", _api(endpointPublicAccess=True, publicAccessCidrs=["198.18.7.0/24"])
    ),
    _endpoint(Kind.FAIL, "as EKS makes it", _api(), at=("kubernetes",)),
    _endpoint(Kind.FAIL, "public", _api(endpointPublicAccess=True), at=("kubernetes",)),
    _endpoint(
        Kind.FAIL,
        "public in two halves",
        _api(endpointPublicAccess=True, publicAccessCidrs=["0.0.0.0/1", "128.0.0.0/1"]),
        at=("kubernetes",),
        says=("0.0.0.0/0",),
    ),
    _endpoint(Kind.UNDECIDED, "whether public", _api(endpointPublicAccess=UNKNOWN), at=("kubernetes",)),
    _endpoint(
        Kind.UNDECIDED,
        "for whom",
        _api(endpointPublicAccess=True, publicAccessCidrs=[UNKNOWN]),
        at=("kubernetes",),
    ),
    _endpoint(
        Kind.NOT_APPLICABLE,
        "addresses of a private one",
        _api(endpointPublicAccess=False, publicAccessCidrs=["0.0.0.0/0"]),
    ),
    _member(Kind.PASS, "its own group", _database(Ref("rds"))),
    _member(Kind.PASS, "a service", _in_groups(a.SERVICE, _SERVICE, Ref("api"))),
    _member(Kind.PASS, "a load balancer", _in_groups(a.LOAD_BALANCER, "securityGroups", Ref("alb"))),
    _member(Kind.PASS, "a proxy", _in_groups(a.DATABASE_PROXY, "vpcSecurityGroupIds", Ref("rds-proxy"))),
    _member(
        Kind.FAIL,
        "a database beside the load balancer",
        _database(Ref("alb")),
        at=("database",),
        says=("vpcSecurityGroupIds[0] is the group alb whose role is alb; it must be one whose role is rds",),
    ),
    _member(
        Kind.FAIL,
        "one more group than its own",
        [
            *_GROUPS,
            Declared(
                a.SERVICE.type,
                "service",
                {**a.SERVICE.inputs, "networkConfiguration": {"securityGroups": [Ref("api"), Ref("rds")]}},
            ),
        ],
        at=("service",),
        runs=(Run.UPDATE,),
    ),
    _member(
        Kind.FAIL,
        "the default group",
        _database(Ref("default")),
        at=("database",),
        says=("is the group default without a role",),
    ),
    _member(Kind.UNDECIDED, "a group elsewhere", _database("sg-elsewhere"), at=("database",)),
    _member(Kind.UNDECIDED, "not known", _database(UNKNOWN), at=("database",)),
    _member(
        Kind.UNDECIDED,
        "one of two",
        _database(Either(("alb", "rds"))),
        at=("database",),
        runs=(Run.PREVIEW,),
    ),
    _member(
        Kind.UNDECIDED,
        "a role that is not known",
        [*_GROUPS, *_ROLES_UNKNOWN, with_value(a.DATABASE, "vpcSecurityGroupIds", [Ref("unclear")])],
        at=("database",),
        also=("security-group-role-declared",),
    ),
    _member(Kind.NOT_APPLICABLE, "no group", [a.DATABASE]),
    _member(
        Kind.NOT_APPLICABLE,
        "a database that is only read",
        [*_GROUPS, read_only(with_value(a.DATABASE, "vpcSecurityGroupIds", ["sg-elsewhere"]))],
    ),
    _flows(Kind.PASS, "a log", network()),
    _flows(
        Kind.FAIL,
        "none",
        [one for one in network() if one.type != FLOW_LOG],
        at=("vpc",),
        says=("the stack has no FlowLog for it",),
    ),
    _flows(
        Kind.FAIL,
        "of another VPC",
        [changed(one, vpcId="vpc-elsewhere") if one.type == FLOW_LOG else one for one in network()],
        at=("vpc",),
    ),
    _flows(
        Kind.UNDECIDED,
        "of a VPC that is not known",
        [changed(one, vpcId=UNKNOWN) if one.type == FLOW_LOG else one for one in network()],
        at=("vpc",),
    ),
    _flows(
        Kind.NOT_APPLICABLE,
        "a VPC that is only read",
        [read_only(network()[0]), Declared(DEFAULT_GROUP, "default", {"vpcId": Ref("vpc"), "tags": TAGS})],
    ),
]
