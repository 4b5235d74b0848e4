"""Vpc: the guide's network, exactly; and what zones and NAT mode change of it."""

import pulumi
import pulumi_aws as aws
import pytest

from components import NatMode, Vpc
from tests.mocks import TAGS, Recording, run
from tests.unit.components.network import (
    ASSOCIATION,
    DEFAULT_GROUP,
    EIP,
    ENDPOINT,
    GATEWAY,
    INSTANCE,
    NAT,
    ROUTE,
    SUBNET,
    SUBNETS,
    TABLE,
    VPC,
    ZONES,
    default,
    deploy,
    subnets,
    tags,
)


def ways_out(recording: Recording) -> dict[str, str]:
    """Where each route table sends what is meant for the internet."""
    return {
        route.inputs["routeTableId"]: route.inputs.get("natGatewayId") or route.inputs["gatewayId"]
        for route in recording.of_type(ROUTE).values()
    }


class TestDefaults:
    def test_count_of_every_type(self) -> None:
        assert default().counts() == {
            "shared-infra:index:Vpc": 1,
            VPC: 1,
            DEFAULT_GROUP: 1,
            GATEWAY: 1,
            SUBNET: 11,
            TABLE: 6,
            ASSOCIATION: 11,
            ROUTE: 4,
            EIP: 3,
            NAT: 3,
            ENDPOINT: 2,
            "shared-infra:index:FlowLogs": 1,
            "aws:ec2/flowLog:FlowLog": 1,
            "aws:cloudwatch/logGroup:LogGroup": 1,
            "aws:iam/role:Role": 1,
            "aws:iam/rolePolicy:RolePolicy": 1,
            "shared-infra:index:KmsKey": 1,
            "aws:kms/key:Key": 1,
            "aws:kms/alias:Alias": 1,
        }

    def test_the_vpc_resolves_names(self) -> None:
        assert default().one(VPC, "network-vpc").inputs == {
            "cidrBlock": "10.0.0.0/16",
            "enableDnsSupport": True,
            "enableDnsHostnames": True,
            "tags": tags("network-vpc"),
        }

    def test_the_default_security_group_is_emptied(self) -> None:
        assert default().one(DEFAULT_GROUP, "network-default-sg").inputs == {
            "vpcId": "network-vpc-id",
            "ingress": [],
            "egress": [],
            "tags": tags("network-default-sg"),
        }

    def test_the_subnets_are_the_guides_and_give_no_public_addresses(self) -> None:
        recording = default()

        assert subnets(recording) == SUBNETS
        assert recording.one(SUBNET, "network-data-b").inputs == {
            "vpcId": "network-vpc-id",
            "availabilityZone": "us-east-1b",
            "cidrBlock": "10.0.21.0/24",
            "mapPublicIpOnLaunch": False,
            "tags": {**tags("network-data-b"), "Tier": "data"},
        }
        assert not any(s.inputs["mapPublicIpOnLaunch"] for s in recording.of_type(SUBNET).values())

    def test_compute_has_a_route_table_per_zone_and_the_other_tiers_one_each(self) -> None:
        recording = default()
        used = {
            association.inputs["subnetId"].removesuffix("-id"): association.inputs["routeTableId"]
            for association in recording.of_type(ASSOCIATION).values()
        }

        assert used == {
            name: f"{name}-routes-id" if "compute" in name else f"{name[:-2]}-routes-id" for name in SUBNETS
        }
        assert set(recording.of_type(TABLE)) == {table.removesuffix("-id") for table in used.values()}

    def test_public_goes_out_by_the_internet_gateway_compute_by_nat_and_the_rest_not_at_all(self) -> None:
        recording = default()

        assert ways_out(recording) == {
            "network-public-routes-id": "network-internet-gateway-id",
            "network-compute-a-routes-id": "network-nat-a-id",
            "network-compute-b-routes-id": "network-nat-b-id",
            "network-compute-c-routes-id": "network-nat-c-id",
        }
        assert {r.inputs["destinationCidrBlock"] for r in recording.of_type(ROUTE).values()} == {"0.0.0.0/0"}

    def test_each_nat_gateway_is_in_a_public_subnet_and_waits_for_the_internet_gateway(self) -> None:
        recording = default()
        nat, gateway = recording.one(NAT, "network-nat-b"), recording.one(GATEWAY)

        assert nat.inputs["subnetId"] == "network-public-b-id"
        assert nat.inputs["tags"] == tags("network-nat-b")
        assert gateway.urn in nat.dependencies
        address = recording.one(EIP, "network-nat-b-address")
        assert address.inputs == {"domain": "vpc", "tags": tags("network-nat-b-address")}
        assert {gateway.urn} == address.dependencies

    def test_gateway_endpoints_are_routes_of_the_compute_tier_only(self) -> None:
        endpoints = default().of_type(ENDPOINT)

        assert set(endpoints) == {"network-endpoint-s3", "network-endpoint-dynamodb"}
        assert endpoints["network-endpoint-s3"].inputs == {
            "vpcId": "network-vpc-id",
            "serviceName": "com.amazonaws.us-east-1.s3",
            "vpcEndpointType": "Gateway",
            "routeTableIds": [f"network-compute-{letter}-routes-id" for letter in "abc"],
            "tags": tags("network-endpoint-s3"),
        }

    def test_flow_logs_are_kept_a_year_and_encrypted(self) -> None:
        recording = default()
        group = recording.one("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs-log-group")

        assert recording.one("aws:ec2/flowLog:FlowLog").inputs["vpcId"] == "network-vpc-id"
        assert group.inputs["retentionInDays"] == 365
        assert group.inputs["kmsKeyId"].endswith("Key/network-flow-logs-key-key")

    def test_outputs(self) -> None:
        recording = default()
        letters = {"public": "abc", "compute": "abc", "data": "abc", "messaging": "ab"}
        ids = {tier: {z: f"network-{tier}-{z}-id" for z in zones} for tier, zones in letters.items()}

        assert recording.result == {
            "vpc_id": "network-vpc-id",
            "vpc_arn": "arn:aws:mock:us-east-1:123456789012:Vpc/network-vpc",
            "cidr_block": "10.0.0.0/16",
            "public_subnet_ids": list(ids["public"].values()),
            "compute_subnet_ids": list(ids["compute"].values()),
            "data_subnet_ids": list(ids["data"].values()),
            "messaging_subnet_ids": list(ids["messaging"].values()),
            "subnet_ids": ids,
            "subnet_cidr_blocks": {
                tier: {z: SUBNETS[f"network-{tier}-{z}"][1] for z in zones} for tier, zones in letters.items()
            },
            "route_table_ids": {
                role: f"network-{role}-routes-id"
                for role in ("public", "compute-a", "compute-b", "compute-c", "data", "messaging")
            },
            "nat_public_ips": dict.fromkeys("abc", "203.0.113.1"),
            "default_security_group_id": "network-default-sg-id",
            "endpoints_security_group_id": None,
            "bastion_instance_id": None,
            "flow_log_group_name": "/shared-infra/local/network-flow-logs",
        }
        registered = recording.one("shared-infra:index:Vpc").outputs
        assert registered["subnetIds"] == ids
        assert registered["flowLogGroupName"] == "/shared-infra/local/network-flow-logs"


