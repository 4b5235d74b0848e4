"""Cases of what is open to the whole internet."""

from functools import partial

from tests.unit.policies.analyzer import UNKNOWN, Declared, Ref
from tests.unit.policies.architecture import HTTP_LISTENER
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import (
    PREFIX_LIST,
    TAGS,
    block,
    changed,
    classic,
    egress,
    group,
    ingress,
    key,
    named,
    network,
    read_only,
)

_ingress = partial(Case, "security-group-no-world-ingress")
_egress = partial(Case, "security-group-no-unrestricted-egress")

HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def _pieces() -> list[Declared]:
    """Forty /12 blocks: none is the internet by itself, and no two of them touch."""
    return [named(ingress("worker", f"{first}.16.0.0/17", 8080), f"piece-{first}") for first in range(11, 51)]


_partner_list = Declared(
    PREFIX_LIST, "list", {"entries": [{"cidr": "0.0.0.0/1"}, {"cidr": "128.0.0.0/1"}], "tags": TAGS}
)

CASES = [
    _ingress(
        Kind.PASS, "443 at the load balancer", [*network(), group("alb"), ingress("alb", "0.0.0.0/0", 443)]
    ),
    _ingress(
        Kind.PASS, "443 at the load balancer by IPv6", [*network(), group("alb"), ingress("alb", "::/0", 443)]
    ),
    _ingress(
        Kind.PASS,
        "443 at the load balancer inline",
        [*network(), group("alb", ingress=[block(443, cidrBlocks=["0.0.0.0/0"])])],
    ),
    _ingress(
        Kind.FAIL,
        "SSH",
        [*network(), group("bastion"), ingress("bastion", "0.0.0.0/0", 22)],
        at=("bastion-rule",),
        says=("cidrIpv4 = 0.0.0.0/0", "tcp 22", "SSH (22)", "Session Manager"),
    ),
    _ingress(
        Kind.FAIL,
        "database port by IPv6",
        [*network(), group("rds"), ingress("rds", "::/0", 5432)],
        at=("rds-rule",),
        says=("PostgreSQL (5432)",),
    ),
    _ingress(
        Kind.FAIL,
        "443 at another group",
        [*network(), group("opensearch"), ingress("opensearch", "0.0.0.0/0", 443)],
        at=("opensearch-rule",),
    ),
    *(
        _ingress(
            Kind.PASS, f"80 at a load balancer that redirects, {name}", [*network(), HTTP_LISTENER, *opened]
        )
        for name, opened in (
            ("by IPv4", [group("alb"), ingress("alb", "0.0.0.0/0", 80)]),
            ("by IPv6", [group("alb"), ingress("alb", "::/0", 80)]),
            ("inline", [group("alb", ingress=[block(80, cidrBlocks=["0.0.0.0/0"])])]),
            ("in pieces", [group("alb"), *(named(ingress("alb", half, 80), half) for half in HALVES)]),
        )
    ),
    _ingress(
        Kind.FAIL,
        "80 at a load balancer that forwards",
        [
            *network(),
            group("alb"),
            ingress("alb", "0.0.0.0/0", 80),
            changed(HTTP_LISTENER, defaultActions=[{"type": "forward"}]),
        ],
        at=("alb-rule",),
        also=("listener-uses-tls",),
    ),
    _ingress(
        Kind.FAIL,
        "80 at a service beside a load balancer that redirects",
        [*network(), group("worker"), ingress("worker", "0.0.0.0/0", 80), HTTP_LISTENER],
        at=("worker-rule",),
    ),
    _ingress(
        Kind.FAIL,
        "80 and more at a load balancer that redirects",
        [*network(), group("alb"), ingress("alb", "0.0.0.0/0", (80, 81)), HTTP_LISTENER],
        at=("alb-rule",),
    ),
    _ingress(
        Kind.UNDECIDED,
        "80 at a group that is not known",
        [*network(), HTTP_LISTENER, ingress("alb", "0.0.0.0/0", 80, securityGroupId=UNKNOWN)],
        at=("alb-rule",),
    ),
    _ingress(
        Kind.FAIL,
        "80 at the load balancer",
        [*network(), group("alb"), ingress("alb", "0.0.0.0/0", 80)],
        at=("alb-rule",),
    ),
    _ingress(
        Kind.FAIL,
        "all traffic at the load balancer",
        [
            *network(),
            group("alb"),
            ingress("alb", "0.0.0.0/0", 0, ipProtocol="-1", fromPort=None, toPort=None),
        ],
        at=("alb-rule",),
        says=("all traffic",),
    ),
    _ingress(
        Kind.FAIL,
        "halves in one classic rule",
        [*network(), group("worker"), classic("worker", "ingress", 8080, cidrBlocks=list(HALVES))],
        at=("worker-classic",),
    ),
    _ingress(
        Kind.FAIL,
        "inline among honest blocks",
        [
            *network(),
            group("alb", ingress=[block(443, cidrBlocks=["0.0.0.0/0"]), block(22, cidrBlocks=["0.0.0.0/0"])]),
        ],
        at=("alb",),
        says=("ingress[1].cidrBlocks[0] = 0.0.0.0/0",),
    ),
    _ingress(
        Kind.FAIL,
        "an unknown block does not hide an open one",
        [
            *network(),
            group("alb", ingress=[block(UNKNOWN, cidrBlocks=[UNKNOWN]), block(22, cidrBlocks=["0.0.0.0/0"])]),
        ],
        at=("alb",),
        says=("ingress[1].cidrBlocks[0] = 0.0.0.0/0",),
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.FAIL,
        "open in pieces over many rules",
        [*network(), group("worker"), *_pieces()],
        at=tuple(f"piece-{first}" for first in range(11, 51)),
        says=("together with piece-12",),
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.FAIL,
        "a prefix list of this stack",
        [
            *network(),
            group("worker"),
            _partner_list,
            ingress("worker", "", 8080, cidrIpv4=None, prefixListId=Ref("list")),
        ],
        at=("worker-rule",),
    ),
    _ingress(
        Kind.FAIL,
        "443 at a group of another stack",
        [*network(), ingress("", "0.0.0.0/0", 443, securityGroupId="sg-elsewhere")],
        at=("-rule",),
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.FAIL,
        "443 at a group that is only read",
        [*network(), read_only(group("worker")), ingress("worker", "0.0.0.0/0", 443)],
        at=("worker-rule",),
    ),
    _ingress(
        Kind.UNDECIDED,
        "addresses unknown",
        [*network(), group("alb"), ingress("alb", UNKNOWN, 8080, securityGroupId=Ref("alb"))],
        at=("alb-rule",),
        says=("cidrIpv4 = not known yet",),
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.UNDECIDED,
        "direction unknown",
        [*network(), group("alb"), changed(classic("alb", "", 22, cidrBlocks=["0.0.0.0/0"]), type=UNKNOWN)],
        at=("alb-classic",),
        says=("direction = not known yet",),
        also=("security-group-no-unrestricted-egress",),
    ),
    _ingress(
        Kind.UNDECIDED,
        "ports unknown",
        [*network(), group("alb"), ingress("alb", "0.0.0.0/0", 443, toPort=UNKNOWN)],
        at=("alb-rule",),
    ),
    _ingress(
        Kind.UNDECIDED,
        "443 at a group that is not known",
        [*network(), ingress("alb", "0.0.0.0/0", 443, securityGroupId=UNKNOWN)],
        at=("alb-rule",),
    ),
    _ingress(
        Kind.NOT_APPLICABLE,
        "private addresses",
        [*network(), group("worker"), ingress("worker", "10.0.0.0/8", 22)],
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.NOT_APPLICABLE,
        "a small public network",
        [*network(), group("worker"), ingress("worker", "52.0.0.0/16", 22)],
        also=("security-group-guide-inbound",),
    ),
    _ingress(
        Kind.NOT_APPLICABLE,
        "another type",
        [key(ingress=[block(22, cidrBlocks=["0.0.0.0/0"])])],
    ),
    _egress(Kind.PASS, "443", [*network(), group("api"), egress("api", "0.0.0.0/0", 443)]),
    _egress(
        Kind.PASS,
        "all traffic within the VPC",
        [*network(), group("api"), egress("api", "10.0.0.0/16", 0, ipProtocol="-1")],
    ),
    _egress(
        Kind.FAIL,
        "all traffic",
        [*network(), group("api"), egress("api", "0.0.0.0/0", 0, ipProtocol="-1")],
        at=("api-rule",),
        says=("cidrIpv4 = 0.0.0.0/0 lets traffic out to the whole internet on all traffic",),
    ),
    _egress(
        Kind.FAIL,
        "more than 443, inline, in halves",
        [*network(), group("api", egress=[block((443, 444), cidrBlocks=list(HALVES))])],
        at=("api",),
    ),
    _egress(
        Kind.FAIL,
        "UDP 443",
        [*network(), group("api"), egress("api", "0.0.0.0/0", 443, ipProtocol="udp")],
        at=("api-rule",),
    ),
    _egress(
        Kind.UNDECIDED,
        "ports unknown",
        [*network(), group("api"), egress("api", "0.0.0.0/0", 443, fromPort=UNKNOWN)],
        at=("api-rule",),
    ),
    _egress(
        Kind.UNDECIDED,
        "a prefix list of elsewhere",
        [*network(), group("api"), egress("api", "", 80, cidrIpv4=None, prefixListId="pl-elsewhere")],
        at=("api-rule",),
        also=("security-group-guide-outbound",),
    ),
    _egress(
        Kind.NOT_APPLICABLE, "inbound rule", [*network(), group("alb"), ingress("alb", "0.0.0.0/0", 443)]
    ),
]
