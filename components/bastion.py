"""A host for administrators, reached through Systems Manager."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._iam import trust_service
from ._instance_type import architecture
from ._tags import DataClass, TagKey
from .security_group import SecurityGroup

ANYWHERE = "0.0.0.0/0"

_IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
"""Public parameter of Systems Manager with the id of the newest Amazon Linux 2023 image."""

_SESSION_POLICY = "AmazonSSMManagedInstanceCore"
"""What the agent of Systems Manager needs, and nothing else."""

_ROOT_VOLUME_GIB = 8
"""Size of the image's own root volume; a smaller one is refused."""


class BastionArgs(TypedDict):
    """What a stack decides about a bastion."""

    vpc_id: pulumi.Input[str]
    """VPC that the bastion is in."""
    vpc_cidr: pulumi.Input[str]
    """Address block of the VPC: all that the bastion may call when it has no public address."""
    subnet_id: pulumi.Input[str]
    """Subnet that the bastion is in."""
    instance_type: NotRequired[str]
    """EC2 instance type; the machine image follows its processor. Default: t4g.nano."""
    public_ip: NotRequired[bool]
    """Whether the bastion reaches Systems Manager over the internet, for which it needs a public address.
    Nothing can open a connection to it either way. Default: false; the VPC then needs the interface
    endpoints ssm, ssmmessages and ec2messages, and they have to admit the bastion's security group."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    vpc_id: pulumi.Input[str]
    vpc_cidr: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    instance_type: str
    architecture: str
    public_ip: bool
    tags: dict[str, str]


class Bastion(SharedComponent):
    """A small host that administrators reach through Systems Manager sessions: no key pair, nothing inbound.

    Produces: the instance (`<name>-instance`; Amazon Linux 2023, IMDSv2 only, encrypted root volume), its
    security group (`<name>-host`, a SecurityGroup: no inbound rule, outbound 443), and a role with its
    instance profile (`<name>-role`, `<name>-profile`) that allows Systems Manager and nothing else. A newer
    machine image does not replace the instance; `pulumi up --replace` on it does.

    Example:

        bastion = Bastion("bastion", {
            "vpc_id": vpc.vpc_id,
            "vpc_cidr": vpc.cidr_block,
            "subnet_id": vpc.public_subnet_ids[0],
            "public_ip": True,
            "tags": tags,
        })
        pulumi.export("connect", pulumi.Output.concat("aws ssm start-session --target ", bastion.instance_id))

    Cost: about 3 USD per month for a t4g.nano, 0.64 USD for its volume, and 3.65 USD for a public address
    (us-east-1, EC2, EBS and VPC pricing).
    """

    instance_id: pulumi.Output[str]
    """Id of the instance: the target of `aws ssm start-session`."""
    security_group_id: pulumi.Output[str]
    """Id of its security group, for rules that admit it."""
    role_arn: pulumi.Output[str]
    """ARN of its role."""

    def __init__(self, name: str, args: BastionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("Bastion", name, spec.tags, opts)
        self.security_group = self._create_security_group(spec)
        self.role, self.session_policy = self._create_role()
        self.profile = self._create_profile()
        self.instance = self._create_instance(spec)

        self.instance_id = self.instance.id
        self.security_group_id = self.security_group.security_group_id
        self.role_arn = self.role.arn
        self.publish()

    def _create_security_group(self, spec: _Spec) -> SecurityGroup:
        return SecurityGroup(
            self.child_name("host"),
            {
                "vpc_id": spec.vpc_id,
                "description": "Bastion, reached through Systems Manager",
                "role": "bastion",
                "egress": {
                    "https": {
                        "description": "The agent calls Systems Manager, which opens sessions.",
                        "from_port": 443,
                        "cidr_ipv4": ANYWHERE if spec.public_ip else spec.vpc_cidr,
                    }
                },
                "tags": spec.tags,
            },
            self.child_options(),
        )

    def _create_role(self) -> tuple[aws.iam.Role, aws.iam.RolePolicyAttachment]:
        role = aws.iam.Role(
            self.child_name("role"),
            description="Lets Systems Manager open sessions on the bastion.",
            assume_role_policy=trust_service("ec2.amazonaws.com"),
            tags=self.child_tags("role"),
            opts=self.child_options(),
        )
        policy = aws.iam.RolePolicyAttachment(
            self.child_name("session-policy"),
            role=role.name,
            policy_arn=self.account().apply(
                lambda known: known.managed_policy("AmazonSSMManagedInstanceCore")
            ),
            opts=self.child_options(),
        )
        return role, policy

    def _create_profile(self) -> aws.iam.InstanceProfile:
        return aws.iam.InstanceProfile(
            self.child_name("profile"),
            role=self.role.name,
            tags=self.child_tags("profile"),
            opts=self.child_options(),
        )

    def _create_instance(self, spec: _Spec) -> aws.ec2.Instance:
        image = aws.ssm.get_parameter_output(
            name=_IMAGE_PARAMETER.format(architecture=spec.architecture),
            opts=pulumi.InvokeOptions(parent=self),
        )
        return aws.ec2.Instance(
            self.child_name("instance"),
            ami=image.insecure_value,
            instance_type=spec.instance_type,
            subnet_id=spec.subnet_id,
            associate_public_ip_address=spec.public_ip,
            vpc_security_group_ids=[self.security_group.security_group_id],
            iam_instance_profile=self.profile.name,
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": 1,
            },
            root_block_device={
                "encrypted": True,
                "volume_type": "gp3",
                "volume_size": _ROOT_VOLUME_GIB,
                "delete_on_termination": True,
                "tags": self.child_tags("root-volume", {TagKey.DATA_CLASS: DataClass.INTERNAL}),
            },
            tags=self.child_tags("instance"),
            # A new image comes every few weeks; following it would replace the host in unrelated updates.
            opts=self.child_options(
                pulumi.ResourceOptions(depends_on=[self.session_policy], ignore_changes=["ami"])
            ),
        )


def _resolve(name: str, args: BastionArgs) -> _Spec:
    reader = ArgumentReader("Bastion", name, args, BastionArgs, longest_role="role")
    instance_type = reader.text("instance_type", "t4g.nano")
    processor = architecture(instance_type)
    if instance_type and processor is None:
        reader.problem("instance_type", repr(instance_type), "the name of an EC2 instance type, as t4g.nano")
    spec = _Spec(
        vpc_id=reader.passed("vpc_id"),
        vpc_cidr=reader.passed("vpc_cidr"),
        subnet_id=reader.passed("subnet_id"),
        instance_type=instance_type,
        architecture=processor or "",
        public_ip=reader.flag("public_ip", default=False),
        tags=reader.tags(),
    )
    reader.finish()
    return spec
