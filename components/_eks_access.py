"""Who may do what in a Kubernetes cluster, and what its pods may do in AWS. No resources here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi

from ._args import Reader
from ._iam import Account


class EksAccess(StrEnum):
    """What a principal may do in a Kubernetes cluster."""

    CLUSTER_ADMIN = "cluster-admin"
    """Everything."""
    ADMIN = "admin"
    """Change and see all but the cluster itself, rights included."""
    EDIT = "edit"
    """Change and see what runs, secrets included."""
    VIEW = "view"
    """See what runs, without secrets."""


_POLICIES = {
    EksAccess.CLUSTER_ADMIN: "AmazonEKSClusterAdminPolicy",
    EksAccess.ADMIN: "AmazonEKSAdminPolicy",
    EksAccess.EDIT: "AmazonEKSEditPolicy",
    EksAccess.VIEW: "AmazonEKSViewPolicy",
}
"""EKS's access policies (EKS user guide, "Review access policy permissions")."""


class AccessEntryArgs(TypedDict):
    """What one IAM principal may do in the cluster."""

    principal_arn: pulumi.Input[str]
    """ARN of an IAM role or user."""
    access: EksAccess
    """What it may do: cluster-admin, admin, edit or view."""
    namespaces: NotRequired[list[str]]
    """Kubernetes namespaces in which it may do so. Default: all, and what belongs to none."""


class PodIdentityArgs(TypedDict):
    """Which IAM role the pods of one service account have."""

    namespace: str
    """Kubernetes namespace of the service account."""
    service_account: str
    """Name of the service account."""
    role_arn: pulumi.Input[str]
    """ARN of the role, as of a TaskRole for an eks-pod."""


@dataclass(frozen=True)
class AccessEntry:
    """What one IAM principal may do, checked."""

    principal_arn: pulumi.Input[str]
    access: EksAccess
    namespaces: Sequence[str]


@dataclass(frozen=True)
class PodIdentity:
    """Which role the pods of a service account have, checked."""

    namespace: str
    service_account: str
    role_arn: pulumi.Input[str]


def access_policy_arn(account: Account, access: EksAccess) -> str:
    """The ARN of the access policy of EKS."""
    return f"arn:{account.partition}:eks::aws:cluster-access-policy/{_POLICIES[access]}"


def read_access_entries(reader: Reader) -> dict[str, AccessEntry]:
    """The argument `access_entries`, by name."""
    entries: dict[str, AccessEntry] = {}
    for name, entry in reader.named("access_entries", AccessEntryArgs):
        if entry.get("access") is None:
            entry.problem("access", "missing", ", ".join(EksAccess))
        entries[name] = AccessEntry(
            principal_arn=entry.passed("principal_arn"),
            access=entry.choice("access", EksAccess, EksAccess.VIEW),
            namespaces=entry.texts("namespaces", default=()),
        )
    return entries


def read_pod_identities(reader: Reader) -> dict[str, PodIdentity]:
    """The argument `pod_identities`, by name."""
    return {
        name: PodIdentity(
            namespace=identity.text("namespace"),
            service_account=identity.text("service_account"),
            role_arn=identity.passed("role_arn"),
        )
        for name, identity in reader.named("pod_identities", PodIdentityArgs)
    }
