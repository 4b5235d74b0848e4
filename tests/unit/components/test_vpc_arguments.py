"""Vpc: arguments that cannot be used, each with its message."""

from typing import Any

import pytest

from components import ArgumentError, Vpc
from tests.mocks import TAGS, run
from tests.unit.components.network import ZONES, deploy


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"zones": ["us-east-1a"]}, "zones: us-east-1a. Allowed: 2 to 9 different zones of one region."),
        ({"zones": ["a", "b"]}, "zones: 'a'. Allowed: full names of availability zones, as us-east-1a"),
        ({"zones": None}, "zones: missing. Allowed: a list of texts."),
        (
            {"zones": ["us-east-1a", "us-east-1c"]},
            "messaging_zones: us-east-1a. Allowed: two or more of the zones. Without it, brokers",
        ),
        (
            {"zones": ["us-east-1d", "us-east-1c"]},
            "messaging_zones: missing. Allowed: two or more of the zones.",
        ),
        (
            {"messaging_zones": ["us-east-1a", "us-east-1d"]},
            "messaging_zones: us-east-1d. Allowed: some of the zones: us-east-1a, us-east-1b, us-east-1c.",
        ),
        (
            {"messaging_zones": ["us-east-1a"]},
            "messaging_zones: us-east-1a. Allowed: two or more of the zones.",
        ),
        ({"cidr": "10.0.0.0/20"}, "cidr: 10.0.0.0/20, in which a subnet is too small for a load balancer."),
        ({"cidr": ""}, "cidr: ''. Allowed: a text that is not empty."),
        ({"nat_mode": "both"}, "nat_mode: 'both'. Allowed: none, single, per-zone."),
        (
            {"gateway_endpoints": ["sqs"]},
            "gateway_endpoints: 'sqs'. Allowed: s3, dynamodb. Other services have interface",
        ),
        (
            {"interface_endpoints": ["com.amazonaws.us-east-1.logs"]},
            "interface_endpoints: 'com.amazonaws.us-east-1.logs'. Allowed: the part of a service",
        ),
        (
            {"interface_endpoint_tiers": ["web"]},
            "interface_endpoint_tiers: a list with 'web'. Allowed: public, compute, data, messaging.",
        ),
        ({"flow_log_retention_days": 0}, "flow_log_retention_days: 0. Allowed: one of 1, 3, 5, 7,"),
        ({"bastion": "yes"}, "bastion: 'yes'. Allowed: true or false."),
        (
            {"bastion_instance_type": "nano"},
            "bastion_instance_type: 'nano'. Allowed: the name of an EC2 instance type",
        ),
        ({"availability_zones": ZONES}, "availability_zones: no argument here."),
        (
            {"tags": {**TAGS, "Name": "x"}},
            "tags: the key 'Name'. Allowed: keys other than Name,",
        ),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_name_too_long_for_its_children_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"the name: 'n{42}'\. Allowed: 1 to 41 lower-case"):
        run(lambda: Vpc("n" * 42, {"zones": ZONES, "tags": TAGS}))
    assert run(lambda: Vpc("n" * 41, {"zones": ZONES, "tags": TAGS, "bastion": True})).resources
