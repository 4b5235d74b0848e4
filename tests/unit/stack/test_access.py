"""The table of who may reach whom: what it says, and that it cannot say what makes no sense."""

from graphlib import CycleError

import pytest

from config.compute import LoadBalancerIngress
from config.network import Tier
from stack.access import (
    ALB,
    CONTAINER_HTTP,
    ENDPOINTS,
    RDS,
    RDS_PROXY,
    SERVICES,
    STORES,
    access_rows,
    purposes,
    role_of,
)
from stack.access_model import (
    EVERYTHING,
    HTTPS,
    Access,
    Block,
    Group,
    SecretName,
    ServiceAccess,
    Store,
    Traffic,
    check,
    creation_order,
    inbound,
    markdown_table,
    outbound,
    tcp,
    tiers_reaching,
)

ROWS = access_rows()
GROUPS = purposes()
API, WORKER, AI = (service.group for service in SERVICES)
POSTGRESQL = STORES[Store.RDS].traffic
BILLING = ServiceAccess(name="billing", purpose="Billing containers", stores=(Store.RDS, Store.FILES))


def sides(group: Group, rows: list[Access] = ROWS) -> tuple[set[str], set[str]]:
    """Inbound and outbound of a group, as `ports from or to peer`."""
    return (
        {f"{rule.traffic} from {rule.peer}" for rule in inbound(group, rows)},
        {f"{rule.traffic} to {rule.peer}" for rule in outbound(group, rows)},
    )


CONTAINER_OUTBOUND = {"all traffic to vpc", "443/tcp to anywhere"}


@pytest.mark.parametrize(
    ("name", "accepts", "sends"),
    [
        ("alb", {"443/tcp from anywhere"}, {"all traffic to vpc"}),
        ("api", {"3000-4000/tcp from alb"}, CONTAINER_OUTBOUND),
        ("worker", set(), CONTAINER_OUTBOUND),
        ("ai", set(), CONTAINER_OUTBOUND),
        ("rds", {"5432/tcp from api", "5432/tcp from worker", "5432/tcp from ai"}, set()),
        ("documentdb", {"27017/tcp from api"}, set()),
        ("redis", {"6379/tcp from api", "6379/tcp from worker"}, set()),
        ("opensearch", {"443/tcp from api", "443/tcp from worker"}, set()),
        ("msk", {"9098/tcp from api", "9098/tcp from worker", "9098/tcp from ai"}, set()),
        ("endpoints", {"443/tcp from compute"}, set()),
    ],
)
def test_groups_are_the_guides(name: str, accepts: set[str], sends: set[str]) -> None:
    assert sides(Group(name)) == (accepts, sends)
    assert Group(name) in GROUPS


def test_there_are_no_other_groups() -> None:
    assert len(GROUPS) == 10


def test_the_diagrams_arrows_to_stores_are_the_services_rows() -> None:
    arrows = {service.name: {store.value for store in service.stores} for service in SERVICES}
    assert arrows == {
        "api": {"rds", "documentdb", "redis", "opensearch", "files", "msk"},
        "worker": {"rds", "redis", "opensearch", "files", "msk"},
        "ai": {"rds", "msk"},
    }
    assert all(SecretName.SENTRY in service.secrets for service in SERVICES)
    assert [s.name for s in SERVICES if {SecretName.JWT, SecretName.OAUTH} & set(s.secrets)] == ["api"]


def test_a_fourth_service_is_one_row() -> None:
    rows = access_rows(services=(*SERVICES, BILLING))
    assert sides(BILLING.group, rows) == (set(), CONTAINER_OUTBOUND)
    assert sides(RDS, rows)[0] == sides(RDS)[0] | {"5432/tcp from billing"}
    assert sides(Group("redis"), rows) == sides(Group("redis"))
    assert purposes(services=(*SERVICES, BILLING))[BILLING.group] == "Billing containers"
    assert BILLING.topics_produced == ("billing.*",)
    assert [role_of(group, (*SERVICES, BILLING)) for group in (API, BILLING.group, RDS)] == [
        "api",
        "service",
        "rds",
    ]


def test_a_proxy_is_between_the_services_and_the_database() -> None:
    rows = access_rows(proxy=True)
    assert sides(RDS_PROXY, rows) == (
        {"5432/tcp from api", "5432/tcp from worker", "5432/tcp from ai"},
        {"5432/tcp to vpc"},
    )
    assert sides(RDS, rows)[0] == sides(RDS)[0] | {"5432/tcp from rds-proxy"}
    assert RDS_PROXY in purposes(proxy=True)


def test_the_way_in_is_that_of_the_settings() -> None:
    assert sides(ALB, access_rows(LoadBalancerIngress.CLOUDFRONT))[0] == {"443/tcp from cloudfront"}
    assert sides(ALB, access_rows(redirect_http=True))[0] == {
        "443/tcp from anywhere",
        "80/tcp from anywhere",
    }


