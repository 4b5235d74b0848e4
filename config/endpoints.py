"""AWS services that the private tiers reach through VPC endpoints, without leaving the network."""

from enum import StrEnum


class GatewayEndpoint(StrEnum):
    """A service reached through a route of its own; free of charge. It has no network interface."""

    S3 = "s3"
    """Also what image layers are pulled from: ECR keeps them in S3."""
    DYNAMODB = "dynamodb"


class InterfaceEndpoint(StrEnum):
    """A service reached through a network interface per zone: `<name>` in `com.amazonaws.<region>.<name>`.

    Each costs about 0.01 USD per hour and zone (us-east-1, AWS PrivateLink price list), so only what this
    architecture may call is listed. A service that is missing here is one new member.
    """

    ECR_API = "ecr.api"
    """Image manifests and registry logins."""
    ECR_DKR = "ecr.dkr"
    """Image pulls."""
    LOGS = "logs"
    """Container logs."""
    MONITORING = "monitoring"
    """Metrics of CloudWatch."""
    XRAY = "xray"
    """Traces."""
    SECRETSMANAGER = "secretsmanager"
    """Secrets of a task, read as it starts."""
    KMS = "kms"
    """Decryption of secrets and data."""
    STS = "sts"
    """Role credentials."""
    SSM = "ssm"
    """Parameters, and the control channel of sessions."""
    SSMMESSAGES = "ssmmessages"
    """Sessions on a task (`execute-command`) or a host."""
    EC2MESSAGES = "ec2messages"
    """Run Command on hosts."""
    APS_WORKSPACES = "aps-workspaces"
    """Metrics sent to Managed Prometheus."""
    BEDROCK_RUNTIME = "bedrock-runtime"
    """Model calls of the AI service."""
    EC2 = "ec2"
    """Nodes of EKS, which describe themselves."""
    ECS = "ecs"
    """Control of ECS from inside the network."""
    EKS = "eks"
    """Nodes of EKS, which join their cluster."""
    EKS_AUTH = "eks-auth"
    """Pod identities of EKS."""
    EVENTS = "events"
    """Events sent to EventBridge."""
    SNS = "sns"
    """Notifications."""
    SQS = "sqs"
    """Queues."""


IMAGE_AND_START_UP_ENDPOINTS = (
    InterfaceEndpoint.ECR_API,
    InterfaceEndpoint.ECR_DKR,
    InterfaceEndpoint.LOGS,
    InterfaceEndpoint.SECRETSMANAGER,
)
"""Without these (and S3) a Fargate task cannot start in a network that has no NAT gateway."""

PRODUCTION_ENDPOINTS = (
    *IMAGE_AND_START_UP_ENDPOINTS,
    InterfaceEndpoint.MONITORING,
    InterfaceEndpoint.XRAY,
    InterfaceEndpoint.KMS,
    InterfaceEndpoint.STS,
    InterfaceEndpoint.SSM,
    InterfaceEndpoint.SSMMESSAGES,
    InterfaceEndpoint.EC2MESSAGES,
)
"""What the guide's services call all day."""
