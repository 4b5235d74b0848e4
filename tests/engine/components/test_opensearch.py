"""A search domain, deployed by the real engine."""

import json
from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_search_domain_is_made_upgraded_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "opensearch") as scenario:
        _assert_made(scenario)
        scenario.assert_settled("first")

        made = _domain(scenario)
        refusal = scenario.destroy(succeeds=False)
        assert "cannot be deleted" in refusal
        assert _domain(scenario) == made

        scenario.up("changed")
        _assert_changed(scenario)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, outputs)


def _domain(scenario: Scenario) -> dict[str, Any]:
    name = scenario.outputs()["name"]
    return dict(scenario.client("opensearch").describe_domain(DomainName=name)["DomainStatus"])


def _tuning(scenario: Scenario) -> dict[str, Any]:
    name = scenario.outputs()["name"]
    config = scenario.client("opensearch").describe_domain_config(DomainName=name)["DomainConfig"]
    return dict(config["AutoTuneOptions"]["Options"])


def _hour(domain: dict[str, Any]) -> int:
    """The hour at which quiet times begin."""
    hours: int = domain["OffPeakWindowOptions"]["OffPeakWindow"]["WindowStartTime"]["Hours"]
    return hours


def _assert_made(scenario: Scenario) -> None:
    outputs, domain = scenario.outputs(), _domain(scenario)
    assert domain["EngineVersion"] == "OpenSearch_2.17"
    assert domain["EncryptionAtRestOptions"] == {"Enabled": True, "KmsKeyId": outputs["keyArn"]}
    assert domain["NodeToNodeEncryptionOptions"] == {"Enabled": True}
    endpoint = domain["DomainEndpointOptions"]
    assert (endpoint["EnforceHTTPS"], endpoint["TLSSecurityPolicy"]) == (
        True,
        "Policy-Min-TLS-1-2-PFS-2023-10",
    )
    assert domain["AdvancedSecurityOptions"]["Enabled"] is True
    assert domain["AdvancedSecurityOptions"]["InternalUserDatabaseEnabled"] is False
    cluster = domain["ClusterConfig"]
    assert (cluster["InstanceType"], cluster["InstanceCount"]) == ("r6g.large.search", 3)
    assert (cluster["DedicatedMasterType"], cluster["DedicatedMasterCount"]) == ("m6g.large.search", 3)
    assert cluster["MultiAZWithStandbyEnabled"] is True
    assert len(domain["VPCOptions"]["AvailabilityZones"]) == 3
    assert domain["EBSOptions"]["VolumeType"] == "gp3"
    assert domain["Endpoints"] == {"vpc": outputs["endpoint"]}
    assert outputs["dashboardEndpoint"] == f"{outputs['endpoint']}/_dashboards"
    assert domain["SoftwareUpdateOptions"] == {"AutoSoftwareUpdateEnabled": True}
    assert (_tuning(scenario)["DesiredState"], _hour(domain)) == ("ENABLED", 2)
    (statement,) = json.loads(domain["AccessPolicies"])["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("es:ESHttp*", f"{outputs['arn']}/*")
    _assert_logs(scenario, domain)
    iam = scenario.client("iam")
    role = iam.get_role(RoleName=outputs["masterRoleArn"].rpartition("/")[2])["Role"]
    assert role["Arn"] == outputs["masterRoleArn"]


def _assert_logs(scenario: Scenario, domain: dict[str, Any]) -> None:
    published = domain["LogPublishingOptions"]
    assert sorted(published) == [
        "AUDIT_LOGS",
        "ES_APPLICATION_LOGS",
        "INDEX_SLOW_LOGS",
        "SEARCH_SLOW_LOGS",
    ]
    names = {log["CloudWatchLogsLogGroupArn"].rpartition(":log-group:")[2] for log in published.values()}
    assert names == set(scenario.outputs()["logGroupNames"])
    assert all(log["Enabled"] for log in published.values())
    policies = scenario.client("logs").describe_resource_policies()["resourcePolicies"]
    documents = [json.loads(policy["policyDocument"]) for policy in policies]
    (statement,) = [
        statement
        for document in documents
        for statement in document["Statement"]
        if statement["Principal"] == {"Service": "es.amazonaws.com"}
    ]
    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": domain["ARN"]}


def _assert_changed(scenario: Scenario) -> None:
    outputs, domain = scenario.outputs(), _domain(scenario)
    assert domain["EngineVersion"] == "OpenSearch_2.19"
    cluster, volume = domain["ClusterConfig"], domain["EBSOptions"]
    assert (cluster["InstanceType"], cluster["InstanceCount"]) == ("r7g.large.search", 6)
    assert (volume["VolumeSize"], volume["Iops"], volume["Throughput"]) == (40, 4000, 250)
    assert _hour(domain) == 4
    assert domain["EncryptionAtRestOptions"]["KmsKeyId"] == outputs["keyArn"]
    groups = scenario.client("logs").describe_log_groups()["logGroups"]
    kept = {group["logGroupName"]: group["retentionInDays"] for group in groups}
    assert {kept[name] for name in outputs["logGroupNames"]} == {30}


def _assert_gone(scenario: Scenario, outputs: Any) -> None:
    assert scenario.client("opensearch").list_domain_names()["DomainNames"] == []
    logs = scenario.client("logs")
    names = {group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]}
    assert names.isdisjoint(outputs["logGroupNames"])
    policies = [policy["policyDocument"] for policy in logs.describe_resource_policies()["resourcePolicies"]]
    assert not [policy for policy in policies if outputs["arn"] in policy]
    roles = scenario.client("iam").list_roles()["Roles"]
    assert outputs["masterRoleArn"] not in [role["Arn"] for role in roles]
    (key,) = [scenario.client("kms").describe_key(KeyId=outputs["keyArn"])["KeyMetadata"]]
    assert key["KeyState"] == "PendingDeletion"
