"""Cases of the architecture's table: who may reach whom."""

from functools import partial

from tests.unit.policies.analyzer import UNKNOWN, Declared, Ref, Run
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import (
    PREFIX_LIST,
    TAGS,
    VPC_BLOCK,
    block,
    changed,
    classic,
    egress,
    group,
    ingress,
    named,
    network,
    read_only,
    tagged,
)

_inbound = partial(Case, "security-group-guide-inbound")
_outbound = partial(Case, "security-group-guide-outbound")


def _stack(*resources: Declared) -> list[Declared]:
    return [*network(), *(group(role) for role in ("alb", "api", "worker", "rds")), *resources]


def _whole_table() -> list[Declared]:
    """The guide's table, and what the high-level diagram adds to it, written out by hand."""
    roles = (
        *("alb", "api", "worker", "ai", "service", "endpoints", "bastion"),
        *("rds", "rds-proxy", "documentdb", "redis", "opensearch", "msk"),
    )
    rules = [
        ingress("alb", "0.0.0.0/0", 443),
        ingress("api", Ref("alb"), (3000, 4000)),
        ingress("service", Ref("alb"), (3000, 4000)),
    ]
    for store, port, sources in (
        ("rds", 5432, ("api", "worker", "ai", "service", "rds-proxy")),
        ("rds-proxy", 5432, ("api", "worker", "ai", "service")),
        ("documentdb", 27017, ("api", "service")),
        ("redis", 6379, ("api", "worker", "service")),
        ("opensearch", 443, ("api", "worker", "service")),
        ("msk", 9098, ("api", "worker", "ai", "service")),
        ("endpoints", 443, ("api", "worker", "ai", "service", "bastion")),
    ):
        rules += [named(ingress(store, Ref(source), port), f"{store}-from-{source}") for source in sources]
    rules.append(named(ingress("endpoints", "10.0.10.0/24", 443), "endpoints-from-compute"))
    for service in ("alb", "api", "worker", "ai", "service"):
        everything = egress(service, "10.0.0.0/16", 0, ipProtocol="-1", fromPort=-1, toPort=-1)
        rules.append(named(everything, f"{service}-to-vpc"))
    rules.append(egress("rds-proxy", "10.0.0.0/16", 5432))
    rules += [
        named(egress(service, "0.0.0.0/0", 443), f"{service}-to-internet")
        for service in ("api", "worker", "ai", "service", "bastion")
    ]
    return [*network(), *(group(role) for role in roles), *rules]