def test_names_of_groups_blocks_and_tiers_differ() -> None:
    # Rules are named by them.
    names = [*map(str, purposes(proxy=True)), *map(str, Block), *map(str, Tier)]
    assert len(names) == len(set(names))


def test_rule_names_are_stable() -> None:
    # A name identifies a deployed rule: to change one deletes the rule and makes another.
    assert [rule.name for rule in inbound(RDS, ROWS)] == [
        "postgresql-from-api",
        "postgresql-from-worker",
        "postgresql-from-ai",
    ]
    assert [rule.name for rule in outbound(API, ROWS)] == ["everything-to-vpc", "https-to-anywhere"]
    assert [rule.name for rule in inbound(API, ROWS)] == ["http-from-alb"]


def test_rule_names_are_unique_in_a_group() -> None:
    rows = access_rows(proxy=True, redirect_http=True)
    for group in purposes(proxy=True):
        names = [rule.name for rule in [*inbound(group, rows), *outbound(group, rows)]]
        assert len(names) == len(set(names))


def test_a_new_port_keeps_the_rules_name() -> None:
    row = Access(API, RDS, tcp("postgresql", 6432), "Through the pooler.")
    (rule,) = inbound(RDS, [row])
    assert (rule.name, str(rule.traffic)) == ("postgresql-from-api", "6432/tcp")


def test_endpoints_admit_the_compute_tier() -> None:
    assert tiers_reaching(ENDPOINTS, ROWS) == [Tier.COMPUTE]


def test_groups_are_created_behind_those_that_their_rules_name() -> None:
    rows = access_rows(proxy=True)
    order = creation_order(purposes(proxy=True), rows)
    assert sorted(order) == sorted(purposes(proxy=True))
    for row in rows:
        if isinstance(row.source, Group) and isinstance(row.target, Group):
            assert order.index(row.source) < order.index(row.target)


def test_groups_that_name_each_other_are_refused() -> None:
    rows = [Access(API, AI, HTTPS, "There."), Access(AI, API, HTTPS, "And back.")]
    with pytest.raises(CycleError):
        creation_order((API, AI), rows)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            Access(Block.ANYWHERE, Block.VPC, HTTPS, "No group."),
            "access anywhere -> vpc (443/tcp): one side must be a security group",
        ),
        (
            Access(Tier.COMPUTE, Block.VPC, HTTPS, "No group."),
            "access compute -> vpc (443/tcp): one side must be a security group",
        ),
        (Access(API, RDS, POSTGRESQL, "The API's database."), "EC2 refuses the reason"),
        (Access(API, RDS, POSTGRESQL, ""), "EC2 refuses the reason"),
        (Access(API, RDS, POSTGRESQL, "x" * 256), "EC2 refuses the reason"),
        (Access(Tier.COMPUTE, RDS, POSTGRESQL, "A tier."), "and no other group, take HTTPS from whole"),
        (Access(API, ENDPOINTS, HTTPS, "No tier."), "and no other group, take HTTPS from whole"),
        (Access(Tier.DATA, ENDPOINTS, POSTGRESQL, "No HTTPS."), "and no other group, take HTTPS from whole"),
        (Access(ENDPOINTS, Block.VPC, EVERYTHING, "Outbound."), "and no other group, take HTTPS from whole"),
    ],
)
def test_rows_that_make_no_security_group_are_refused(row: Access, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        check([row], ENDPOINTS)
    assert message in str(caught.value)


def test_a_row_given_twice_is_refused() -> None:
    row = Access(API, RDS, POSTGRESQL, "Once.")
    again = Access(API, RDS, tcp("postgresql", 6432), "Twice.")
    with pytest.raises(ValueError, match=r"access given twice: api -> rds \(postgresql\)"):
        check([row, again], ENDPOINTS)


def test_a_service_with_a_name_that_ec2_cannot_describe_is_refused() -> None:
    named = ServiceAccess(name="billing", purpose="Billing's containers")
    with pytest.raises(ValueError, match="EC2 refuses the reason"):
        access_rows(services=(named,))


def test_opening_a_port_to_the_world_is_left_to_the_policies() -> None:
    check([*ROWS, Access(Block.ANYWHERE, API, tcp("ssh", 22), "Someone wants a shell.")], ENDPOINTS)


def test_traffic_reads_as_ports_and_protocol() -> None:
    traffics = (HTTPS, CONTAINER_HTTP, EVERYTHING, Traffic("dns", "udp", 53, 53))
    assert [str(traffic) for traffic in traffics] == ["443/tcp", "3000-4000/tcp", "all traffic", "53/udp"]


def test_the_documented_table_has_a_row_for_each_group() -> None:
    lines = markdown_table(GROUPS, ROWS).splitlines()
    assert lines[0] == "| Security group | Inbound | Outbound | Purpose |"
    assert len(lines) == 2 + len(GROUPS)
    assert "| `worker` | none | all traffic to vpc; 443/tcp to anywhere | Background workers |" in lines
    assert "| `redis` | 6379/tcp from api; 6379/tcp from worker | none | Redis cache |" in lines
