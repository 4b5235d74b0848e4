"""A network with NAT, endpoints, flow logs and a bastion, its key, and the same network as existing one."""

import json
from typing import Any

from tests.engine.contents import contents
from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario

BLOCK = "10.7.0.0/16"
ANYWHERE = "0.0.0.0/0"


def test_a_network_is_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    before = contents(shared_network)
    with deployed_scenario(shared_network, "vpc") as scenario:
        outputs = scenario.outputs()
        _assert_tiers(scenario, outputs)
        _assert_ways_out(scenario, outputs, {"a": "a", "b": "a"})
        _assert_endpoints(scenario, outputs, {"ssm", "ssmmessages"}, callers=("compute",))
        bastion = _bastion(scenario, outputs)
        assert bastion["PublicIpAddress"]
        assert _flow_logs(scenario, outputs)["retentionInDays"] == 90
        _assert_key(scenario, outputs, "alias/logs", "confidential", ["logs"])
        _assert_adopted(scenario, outputs, messaging="data")
        scenario.assert_settled("first")

        own_key = _flow_logs(scenario, outputs)["kmsKeyId"]
        scenario.up("changed")
        changed = scenario.outputs()
        assert changed["subnetIds"] == outputs["subnetIds"]
        assert changed["natPublicIps"].items() > outputs["natPublicIps"].items()
        _assert_tiers(scenario, changed)
        _assert_ways_out(scenario, changed, {"a": "a", "b": "b"})
        services = {"ssm", "ssmmessages", "ec2messages"}
        _assert_endpoints(scenario, changed, services, callers=("compute", "data"))
        assert "PublicIpAddress" not in _bastion(scenario, changed)
        assert changed["bastionId"] != outputs["bastionId"]
        assert _flow_logs(scenario, changed)["retentionInDays"] == 180
        assert _flow_logs(scenario, changed)["kmsKeyId"] == changed["keyArn"] == outputs["keyArn"]
        kms = scenario.client("kms")
        assert kms.describe_key(KeyId=own_key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
        _assert_key(scenario, changed, "alias/flow-logs", "internal", ["logs", "s3"])
        _assert_adopted(scenario, changed, messaging="messaging")
        scenario.assert_settled("changed")

        scenario.destroy()
        assert contents(shared_network) == before
        key = kms.describe_key(KeyId=changed["keyId"])["KeyMetadata"]
        assert key["KeyState"] == "PendingDeletion"
        found = scenario.client("ec2").describe_instances(InstanceIds=[changed["bastionId"]])
        assert found["Reservations"][0]["Instances"][0]["State"]["Name"] == "terminated"


def _of_vpc(scenario: Scenario, outputs: Any, operation: str, listed: str) -> list[dict[str, Any]]:
    """All things of a kind in the VPC."""
    describe = getattr(scenario.client("ec2"), f"describe_{operation}")
    found: list[dict[str, Any]] = describe(Filters=[{"Name": "vpc-id", "Values": [outputs["vpcId"]]}])[listed]
    return found


def _tags(item: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item["Tags"]}


def _assert_tiers(scenario: Scenario, outputs: Any) -> None:
    ec2, vpc_id = scenario.client("ec2"), outputs["vpcId"]
    [vpc] = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"]
    assert vpc["CidrBlock"] == BLOCK
    for name in ("enableDnsSupport", "enableDnsHostnames"):
        answer = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=name)
        assert answer[f"{name[0].upper()}{name[1:]}"] == {"Value": True}
    subnets = {item["SubnetId"]: item for item in _of_vpc(scenario, outputs, "subnets", "Subnets")}
    named = {
        (tier, letter): subnets.pop(subnet_id)
        for tier, by_zone in outputs["subnetIds"].items()
        for letter, subnet_id in by_zone.items()
    }
    assert not subnets
    assert len(named) == 8
    for (tier, letter), subnet in named.items():
        assert subnet["AvailabilityZone"] == f"us-east-1{letter}"
        assert subnet["CidrBlock"] == outputs["subnetCidrBlocks"][tier][letter]
        assert subnet["MapPublicIpOnLaunch"] is False
        assert _tags(subnet)["Tier"] == tier
    [group] = ec2.describe_security_groups(GroupIds=[outputs["defaultGroupId"]])["SecurityGroups"]
    assert (group["VpcId"], group["GroupName"]) == (vpc_id, "default")
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


