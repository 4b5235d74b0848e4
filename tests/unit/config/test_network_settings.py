"""What the network settings take and refuse."""

import json
from ipaddress import IPv4Network
from typing import Any

import boto3
import pytest
from moto import mock_aws
from pydantic import ValidationError

from config.endpoints import PRODUCTION_ENDPOINTS, GatewayEndpoint, InterfaceEndpoint
from config.network import NatMode, NetworkSettings
from config.values import LOG_RETENTION_DAYS


def read(**yaml: Any) -> NetworkSettings:
    return NetworkSettings.model_validate_json(json.dumps(yaml))


def error(**yaml: Any) -> tuple[tuple[str | int, ...], str]:
    """Place and message of the only error."""
    with pytest.raises(ValidationError) as caught:
        read(**yaml)
    (details,) = caught.value.errors()
    return details["loc"], details["msg"]


def test_defaults_are_productions() -> None:
    assert read().model_dump() == {
        "cidr": IPv4Network("10.0.0.0/16"),
        "zones": ("a", "b", "c"),
        "messaging_zones": ("a", "b"),
        "nat_mode": NatMode.PER_ZONE,
        "gateway_endpoints": (GatewayEndpoint.S3, GatewayEndpoint.DYNAMODB),
        "interface_endpoints": PRODUCTION_ENDPOINTS,
        "flow_log_retention_days": 365,
        "bastion": False,
    }


def test_reads_every_key() -> None:
    settings = read(
        cidr="172.16.32.0/19",
        zones=["c", "a"],
        messagingZones=["a", "c"],
        natMode="none",
        gatewayEndpoints=["s3"],
        interfaceEndpoints=["logs", "ecr.api", "ecr.dkr", "secretsmanager"],
        flowLogRetentionDays=1,
        bastion=True,
    )
    assert settings.cidr == IPv4Network("172.16.32.0/19")
    assert (settings.zones, settings.messaging_zones) == (("c", "a"), ("a", "c"))
    assert settings.nat_mode is NatMode.NONE
    assert settings.interface_endpoints[0] is InterfaceEndpoint.LOGS
    assert (settings.flow_log_retention_days, settings.bastion) == (1, True)


@pytest.mark.parametrize(
    "cidr",
    [
        "10.0.0.1/16",
        "10.0.0.0/15",
        "10.0.0.0/20",
        "10.0.0.0",
        "8.8.0.0/16",
        "172.15.0.0/16",
        "fd00::/16",
        "x",
        10,
    ],
)
def test_refuses_a_block_that_no_vpc_can_use(cidr: object) -> None:
    place, message = error(cidr=cidr)
    assert place == ("cidr",)
    assert message == (
        "an IPv4 block of size /16 to /19, from its first address on,"
        " within 10.0.0.0/8 or 172.16.0.0/12 or 192.168.0.0/16 or 100.64.0.0/10"
    )


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ({"zones": ["a"]}, ("zones",)),
        ({"zones": ["a", "g"]}, ("zones", 1)),
        ({"zones": ["a", "us-east-1b"]}, ("zones", 1)),
        ({"zones": "ab"}, ("zones",)),
        ({"natMode": "per-az"}, ("natMode",)),
        ({"natMode": "PER_ZONE"}, ("natMode",)),
        ({"interfaceEndpoints": ["kafka"]}, ("interfaceEndpoints", 0)),
        ({"gatewayEndpoints": ["kms"]}, ("gatewayEndpoints", 0)),
        ({"flowLogRetentionDays": "30"}, ("flowLogRetentionDays",)),
        ({"flowLogRetentionDays": 30.5}, ("flowLogRetentionDays",)),
        ({"flowLogRetentionDays": 0}, ("flowLogRetentionDays",)),
        ({"flowLogRetentionDays": True}, ("flowLogRetentionDays",)),
        ({"bastion": "yes"}, ("bastion",)),
        ({"bastion": 1}, ("bastion",)),
        ({"bastion": None}, ("bastion",)),
        ({"nat_mode": "none"}, ("nat_mode",)),
    ],
)
def test_refuses_what_a_key_does_not_allow(yaml: dict[str, Any], place: tuple[str | int, ...]) -> None:
    assert error(**yaml)[0] == place


@pytest.mark.parametrize(
    ("yaml", "repeated"),
    [
        ({"zones": ["a", "b", "a"]}, "a"),
        ({"interfaceEndpoints": ["kms", "logs", "kms", "logs"]}, "kms, logs"),
        ({"gatewayEndpoints": ["s3", "s3"]}, "s3"),
    ],
)
def test_names_what_a_list_repeats(yaml: dict[str, Any], repeated: str) -> None:
    assert error(**yaml)[1] == f"each entry once; repeated: {repeated}"


@pytest.mark.parametrize(
    ("yaml", "place", "missing"),
    [
        (
            {"interfaceEndpoints": ["kms", "logs"]},
            ("interfaceEndpoints",),
            "ecr.api, ecr.dkr, secretsmanager",
        ),
        ({"gatewayEndpoints": ["dynamodb"]}, ("gatewayEndpoints",), "s3"),
    ],
)
def test_without_nat_the_endpoints_must_let_a_task_start(
    yaml: dict[str, Any], place: tuple[str], missing: str
) -> None:
    found_place, message = error(natMode="none", **yaml)
    assert found_place == place
    assert message == f"a list with {missing}: natMode is none, and without them no task can start"
    assert read(natMode="single", **yaml).nat_mode is NatMode.SINGLE


@pytest.mark.parametrize(
    "yaml",
    [
        {"zones": ["b", "c"], "messagingZones": ["a", "b"]},
        {"messagingZones": ["a"]},
        {"messagingZones": ["a", "d"]},
    ],
)
def test_brokers_are_in_two_or_more_zones_of_the_network(yaml: dict[str, Any]) -> None:
    place, message = error(**yaml)
    assert place == ("messagingZones",)
    assert message == f"2 or more of the zones {', '.join(yaml.get('zones', 'abc'))}"


def test_wrong_zones_are_one_mistake() -> None:
    assert error(zones=["c"])[0] == ("zones",)


def test_retention_takes_exactly_what_the_api_takes() -> None:
    with mock_aws():
        client = boto3.client(
            "logs", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        client.create_log_group(logGroupName="flow")
        for days in LOG_RETENTION_DAYS:
            client.put_retention_policy(logGroupName="flow", retentionInDays=days)
            assert read(flowLogRetentionDays=days).flow_log_retention_days == days


def test_every_endpoint_is_a_service_of_ec2() -> None:
    with mock_aws():
        client = boto3.client(
            "ec2", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        pages = client.get_paginator("describe_vpc_endpoint_services").paginate()
        services = {
            (kind["ServiceType"], service["ServiceName"])
            for page in pages
            for service in page["ServiceDetails"]
            for kind in service["ServiceType"]
        }
    wanted = {("Interface", f"com.amazonaws.us-east-1.{name}") for name in InterfaceEndpoint} | {
        ("Gateway", f"com.amazonaws.us-east-1.{name}") for name in GatewayEndpoint
    }
    assert wanted - services == set()
