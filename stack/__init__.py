"""How the architecture is joined: settings and what was built before go in, components come out."""

import pulumi

from components import DataClass
from config.settings import StackSettings
from stack.network import build_network
from stack.outputs import Outputs
from stack.security import build_keys, build_security_groups


def build(settings: StackSettings) -> Outputs:
    """Declares everything that a stack consists of, in order of dependence."""
    tags = settings.tags(pulumi.get_project())

    keys = build_keys(tags)
    vpc = build_network(settings, keys[DataClass.INTERNAL].key_arn, tags)
    groups = build_security_groups(vpc, str(settings.network.cidr), tags)

    return Outputs(
        environment=settings.environment.value,
        region=settings.region,
        vpc_id=vpc.vpc_id,
        vpc_cidr=vpc.cidr_block,
        subnet_ids=vpc.subnet_ids,
        nat_public_ips=vpc.nat_public_ips,
        security_group_ids={group.value: security_group_id for group, security_group_id in groups.items()},
        key_arns={data_class.value: key.key_arn for data_class, key in keys.items()},
        flow_log_group_name=vpc.flow_log_group_name,
        bastion_instance_id=vpc.bastion_instance_id,
    )
