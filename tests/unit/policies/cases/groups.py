"""Cases of how groups are declared: role, descriptions, one shape of rule, empty default group."""

from functools import partial

from tests.unit.policies.analyzer import UNKNOWN, Declared, Either, Ref, Run
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import (
    DEFAULT_GROUP,
    TAGS,
    VPC,
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

_role = partial(Case, "security-group-role-declared")
_described = partial(Case, "security-group-described")
_mixed = partial(Case, "security-group-rules-not-mixed")
_default = partial(Case, "default-security-group-empty")


def _default_group(**inputs: object) -> list[Declared]:
    return [changed(r, **inputs) if r.type == DEFAULT_GROUP else r for r in network()]


CASES = [
    _role(Kind.PASS, "a row of the table", [*network(), group("rds")]),
    _role(
        Kind.FAIL,
        "none",
        [*network(), group("rds", tags=TAGS)],
        at=("rds",),
        says=("has no tag Role; allowed are alb, api, worker",),
    ),
    _role(
        Kind.FAIL,
        "another word",
        [*network(), group("database")],
        at=("database",),
        says=("has the tag Role = 'database'",),
    ),
    _role(Kind.FAIL, "another case", [*network(), group("RDS")], at=("RDS",)),
    _role(Kind.UNDECIDED, "not known", [*network(), group("rds", tags=tagged(Role=UNKNOWN))], at=("rds",)),
    _role(
        Kind.UNDECIDED,
        "no tag known",
        [*network(), group("rds", tags=UNKNOWN)],
        at=("rds",),
        also=("resource-tags-required",),
    ),
    _role(Kind.NOT_APPLICABLE, "the default group", network()),
    _described(
        Kind.PASS,
        "group and rules",
        [*network(), group("api"), group("rds"), ingress("rds", Ref("api"), 5432)],
    ),
    _described(
        Kind.FAIL,
        "the provider's placeholder",
        [*network(), group("rds", description="Managed by Pulumi")],
        at=("rds",),
        says=("its description is 'Managed by Pulumi'",),
    ),
    _described(
        Kind.FAIL,
        "a rule without one",
        [*network(), group("api"), group("rds"), ingress("rds", Ref("api"), 5432, description=None)],
        at=("rds-rule",),
        says=("its description is not set",),
    ),
    _described(
        Kind.FAIL,
        "a blank classic and a missing inline one",
        [
            *network(),
            group("rds", egress=None, ingress=[block(5432, securityGroups=[Ref("api")], description="")]),
            group("api"),
            group("redis"),
            classic("redis", "ingress", 6379, sourceSecurityGroupId=Ref("api"), description="  "),
        ],
        at=("rds", "redis-classic"),
        says=("ingress[0] of rds",),
    ),
    _described(Kind.UNDECIDED, "not known", [*network(), group("rds", description=UNKNOWN)], at=("rds",)),
    _described(Kind.NOT_APPLICABLE, "the default group", network()),
    _mixed(
        Kind.PASS,
        "one shape in each group",
        [
            *network(),
            group("api"),
            group("rds", ingress=[block(5432, securityGroups=[Ref("api")])]),
            group("redis"),
            classic("redis", "ingress", 6379, sourceSecurityGroupId=Ref("api")),
            group("msk"),
            ingress("msk", Ref("api"), 9098),
        ],
    ),
    _mixed(
        Kind.FAIL,
        "inline and separate",
        [
            *network(),
            group("worker"),
            group("api", egress=[block(443, cidrBlocks=["0.0.0.0/0"])]),
            egress("api", "10.0.0.0/16", 5432),
        ],
        at=("api",),
        says=("inline in the group: egress[0] of api", "as aws.vpc.SecurityGroupIngressRule"),
    ),
    _mixed(
        Kind.FAIL,
        "classic and separate",
        [
            *network(),
            group("api"),
            group("rds"),
            ingress("rds", Ref("api"), 5432),
            classic("rds", "ingress", 5432, sourceSecurityGroupId=Ref("api")),
        ],
        at=("rds",),
        says=("declared in 2 ways",),
    ),
    _mixed(
        Kind.UNDECIDED,
        "a separate rule of one of two groups",
        [
            *network(),
            group("api", egress=[block(443, cidrBlocks=["0.0.0.0/0"])]),
            group("worker"),
            changed(egress("api", "10.0.0.0/16", 5432), securityGroupId=Either(("api", "worker"))),
        ],
        at=("api",),
        also=("security-group-guide-outbound",),
        runs=(Run.PREVIEW,),
    ),
    _mixed(
        Kind.NOT_APPLICABLE,
        "a group that is only read",
        [*network(), group("worker"), read_only(group("api")), egress("api", "10.0.0.0/16", 5432)],
    ),
    _default(Kind.PASS, "declared and empty", network()),
    _default(Kind.PASS, "declared with empty lists", _default_group(ingress=[], egress=[])),
    _default(
        Kind.FAIL,
        "not declared",
        [r for r in network() if r.type != DEFAULT_GROUP],
        at=("vpc",),
        says=("the stack does not empty its default security group",),
    ),
    _default(
        Kind.FAIL,
        "declared for another VPC",
        [*network(), Declared(VPC, "second", {"cidrBlock": "10.1.0.0/16", "tags": TAGS})],
        at=("second",),
        also=("vpc-flow-logged",),
    ),
    _default(
        Kind.FAIL,
        "with an inline rule",
        _default_group(egress=[block(443, cidrBlocks=["0.0.0.0/0"])]),
        at=("default",),
        says=("egress[0] of default",),
    ),
    _default(
        Kind.FAIL,
        "with a rule of its own",
        [*network(), named(egress("default", "0.0.0.0/0", 443), "added")],
        at=("added",),
    ),
    _default(
        Kind.UNDECIDED,
        "rules not known",
        _default_group(ingress=UNKNOWN),
        at=("default",),
        also=("security-group-no-world-ingress",),
    ),
    _default(Kind.UNDECIDED, "VPC not known", _default_group(vpcId=UNKNOWN), at=("vpc",)),
    _default(
        Kind.NOT_APPLICABLE, "a VPC that is only read", [read_only(r) for r in network() if r.type == VPC]
    ),
]
