"""What a pipeline may do: preview, deploy, and how far what it deploys may go. Pure: no resources here.

The deploy role manages services, but of IAM only roles below one path, and those only within a boundary. So
it can neither raise its own rights, which lie elsewhere, nor hand more than the boundary to something that
it makes. None of the roles here reads data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ._iam import Account, Statement, document

SERVICES = (
    "acm", "application-autoscaling", "aps", "autoscaling", "backup", "backup-storage", "cloudfront",
    "cloudwatch", "ec2", "ecr", "ecs", "eks", "elasticache", "elasticloadbalancing", "es", "events",
    "grafana", "kafka", "kms", "lambda", "logs", "rds", "route53", "s3", "secretsmanager",
    "servicediscovery", "sns", "sqs", "ssm", "tag", "wafv2", "xray",
)  # fmt: skip
"""What this library deploys, by the prefix of its actions. DocumentDB is `rds`, OpenSearch `es`, MSK
`kafka`."""

DATA_PLANE = ("bedrock", "ec2messages", "eks-auth", "kafka-cluster", "rds-db", "ssmmessages")
"""What workloads call, and nobody deploys."""

HAND_OUT_RIGHTS = ("account", "iam", "identitystore", "organizations", "sso", "sts")
"""What no pipeline manages: with these it would be its own administrator."""

PASSED_TO = (
    "backup", "ec2", "ecs", "ecs-tasks", "eks", "export.rds", "grafana", "lambda", "monitoring.rds",
    "pods.eks", "rds", "vpc-flow-logs",
)  # fmt: skip
"""Services that are given a role."""

READS = ("Describe", "Get", "List")
"""How the actions start that change nothing."""

READS_OF_DATA = (
    "ecr:GetDownloadUrlForLayer",
    "elasticache:Connect",
    "es:ESHttp*",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetQueryResults",
    "logs:StartQuery",
    "logs:Unmask",
    "rds:DownloadDBLogFilePortion",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
)
"""What shows data or secrets, beside the objects of S3."""

GLOBAL_REGION = "us-east-1"
"""Region of the services that belong to none, and of what CloudFront uses."""


@dataclass(frozen=True)
class Reach:
    """What a pipeline of one environment has to do with."""

    role_path: str
    """Path of the roles that it may make and the parameters that it may read, as /shared-infra/prod/."""
    services: Sequence[str]
    """Prefixes of the actions that it may use."""


@dataclass(frozen=True)
class State:
    """Where Pulumi keeps the state of the environment, when that is in this account."""

    bucket_arn: str | None
    """The bucket of the backend."""
    key_arn: str | None
    """The KMS key of the stack's secrets provider, or of the bucket."""


def preview_policy(account: Account, reach: Reach, state: State) -> str:
    """What `pulumi preview` needs, and a refresh that writes nothing."""
    return document(
        [
            _allow("ReadServices", [f"{service}:{read}*" for service in reach.services for read in READS]),
            _read_iam(),
            *_use_state(state, write=False),
            *_deny_data(account, reach, state),
        ]
    )


def deploy_policy(account: Account, reach: Reach, boundary_arn: str, state: State) -> str:
    """What `pulumi up` and `pulumi destroy` need, with roles within the boundary only."""
    roles = account.global_arn("iam", f"role{reach.role_path}*")
    regions = sorted({account.region, GLOBAL_REGION})
    return document(
        [
            _allow(
                "ManageServices",
                [f"{service}:*" for service in reach.services],
                condition={"StringEquals": {"aws:RequestedRegion": regions}},
            ),
            _read_iam(),
            _allow(
                "ManageRolesWithinBoundary",
                [
                    "iam:AttachRolePolicy",
                    "iam:CreateRole",
                    "iam:DeleteRolePolicy",
                    "iam:DetachRolePolicy",
                    "iam:PutRolePermissionsBoundary",
                    "iam:PutRolePolicy",
                ],
                roles,
                {"StringEquals": {"iam:PermissionsBoundary": boundary_arn}},
            ),
            _allow(
                "ManageRoles",
                [
                    "iam:DeleteRole",
                    "iam:TagRole",
                    "iam:UntagRole",
                    "iam:UpdateAssumeRolePolicy",
                    "iam:UpdateRole",
                    "iam:UpdateRoleDescription",
                ],
                roles,
            ),
            _allow(
                "PassRoles",
                ["iam:PassRole"],
                roles,
                {"StringEquals": {"iam:PassedToService": [f"{one}.amazonaws.com" for one in PASSED_TO]}},
            ),
            _allow(
                "ManageInstanceProfiles",
                [
                    "iam:AddRoleToInstanceProfile",
                    "iam:CreateInstanceProfile",
                    "iam:DeleteInstanceProfile",
                    "iam:RemoveRoleFromInstanceProfile",
                    "iam:TagInstanceProfile",
                    "iam:UntagInstanceProfile",
                ],
                account.global_arn("iam", f"instance-profile{reach.role_path}*"),
            ),
            _allow(
                "MakeServiceLinkedRoles",
                ["iam:CreateServiceLinkedRole"],
                account.global_arn("iam", "role/aws-service-role/*"),
            ),
            *_use_state(state, write=True),
            *_deny_data(account, reach, state),
        ]
    )


def boundary_policy(account: Account, services: Sequence[str]) -> str:
    """How far the roles may go that a pipeline makes: into services, and of IAM into no more than the
    service-linked roles that EKS makes."""
    return document(
        [
            _allow("UseServices", [f"{service}:*" for service in (*services, *DATA_PLANE)]),
            _allow(
                "MakeServiceLinkedRoles",
                ["iam:CreateServiceLinkedRole", "iam:GetRole"],
                account.global_arn("iam", "role/aws-service-role/*"),
            ),
        ]
    )


def _read_iam() -> Statement:
    return _allow("ReadIam", ["iam:Get*", "iam:List*"])


def _use_state(state: State, write: bool) -> list[Statement]:
    statements: list[Statement] = []
    if state.bucket_arn is not None:
        objects = ["s3:GetObject", *(["s3:DeleteObject", "s3:PutObject"] if write else [])]
        statements.append(_allow("ListState", ["s3:ListBucket"], state.bucket_arn))
        statements.append(_allow("UseState", objects, f"{state.bucket_arn}/*"))
    if state.key_arn is not None:
        uses = ["kms:Decrypt", *(["kms:Encrypt", "kms:GenerateDataKey"] if write else [])]
        statements.append(_allow("DecryptState", uses, state.key_arn))
    return statements


def _deny_data(account: Account, reach: Reach, state: State) -> list[Statement]:
    objects: Statement = {"Sid": "DenyObjects", "Effect": "Deny", "Action": "s3:GetObject*"}
    if state.bucket_arn is None:
        objects["Resource"] = "*"
    else:
        objects["NotResource"] = f"{state.bucket_arn}/*"
    return [
        {"Sid": "DenyData", "Effect": "Deny", "Action": list(READS_OF_DATA), "Resource": "*"},
        objects,
        {
            "Sid": "DenyParameters",
            "Effect": "Deny",
            "Action": "ssm:GetParameter*",
            # Without an account: what AWS publishes for everybody, as ids of machine images.
            "NotResource": [
                f"arn:{account.partition}:ssm:*::parameter/aws/*",
                account.arn("ssm", f"parameter{reach.role_path}*"),
            ],
        },
    ]


def _allow(
    sid: str, actions: Sequence[str], resource: str = "*", condition: Statement | None = None
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return statement if condition is None else {**statement, "Condition": condition}
