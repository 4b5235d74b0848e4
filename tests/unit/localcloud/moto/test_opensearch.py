"""OpenSearch Service as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "ValidationException"
CREATE = "CreateDomain"
LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/opensearch/app"
NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/none"

TWO_ZONES = {
    "InstanceType": "r6g.large.search",
    "InstanceCount": 2,
    "ZoneAwarenessEnabled": True,
    "ZoneAwarenessConfig": {"AvailabilityZoneCount": 2},
}
ACCESS_CONTROL = {
    "Enabled": True,
    "MasterUserOptions": {"MasterUserARN": "arn:aws:iam::123456789012:role/search"},
}


def policy(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{LOG_GROUP}:*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def opensearch(connect: Any) -> Any:
    return connect("opensearch")


@pytest.fixture(scope="module")
def domains(opensearch: Any, place: Place, connect: Any) -> Place:
    """A place with a domain `app` in its VPC and a `public` one, and a log group nobody may write to."""
    connect("logs").create_log_group(logGroupName="/opensearch/app")
    opensearch.create_domain(**arguments(place, DomainName="app"))
    opensearch.create_domain(DomainName="public", EngineVersion="OpenSearch_2.13")
    return place


def arguments(place: Place, **changed: Any) -> dict[str, Any]:
    chosen = {
        "DomainName": "new",
        "EngineVersion": "OpenSearch_2.13",
        "ClusterConfig": TWO_ZONES,
        "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20},
        "VPCOptions": vpc(place),
    } | changed
    return {key: value for key, value in chosen.items() if value is not None}


def vpc(place: Place, *subnets: str, group: str = "group") -> dict[str, Any]:
    names = subnets or ("one", "two")
    return {
        "SubnetIds": [getattr(place, name, name) for name in names],
        "SecurityGroupIds": [getattr(place, group, group)],
    }


def _new(**changed: Any) -> Any:
    return lambda place: arguments(place, **changed)


def _logs(arn: str) -> dict[str, Any]:
    return {"INDEX_SLOW_LOGS": {"CloudWatchLogsLogGroupArn": arn, "Enabled": True}}


REFUSED = [
    Refusal("of a taken name", CREATE, _new(DomainName="app"), "ResourceAlreadyExistsException", "app"),
    Refusal("of a long name", CREATE, _new(DomainName="a" * 29), INVALID, "3 to 28"),
    Refusal("of no version", CREATE, _new(EngineVersion="OpenSearch_9.9"), INVALID, "OpenSearch_9.9"),
    Refusal(
        "of no type", CREATE, _new(ClusterConfig={"InstanceType": "r9g.large.search"}), INVALID, "r9g.large"
    ),
    Refusal(
        "of an EC2 type", CREATE, _new(ClusterConfig={"InstanceType": "r6g.large"}), INVALID, "r6g.large"
    ),
    Refusal(
        "of an odd number",
        CREATE,
        _new(ClusterConfig=TWO_ZONES | {"InstanceCount": 3}),
        INVALID,
        "even number",
    ),
    Refusal(
        "with two masters",
        CREATE,
        _new(ClusterConfig=TWO_ZONES | {"DedicatedMasterEnabled": True, "DedicatedMasterCount": 2}),
        INVALID,
        "(3, 5)",
    ),
    Refusal(
        "too small",
        CREATE,
        _new(EBSOptions={"EBSEnabled": True, "VolumeSize": 5}),
        INVALID,
        "at least 10 GiB",
    ),
    Refusal(
        "in one subnet", CREATE, lambda p: arguments(p, VPCOptions=vpc(p, "one")), INVALID, "exactly 2 subnet"
    ),
    Refusal(
        "in one zone",
        CREATE,
        lambda p: arguments(p, VPCOptions=vpc(p, "one", "same_zone")),
        INVALID,
        "zone of its own",
    ),
    Refusal(
        "in two subnets without zones",
        CREATE,
        _new(ClusterConfig={"InstanceType": "r6g.large.search", "InstanceCount": 2}),
        INVALID,
        "exactly 1 subnet",
    ),
    Refusal(
        "in no subnet",
        CREATE,
        lambda p: arguments(p, VPCOptions=vpc(p, "one", "subnet-1")),
        INVALID,
        "subnet-1",
    ),
    Refusal(
        "with no group", CREATE, lambda p: arguments(p, VPCOptions=vpc(p, group="sg-1")), INVALID, "sg-1"
    ),
    Refusal(
        "with another VPC's group",
        CREATE,
        lambda p: arguments(p, VPCOptions=vpc(p, group="other_group")),
        INVALID,
        "is not in vpc-",
    ),
    Refusal("open", CREATE, _new(AdvancedSecurityOptions=ACCESS_CONTROL), INVALID, "node-to-node encryption"),
    Refusal(
        "with no key",
        CREATE,
        _new(EncryptionAtRestOptions={"Enabled": True, "KmsKeyId": NO_KEY}),
        INVALID,
        "key/none",
    ),
    Refusal(
        "with a policy of text", CREATE, _new(AccessPolicies="{"), "InvalidTypeException", "setting policy"
    ),
    Refusal("with no log group", CREATE, _new(LogPublishingOptions=_logs(LOG_GROUP + "2")), INVALID, "app2"),
    Refusal(
        "with a closed log group",
        CREATE,
        _new(LogPublishingOptions=_logs(LOG_GROUP)),
        INVALID,
        "does not grant sufficient permissions",
    ),
    Refusal(
        "into a VPC",
        "UpdateDomainConfig",
        lambda p: {"DomainName": "public", "VPCOptions": vpc(p)},
        INVALID,
        "public endpoint",
    ),
    Refusal(
        "to an odd number",
        "UpdateDomainConfig",
        lambda _: {"DomainName": "app", "ClusterConfig": {"InstanceCount": 3}},
        INVALID,
        "even number",
    ),
    Refusal(
        "of an unknown one",
        "UpdateDomainConfig",
        lambda _: {"DomainName": "none"},
        "ResourceNotFoundException",
        "none",
    ),
    Refusal(
        "to an older version",
        "UpgradeDomain",
        lambda _: {"DomainName": "app", "TargetVersion": "OpenSearch_1.3"},
        INVALID,
        "from OpenSearch_2.13 to OpenSearch_1.3",
    ),
]


@each(REFUSED)
def test_refuses(opensearch: Any, domains: Place, row: Refusal) -> None:
    assert_refused(opensearch, domains, row)


def _read(opensearch: Any, name: str) -> dict[str, Any]:
    return dict(opensearch.describe_domain(DomainName=name)["DomainStatus"])


def test_a_domain_in_a_vpc_says_where_it_is(opensearch: Any, domains: Place) -> None:
    domain = _read(opensearch, "app")
    options = domain["VPCOptions"]
    assert (options["VPCId"], options["AvailabilityZones"]) == (domains.vpc, ["us-east-1a", "us-east-1b"])
    assert domain["Endpoints"]["vpc"].startswith("vpc-app-")
    assert domain["IPAddressType"] == "ipv4"
    assert _read(opensearch, "public")["Endpoint"].startswith("search-public-")


def test_a_domain_keeps_its_group_and_subnets_from_being_deleted(domains: Place) -> None:
    assert error_code(domains.ec2.delete_security_group, GroupId=domains.group) == "DependencyViolation"
    assert error_code(domains.ec2.delete_subnet, SubnetId=domains.two) == "DependencyViolation"


def test_a_protected_domain_with_open_logs_can_be_created_changed_and_deleted(
    opensearch: Any, domains: Place, connect: Any
) -> None:
    logs = connect("logs")
    logs.put_resource_policy(policyName="opensearch", policyDocument=policy("es.amazonaws.com"))
    group = domains.security_group("search")
    opensearch.create_domain(
        **arguments(
            domains,
            DomainName="safe",
            VPCOptions=vpc(domains, group=group),
            AdvancedSecurityOptions=ACCESS_CONTROL,
            EncryptionAtRestOptions={"Enabled": True},
            NodeToNodeEncryptionOptions={"Enabled": True},
            DomainEndpointOptions={"EnforceHTTPS": True},
            LogPublishingOptions=_logs(LOG_GROUP),
        )
    )
    opensearch.update_domain_config(
        DomainName="safe",
        ClusterConfig={"InstanceCount": 4},
        LogPublishingOptions={},
        EBSOptions={"VolumeSize": 30},
    )
    domain = _read(opensearch, "safe")
    assert domain["ClusterConfig"]["InstanceCount"] == 4
    assert domain["ClusterConfig"]["InstanceType"] == "r6g.large.search"
    assert (domain["EBSOptions"]["VolumeSize"], domain["EBSOptions"]["VolumeType"]) == (30, "gp3")
    assert domain["LogPublishingOptions"] == {}
    opensearch.delete_domain(DomainName="safe")
    assert error_code(opensearch.describe_domain, DomainName="safe") == "ResourceNotFoundException"
    domains.ec2.delete_security_group(GroupId=group)
    logs.delete_resource_policy(policyName="opensearch")


def test_a_domain_can_be_upgraded(opensearch: Any, domains: Place) -> None:
    opensearch.upgrade_domain(DomainName="public", TargetVersion="OpenSearch_2.17")
    assert opensearch.get_upgrade_status(DomainName="public")["StepStatus"] == "SUCCEEDED"
    assert _read(opensearch, "public")["EngineVersion"] == "OpenSearch_2.17"