CASES = [
    _inbound(Kind.PASS, "the whole table", _whole_table()),
    _inbound(Kind.PASS, "narrower than the table", _stack(ingress("api", Ref("alb"), 3000))),
    _inbound(
        Kind.PASS,
        "inline, both sources in one block",
        [
            *network(),
            group("api"),
            group("worker"),
            group("redis", ingress=[block(6379, securityGroups=[Ref("api")])]),
        ],
    ),
    _inbound(
        Kind.PASS,
        "a source that is only read",
        [
            *network(),
            read_only(group("api")),
            group("rds"),
            ingress("rds", Ref("api"), 5432),
        ],
    ),
    _inbound(
        Kind.FAIL,
        "a service without a row",
        _stack(group("ai"), group("redis"), ingress("redis", Ref("ai"), 6379)),
        at=("redis-rule",),
        says=(
            "the redis group lets tcp 6379 in from referencedSecurityGroupId = the ai group ai",
            "the table allows redis tcp 6379 from api, worker",
        ),
    ),
    _inbound(
        Kind.FAIL,
        "the load balancer straight to the database",
        _stack(
            ingress("alb", "0.0.0.0/0", 443),
            egress("alb", "10.0.0.0/16", 0, ipProtocol="-1"),
            named(ingress("rds", Ref("alb"), 5432), "short-cut"),
        ),
        at=("short-cut",),
        says=("It opens the way the internet -> alb (tcp 443) -> rds (tcp 5432)",),
    ),
    _inbound(Kind.FAIL, "another port", _stack(ingress("rds", Ref("api"), 22)), at=("rds-rule",)),
    _inbound(Kind.FAIL, "more ports", _stack(ingress("api", Ref("alb"), (3000, 4001))), at=("api-rule",)),
    _inbound(
        Kind.FAIL,
        "another protocol",
        _stack(ingress("rds", Ref("api"), 5432, ipProtocol="udp")),
        at=("rds-rule",),
    ),
    _inbound(
        Kind.FAIL,
        "addresses instead of groups",
        _stack(ingress("rds", "10.0.10.0/24", 5432)),
        at=("rds-rule",),
        says=("cidrIpv4 = 10.0.10.0/24",),
    ),
    _inbound(
        Kind.FAIL,
        "into a group that admits nothing",
        _stack(classic("worker", "ingress", 8080, sourceSecurityGroupId=Ref("api"))),
        at=("worker-classic",),
        says=("the table allows worker nothing",),
    ),
    _inbound(
        Kind.FAIL,
        "from the group itself",
        _stack(classic("rds", "ingress", 5432, self=True)),
        at=("rds-classic",),
    ),
    _inbound(
        Kind.FAIL,
        "from a group of elsewhere",
        _stack(ingress("rds", "", 5432, cidrIpv4=None, referencedSecurityGroupId="sg-elsewhere")),
        at=("rds-rule",),
        says=("sg-elsewhere",),
    ),
    _inbound(
        Kind.FAIL,
        "an address that is not known where only groups are admitted",
        _stack(ingress("rds", UNKNOWN, 5432, cidrIpv4=UNKNOWN, referencedSecurityGroupId=None)),
        at=("rds-rule",),
        also=("security-group-no-world-ingress",),
    ),
    _inbound(
        Kind.FAIL,
        "endpoints from another tier",
        [*network(), group("endpoints"), ingress("endpoints", "10.0.20.0/24", 443)],
        at=("endpoints-rule",),
        says=("the compute tier",),
    ),
    _inbound(
        Kind.FAIL,
        "an inline block that can only be one of two wrong groups",
        _stack(
            group(
                "redis",
                ingress=[block(6379, securityGroups=[Ref("alb")]), block(6379, securityGroups=[Ref("rds")])],
            )
        ),
        at=("redis",),
        says=("ingress[0].securityGroups[0]", "ingress[1].securityGroups[0]"),
    ),
    *(
        _inbound(
            kind,
            "one right and one wrong group inline",
            _stack(
                group(
                    "redis",
                    ingress=[
                        block(6379, securityGroups=[Ref("api")]),
                        block(6379, securityGroups=[Ref("alb")]),
                    ],
                )
            ),
            at=("redis",),
            says=("ingress[1].securityGroups[0]",),
            runs=(run,),
        )
        # Before the groups exist, nobody can tell which block names which of them.
        for kind, run in ((Kind.UNDECIDED, Run.PREVIEW), (Kind.FAIL, Run.UPDATE))
    ),
    _inbound(
        Kind.UNDECIDED,
        "a group that is not known",
        _stack(ingress("rds", "", 5432, cidrIpv4=None, referencedSecurityGroupId=UNKNOWN)),
        at=("rds-rule",),
        says=("cannot be compared with the table yet",),
    ),
    _inbound(
        Kind.UNDECIDED,
        "a direction that is not known",
        _stack(changed(classic("rds", "", 5432, sourceSecurityGroupId=Ref("api")), type=UNKNOWN)),
        at=("rds-classic",),
        # Outbound it would be wrong, whatever it is.
        also=("security-group-guide-outbound",),
    ),
    _inbound(
        Kind.UNDECIDED,
        "endpoints without a tagged subnet",
        [
            changed(resource, tags=TAGS) if resource.name == "compute-a" else resource
            for resource in [*network(), group("endpoints"), ingress("endpoints", "10.0.10.0/24", 443)]
        ],
        at=("endpoints-rule",),
    ),
    _inbound(
        Kind.UNDECIDED,
        "a rule of a group of elsewhere",
        [*network(), group("api"), ingress("api", Ref("api"), 5432, securityGroupId="sg-elsewhere")],
        at=("api-rule",),
        says=("sg-elsewhere outside of this stack",),
    ),
    _inbound(
        Kind.NOT_APPLICABLE,
        "a group without a role",
        [*network(), group("api", tags=TAGS), ingress("api", "10.9.0.0/16", 22)],
        also=("security-group-role-declared",),
    ),
    _outbound(
        Kind.PASS,
        "to the VPC and by HTTPS to everywhere",
        _stack(
            egress("api", "10.0.0.0/16", 0, ipProtocol="-1"), named(egress("api", "0.0.0.0/0", 443), "out")
        ),
    ),
    _outbound(Kind.PASS, "to a group of the VPC", _stack(egress("alb", Ref("api"), (3000, 4000)))),
    _outbound(
        Kind.PASS,
        "by HTTPS to a prefix list of AWS",
        _stack(egress("api", "", 443, cidrIpv4=None, prefixListId="pl-s3")),
    ),
    _outbound(
        Kind.PASS,
        "to a prefix list of this stack inside the VPC",
        _stack(
            Declared(PREFIX_LIST, "list", {"entries": [{"cidr": "10.0.20.0/24"}], "tags": TAGS}),
            egress("api", "", 5432, cidrIpv4=None, prefixListId=Ref("list")),
        ),
    ),
    _outbound(
        Kind.PASS,
        "to a second block of the VPC",
        _stack(
            Declared(VPC_BLOCK, "second", {"vpcId": Ref("vpc"), "cidrBlock": "10.1.0.0/16"}),
            egress("api", "10.0.0.0/15", 5432),
        ),
    ),
    _outbound(
        Kind.FAIL,
        "a data store to the VPC",
        _stack(egress("rds", "10.0.0.0/16", 443)),
        at=("rds-rule",),
        says=("the rds group lets tcp 443 out to cidrIpv4 = 10.0.0.0/16", "the table allows rds nothing"),
    ),
    _outbound(
        Kind.FAIL,
        "a data store by HTTPS to everywhere",
        _stack(egress("rds", "0.0.0.0/0", 443)),
        at=("rds-rule",),
    ),
    _outbound(
        Kind.FAIL,
        "the load balancer by HTTPS to everywhere",
        _stack(egress("alb", "0.0.0.0/0", 443)),
        at=("alb-rule",),
    ),
    _outbound(
        Kind.FAIL,
        "a data store, inline and not known",
        [*network(), group("rds", egress=UNKNOWN)],
        at=("rds",),
        also=("security-group-no-unrestricted-egress", "security-group-described"),
    ),
    _outbound(Kind.FAIL, "beyond the VPC", _stack(egress("api", "10.0.0.0/15", 5432)), at=("api-rule",)),
    _outbound(
        Kind.UNDECIDED,
        "a VPC that the stack does not show",
        [group("api", vpcId="vpc-elsewhere"), egress("api", "10.0.0.0/16", 0, ipProtocol="-1")],
        at=("api-rule",),
    ),
    _outbound(
        Kind.UNDECIDED,
        "a group of elsewhere",
        _stack(egress("api", "", 5432, cidrIpv4=None, referencedSecurityGroupId="sg-elsewhere")),
        at=("api-rule",),
    ),
    _outbound(
        Kind.UNDECIDED,
        "a role that is not known",
        [*network(), group("api", tags=tagged(Role=UNKNOWN)), egress("api", "0.0.0.0/0", 443)],
        at=("api-rule",),
        also=("security-group-role-declared",),
    ),
    _outbound(Kind.NOT_APPLICABLE, "inbound rule", _stack(ingress("rds", Ref("api"), 5432))),
]
