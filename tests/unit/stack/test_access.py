"""The table of who may reach whom: what it says, and that it cannot say what makes no sense."""

from graphlib import CycleError

import pytest

from config.network import Tier
from stack.access import (
    ACCESS,
    CONTAINER_HTTP,
    EVERYTHING,
    HTTPS,
    KAFKA,
    POSTGRESQL,
    PURPOSES,
    Access,
    Block,
    Group,
    Traffic,
    check,
    creation_order,
    inbound,
    markdown_table,
    outbound,
    reaches,
    tcp,
    tiers_reaching,
)


def sides(group: Group) -> tuple[set[str], set[str]]:
    """Inbound and outbound of a group, as `ports from or to peer`."""
    return (
        {f"{rule.traffic} from {rule.peer}" for rule in inbound(group)},
        {f"{rule.traffic} to {rule.peer}" for rule in outbound(group)},
    )


CONTAINER_OUTBOUND = {"all traffic to vpc", "443/tcp to anywhere"}


@pytest.mark.parametrize(
    ("group", "accepts", "sends"),
    [
        (Group.ALB, {"443/tcp from anywhere"}, {"all traffic to vpc"}),
        (Group.API, {"3000-4000/tcp from alb"}, CONTAINER_OUTBOUND),
        (Group.WORKER, set(), CONTAINER_OUTBOUND),
        (Group.AI, set(), CONTAINER_OUTBOUND),
        (Group.RDS, {"5432/tcp from api", "5432/tcp from worker", "5432/tcp from ai"}, set()),
        (Group.DOCUMENTDB, {"27017/tcp from api"}, set()),
        (Group.REDIS, {"6379/tcp from api", "6379/tcp from worker"}, set()),
        (Group.OPENSEARCH, {"443/tcp from api", "443/tcp from worker"}, set()),
        (Group.MSK, {"9098/tcp from api", "9098/tcp from worker", "9098/tcp from ai"}, set()),
        (Group.ENDPOINTS, {"443/tcp from compute"}, set()),
    ],
)
def test_groups_are_the_guides(group: Group, accepts: set[str], sends: set[str]) -> None:
    assert sides(group) == (accepts, sends)


def test_every_group_has_a_purpose() -> None:
    assert set(PURPOSES) == set(Group)


def test_names_of_groups_blocks_and_tiers_differ() -> None:
    # Rules are named by them, and enum members of equal value would be equal.
    names = [*map(str, Group), *map(str, Block), *map(str, Tier)]
    assert len(names) == len(set(names))


def test_rule_names_are_stable() -> None:
    # A name identifies a deployed rule: to change one deletes the rule and makes another.
    assert [rule.name for rule in inbound(Group.RDS)] == [
        "postgresql-from-api",
        "postgresql-from-worker",
        "postgresql-from-ai",
    ]
    assert [rule.name for rule in outbound(Group.API)] == ["everything-to-vpc", "https-to-anywhere"]


def test_rule_names_are_unique_in_a_group() -> None:
    for group in Group:
        names = [rule.name for rule in [*inbound(group), *outbound(group)]]
        assert len(names) == len(set(names))


def test_a_new_port_keeps_the_rules_name() -> None:
    row = Access(Group.API, Group.RDS, tcp("postgresql", 6432), "Through the pooler.")
    (rule,) = inbound(Group.RDS, [row])
    assert (rule.name, str(rule.traffic)) == ("postgresql-from-api", "6432/tcp")


def test_what_a_group_talks_to() -> None:
    assert reaches(Group.AI) == {Group.RDS: POSTGRESQL, Group.MSK: KAFKA}
    assert set(reaches(Group.WORKER)) == {Group.RDS, Group.REDIS, Group.OPENSEARCH, Group.MSK}
    assert set(reaches(Group.API)) == set(reaches(Group.WORKER)) | {Group.DOCUMENTDB}
    assert reaches(Group.ALB) == {Group.API: CONTAINER_HTTP}
    assert reaches(Group.RDS) == {}


def test_endpoints_admit_the_compute_tier() -> None:
    assert tiers_reaching(Group.ENDPOINTS) == [Tier.COMPUTE]


def test_groups_are_created_behind_those_that_their_rules_name() -> None:
    order = creation_order()
    assert sorted(order) == sorted(Group)
    for row in ACCESS:
        if isinstance(row.source, Group) and isinstance(row.target, Group):
            assert order.index(row.source) < order.index(row.target)


def test_groups_that_name_each_other_are_refused() -> None:
    rows = [Access(Group.API, Group.AI, HTTPS, "There."), Access(Group.AI, Group.API, HTTPS, "And back.")]
    with pytest.raises(CycleError):
        creation_order(rows)


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
        (Access(Group.API, Group.RDS, POSTGRESQL, "The API's database."), "EC2 refuses the reason"),
        (Access(Group.API, Group.RDS, POSTGRESQL, ""), "EC2 refuses the reason"),
        (Access(Group.API, Group.RDS, POSTGRESQL, "x" * 256), "EC2 refuses the reason"),
        (Access(Tier.COMPUTE, Group.RDS, POSTGRESQL, "A tier."), "and no other group, take HTTPS from whole"),
        (Access(Group.API, Group.ENDPOINTS, HTTPS, "No tier."), "and no other group, take HTTPS from whole"),
        (Access(Tier.DATA, Group.ENDPOINTS, KAFKA, "No HTTPS."), "and no other group, take HTTPS from whole"),
        (
            Access(Group.ENDPOINTS, Block.VPC, EVERYTHING, "Outbound."),
            "and no other group, take HTTPS from whole",
        ),
    ],
)
def test_rows_that_make_no_security_group_are_refused(row: Access, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        check([row])
    assert message in str(caught.value)


def test_a_row_given_twice_is_refused() -> None:
    row = Access(Group.API, Group.RDS, POSTGRESQL, "Once.")
    again = Access(Group.API, Group.RDS, tcp("postgresql", 6432), "Twice.")
    with pytest.raises(ValueError, match=r"access given twice: api -> rds \(postgresql\)"):
        check([row, again])


def test_opening_a_port_to_the_world_is_left_to_the_policies() -> None:
    check([*ACCESS, Access(Block.ANYWHERE, Group.API, tcp("ssh", 22), "Someone wants a shell.")])


def test_traffic_reads_as_ports_and_protocol() -> None:
    traffics = (HTTPS, CONTAINER_HTTP, EVERYTHING, Traffic("dns", "udp", 53, 53))
    assert [str(traffic) for traffic in traffics] == ["443/tcp", "3000-4000/tcp", "all traffic", "53/udp"]


def test_the_documented_table_has_a_row_for_each_group() -> None:
    lines = markdown_table().splitlines()
    assert lines[0] == "| Security group | Inbound | Outbound | Purpose |"
    assert len(lines) == 2 + len(Group)
    assert "| `worker` | none | all traffic to vpc; 443/tcp to anywhere | Background workers |" in lines
    assert "| `redis` | 6379/tcp from api; 6379/tcp from worker | none | Redis cache |" in lines
