"""Stack `local`, up on a local cloud: what is there, that nothing moves unasked, and that it goes."""

import json
from typing import Any

import pytest

from localcloud import ACCOUNT_ID
from tests.engine.contents import contents
from tests.engine.harness import LocalCloud

GUIDE = {
    "alb": ({("tcp", 443, 443, "0.0.0.0/0")}, {("-1", "10.0.0.0/16")}),
    "api": ({("tcp", 3000, 4000, "alb")}, {("-1", "10.0.0.0/16"), ("tcp", 443, 443, "0.0.0.0/0")}),
    "worker": (set(), {("-1", "10.0.0.0/16"), ("tcp", 443, 443, "0.0.0.0/0")}),
    "ai": (set(), {("-1", "10.0.0.0/16"), ("tcp", 443, 443, "0.0.0.0/0")}),
    "rds": ({("tcp", 5432, 5432, source) for source in ("api", "worker", "ai")}, set()),
    "documentdb": ({("tcp", 27017, 27017, "api")}, set()),
    "redis": ({("tcp", 6379, 6379, source) for source in ("api", "worker")}, set()),
    "opensearch": ({("tcp", 443, 443, source) for source in ("api", "worker")}, set()),
    "msk": ({("tcp", 9098, 9098, source) for source in ("api", "worker", "ai")}, set()),
    # With private DNS the endpoints answer in the whole VPC, so the bastion has to reach them too.
    "endpoints": (
        {("tcp", 443, 443, f"10.0.{third}.0/24") for third in (10, 11, 12)} | {("tcp", 443, 443, "bastion")},
        set(),
    ),
    "bastion": (set(), {("tcp", 443, 443, "10.0.0.0/16")}),
}
SUBNETS = {
    "public": {"a": "10.0.1.0/24", "b": "10.0.2.0/24", "c": "10.0.3.0/24"},
    "compute": {"a": "10.0.10.0/24", "b": "10.0.11.0/24", "c": "10.0.12.0/24"},
    "data": {"a": "10.0.20.0/24", "b": "10.0.21.0/24", "c": "10.0.22.0/24"},
    "messaging": {"a": "10.0.30.0/24", "b": "10.0.31.0/24"},
}


def _rule(rule: dict[str, Any], names: dict[str, str]) -> tuple[Any, ...]:
    source = rule.get("CidrIpv4") or names[rule["ReferencedGroupInfo"]["GroupId"]]
    if rule["IpProtocol"] == "-1":
        return ("-1", source)
    return (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], source)


def test_security_group_rules_on_the_endpoint_are_exactly_the_guides_table(deployed: LocalCloud) -> None:
    in_vpc = [{"Name": "vpc-id", "Values": [deployed.outputs()["vpcId"]]}]
    ec2 = deployed.client("ec2")
    names = {
        group["GroupId"]: next(tag["Value"] for tag in group["Tags"] if tag["Key"] == "Role")
        for group in ec2.describe_security_groups(Filters=in_vpc)["SecurityGroups"]
        if group["GroupName"] != "default"
    }
    assert {names[group_id]: group_id for group_id in names}.items() >= deployed.outputs()[
        "securityGroupIds"
    ].items()
    found: dict[str, tuple[set[Any], set[Any]]] = {name: (set(), set()) for name in names.values()}
    for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]:
        if rule["GroupId"] in names:
            assert rule.get("Description"), rule
            found[names[rule["GroupId"]]][rule["IsEgress"]].add(_rule(rule, names))
    assert found == GUIDE


