"""A network of its own, and the same adopted as one that exists already. The changed version has a NAT
gateway in each zone, an endpoint more, with which the bastion needs no public address, and another key.
"""

import pulumi

from components import DataClass, ExistingVpc, ExistingVpcArgs, KmsKey, NatMode, SecurityGroup, Vpc, VpcArgs
from tests.engine.programs.components.scenarios.shared import TAGS


def declare(version: str) -> None:
    """Declares it all in one VPC."""
    first = version == "first"
    key = KmsKey(
        "flow-logs",
        {
            "description": "Encrypts logs." if first else "Encrypts flow logs.",
            "services": ["logs"] if first else ["logs", "s3"],
            "alias": "logs" if first else "flow-logs",
            "data_class": DataClass.CONFIDENTIAL if first else DataClass.INTERNAL,
            "deletion_window_days": 7,
            "tags": TAGS,
        },
    )
    args: VpcArgs = {
        "zones": ["us-east-1a", "us-east-1b"],
        "cidr": "10.7.0.0/16",
        "nat_mode": NatMode.SINGLE,
        "gateway_endpoints": ["s3"],
        "interface_endpoints": ["ssm", "ssmmessages"],
        "flow_log_retention_days": 90,
        "bastion": True,
        "tags": TAGS,
    }
    if not first:
        args |= {
            "nat_mode": NatMode.PER_ZONE,
            "interface_endpoints": ["ssm", "ssmmessages", "ec2messages"],
            "interface_endpoint_tiers": ["compute", "data"],
            "flow_log_retention_days": 180,
            "kms_key_arn": key.key_arn,
            "tags": {**TAGS, "Owner": "network-team"},
        }
    vpc = Vpc("office", args)
    adopted_args: ExistingVpcArgs = {
        "vpc_id": vpc.vpc_id,
        "cidr_block": vpc.cidr_block,
        "public_subnet_ids": vpc.public_subnet_ids,
        "compute_subnet_ids": vpc.compute_subnet_ids,
        "data_subnet_ids": vpc.data_subnet_ids,
    }
    if not first:
        adopted_args["messaging_subnet_ids"] = vpc.messaging_subnet_ids
    adopted = ExistingVpc("adopted", adopted_args)
    group = SecurityGroup(
        "guests",
        {
            "vpc_id": adopted.vpc_id,
            "description": "Guests",
            "ingress": {
                "https": {
                    "description": "The VPC connects.",
                    "from_port": 443,
                    "cidr_ipv4": adopted.cidr_block,
                }
            },
            "tags": TAGS,
        },
    )
    pulumi.export("vpcId", vpc.vpc_id)
    pulumi.export("subnetIds", vpc.subnet_ids)
    pulumi.export("subnetCidrBlocks", vpc.subnet_cidr_blocks)
    pulumi.export("routeTableIds", vpc.route_table_ids)
    pulumi.export("natPublicIps", vpc.nat_public_ips)
    pulumi.export("defaultGroupId", vpc.default_security_group_id)
    pulumi.export("endpointsGroupId", vpc.endpoints_security_group_id)
    pulumi.export("bastionId", vpc.bastion_instance_id)
    pulumi.export("flowLogGroup", vpc.flow_log_group_name)
    pulumi.export("keyId", key.key_id)
    pulumi.export("keyArn", key.key_arn)
    pulumi.export("keyAlias", key.alias_name)
    pulumi.export(
        "adoptedSubnetIds",
        pulumi.Output.all(
            public=adopted.public_subnet_ids,
            compute=adopted.compute_subnet_ids,
            data=adopted.data_subnet_ids,
            messaging=adopted.messaging_subnet_ids,
        ),
    )
    pulumi.export("guestsGroupId", group.security_group_id)
