"""OpenSearch through the provider."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import World
from tests.unit.localcloud.services.compute import life

DOMAIN = "aws:opensearch/domain:Domain"
POLICY = "aws:opensearch/domainPolicy:DomainPolicy"
VOLUME = {"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 20}
LARGE = {"instanceType": "r6g.large.search", "instanceCount": 1}


class SearchWorld(World):
    """A cloud with what a domain needs around it."""

    @cached_property
    def subnets(self) -> list[str]:
        """Subnets in three zones."""
        return [self.subnet(number) for number in (240, 241, 242)]

    @cached_property
    def groups(self) -> list[str]:
        """Two security groups."""
        return [self.group("search-one"), self.group("search-two")]

    @cached_property
    def role_arn(self) -> str:
        return str(self.role("search")["arn"])

    @cached_property
    def certificate(self) -> str:
        token = "aws:acm/certificate:Certificate"
        return str(self.make(token, domainName="search.example.com", validationMethod="DNS")[1]["arn"])

    @cached_property
    def log(self) -> str:
        """A log group that the service may write to."""
        arn = str(self.log_group["arn"])
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "es.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{arn}:*",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("logs").put_resource_policy(policyName="search", policyDocument=document)
        return arn


@pytest.fixture(scope="module")
def world() -> Iterator[SearchWorld]:
    with Cloud(None) as cloud:
        yield SearchWorld(cloud)


def access(name: str, action: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": f"arn:aws:es:us-east-1:123456789012:domain/{name}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def cluster(count: int = 3, **more: Any) -> Properties:
    return {
        "instanceType": "r7g.large.search",
        "instanceCount": count,
        "dedicatedMasterEnabled": True,
        "dedicatedMasterType": "m6g.large.search",
        "dedicatedMasterCount": 3,
        "zoneAwarenessEnabled": True,
        "zoneAwarenessConfig": {"availabilityZoneCount": 3},
        "multiAzWithStandbyEnabled": True,
        **more,
    }


def logs(arn: str, *kinds: str) -> list[Properties]:
    return [{"logType": kind, "cloudwatchLogGroupArn": arn, "enabled": True} for kind in kinds]


def off_peak(hours: int) -> Properties:
    return {"enabled": True, "offPeakWindow": {"windowStartTime": {"hours": hours, "minutes": 0}}}


def master(arn: str) -> Properties:
    return {
        "enabled": True,
        "anonymousAuthEnabled": False,
        "internalUserDatabaseEnabled": False,
        "masterUserOptions": {"masterUserArn": arn},
    }


def protected(world: Any) -> Properties:
    """A domain as the component makes it."""
    return {
        "domainName": "app",
        "engineVersion": "OpenSearch_2.17",
        "clusterConfig": cluster(),
        "ebsOptions": {**VOLUME, "iops": 3000, "throughput": 125},
        "vpcOptions": {"subnetIds": world.subnets, "securityGroupIds": world.groups[:1]},
        "accessPolicies": access("app", "es:ESHttp*"),
        "advancedSecurityOptions": master(world.role_arn),
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "encryptAtRest": {"enabled": True, "kmsKeyId": world.key["arn"]},
        "nodeToNodeEncryption": {"enabled": True},
        "logPublishingOptions": logs(world.log, "AUDIT_LOGS", "INDEX_SLOW_LOGS"),
        "autoTuneOptions": {
            "desiredState": "ENABLED",
            "rollbackOnDisable": "NO_ROLLBACK",
            "useOffPeakWindow": True,
        },
        "offPeakWindowOptions": off_peak(2),
        "softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True},
        "tags": {"Name": "x"},
    }


SCHEDULE = {
    "startAt": "2030-01-02T03:04:05Z",
    "duration": {"value": 2, "unit": "HOURS"},
    "cronExpressionForRecurrence": "cron(0 0 ? * 3 *)",
}

CASES = (
    life(
        DOMAIN,
        protected,
        (
            lambda world: {"clusterConfig": cluster(6)},
            lambda world: {"clusterConfig": cluster(6, instanceType="r6g.xlarge.search")},
            lambda world: {
                "clusterConfig": cluster(
                    6,
                    multiAzWithStandbyEnabled=False,
                    dedicatedMasterEnabled=False,
                    dedicatedMasterType=None,
                    dedicatedMasterCount=None,
                )
            },
            lambda world: {"ebsOptions": {**VOLUME, "volumeSize": 40, "iops": 4000, "throughput": 250}},
            lambda world: {"vpcOptions": {"subnetIds": world.subnets, "securityGroupIds": world.groups}},
            lambda world: {"accessPolicies": access("app", "es:ESHttpGet")},
            lambda world: {"logPublishingOptions": logs(world.log, "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS")},
            lambda world: {"logPublishingOptions": None},
            lambda world: {"autoTuneOptions": {"desiredState": "DISABLED"}},
            lambda world: {"offPeakWindowOptions": off_peak(5)},
            lambda world: {"softwareUpdateOptions": {"autoSoftwareUpdateEnabled": False}},
            lambda world: {"advancedSecurityOptions": master(world.role("search-two")["arn"])},
            lambda world: {"advancedOptions": {"indices.query.bool.max_clause_count": "2048"}},
            lambda world: {
                "domainEndpointOptions": {
                    "enforceHttps": True,
                    "tlsSecurityPolicy": "Policy-Min-TLS-1-2-2019-07",
                    "customEndpointEnabled": True,
                    "customEndpoint": "search.example.com",
                    "customEndpointCertificateArn": world.certificate,
                }
            },
            lambda world: {"engineVersion": "OpenSearch_2.19"},
            lambda world: {"ipAddressType": "dualstack"},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("advancedSecurityOptions",),
        import_id=lambda identifier, state: str(state["domainName"]),
    ),
    life(
        DOMAIN,
        lambda world: {"domainName": "plain", "clusterConfig": LARGE, "ebsOptions": VOLUME},
        (
            lambda world: {"encryptAtRest": {"enabled": True}, "nodeToNodeEncryption": {"enabled": True}},
            lambda world: {"snapshotOptions": {"automatedSnapshotStartHour": 4}},
            lambda world: {
                "autoTuneOptions": {"desiredState": "ENABLED", "maintenanceSchedules": [SCHEDULE]},
            },
            lambda world: {"ebsOptions": {"ebsEnabled": True, "volumeType": "gp2", "volumeSize": 30}},
        ),
        import_id=lambda identifier, state: str(state["domainName"]),
        name="plain",
    ),
    life(
        POLICY,
        lambda world: {
            "domainName": world.make(DOMAIN, domainName="open", clusterConfig=LARGE, ebsOptions=VOLUME)[1][
                "domainName"
            ],
            "accessPolicies": access("open", "es:ESHttp*"),
        },
        (lambda world: {"accessPolicies": access("open", "es:ESHttpGet")},),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: SearchWorld) -> None:
    live(case, world)


def domain(world: SearchWorld, name: str, **inputs: Any) -> tuple[str, Properties]:
    return world.make(DOMAIN, **({"domainName": name, "clusterConfig": LARGE, "ebsOptions": VOLUME} | inputs))


def in_vpc(world: SearchWorld) -> Properties:
    return {"subnetIds": world.subnets[:1], "securityGroupIds": world.groups[:1]}


def test_a_domain_in_a_vpc_tells_its_hosts(world: SearchWorld) -> None:
    identifier, state = domain(world, "told", vpcOptions=in_vpc(world), ipAddressType="dualstack")
    assert identifier == state["arn"] == "arn:aws:es:us-east-1:123456789012:domain/told"
    assert state["domainId"] == "123456789012/told"
    assert state["endpoint"].startswith("vpc-told-")
    assert state["endpoint"].endswith(".us-east-1.es.amazonaws.com")
    assert state["dashboardEndpoint"] == f"{state['endpoint']}/_dashboards"
    assert state["endpointV2"].endswith(".aos.us-east-1.on.aws")
    assert state["dashboardEndpointV2"] == f"{state['endpointV2']}/_dashboards"
    assert state["vpcOptions"]["vpcId"] == world.vpc
    assert state["vpcOptions"]["availabilityZones"] == ["us-east-1a"]


def test_a_public_domain_has_what_aws_begins_with(world: SearchWorld) -> None:
    _, state = domain(world, "begun")
    assert state["endpoint"].startswith("search-begun-")
    assert "endpointV2" not in state
    assert state["engineVersion"] == "OpenSearch_3.1"
    assert state["ebsOptions"] == {**VOLUME, "iops": 3000, "throughput": 125}
    assert state["domainEndpointOptions"]["tlsSecurityPolicy"] == "Policy-Min-TLS-1-2-2019-07"
    assert state["autoTuneOptions"]["desiredState"] == "ENABLED"
    assert state["offPeakWindowOptions"]["enabled"] is True
    assert state["softwareUpdateOptions"] == {"autoSoftwareUpdateEnabled": False}
    assert "vpcOptions" not in state


def test_drift_of_a_domain_is_seen(world: SearchWorld) -> None:
    inputs = {
        "domainName": "drift",
        "clusterConfig": LARGE,
        "ebsOptions": VOLUME,
        "vpcOptions": in_vpc(world),
        "logPublishingOptions": logs(world.log, "INDEX_SLOW_LOGS"),
        "offPeakWindowOptions": off_peak(2),
    }
    identifier, state = world.make(DOMAIN, **inputs)
    world.client("opensearch").update_domain_config(
        DomainName="drift",
        ClusterConfig={"InstanceCount": 2},
        EBSOptions={"VolumeSize": 50},
        VPCOptions={"SecurityGroupIds": world.groups},
        LogPublishingOptions={},
        OffPeakWindowOptions={"OffPeakWindow": {"WindowStartTime": {"Hours": 7, "Minutes": 0}}},
    )
    world.client("opensearch").add_tags(ARN=identifier, TagList=[{"Key": "Name", "Value": "other"}])
    operations = world.operations(DOMAIN)
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert {item.path for item in operations.diff(drifted, inputs)} == {
        "clusterConfig.instanceCount",
        "ebsOptions.volumeSize",
        "logPublishingOptions[0]",
        "offPeakWindowOptions.offPeakWindow.windowStartTime.hours",
        "tags.Name",
        "vpcOptions.securityGroupIds[1]",
    }


def test_what_cannot_be_switched_off_replaces_the_domain(world: SearchWorld) -> None:
    inputs = {
        "domainName": "safe",
        "clusterConfig": LARGE,
        "ebsOptions": VOLUME,
        "encryptAtRest": {"enabled": True},
        "nodeToNodeEncryption": {"enabled": True},
    }
    _, state = world.make(DOMAIN, **inputs)
    operations = world.operations(DOMAIN)
    for change in (
        {"encryptAtRest": {"enabled": False}},
        {"nodeToNodeEncryption": {"enabled": False}},
        {"vpcOptions": in_vpc(world)},
    ):
        found = operations.diff(state, inputs | change)
        assert any(item.replace for item in found), change


def test_a_policy_of_its_own_moves_with_its_domain_name(world: SearchWorld) -> None:
    for name in ("first", "second"):
        domain(world, name)
    operations = world.operations(POLICY)
    inputs = {"domainName": "first", "accessPolicies": access("first", "es:*")}
    identifier, state = operations.create(inputs)
    assert identifier == "esd-policy-first"
    state = operations.update(
        identifier, state, {"domainName": "second", "accessPolicies": access("second", "es:*")}
    )
    found = world.client("opensearch").describe_domain(DomainName="second")["DomainStatus"]
    assert found["AccessPolicies"] == access("second", "es:*")
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


REFUSED = (
    ({"vpcOptions": {"subnetIds": ["subnet-1"], "securityGroupIds": []}}, "subnet-1"),
    ({"encryptAtRest": {"enabled": True, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/no"}}, "key/no"),
    ({"clusterConfig": {"instanceType": "r9g.large.search"}}, "Invalid instance type: r9g.large.search"),
    ({"ebsOptions": {"ebsEnabled": False}}, "EBS storage must be selected"),
    ({"engineVersion": "OpenSearch_9.9"}, "Invalid EngineVersion"),
)


@pytest.mark.parametrize(("inputs", "message"), REFUSED)
def test_refuses(world: SearchWorld, inputs: Properties, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        domain(world, "refused", **inputs)