class TestZones:
    def test_their_order_does_not_matter(self) -> None:
        assert subnets(deploy(zones=ZONES[::-1])) == SUBNETS

    def test_another_zone_adds_subnets_and_changes_none(self) -> None:
        grown = subnets(deploy(zones=["us-east-1f", *ZONES]))

        assert grown.items() - SUBNETS.items() == {
            ("network-public-f", ("us-east-1f", "10.0.6.0/24")),
            ("network-compute-f", ("us-east-1f", "10.0.15.0/24")),
            ("network-data-f", ("us-east-1f", "10.0.25.0/24")),
        }
        assert SUBNETS.items() <= grown.items()

    def test_brokers_can_be_put_in_other_zones(self) -> None:
        zones = ["eu-west-1b", "eu-west-1c"]
        placed = subnets(deploy(zones=zones, messaging_zones=zones[::-1]))

        assert {name: block for name, (_, block) in placed.items() if "messaging" in name} == {
            "network-messaging-b": "10.0.31.0/24",
            "network-messaging-c": "10.0.32.0/24",
        }

    def test_another_block_keeps_the_pattern(self) -> None:
        assert subnets(deploy(cidr="10.64.0.0/17"))["network-compute-c"] == ("us-east-1c", "10.64.6.0/25")


class TestNat:
    def test_none_leaves_compute_without_a_way_out(self) -> None:
        recording = deploy(nat_mode=NatMode.NONE)

        assert ways_out(recording) == {"network-public-routes-id": "network-internet-gateway-id"}
        assert not {NAT, EIP} & recording.counts().keys()
        assert recording.result["nat_public_ips"] == {}

    def test_single_serves_every_zone_from_the_first(self) -> None:
        recording = deploy(nat_mode="single", zones=ZONES[::-1])

        assert ways_out(recording) == {
            "network-public-routes-id": "network-internet-gateway-id",
            **{f"network-compute-{letter}-routes-id": "network-nat-a-id" for letter in "abc"},
        }
        assert recording.result["nat_public_ips"] == {"a": "203.0.113.1"}

    @pytest.mark.parametrize("mode", list(NatMode))
    def test_the_mode_moves_no_subnet_and_no_route_table(self, mode: NatMode) -> None:
        recording = deploy(nat_mode=mode)

        assert subnets(recording) == SUBNETS
        assert set(recording.of_type(TABLE)) == set(default().of_type(TABLE))


def test_public_subnets_are_given_out_with_their_route() -> None:
    """A load balancer, like a bastion, cannot be created before its VPC has a way in."""

    def program() -> None:
        vpc = Vpc("network", {"zones": ZONES, "tags": TAGS})
        for tier, ids in (("public", vpc.public_subnet_ids), ("data", vpc.data_subnet_ids)):
            aws.ec2.Instance(tier, subnet_id=ids[0])
        pulumi.export("public", vpc.subnet_ids["public"])

    recording = run(program)
    route = recording.one(ROUTE, "network-public-internet").urn

    assert route in recording.one(INSTANCE, "public").dependencies
    assert route not in recording.one(INSTANCE, "data").dependencies


def test_the_callers_key_encrypts_the_flow_logs() -> None:
    recording = deploy(kms_key_arn="arn:key", flow_log_retention_days=30.0)
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")

    assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == ("arn:key", 30)
    assert "aws:kms/key:Key" not in recording.counts()


def test_a_preview_knows_all_addresses() -> None:
    result = deploy(preview=True).result

    assert result["cidr_block"] == "10.0.0.0/16"
    assert result["subnet_cidr_blocks"]["messaging"] == {"a": "10.0.30.0/24", "b": "10.0.31.0/24"}
