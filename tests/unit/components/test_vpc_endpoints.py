"""Vpc: interface endpoints, and the bastion that depends on them."""

import pytest

from tests.unit.components.network import EGRESS, ENDPOINT, INGRESS, INSTANCE, ROUTE, deploy, tags


class TestInterfaceEndpoints:
    def test_are_in_every_compute_subnet_under_the_services_own_name(self) -> None:
        recording = deploy(interface_endpoints=["ecr.api", "logs"])

        assert recording.one(ENDPOINT, "network-endpoint-ecr-api").inputs == {
            "vpcId": "network-vpc-id",
            "serviceName": "com.amazonaws.us-east-1.ecr.api",
            "vpcEndpointType": "Interface",
            "privateDnsEnabled": True,
            "subnetIds": [f"network-compute-{letter}-id" for letter in "abc"],
            "securityGroupIds": ["network-endpoints-sg-id"],
            "tags": tags("network-endpoint-ecr-api"),
        }
        assert len(recording.of_type(ENDPOINT)) == 4
        assert recording.result["endpoints_security_group_id"] == "network-endpoints-sg-id"
        group = recording.one("aws:ec2/securityGroup:SecurityGroup", "network-endpoints-sg")
        assert group.inputs["tags"]["Role"] == "endpoints"

    def test_admit_https_from_the_compute_subnets_and_send_nothing(self) -> None:
        recording = deploy(interface_endpoints=["logs"])
        rules = recording.of_type(INGRESS)

        assert {name: rule.inputs["cidrIpv4"] for name, rule in rules.items()} == {
            "network-endpoints-ingress-compute-a": "10.0.10.0/24",
            "network-endpoints-ingress-compute-b": "10.0.11.0/24",
            "network-endpoints-ingress-compute-c": "10.0.12.0/24",
        }
        assert {
            (r.inputs["ipProtocol"], r.inputs["fromPort"], r.inputs["toPort"]) for r in rules.values()
        } == {("tcp", 443, 443)}
        assert EGRESS not in recording.counts()

    def test_can_be_opened_to_other_tiers(self) -> None:
        recording = deploy(interface_endpoints=["logs"], interface_endpoint_tiers=["data", "messaging"])

        assert {rule.inputs["cidrIpv4"] for rule in recording.of_type(INGRESS).values()} == {
            f"10.0.{number}.0/24" for number in (20, 21, 22, 30, 31)
        }

    def test_gateway_endpoints_can_be_left_out(self) -> None:
        assert set(deploy(gateway_endpoints=["s3"]).of_type(ENDPOINT)) == {"network-endpoint-s3"}
        assert deploy(gateway_endpoints=[]).of_type(ENDPOINT) == {}


class TestBastion:
    SESSIONS = ("ssm", "ssmmessages", "ec2messages")

    def test_is_in_the_first_public_subnet_and_waits_for_its_route(self) -> None:
        recording = deploy(bastion=True, bastion_instance_type="t3.micro")
        instance = recording.one(INSTANCE, "network-bastion-instance")

        assert instance.inputs["subnetId"] == "network-public-a-id"
        assert instance.inputs["instanceType"] == "t3.micro"
        assert recording.one(ROUTE, "network-public-internet").urn in instance.dependencies
        assert recording.result["bastion_instance_id"] == "network-bastion-instance-id"
        assert INGRESS not in recording.counts()

    @pytest.mark.parametrize(
        ("endpoints", "public"), [((), True), (SESSIONS[:2], True), ((*SESSIONS, "logs"), False)]
    )
    def test_has_a_public_address_only_if_sessions_need_the_internet(
        self, endpoints: tuple[str, ...], public: bool
    ) -> None:
        recording = deploy(bastion=True, interface_endpoints=list(endpoints))

        assert recording.one(INSTANCE).inputs["associatePublicIpAddress"] is public
        reaches = "0.0.0.0/0" if public else "10.0.0.0/16"
        assert recording.one(EGRESS, "network-bastion-host-egress-https").inputs["cidrIpv4"] == reaches

    def test_is_admitted_by_the_interface_endpoints(self) -> None:
        """With private DNS an endpoint takes over the service's name in the whole VPC."""
        recording = deploy(bastion=True, interface_endpoints=["ssm"])
        rule = recording.one(INGRESS, "network-endpoints-ingress-bastion")

        assert rule.inputs["referencedSecurityGroupId"] == "network-bastion-host-sg-id"
        assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (443, 443)
