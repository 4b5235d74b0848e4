"""The guide's alternative to ECS: an EKS cluster, where the settings ask for one."""

from components import (
    AccessEntryArgs,
    DataClass,
    EksAccess,
    EksCluster,
    EksClusterArgs,
    NodeGroupArgs,
)
from stack.foundation import Foundation, given


def build_kubernetes(base: Foundation) -> EksCluster | None:
    """The cluster in the compute tier; None unless it is enabled."""
    settings = base.settings.kubernetes
    if not settings.enabled:
        return None
    groups: dict[str, NodeGroupArgs] = {
        name: {
            "instance_types": list(group.instance_types),
            "spot": group.spot,
            "min_size": group.min_size,
            "max_size": group.max_size,
        }
        for name, group in settings.node_groups.items()
    }
    administrators: dict[str, AccessEntryArgs] = {
        f"administrator-{index}": {"principal_arn": arn, "access": EksAccess.CLUSTER_ADMIN}
        for index, arn in enumerate(settings.administrator_role_arns)
    }
    args: EksClusterArgs = {
        "subnet_ids": base.vpc.compute_subnet_ids,
        "log_kms_key_arn": base.key_arn(DataClass.INTERNAL),
        "log_retention_days": base.settings.log_retention_days,
        "node_groups": groups,
        "access_entries": administrators,
        "deletion_protection": base.settings.protection.deletion_protection,
        "tags": base.tags,
    }
    args |= given(kubernetes_version=settings.version)
    return EksCluster("kubernetes", args)
