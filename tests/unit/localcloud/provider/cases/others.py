"""Lives of instances, and of resources of IAM, KMS, CloudWatch Logs and Systems Manager."""

from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.world import policy, trust

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SSM = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"

CASES = (
    Case(
        "aws:ec2/instance:Instance",
        lambda world: {
            "ami": world.image,
            "instanceType": "t4g.nano",
            "subnetId": world.private_subnet,
            "vpcSecurityGroupIds": [world.group("instance-a")],
            "iamInstanceProfile": world.profile("profile-a"),
            "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required"},
            "rootBlockDevice": {"encrypted": True, "volumeType": "gp3", "volumeSize": 20},
            "userData": "#!/bin/sh\necho first\n",
            "monitoring": True,
        },
        (
            lambda world: {"instanceType": "t4g.micro"},
            lambda world: {"vpcSecurityGroupIds": [world.group("instance-b")]},
            lambda world: {"iamInstanceProfile": world.profile("profile-b")},
            lambda world: {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
            lambda world: {"sourceDestCheck": False},
            lambda world: {"sourceDestCheck": None},
            lambda world: {"disableApiTermination": True},
            lambda world: {"disableApiTermination": False},
            lambda world: {"userData": "#!/bin/sh\necho second\n"},
            lambda world: {"rootBlockDevice": {"encrypted": True, "volumeType": "gp3", "volumeSize": 30}},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:iam/role:Role",
        lambda world: {"name": "a-role", "assumeRolePolicy": trust("ec2"), "tags": {"a": "b"}},
        (
            lambda world: {"assumeRolePolicy": trust("ecs-tasks")},
            lambda world: {"description": "text"},
            lambda world: {"description": None},
            lambda world: {"maxSessionDuration": 7200},
            lambda world: {"maxSessionDuration": None},
            lambda world: {"permissionsBoundary": READ_ONLY},
            lambda world: {"permissionsBoundary": None},
            lambda world: {"inlinePolicies": [{"name": "p", "policy": policy("s3:GetObject")}]},
            lambda world: {
                "inlinePolicies": [{"name": "q", "policy": policy("s3:PutObject", "s3:GetObject")}]
            },
            lambda world: {"managedPolicyArns": [READ_ONLY, SSM]},
            lambda world: {"managedPolicyArns": [SSM]},
            lambda world: {"forceDetachPolicies": True},
            lambda world: {"tags": None},
        ),
        untold=("forceDetachPolicies", "inlinePolicies"),
    ),
    Case(
        "aws:iam/rolePolicy:RolePolicy",
        lambda world: {"name": "own", "role": world.role("with-policy")["name"], "policy": policy("s3:*")},
        (lambda world: {"policy": policy("s3:GetObject", "s3:PutObject")},),
    ),
    Case(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda world: {"role": world.role("with-attachment")["name"], "policyArn": SSM},
    ),
    Case(
        "aws:iam/policy:Policy",
        lambda world: {"name": "managed", "description": "text", "policy": policy("s3:*")},
        (
            # More updates than a policy keeps versions.
            *(lambda world, number=number: {"policy": policy(f"s3:Get{number}")} for number in range(6)),
            lambda world: {"tags": {"a": "b"}},
        ),
    ),
    Case(
        "aws:iam/instanceProfile:InstanceProfile",
        lambda world: {"name": "profiled", "role": world.role("profile-1")["name"]},
        (
            lambda world: {"role": world.role("profile-2")["name"]},
            lambda world: {"role": None},
            lambda world: {"tags": {"a": "b"}},
        ),
    ),
    Case(
        "aws:kms/key:Key",
        lambda world: {"description": "first", "enableKeyRotation": True, "deletionWindowInDays": 7},
        (
            lambda world: {"description": "second"},
            lambda world: {"rotationPeriodInDays": 180},
            lambda world: {"enableKeyRotation": None, "rotationPeriodInDays": None},
            lambda world: {"policy": world.key["policy"]},
            lambda world: {"isEnabled": False},
            lambda world: {"isEnabled": None},
            lambda world: {"tags": {"a": "b"}},
        ),
        untold=("deletionWindowInDays",),
    ),
    Case(
        "aws:kms/alias:Alias",
        lambda world: {"name": "alias/first", "targetKeyId": world.key["keyId"]},
        (
            lambda world: {"targetKeyId": world.make("aws:kms/key:Key")[0]},
            lambda world: {"targetKeyId": world.make("aws:kms/key:Key")[1]["arn"]},
        ),
        untold=("targetKeyId",),
    ),
    Case(
        "aws:ssm/parameter:Parameter",
        lambda world: {"name": "/a/parameter", "type": "String", "value": "first"},
        (
            lambda world: {"value": "second"},
            lambda world: {"description": "text"},
            lambda world: {"description": None},
            lambda world: {"allowedPattern": "[a-z]*"},
            lambda world: {"tier": "Advanced"},
            lambda world: {"value": None, "insecureValue": "third"},
            lambda world: {"type": "SecureString", "insecureValue": None, "value": "fourth"},
            lambda world: {"tags": {"a": "b"}},
        ),
    ),
    Case(
        "aws:ssm/parameter:Parameter",
        lambda world: {"name": "/b", "type": "SecureString", "valueWo": "secret", "valueWoVersion": 1},
        (lambda world: {"valueWo": "other", "valueWoVersion": 2},),
        untold=("value", "valueWo", "valueWoVersion"),
        name="write-only",
    ),
    Case(
        "aws:cloudwatch/logGroup:LogGroup",
        lambda world: {"name": "/a/group", "retentionInDays": 30, "tags": {"a": "b"}},
        (
            lambda world: {"retentionInDays": 7},
            lambda world: {"retentionInDays": None},
            lambda world: {"kmsKeyId": world.key["arn"]},
            lambda world: {"kmsKeyId": None},
            lambda world: {"tags": {"c": "d"}},
        ),
    ),
)
