"""Nodes, protections and hosts of OpenSearch domains as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "ValidationException"
CREATE = "CreateDomain"
UPDATE = "UpdateDomainConfig"
ARN = "arn:aws:es:us-east-1:123456789012:domain"
ROLE = "arn:aws:iam::123456789012:role/search"
LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/none"
NO_CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/none"

NODES = {"InstanceType": "r7g.large.search", "InstanceCount": 1}
THREE_ZONES = {"ZoneAwarenessEnabled": True, "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3}}
MASTERS = {
    "DedicatedMasterEnabled": True,
    "DedicatedMasterType": "m6g.large.search",
    "DedicatedMasterCount": 3,
}
PASSWORD = "Correct-Horse-1"


@pytest.fixture(scope="module")
def opensearch(connect: Any) -> Any:
    """A client, and a domain `safe` with all protections."""
    client = connect("opensearch")
    client.create_domain(
        **_arguments(
            DomainName="safe",
            AdvancedSecurityOptions=_internal(PASSWORD),
            EncryptionAtRestOptions={"Enabled": True},
            NodeToNodeEncryptionOptions={"Enabled": True},
            DomainEndpointOptions={"EnforceHTTPS": True},
        )
    )
    return client


def _internal(password: str) -> dict[str, Any]:
    user = {"MasterUserName": "admin", "MasterUserPassword": password}
    return {"Enabled": True, "InternalUserDatabaseEnabled": True, "MasterUserOptions": user}


def _arguments(**changed: Any) -> dict[str, Any]:
    volume = {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20}
    return {"DomainName": "new", "ClusterConfig": NODES, "EBSOptions": volume} | changed


def _new(**changed: Any) -> Any:
    return lambda _: _arguments(**changed)


def _nodes(**changed: Any) -> Any:
    return _new(ClusterConfig=NODES | changed)


def _volume(**changed: Any) -> Any:
    return _new(EBSOptions={"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20} | changed)


def _safe(**changed: Any) -> Any:
    return lambda _: {"DomainName": "safe", **changed}


def _host(**options: Any) -> Any:
    return _new(DomainEndpointOptions={"CustomEndpointEnabled": True, **options})


REFUSED = [
    Refusal("without volumes", CREATE, _new(EBSOptions={"EBSEnabled": False}), INVALID, "EBS storage must"),
    Refusal(
        "with volumes beside disks",
        CREATE,
        _nodes(InstanceType="i3.large.search"),
        INVALID,
        "disks of its own",
    ),
    Refusal("with slow volumes", CREATE, _volume(Iops=100), INVALID, "at least 3000"),
    Refusal("without IOPS", CREATE, _volume(VolumeType="io1"), INVALID, "specify Iops"),
    Refusal(
        "with standby in one zone",
        CREATE,
        _nodes(MultiAZWithStandbyEnabled=True, **MASTERS),
        INVALID,
        "Multi-AZ with Standby requires",
    ),
    Refusal(
        "with standby on credits",
        CREATE,
        _nodes(
            MultiAZWithStandbyEnabled=True,
            **(MASTERS | THREE_ZONES | {"DedicatedMasterType": "t3.small.search", "InstanceCount": 3}),
        ),
        INVALID,
        "aren't burstable",
    ),
    Refusal("warm without masters", CREATE, _nodes(WarmEnabled=True), INVALID, "UltraWarm needs"),
    Refusal(
        "cold without warm", CREATE, _nodes(ColdStorageOptions={"Enabled": True}), INVALID, "enable UltraWarm"
    ),
    Refusal(
        "tuned on credits",
        CREATE,
        _new(ClusterConfig={"InstanceType": "t3.small.search"}, AutoTuneOptions={"DesiredState": "ENABLED"}),
        INVALID,
        "Autotune is not supported",
    ),
    Refusal(
        "encrypted on old nodes",
        CREATE,
        _new(ClusterConfig={"InstanceType": "m3.medium.search"}, EncryptionAtRestOptions={"Enabled": True}),
        INVALID,
        "not supported with the instance type m3.medium",
    ),
    Refusal("at half a host", CREATE, _host(CustomEndpoint="search.example.com"), INVALID, "certificate"),
    Refusal(
        "with no certificate",
        CREATE,
        _host(CustomEndpoint="search.example.com", CustomEndpointCertificateArn=NO_CERTIFICATE),
        INVALID,
        "certificate/none",
    ),
    Refusal(
        "audited without control",
        CREATE,
        _new(LogPublishingOptions={"AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": LOG_GROUP}}),
        INVALID,
        "fine-grained access control",
    ),
    Refusal(
        "with a weak password",
        UPDATE,
        _safe(AdvancedSecurityOptions=_internal("correct-horse")),
        INVALID,
        "one uppercase letter",
    ),
    Refusal(
        "with a role beside users",
        UPDATE,
        _safe(AdvancedSecurityOptions={"MasterUserOptions": {"MasterUserARN": ROLE}}),
        INVALID,
        "internal user database",
    ),
    Refusal(
        "without control",
        UPDATE,
        _safe(AdvancedSecurityOptions={"Enabled": False}),
        INVALID,
        "can't disable fine-grained",
    ),
    Refusal(
        "without encryption",
        UPDATE,
        _safe(EncryptionAtRestOptions={"Enabled": False}),
        INVALID,
        "can't disable encryption at rest",
    ),
    Refusal("of none", "ListTags", lambda _: {"ARN": f"{ARN}/none"}, "ResourceNotFoundException", "none"),
]


@each(REFUSED)
def test_refuses(opensearch: Any, row: Refusal) -> None:
    assert_refused(opensearch, None, row)


def test_a_domain_does_not_tell_its_master_user(opensearch: Any) -> None:
    domain = opensearch.describe_domain(DomainName="safe")["DomainStatus"]
    assert domain["AdvancedSecurityOptions"] == {
        "Enabled": True,
        "InternalUserDatabaseEnabled": True,
        "AnonymousAuthEnabled": False,
    }
    config = opensearch.describe_domain_config(DomainName="safe")["DomainConfig"]
    assert PASSWORD not in str(config)
    role = {"InternalUserDatabaseEnabled": False, "MasterUserOptions": {"MasterUserARN": ROLE}}
    opensearch.update_domain_config(DomainName="safe", AdvancedSecurityOptions=role)
    opensearch.update_domain_config(
        DomainName="safe", AdvancedSecurityOptions={"AnonymousAuthEnabled": False}
    )


def test_a_domain_is_encrypted_with_the_key_of_aws_unless_it_has_another(
    opensearch: Any, connect: Any
) -> None:
    domain = opensearch.describe_domain(DomainName="safe")["DomainStatus"]
    managed = connect("kms").describe_key(KeyId="alias/aws/es")["KeyMetadata"]["Arn"]
    assert domain["EncryptionAtRestOptions"] == {"Enabled": True, "KmsKeyId": managed}
    other = connect("kms").create_key()["KeyMetadata"]["KeyId"]
    options = {"Enabled": True, "KmsKeyId": other}
    code = error_code(opensearch.update_domain_config, DomainName="safe", EncryptionAtRestOptions=options)
    assert code == INVALID


def test_what_is_switched_off_loses_its_numbers(opensearch: Any) -> None:
    opensearch.create_domain(**_arguments(DomainName="smaller", ClusterConfig=NODES | MASTERS))
    opensearch.update_domain_config(
        DomainName="smaller",
        ClusterConfig={"DedicatedMasterEnabled": False},
        EBSOptions={"VolumeType": "gp2"},
    )
    domain = opensearch.describe_domain(DomainName="smaller")["DomainStatus"]
    assert "DedicatedMasterCount" not in domain["ClusterConfig"]
    assert domain["EBSOptions"] == {"EBSEnabled": True, "VolumeType": "gp2", "VolumeSize": 20}


def test_a_new_domain_has_no_tags_of_a_deleted_one(opensearch: Any) -> None:
    tags = [{"Key": "Name", "Value": "x"}]
    arn = opensearch.create_domain(**_arguments(DomainName="again", TagList=tags))["DomainStatus"]["ARN"]
    assert opensearch.list_tags(ARN=arn)["TagList"] == tags
    opensearch.delete_domain(DomainName="again")
    opensearch.create_domain(**_arguments(DomainName="again"))
    assert opensearch.list_tags(ARN=arn)["TagList"] == []


def test_a_domain_of_both_versions_of_ip_has_two_hosts(opensearch: Any, place: Place) -> None:
    options = {"SubnetIds": [place.one], "SecurityGroupIds": [place.group]}
    opensearch.create_domain(**_arguments(DomainName="both", VPCOptions=options, IPAddressType="dualstack"))
    endpoints = opensearch.describe_domain(DomainName="both")["DomainStatus"]["Endpoints"]
    assert set(endpoints) == {"vpc", "vpcv2"}
    opensearch.update_domain_config(DomainName="safe", IPAddressType="dualstack")
    safe = opensearch.describe_domain(DomainName="safe")["DomainStatus"]
    assert safe["EndpointV2"].startswith("search-safe-")
    assert safe["IPAddressType"] == "dualstack"
