"""OpenSearch: a domain in three zones, who may send it requests, and where it may log."""

import json
from typing import Any

import pulumi
import pytest

from components import ArgumentError, OpenSearch
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

DOMAIN = "aws:opensearch/domain:Domain"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
KEYS = {"kms_key_arn": "arn:data", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-search"
DOMAIN_ARN = f"arn:aws:es:{REGION}:{ACCOUNT_ID}:domain/{LABEL}"
ARN = f"arn:aws:mock:{REGION}:{ACCOUNT_ID}"
LOGS = {
    "application-log": "ES_APPLICATION_LOGS",
    "audit-log": "AUDIT_LOGS",
    "index-slow-log": "INDEX_SLOW_LOGS",
    "search-slow-log": "SEARCH_SLOW_LOGS",
}


def deploy(**args: Any) -> Recording:
    def program() -> None:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
            "security_group_ids": ["sg-1"],
            "tags": TAGS,
            **KEYS,
            **args,
        }
        OpenSearch("search", given)

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "OpenSearch", **more}


def test_is_a_domain_with_what_it_needs() -> None:
    assert deploy().counts() == {
        "shared-infra:index:OpenSearch": 1,
        LOG_GROUP: 4,
        LOG_POLICY: 1,
        ROLE: 1,
        ROLE_POLICY: 1,
        DOMAIN: 1,
    }


def test_the_domain_is_safe_in_every_respect() -> None:
    recording = deploy()
    domain = recording.one(DOMAIN, "search-domain")
    inputs = dict(domain.inputs)
    [allowed] = json.loads(inputs.pop("accessPolicies"))["Statement"]

    assert inputs == {
        "domainName": LABEL,
        "engineVersion": "OpenSearch_2.19",
        "clusterConfig": {
            "instanceType": "r6g.large.search",
            "instanceCount": 3,
            "dedicatedMasterEnabled": True,
            "dedicatedMasterType": "m6g.large.search",
            "dedicatedMasterCount": 3,
            "zoneAwarenessEnabled": True,
            "zoneAwarenessConfig": {"availabilityZoneCount": 3},
            "multiAzWithStandbyEnabled": True,
        },
        "ebsOptions": {
            "ebsEnabled": True,
            "volumeType": "gp3",
            "volumeSize": 100,
            "iops": 3000,
            "throughput": 125,
        },
        "vpcOptions": {
            "subnetIds": ["subnet-1", "subnet-2", "subnet-3"],
            "securityGroupIds": ["sg-1"],
        },
        "advancedSecurityOptions": {
            "enabled": True,
            "anonymousAuthEnabled": False,
            "internalUserDatabaseEnabled": False,
            "masterUserOptions": {"masterUserArn": f"{ARN}:Role/search-master-role"},
        },
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "encryptAtRest": {"enabled": True, "kmsKeyId": "arn:data"},
        "nodeToNodeEncryption": {"enabled": True},
        "logPublishingOptions": [
            {
                "logType": kind,
                "cloudwatchLogGroupArn": f"{ARN}:LogGroup/search-{log}-group",
                "enabled": True,
            }
            for log, kind in LOGS.items()
        ],
        "autoTuneOptions": {
            "desiredState": "ENABLED",
            "rollbackOnDisable": "NO_ROLLBACK",
            "useOffPeakWindow": True,
        },
        "offPeakWindowOptions": {
            "enabled": True,
            "offPeakWindow": {"windowStartTime": {"hours": 2, "minutes": 0}},
        },
        "softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True},
        "tags": tags("search-domain", DataClass="confidential"),
    }
    assert allowed == {
        "Sid": "RequestsByAccount",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
        "Action": "es:ESHttp*",
        "Resource": f"{DOMAIN_ARN}/*",
    }
    assert recording.one(LOG_POLICY).urn in domain.dependencies


@pytest.mark.parametrize("protection", [True, False])
def test_pulumi_protects_what_aws_does_not(protection: bool) -> None:
    assert deploy(deletion_protection=protection).one(DOMAIN).protect is protection


def test_the_service_may_log_for_this_domain_only() -> None:
    policy = deploy().one(LOG_POLICY, "search-log-policy").inputs
    [statement] = json.loads(policy["policyDocument"])["Statement"]

    assert policy["policyName"] == f"{LABEL}-logs"
    assert statement["Principal"] == {"Service": "es.amazonaws.com"}
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"]
    assert statement["Resource"] == [
        f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/shared-infra/local/search-{log}:*" for log in LOGS
    ]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn": DOMAIN_ARN},
    }


def test_logs_are_encrypted_and_kept() -> None:
    assert deploy().one(LOG_GROUP, "search-audit-log-group").inputs == {
        "name": "/shared-infra/local/search-audit-log",
        "retentionInDays": 365,
        "kmsKeyId": "arn:logs",
        "tags": tags("search-audit-log-group", DataClass="internal"),
    }