def _assert_ways_out(scenario: Scenario, outputs: Any, nat: dict[str, str]) -> None:
    """`nat` has for each zone of the compute tier the zone of the NAT gateway that it uses."""
    gateways = {
        item["SubnetId"]: item
        for item in scenario.client("ec2").describe_nat_gateways(
            Filter=[{"Name": "vpc-id", "Values": [outputs["vpcId"]]}]
        )["NatGateways"]
        if item["State"] == "available"
    }
    by_zone = {
        letter: gateways.pop(subnet_id)
        for letter, subnet_id in outputs["subnetIds"]["public"].items()
        if subnet_id in gateways
    }
    assert not gateways
    assert set(by_zone) == set(nat.values())
    addresses = {letter: item["NatGatewayAddresses"][0]["PublicIp"] for letter, item in by_zone.items()}
    assert addresses == outputs["natPublicIps"]
    tables = {
        item["RouteTableId"]: item for item in _of_vpc(scenario, outputs, "route_tables", "RouteTables")
    }
    routes = {role: _way_out(tables[table_id]) for role, table_id in outputs["routeTableIds"].items()}
    [gateway] = scenario.client("ec2").describe_internet_gateways(
        Filters=[{"Name": "attachment.vpc-id", "Values": [outputs["vpcId"]]}]
    )["InternetGateways"]
    assert routes == {
        "public": gateway["InternetGatewayId"],
        "data": None,
        "messaging": None,
        **{f"compute-{letter}": by_zone[used]["NatGatewayId"] for letter, used in nat.items()},
    }


def _way_out(table: dict[str, Any]) -> str | None:
    """Where a route table sends what is for the internet."""
    for route in table["Routes"]:
        if route.get("DestinationCidrBlock") == ANYWHERE:
            target: str = route.get("NatGatewayId") or route["GatewayId"]
            return target
    return None


def _assert_endpoints(scenario: Scenario, outputs: Any, services: set[str], callers: tuple[str, ...]) -> None:
    """There are interface endpoints for `services`, for the tiers `callers`; and the gateway endpoint."""
    found = {
        item["ServiceName"].removeprefix("com.amazonaws.us-east-1."): item
        for item in _of_vpc(scenario, outputs, "vpc_endpoints", "VpcEndpoints")
    }
    gateway = found.pop("s3")
    tables = outputs["routeTableIds"]
    assert gateway["VpcEndpointType"] == "Gateway"
    assert set(gateway["RouteTableIds"]) == {tables["compute-a"], tables["compute-b"]}
    assert set(found) == services
    for endpoint in found.values():
        assert (endpoint["VpcEndpointType"], endpoint["PrivateDnsEnabled"]) == ("Interface", True)
        assert set(endpoint["SubnetIds"]) == set(outputs["subnetIds"]["compute"].values())
        assert [group["GroupId"] for group in endpoint["Groups"]] == [outputs["endpointsGroupId"]]
    [group] = scenario.client("ec2").describe_security_groups(GroupIds=[outputs["endpointsGroupId"]])[
        "SecurityGroups"
    ]
    assert group["IpPermissionsEgress"] == []
    assert {(item["FromPort"], item["ToPort"]) for item in group["IpPermissions"]} == {(443, 443)}
    blocks = {block["CidrIp"] for item in group["IpPermissions"] for block in item["IpRanges"]}
    assert blocks == {cidr for tier in callers for cidr in outputs["subnetCidrBlocks"][tier].values()}
    admitted = [pair["GroupId"] for item in group["IpPermissions"] for pair in item["UserIdGroupPairs"]]
    assert admitted == [item["GroupId"] for item in _bastion(scenario, outputs)["SecurityGroups"]]


