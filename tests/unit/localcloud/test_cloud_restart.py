"""A cloud that was closed answers as before when it is opened again, in the same process or another."""

import gc
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from localcloud.cloud import Cloud, StorageError

REGION = "eu-central-1"
ROOT = Path(__file__).parents[3]
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "lambda.amazonaws.com"}}]}'
)

IMAGE = "ami-03cf127a"
"""An image of moto's own table, one without a date."""

Answers = dict[str, Any]


def network(cloud: Cloud) -> None:
    ec2 = cloud.client("ec2", REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zones = (f"{REGION}a", f"{REGION}b")
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate(zones)
    ]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    group = ec2.create_security_group(GroupName="web", Description="web servers", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        ],
    )
    ec2.run_instances(ImageId=IMAGE, InstanceType="t3.micro", MinCount=1, MaxCount=1, SubnetId=subnets[0])
    cloud.client("elbv2", REGION).create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=[group])


def read_network(cloud: Cloud) -> Answers:
    ec2 = cloud.client("ec2", REGION)
    (image,) = ec2.describe_images(ImageIds=[IMAGE])["Images"]
    snapshot = image["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    return {
        "vpcs": ec2.describe_vpcs()["Vpcs"],
        "subnets": ec2.describe_subnets()["Subnets"],
        "rules": ec2.describe_security_group_rules()["SecurityGroupRules"],
        "routes": ec2.describe_route_tables()["RouteTables"],
        "instances": ec2.describe_instances()["Reservations"],
        "interfaces": ec2.describe_network_interfaces()["NetworkInterfaces"],
        "image": image,
        "snapshot": ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"],
        "balancers": cloud.client("elbv2", REGION).describe_load_balancers()["LoadBalancers"],
    }


def identities(cloud: Cloud) -> None:
    iam = cloud.client("iam", REGION)
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="worker", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.create_instance_profile(InstanceProfileName="worker")
    iam.add_role_to_instance_profile(InstanceProfileName="worker", RoleName="worker")


def read_identities(cloud: Cloud) -> Answers:
    iam = cloud.client("iam", REGION)
    return {
        "roles": iam.list_roles()["Roles"],
        "attached": iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"],
        "policy": iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")["Policy"],
        "profiles": iam.list_instance_profiles()["InstanceProfiles"],
    }


def keys(cloud: Cloud) -> None:
    kms = cloud.client("kms", REGION)
    for specification in ("RSA_2048", "ECC_NIST_P256"):
        kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=specification)
    cloud.client("acm", REGION).request_certificate(DomainName="a.example.com", ValidationMethod="DNS")


def read_keys(cloud: Cloud) -> Answers:
    kms = cloud.client("kms", REGION)
    certificates = cloud.client("acm", REGION)
    (arn,) = [item["CertificateArn"] for item in certificates.list_certificates()["CertificateSummaryList"]]
    certificates.describe_certificate(CertificateArn=arn)
    return {
        "public": [kms.get_public_key(KeyId=key["KeyId"])["PublicKey"] for key in kms.list_keys()["Keys"]],
        "certificate": certificates.get_certificate(CertificateArn=arn)["Certificate"],
    }


def stores(cloud: Cloud) -> None:
    s3 = cloud.client("s3", "us-east-1")
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="a", Body=b"bytes" * 1000)
    cloud.client("ssm", REGION).put_parameter(Name="/mine", Value="x", Type="String")
    cloud.client("ssm", REGION).get_parameter(Name="/aws/service/global-infrastructure/regions/eu-central-1")
    cloud.client("sqs", REGION).create_queue(QueueName="jobs")
    cloud.client("logs", REGION).create_log_group(logGroupName="/app")
    cloud.client("secretsmanager", REGION).create_secret(Name="s", SecretString="text")
    cloud.client("sns", REGION).create_topic(Name="news")


def read_stores(cloud: Cloud) -> Answers:
    return {
        "object": cloud.client("s3", "us-east-1").get_object(Bucket="files", Key="a")["Body"].read(),
        "parameter": cloud.client("ssm", REGION).get_parameter(Name="/mine")["Parameter"],
        "queues": cloud.client("sqs", REGION).list_queues()["QueueUrls"],
        "groups": cloud.client("logs", REGION).describe_log_groups()["logGroups"],
        "secret": cloud.client("secretsmanager", REGION).get_secret_value(SecretId="s")["SecretString"],
        "topics": cloud.client("sns", REGION).list_topics()["Topics"],
    }