def test_its_master_role_can_be_assumed_by_the_account_and_reaches_the_domain_only() -> None:
    recording = deploy()
    role = recording.one(ROLE, "search-master-role").inputs
    [trust] = json.loads(role["assumeRolePolicy"])["Statement"]
    [right] = json.loads(recording.one(ROLE_POLICY).inputs["policy"])["Statement"]

    assert trust["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    assert role["tags"] == tags("search-master-role")
    assert (right["Action"], right["Resource"]) == ("es:ESHttp*", f"{DOMAIN_ARN}/*")


def test_a_master_role_can_be_given() -> None:
    recording = deploy(master_role_arn="arn:admins")

    assert ROLE not in recording.counts()
    options = recording.one(DOMAIN).inputs["advancedSecurityOptions"]["masterUserOptions"]
    assert options == {"masterUserArn": "arn:admins"}
    assert recording.one("shared-infra:index:OpenSearch").outputs["masterRoleArn"] == "arn:admins"


def test_a_small_domain_lives_in_the_first_subnet() -> None:
    inputs = (
        deploy(zone_count=1, master_node_count=0, data_node_type="t3.small.search", volume_size_gib=10)
        .one(DOMAIN)
        .inputs
    )

    assert inputs["clusterConfig"] == {
        "instanceType": "t3.small.search",
        "instanceCount": 1,
        "dedicatedMasterEnabled": False,
        "zoneAwarenessEnabled": False,
        "multiAzWithStandbyEnabled": False,
    }
    assert inputs["vpcOptions"]["subnetIds"] == ["subnet-1"]
    assert inputs["autoTuneOptions"] == {"desiredState": "DISABLED"}


@pytest.mark.parametrize(
    ("args", "standby"),
    [
        ({"zone_count": 2}, False),
        ({"master_node_count": 0}, False),
        ({"master_node_type": "t3.medium.search"}, False),
        ({"multi_az_with_standby": False}, False),
        ({"data_node_count": 6, "master_node_count": 5}, True),
    ],
)
def test_there_is_a_standby_where_there_can_be_one(args: dict[str, Any], standby: bool) -> None:
    assert deploy(**args).one(DOMAIN).inputs["clusterConfig"]["multiAzWithStandbyEnabled"] is standby


def test_it_can_have_a_name_of_its_own() -> None:
    inputs = (
        deploy(custom_endpoint="search.example.com", certificate_arn="arn:certificate").one(DOMAIN).inputs
    )

    assert inputs["domainEndpointOptions"] == {
        "enforceHttps": True,
        "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        "customEndpointEnabled": True,
        "customEndpoint": "search.example.com",
        "customEndpointCertificateArn": "arn:certificate",
    }


def test_its_outputs() -> None:
    assert deploy().one("shared-infra:index:OpenSearch").outputs == {
        "domainName": LABEL,
        "domainArn": f"{ARN}:Domain/search-domain",
        "endpoint": "vpc-search.es.example",
        "dashboardEndpoint": "vpc-search.es.example/_dashboards",
        "masterRoleArn": f"{ARN}:Role/search-master-role",
        "logGroupNames": [f"/shared-infra/local/search-{log}" for log in LOGS],
        "kmsKeyArn": "arn:data",
    }


def test_subnets_that_turn_out_to_be_too_few_are_an_error() -> None:
    def program() -> None:
        subnets = pulumi.Output.from_input(["subnet-1", "subnet-2"])
        args: Any = {"subnet_ids": subnets, "security_group_ids": ["sg-1"], "tags": TAGS, **KEYS}
        OpenSearch("search", args)

    with pytest.raises(ArgumentError, match=r"subnet_ids: 2 for 3 zones\. Allowed: one subnet a zone"):
        run(program)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (
            {"engine_version": "2.19"},
            "engine_version: '2.19'. Allowed: a version, 2.3 or newer, as OpenSearch",
        ),
        ({"engine_version": "Elasticsearch_7.10"}, "engine_version: 'Elasticsearch_7.10'."),
        ({"data_node_type": "r6g.large"}, "data_node_type: 'r6g.large'. Allowed: the name of a node type"),
        ({"data_node_type": "t2.small.search", "multi_az_with_standby": False}, "data_node_type: 't2.small"),
        (
            {"data_node_type": "i3.large.search"},
            "data_node_type: 'i3.large.search'. Allowed: a type with EBS",
        ),
        ({"zone_count": 4}, "zone_count: 4. Allowed: a whole number from 1 to 3."),
        ({"data_node_count": 4}, "data_node_count: 4 in 3 zones. Allowed: a multiple of 3: every zone holds"),
        ({"master_node_count": 2}, "master_node_count: 2. Allowed: one of 0, 3, 5."),
        (
            {"multi_az_with_standby": True, "zone_count": 2, "data_node_type": "t3.small.search"},
            "multi_az_with_standby: true with zone_count 2, nodes of t3.small.search. Allowed: true with",
        ),
        ({"volume_size_gib": 9}, "volume_size_gib: 9. Allowed: a whole number from 10 to 24576."),
        ({"iops": 100}, "iops: 100. Allowed: a whole number from 3000 to 80000."),
        ({"throughput_mibps": 1}, "throughput_mibps: 1. Allowed: a whole number from 125 to 2000."),
        ({"custom_endpoint": "search.example.com"}, "certificate_arn: missing beside custom_endpoint."),
        ({"certificate_arn": "arn:x"}, "certificate_arn: given without custom_endpoint. Allowed: both or"),
        ({"custom_endpoint": "search", "certificate_arn": "arn:x"}, "custom_endpoint: 'search'. Allowed: a"),
        ({"off_peak_start_hour": 24}, "off_peak_start_hour: 24. Allowed: a whole number from 0 to 23."),
        ({"subnet_ids": ["a", "b"]}, "subnet_ids: 2 for 3 zones. Allowed: one subnet a zone, or more; or a"),
        ({"domain_name": "x" * 29}, "domain_name: 'xxx"),
        ({"master_user_password": "x"}, "master_user_password: no argument here."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
