"""Bastion: one small instance, reached through Systems Manager and by nothing else."""

from typing import Any

import pytest

from components import ArgumentError, Bastion
from tests.mocks import TAGS, Recording, run

INSTANCE = "aws:ec2/instance:Instance"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        bastion = Bastion(
            "bastion",
            {"vpc_id": "vpc-1", "vpc_cidr": "10.0.0.0/16", "subnet_id": "subnet-1", "tags": TAGS, **args},  # type: ignore[typeddict-item]
        )
        return {"id": bastion.instance_id, "group": bastion.security_group_id, "role": bastion.role_arn}

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "Bastion", **more}


def test_makes_an_instance_a_group_with_one_outbound_rule_and_a_role() -> None:
    assert deploy().counts() == {
        "shared-infra:index:Bastion": 1,
        "shared-infra:index:SecurityGroup": 1,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        EGRESS: 1,
        "aws:iam/role:Role": 1,
        ATTACHMENT: 1,
        PROFILE: 1,
        INSTANCE: 1,
    }


def test_the_instance_is_hardened_and_has_no_key_pair() -> None:
    recording = deploy()
    instance = recording.one(INSTANCE, "bastion-instance")

    assert instance.inputs == {
        "ami": "ami-for-arm64",
        "instanceType": "t4g.nano",
        "subnetId": "subnet-1",
        "associatePublicIpAddress": False,
        "vpcSecurityGroupIds": ["bastion-host-sg-id"],
        "iamInstanceProfile": "bastion-profile",
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        },
        "rootBlockDevice": {
            "encrypted": True,
            "volumeType": "gp3",
            "volumeSize": 8,
            "deleteOnTermination": True,
            "tags": tags("bastion-root-volume", DataClass="internal"),
        },
        "tags": tags("bastion-instance"),
    }
    assert recording.result["id"] == "bastion-instance-id"
    assert recording.result["group"] == "bastion-host-sg-id"
    assert recording.one("aws:ec2/securityGroup:SecurityGroup").inputs["tags"]["Role"] == "bastion"


def test_a_newer_image_does_not_replace_the_instance() -> None:
    assert deploy().one(INSTANCE).ignore_changes == ("ami",)


def test_its_role_allows_sessions_and_is_complete_before_the_instance_starts() -> None:
    recording = deploy()

    attachment = recording.one(ATTACHMENT, "bastion-session-policy")
    assert attachment.inputs == {
        "role": "bastion-role",
        "policyArn": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    }
    assert '"Service": "ec2.amazonaws.com"' in recording.one("aws:iam/role:Role").inputs["assumeRolePolicy"]
    assert recording.one(PROFILE).inputs == {"role": "bastion-role", "tags": tags("bastion-profile")}
    assert attachment.urn in recording.one(INSTANCE).dependencies


@pytest.mark.parametrize(
    ("instance_type", "image"), [("t4g.nano", "ami-for-arm64"), ("t3.nano", "ami-for-x86_64")]
)
def test_the_image_fits_the_processor(instance_type: str, image: str) -> None:
    recording = deploy(instance_type=instance_type)
    [asked] = [call.args["name"] for call in recording.invokes if call.token.startswith("aws:ssm/")]

    assert recording.one(INSTANCE).inputs["ami"] == image
    assert asked.startswith("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-")


@pytest.mark.parametrize(("public_ip", "reaches"), [(True, "0.0.0.0/0"), (False, "10.0.0.0/16")])
def test_it_calls_https_only_and_the_internet_only_with_a_public_address(
    public_ip: bool, reaches: str
) -> None:
    recording = deploy(public_ip=public_ip)
    rule = recording.one(EGRESS, "bastion-host-egress-https").inputs

    assert recording.one(INSTANCE).inputs["associatePublicIpAddress"] is public_ip
    assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"], rule["cidrIpv4"]) == (
        "tcp",
        443,
        443,
        reaches,
    )


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (
            {"instance_type": "nano"},
            "instance_type: 'nano'. Allowed: the name of an EC2 instance type, as t4g.nano.",
        ),
        ({"public_ip": "yes"}, "public_ip: 'yes'. Allowed: true or false."),
        ({"subnet_id": None}, "subnet_id: missing."),
        ({"vpc_id": None}, "vpc_id: missing."),
        ({"vpc_cidr": None}, "vpc_cidr: missing."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