@pytest.mark.parametrize(
    ("fill", "read"),
    [
        pytest.param(network, read_network, id="network"),
        pytest.param(identities, read_identities, id="identities"),
        pytest.param(keys, read_keys, id="keys"),
        pytest.param(stores, read_stores, id="stores"),
    ],
)
def test_a_reopened_cloud_answers_as_before(
    tmp_path: Path, fill: Callable[[Cloud], None], read: Callable[[Cloud], Answers]
) -> None:
    with Cloud(tmp_path) as cloud:
        fill(cloud)
        before = read(cloud)
    with Cloud(tmp_path) as cloud:
        after = read(cloud)
    assert {name: value == after[name] for name, value in before.items()} == dict.fromkeys(before, True)


def test_another_process_answers_as_before(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        network(cloud)
        before = json.loads(json.dumps(read_network(cloud), default=str))
    output = subprocess.check_output(
        [sys.executable, __file__, str(tmp_path)], env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60
    )
    after = json.loads(output)
    assert {name: value == after[name] for name, value in before.items()} == dict.fromkeys(before, True)


def test_what_was_encrypted_before_can_be_read_after(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        kms = cloud.client("kms", REGION)
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        hidden = kms.encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"]
    with Cloud(tmp_path) as cloud:
        assert cloud.client("kms", REGION).decrypt(CiphertextBlob=hidden)["Plaintext"] == b"text"


def test_a_load_balancer_still_holds_the_subnets_of_ec2(tmp_path: Path) -> None:
    from moto.ec2.models import ec2_backends
    from moto.elbv2.models import elbv2_backends

    with Cloud(tmp_path) as cloud:
        network(cloud)
    with Cloud(tmp_path) as cloud:
        cloud.client("elbv2", REGION).describe_load_balancers()
        (balancer,) = elbv2_backends[cloud.account_id][REGION].load_balancers.values()
        ec2 = ec2_backends[cloud.account_id][REGION]
        assert all(subnet is ec2.get_subnet(subnet.id) for subnet in balancer.subnets)


def test_the_default_vpc_that_was_seen_stays(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        before = cloud.client("ec2", REGION).describe_vpcs()["Vpcs"]
    with Cloud(tmp_path) as cloud:
        assert cloud.client("ec2", REGION).describe_vpcs()["Vpcs"] == before


def test_an_instance_keeps_its_address_until_it_is_terminated(tmp_path: Path) -> None:
    from moto.ec2.models import ec2_backends

    with Cloud(tmp_path) as cloud:
        network(cloud)
        ec2 = cloud.client("ec2", REGION)
        (instance,) = ec2.describe_instances()["Reservations"][0]["Instances"]
        subnet = ec2_backends[cloud.account_id][REGION].get_subnet(instance["SubnetId"])
        gc.collect()
        assert instance["PrivateIpAddress"] in subnet._subnet_ips
        ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
        assert instance["PrivateIpAddress"] not in subnet._subnet_ips


def test_the_ids_of_endpoint_services_stay(cloud_of_one_service: Cloud) -> None:
    from moto.ec2.models import vpcs

    ec2 = cloud_of_one_service.client("ec2", REGION)
    before = ec2.describe_vpc_endpoint_services()["ServiceDetails"]
    vpcs.DEFAULT_VPC_ENDPOINT_SERVICES.clear()
    assert ec2.describe_vpc_endpoint_services()["ServiceDetails"] == before
    assert len({service["ServiceId"] for service in before}) == len(before) > 100


@pytest.fixture
def cloud_of_one_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """moto reads all its services for their endpoints, which takes seconds."""
    from moto.ec2.models import vpcs

    monkeypatch.setattr(vpcs, "IMPLEMENTED_ENDPOINT_SERVICES", ["s3"])
    monkeypatch.setattr(vpcs, "DEFAULT_VPC_ENDPOINT_SERVICES", {})
    with Cloud() as cloud:
        yield cloud


def test_a_directory_that_another_process_has_open_is_refused(tmp_path: Path) -> None:
    with FileLock(tmp_path / "cloud.lock"), pytest.raises(StorageError, match="open in another process"):
        Cloud(tmp_path)
    with Cloud(tmp_path) as cloud:
        assert cloud.directory == tmp_path


def test_state_of_another_version_is_refused(tmp_path: Path) -> None:
    with Cloud(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "cloud.sqlite") as connection:
        connection.execute("update about set value = '4.0.0' where name = 'moto'")
    connection.close()
    with pytest.raises(StorageError, match=r"'moto': '4.0.0'.*localcloud reset"):
        Cloud(tmp_path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cloud.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError, match=r"not readable .*localcloud reset"):
        Cloud(tmp_path)


if __name__ == "__main__":
    with Cloud(Path(sys.argv[1])) as opened:
        print(json.dumps(read_network(opened), default=str))
