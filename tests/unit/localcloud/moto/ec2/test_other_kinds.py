"""Network ACLs, flow logs, instances and tags as AWS accepts, refuses and reads them."""

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.unit.localcloud.moto.ec2.network import Network
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"


def _acl(network: Network) -> str:
    filters = [{"Name": "vpc-id", "Values": [network.vpc]}]
    (acl,) = network.ec2.describe_network_acls(Filters=filters)["NetworkAcls"]
    return str(acl["NetworkAclId"])


def _entry(**changed: Any) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        entry = {"RuleNumber": 200, "Protocol": "6", "RuleAction": "allow", "Egress": False} | changed
        return {"NetworkAclId": _acl(network), "CidrBlock": "10.0.0.0/8"} | entry

    return arguments


def _flow_log(**changed: Any) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        flow_log = {"ResourceType": "VPC", "TrafficType": "ALL", "LogGroupName": "flow"} | changed
        return {
            "ResourceIds": [network.vpc],
            "DeliverLogsPermissionArn": network.role,
            **{key: value for key, value in flow_log.items() if value},
        }

    return arguments


def _instance(**changed: Any) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        chosen = {"ImageId": "image", "SubnetId": "spare"} | changed
        named = {
            key: getattr(network, value, value) if isinstance(value, str) else value
            for key, value in chosen.items()
        }
        return {"InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1} | named

    return arguments


def _tags(*pairs: tuple[str, str], resource: str = "vpc") -> Any:
    tags = [{"Key": key, "Value": value} for key, value in pairs]
    return lambda network: {"Resources": [getattr(network, resource, resource)], "Tags": tags}


ENTRY = "CreateNetworkAclEntry"
TAG = "CreateTags"
RUN = "RunInstances"
LOG = "CreateFlowLogs"

REFUSED = [
    Refusal(
        "unknown",
        "DescribeNetworkAcls",
        lambda n: {"NetworkAclIds": ["acl-1"]},
        "InvalidNetworkAclID.NotFound",
        "acl-1",
    ),
    Refusal(
        "unknown",
        "DeleteNetworkAcl",
        lambda n: {"NetworkAclId": "acl-1"},
        "InvalidNetworkAclID.NotFound",
        "acl-1",
    ),
    Refusal(
        "that is default",
        "DeleteNetworkAcl",
        lambda n: {"NetworkAclId": _acl(n)},
        INVALID,
        "cannot delete default",
    ),
    Refusal("numbered too high", ENTRY, _entry(RuleNumber=32767), INVALID, "32767"),
    Refusal("of TCP without ports", ENTRY, _entry(), "MissingParameter", "PortRange"),
    Refusal("with reversed ports", ENTRY, _entry(PortRange={"From": 2, "To": 1}), INVALID, "2-1"),
    Refusal("of ICMP without a type", ENTRY, _entry(Protocol="1"), "MissingParameter", "IcmpTypeCode"),
    Refusal("without a block", ENTRY, _entry(Protocol="-1", CidrBlock=""), "MissingParameter", "cidrBlock"),
    Refusal("from half a block", ENTRY, _entry(Protocol="-1", CidrBlock="10.0/8"), INVALID, "10.0/8"),
    Refusal(
        "unknown",
        "DeleteNetworkAclEntry",
        lambda n: {"NetworkAclId": _acl(n), "RuleNumber": 5, "Egress": True},
        "InvalidNetworkAclEntry.NotFound",
        "egress",
    ),
    Refusal(
        "unknown",
        "ReplaceNetworkAclAssociation",
        lambda n: {"AssociationId": "aclassoc-1", "NetworkAclId": _acl(n)},
        "InvalidAssociationID.NotFound",
        "aclassoc-1",
    ),
    Refusal(
        "without a role", LOG, lambda n: _without_role(n), "InvalidParameter", "DeliverLogsPermissionArn"
    ),
    Refusal(
        "of an unknown role",
        LOG,
        _flow_log(DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/none"),
        "InvalidParameter",
        "Unable to assume given IAM role",
    ),
    Refusal("to an impossible log group", LOG, _flow_log(LogGroupName="flow logs"), INVALID, "flow logs"),
    Refusal(
        "to a log group of a wrong ARN",
        LOG,
        _flow_log(LogGroupName=None, LogDestination="arn:aws:s3:::bucket"),
        "InvalidParameter",
        "arn:aws:s3:::bucket",
    ),
    Refusal("of no traffic", LOG, _flow_log(TrafficType=None), "MissingParameter", "TrafficType"),
    Refusal(
        "of an unknown image", RUN, _instance(ImageId="ami-12345678"), "InvalidAMIID.NotFound", "ami-12345678"
    ),
    Refusal("of no image id", RUN, _instance(ImageId="debian"), "InvalidAMIID.Malformed", "debian"),
    Refusal("of no image", RUN, _instance(ImageId=""), "MissingParameter", "ImageId"),
    Refusal(
        "of an unknown type",
        RUN,
        _instance(InstanceType="t99.micro"),
        INVALID,
        "'t99.micro' for InstanceType",
    ),
    Refusal("with another processor", RUN, _instance(InstanceType="t4g.micro"), INVALID, "does not match"),
    Refusal("with an unknown key", RUN, _instance(KeyName="none"), "InvalidKeyPair.NotFound", "'none'"),
    Refusal(
        "with an unknown group",
        RUN,
        _instance(SecurityGroupIds=["sg-12345678"]),
        "InvalidGroup.NotFound",
        "sg-12345678",
    ),
    Refusal(
        "outside the subnet", RUN, _instance(PrivateIpAddress="10.9.9.9"), INVALID, "subnet's address range"
    ),
    Refusal("reserved", TAG, _tags(("aws:x", "1")), INVALID, "reserved for internal use"),
    Refusal("with a long key", TAG, _tags(("a" * 129, "1")), INVALID, "128"),
    Refusal("with a long value", TAG, _tags(("a", "1" * 257)), INVALID, "256"),
    Refusal("twice", TAG, _tags(("a", "1"), ("a", "2")), INVALID, "Duplicate tag key 'a'"),
    *(
        Refusal(f"of an unknown {unknown}", TAG, _tags(("a", "1"), resource=unknown), code, unknown)
        for unknown, code in (
            ("vpc-12345678", "InvalidVpcID.NotFound"),
            ("acl-12345678", "InvalidNetworkAclID.NotFound"),
            ("nat-12345678", "NatGatewayNotFound"),
            ("eipalloc-12345678", "InvalidAllocationID.NotFound"),
            ("vpce-12345678", "InvalidVpcEndpointId.NotFound"),
            ("sgr-12345678", "InvalidSecurityGroupRuleId.NotFound"),
            ("fl-12345678", "InvalidFlowLogId.NotFound"),
            ("i-12345678", "InvalidInstanceID.NotFound"),
        )
    ),
]


def _without_role(network: Network) -> dict[str, Any]:
    arguments = _flow_log()(network)
    del arguments["DeliverLogsPermissionArn"]
    return dict(arguments)


@each(REFUSED)
def test_refuses(ec2: Any, network: Network, row: Refusal) -> None:
    assert_refused(ec2, network, row)


SPECIFIED: dict[str, dict[str, Any]] = {
    "vpc": {"CidrBlock": "10.50.0.0/16"},
    "natgateway": {"SubnetId": "spare", "ConnectivityType": "private"},
    "security-group": {"GroupName": "tagged", "Description": "tagged", "VpcId": "vpc"},
    "vpc-endpoint": {"VpcId": "vpc", "ServiceName": "com.amazonaws.us-east-1.dynamodb"},
}
OPERATIONS = {
    "vpc": "create_vpc",
    "natgateway": "create_nat_gateway",
    "security-group": "create_security_group",
    "vpc-endpoint": "create_vpc_endpoint",
}


@pytest.mark.parametrize("kind", SPECIFIED)
def test_reserved_tags_are_refused_at_creation(ec2: Any, network: Network, kind: str) -> None:
    arguments = {
        key: getattr(network, value, value) if key.endswith("Id") else value
        for key, value in SPECIFIED[kind].items()
    }
    specification = [{"ResourceType": kind, "Tags": [{"Key": "aws:x", "Value": "1"}]}]
    call = getattr(ec2, OPERATIONS[kind])
    assert error_code(call, TagSpecifications=specification, **arguments) == INVALID


def test_tags_of_what_is_deleted_are_gone(ec2: Any, network: Network) -> None:
    group = network.group("tagged-then-deleted")
    ec2.create_tags(Resources=[group], Tags=[{"Key": "a", "Value": "1"}])
    filters = [{"Name": "resource-id", "Values": [group]}]
    assert len(ec2.describe_tags(Filters=filters)["Tags"]) == 1
    ec2.delete_security_group(GroupId=group)
    assert ec2.describe_tags(Filters=filters)["Tags"] == []


def test_entries_of_an_acl_keep_icmp_and_clear_host_bits(ec2: Any, network: Network) -> None:
    acl = ec2.create_network_acl(VpcId=network.vpc)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": acl, "RuleNumber": 10, "RuleAction": "allow", "Egress": False}
    icmp = {"Protocol": "1", "CidrBlock": "10.0.0.7/8", "IcmpTypeCode": {"Type": 8, "Code": -1}}
    ec2.create_network_acl_entry(**entry, **icmp)
    (read,) = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"]
    assert read["Entries"][0]["IcmpTypeCode"] == {"Type": 8, "Code": -1}
    assert read["Entries"][0]["CidrBlock"] == "10.0.0.0/8"
    ports = {"From": 80, "To": 81}
    ec2.replace_network_acl_entry(**entry, Protocol="6", CidrBlock="10.0.0.0/8", PortRange=ports)
    (read,) = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"]
    assert read["Entries"][0]["PortRange"] == ports
    ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=10, Egress=False)
    ec2.delete_network_acl(NetworkAclId=acl)
    assert error_code(ec2.describe_network_acls, NetworkAclIds=[acl]) == "InvalidNetworkAclID.NotFound"


def test_a_flow_log_to_a_log_group_named_by_arn_is_delivered(
    ec2: Any, network: Network, connect: Any
) -> None:
    connect("logs").create_log_group(logGroupName="/flow/arn")
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/flow/arn"
    made = ec2.create_flow_logs(**_flow_log(LogGroupName=None, LogDestination=arn)(network))
    (read,) = ec2.describe_flow_logs(FlowLogIds=made["FlowLogIds"])["FlowLogs"]
    assert (read["DeliverLogsStatus"], read["LogGroupName"]) == ("SUCCESS", "/flow/arn")
    assert read["LogDestination"] == arn


def test_a_flow_log_to_a_folder_of_a_bucket_keeps_its_options(
    ec2: Any, network: Network, connect: Any
) -> None:
    connect("s3").create_bucket(Bucket="flow-logs-bucket")
    destination = "arn:aws:s3:::flow-logs-bucket/vpc"
    made = ec2.create_flow_logs(
        ResourceIds=[network.vpc],
        ResourceType="VPC",
        TrafficType="REJECT",
        LogDestinationType="s3",
        LogDestination=destination,
        DestinationOptions={"FileFormat": "parquet"},
    )
    assert made["Unsuccessful"] == []
    (read,) = ec2.describe_flow_logs(FlowLogIds=made["FlowLogIds"])["FlowLogs"]
    assert read["LogDestination"] == destination
    assert read["DestinationOptions"] == {
        "FileFormat": "parquet",
        "HiveCompatiblePartitions": False,
        "PerHourPartition": False,
    }


def test_an_instance_of_the_right_processor_runs(ec2: Any, network: Network) -> None:
    arm = _instance(ImageId=network.arm_image, InstanceType="t4g.micro")(network)
    instance = ec2.run_instances(**arm)["Instances"][0]
    assert instance["PrivateIpAddress"].startswith("10.0.3.")
    taken = _instance(PrivateIpAddress=instance["PrivateIpAddress"])(network)
    assert error_code(ec2.run_instances, **taken) == "InvalidIPAddress.InUse"


def test_an_instance_has_the_groups_that_its_interface_was_asked_for_with(ec2: Any, network: Network) -> None:
    asked = {"DeviceIndex": 0, "SubnetId": network.spare, "Groups": [network.app, network.db]}
    request = _instance(SubnetId=None, NetworkInterfaces=[asked])(network)
    made = ec2.run_instances(**{key: value for key, value in request.items() if value is not None})
    [reservation] = ec2.describe_instances(InstanceIds=[made["Instances"][0]["InstanceId"]])["Reservations"]
    [instance] = reservation["Instances"]
    for groups in (instance["SecurityGroups"], instance["NetworkInterfaces"][0]["Groups"]):
        assert {group["GroupId"] for group in groups} == {network.app, network.db}


UNKNOWN = {
    "DescribeVpcs": ({"VpcIds": ["vpc-12345678"]}, "The vpc ID 'vpc-12345678' does not exist"),
    "DescribeSecurityGroups": (
        {"GroupIds": ["sg-12345678"]},
        "The security group 'sg-12345678' does not exist",
    ),
    "DescribeRouteTables": (
        {"RouteTableIds": ["rtb-12345678"]},
        "The routeTable ID 'rtb-12345678' does not exist",
    ),
    "DescribeAddresses": (
        {"AllocationIds": ["eipalloc-12345678"]},
        "The allocation ID 'eipalloc-12345678' does not exist",
    ),
    "DescribeKeyPairs": ({"KeyNames": ["none"]}, "The key pair 'none' does not exist"),
}


@pytest.mark.parametrize("operation", UNKNOWN)
def test_errors_are_worded_as_by_aws(ec2: Any, operation: str) -> None:
    arguments, message = UNKNOWN[operation]
    with pytest.raises(ClientError) as caught:
        getattr(ec2, xform_name(operation))(**arguments)
    assert caught.value.response["Error"]["Message"] == message