def test_the_default_security_group_has_no_rules(deployed: LocalCloud) -> None:
    filters = [
        {"Name": "vpc-id", "Values": [deployed.outputs()["vpcId"]]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    (group,) = deployed.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


def test_subnets_lie_where_the_guide_has_them(deployed: LocalCloud) -> None:
    subnets = {subnet["SubnetId"]: subnet for subnet in deployed.client("ec2").describe_subnets()["Subnets"]}
    found = {
        tier: {zone: subnets[subnet_id]["CidrBlock"] for zone, subnet_id in zones.items()}
        for tier, zones in deployed.outputs()["subnetIds"].items()
    }
    assert found == SUBNETS
    for zones in deployed.outputs()["subnetIds"].values():
        for zone, subnet_id in zones.items():
            assert subnets[subnet_id]["AvailabilityZone"] == f"us-east-1{zone}"
            assert not subnets[subnet_id]["MapPublicIpOnLaunch"]


def test_only_the_public_and_compute_tiers_have_a_way_out(deployed: LocalCloud) -> None:
    ways: dict[str, set[str]] = {}
    ec2 = deployed.client("ec2")
    for tier, zones in deployed.outputs()["subnetIds"].items():
        for subnet_id in zones.values():
            filters = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
            (table,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
            for route in table["Routes"]:
                if route.get("DestinationCidrBlock") == "0.0.0.0/0":
                    target = route.get("GatewayId") or route.get("NatGatewayId")
                    ways.setdefault(tier, set()).add(target.split("-")[0])
    assert ways == {"public": {"igw"}, "compute": {"nat"}}


def test_the_bastion_takes_no_connection_and_no_old_metadata_request(deployed: LocalCloud) -> None:
    instance_id = deployed.outputs()["bastionInstanceId"]
    ec2 = deployed.client("ec2")
    instance = ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert "KeyName" not in instance
    for group in instance["SecurityGroups"]:
        filters = [{"Name": "group-id", "Values": [group["GroupId"]]}]
        rules = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
        assert all(rule["IsEgress"] for rule in rules)


def test_flow_logs_reach_an_encrypted_log_group_with_retention(deployed: LocalCloud) -> None:
    name = deployed.outputs()["flowLogGroupName"]
    (group,) = deployed.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert group["retentionInDays"] == 1
    assert group["kmsKeyId"] == deployed.outputs()["keyArns"]["internal"]
    (flow_log,) = deployed.client("ec2").describe_flow_logs()["FlowLogs"]
    assert (flow_log["ResourceId"], flow_log["TrafficType"]) == (deployed.outputs()["vpcId"], "ALL")


def test_every_resource_that_takes_tags_has_the_required_ones(deployed: LocalCloud) -> None:
    required = {"Project", "Environment", "Owner", "CostCenter", "ManagedBy"}
    tagged = [resource for resource in deployed.resources() if "tagsAll" in resource.get("outputs", {})]
    assert len(tagged) > 50
    assert {r["urn"]: required - r["outputs"]["tagsAll"].keys() for r in tagged} == {
        r["urn"]: set() for r in tagged
    }


def test_a_second_up_changes_nothing(deployed: LocalCloud) -> None:
    before = {resource["urn"]: resource.get("id") for resource in deployed.resources()}
    assert deployed.changes("preview") == {}
    output = deployed.run("up")
    assert "unchanged" in output
    assert not any(word in output for word in (" created", " updated", " replaced", " deleted"))
    assert {resource["urn"]: resource.get("id") for resource in deployed.resources()} == before


def test_a_refresh_finds_no_drift(deployed: LocalCloud) -> None:
    output = deployed.run("pulumi", "refresh", "--preview-only", "--stack", "local", "--color", "never")
    assert "to update" not in output
    assert "to delete" not in output
    assert "unchanged" in output


def test_a_rule_added_by_hand_shows_as_drift_of_its_group(deployed: LocalCloud) -> None:
    group_id = deployed.outputs()["securityGroupIds"]["rds"]
    ec2 = deployed.client("ec2")
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[permission])
    try:
        output = _refresh_preview(deployed)
        assert "rds-sg" in output
        assert "ingress" in output
        assert "1 to update" in output
    finally:
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[permission])
    assert "to update" not in _refresh_preview(deployed)


def test_a_changed_tag_shows_as_drift(deployed: LocalCloud) -> None:
    vpc_id = deployed.outputs()["vpcId"]
    ec2 = deployed.client("ec2")
    (owner,) = [tag for tag in ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["Tags"] if tag["Key"] == "Owner"]
    ec2.create_tags(Resources=[vpc_id], Tags=[{"Key": "Owner", "Value": "somebody"}])
    try:
        output = _refresh_preview(deployed)
        assert "1 to update" in output
        assert "somebody" in output
    finally:
        ec2.create_tags(Resources=[vpc_id], Tags=[owner])


def _refresh_preview(cloud: LocalCloud) -> str:
    return cloud.run("pulumi", "refresh", "--preview-only", "--diff", "--stack", "local", "--color", "never")


def test_what_is_protected_is_not_destroyed_and_nothing_is_lost(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    command = ["pulumi", "up", "--stack", "local", "--yes", "--skip-preview", "--color", "never"]
    _first_deployment(cloud, command)
    # A path replaces the whole object that it starts with: all protection is on.
    protected = ["--config-path", "--config", "shared-infra:protection.deletionProtection=true"]
    cloud.run(*command, *protected)
    before, state = contents(cloud), cloud.resources()
    refused = cloud.run("pulumi", "destroy", "--stack", "local", "--yes", "--color", "never", succeeds=False)
    assert "events-cluster" in refused
    assert "protected" in refused
    assert "deletionProtection to false in Pulumi.local.yaml" in cloud.run("down", succeeds=False)
    assert contents(cloud) == before
    assert len(cloud.resources()) == len(state)
    # What AWS protects is refused by AWS, whoever asks.
    name = cloud.outputs()["database"]["identifier"]
    with pytest.raises(Exception, match="Cannot delete protected DB Instance"):
        cloud.client("rds").delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    cloud.run(*command)
    _delete_behind_pulumis_back(cloud)
    cloud.run("down")
    status = json.loads(cloud.run("status", "--json"))
    assert status["cloud"] is None
    cloud.run("python", "-c", "pass")
    assert contents(cloud) == {}
    assert cloud.resources() == []


def _first_deployment(cloud: LocalCloud, command: list[str]) -> None:
    """What README.md says of an empty account: without what needs images, secrets and a delegated domain."""
    later = ("aws:ecs/service:Service", "aws:acm/certificateValidation:CertificateValidation")
    exclude = [argument for token in later for argument in ("--exclude", f"**${token}::**")]
    cloud.run(*command, *exclude, "--exclude-dependents")
    assert len(cloud.outputs()["hostedZoneNameServers"]) == 4
    assert len(contents(cloud)["repository"]) == 3
    types = {resource["type"] for resource in cloud.resources()}
    assert not types & {*later, "aws:lb/listener:Listener"}
    assert "aws:rds/instance:Instance" in types


def _delete_behind_pulumis_back(cloud: LocalCloud) -> None:
    """Delete something by hand: that is drift, and must not hold up a destroy."""
    cloud.client("s3").delete_bucket(Bucket=cloud.outputs()["bucketNames"]["assets"])
    assert "to delete" in _refresh_preview(cloud)


def test_a_vpc_can_be_imported(cloud: LocalCloud) -> None:
    cloud.run("python", "-c", "pass")
    made = cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    cloud.run("pulumi", "import", "aws:ec2/vpc:Vpc", "found", made, "--stack", "dev", "--yes")
    (vpc,) = [resource for resource in cloud.resources("dev") if resource["type"] == "aws:ec2/vpc:Vpc"]
    assert (vpc["id"], vpc["inputs"]["cidrBlock"]) == (made, "10.9.0.0/16")
    assert ACCOUNT_ID in vpc["outputs"]["arn"]