def _bastion(scenario: Scenario, outputs: Any) -> dict[str, Any]:
    """The bastion, which nothing can connect to, and which may do nothing but be managed."""
    ec2, iam = scenario.client("ec2"), scenario.client("iam")
    [reservation] = ec2.describe_instances(InstanceIds=[outputs["bastionId"]])["Reservations"]
    [instance] = reservation["Instances"]
    assert (instance["State"]["Name"], instance["InstanceType"]) == ("running", "t4g.nano")
    assert instance["SubnetId"] == outputs["subnetIds"]["public"]["a"]
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert "KeyName" not in instance
    [mapping] = instance["BlockDeviceMappings"]
    [volume] = ec2.describe_volumes(VolumeIds=[mapping["Ebs"]["VolumeId"]])["Volumes"]
    assert (volume["Encrypted"], volume["VolumeType"]) == (True, "gp3")
    groups = [item["GroupId"] for item in instance["SecurityGroups"]]
    [group] = ec2.describe_security_groups(GroupIds=groups)["SecurityGroups"]
    assert group["IpPermissions"] == []
    [egress] = group["IpPermissionsEgress"]
    blocks = [block["CidrIp"] for block in egress["IpRanges"]]
    public = "PublicIpAddress" in instance
    assert (egress["FromPort"], egress["ToPort"], blocks) == (443, 443, [ANYWHERE if public else BLOCK])
    profile = iam.get_instance_profile(
        InstanceProfileName=instance["IamInstanceProfile"]["Arn"].rpartition("/")[2]
    )
    [role] = profile["InstanceProfile"]["Roles"]
    attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["AmazonSSMManagedInstanceCore"]
    assert iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"] == []
    return dict(instance)


def _flow_logs(scenario: Scenario, outputs: Any) -> dict[str, Any]:
    """The log group that all connections of the VPC are logged to, by a role that can do only that."""
    [log] = scenario.client("ec2").describe_flow_logs(
        Filters=[{"Name": "resource-id", "Values": [outputs["vpcId"]]}]
    )["FlowLogs"]
    assert (log["TrafficType"], log["FlowLogStatus"]) == ("ALL", "ACTIVE")
    name = outputs["flowLogGroup"]
    [group] = scenario.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert log["LogDestination"] == group["arn"].removesuffix(":*")
    iam, role = scenario.client("iam"), log["DeliverLogsPermissionArn"].rpartition("/")[2]
    [policy] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    written = [item for item in document["Statement"] if "logs:PutLogEvents" in item["Action"]]
    assert all(name in str(item["Resource"]) for item in written)
    assert written
    return dict(group)


def _assert_key(scenario: Scenario, outputs: Any, alias: str, data_class: str, services: list[str]) -> None:
    kms, key_id = scenario.client("kms"), outputs["keyId"]
    aliases = [item["AliasName"] for item in kms.list_aliases(KeyId=key_id)["Aliases"]]
    assert aliases == [outputs["keyAlias"]] == [alias]
    assert kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"] is True
    tags = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key_id)["Tags"]}
    assert tags["DataClass"] == data_class
    policy = json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])
    text = json.dumps(policy)
    used = [name for name in ("logs", "s3") if f"{name}.us-east-1.amazonaws.com" in text]
    assert used == services


def _assert_adopted(scenario: Scenario, outputs: Any, messaging: str) -> None:
    """What was made is adopted, and the tier `messaging` for brokers; and it can be built in."""
    tiers = {**dict.fromkeys(("public", "compute", "data")), "messaging": messaging}
    assert outputs["adoptedSubnetIds"] == {
        tier: list(outputs["subnetIds"][source or tier].values()) for tier, source in tiers.items()
    }
    [group] = scenario.client("ec2").describe_security_groups(GroupIds=[outputs["guestsGroupId"]])[
        "SecurityGroups"
    ]
    assert group["VpcId"] == outputs["vpcId"]
    assert [block["CidrIp"] for item in group["IpPermissions"] for block in item["IpRanges"]] == [BLOCK]
