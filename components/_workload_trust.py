"""Which workloads have roles, and how EKS may assume those of pods. Pure: no resources here."""

from enum import StrEnum

from ._iam import Account, document


class Workload(StrEnum):
    """What runs with a role."""

    ECS_TASK = "ecs-task"
    """The containers of a task of ECS."""
    EKS_POD = "eks-pod"
    """The pods of a service account of Kubernetes on EKS, by its pod identity."""


def trust_eks_pods(account: Account, namespace: str, service_account: str) -> str:
    """A trust policy: pods of one service account, in clusters of this account and region.

    Pod identity says whose pods they are by the tags of the session (EKS user guide, "Create IAM role with
    trust policy required by EKS Pod Identity").
    """
    return document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {
                    "StringEquals": {
                        "aws:RequestTag/kubernetes-namespace": namespace,
                        "aws:RequestTag/kubernetes-service-account": service_account,
                    },
                    "ArnLike": {"aws:RequestTag/eks-cluster-arn": account.arn("eks", "cluster/*")},
                },
            }
        ]
    )
