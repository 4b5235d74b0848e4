"""What the modules of this package share: the EKS service, its clusters, its errors and its lookups."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from moto.eks.responses import EKSResponse

from localcloud.moto_service import AwsError, Request, Service

EKS: Final = Service(EKSResponse, "eks_backend")

Thing = dict[str, Any]
"""A cluster, node group, add-on ... as the API describes it."""


@dataclass
class Cluster:
    """A cluster with all that belongs to it. Things are under the names by which the API knows them; access
    policies by the principal's ARN and the policy's, updates by their ids.
    """

    shown: Thing
    node_groups: dict[str, Thing] = field(default_factory=dict)
    fargate_profiles: dict[str, Thing] = field(default_factory=dict)
    add_ons: dict[str, Thing] = field(default_factory=dict)
    access_entries: dict[str, Thing] = field(default_factory=dict)
    access_policies: dict[str, dict[str, Thing]] = field(default_factory=dict)
    pod_identities: dict[str, Thing] = field(default_factory=dict)
    updates: dict[str, Thing] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.shown["name"])

    @property
    def version(self) -> str:
        return str(self.shown["version"])

    def things(self) -> Iterator[tuple[str, Thing]]:
        """All that has tags, by ARN."""
        kinds = (
            ("nodegroupArn", self.node_groups),
            ("fargateProfileArn", self.fargate_profiles),
            ("addonArn", self.add_ons),
            ("accessEntryArn", self.access_entries),
            ("associationArn", self.pod_identities),
        )
        yield self.shown["arn"], self.shown
        yield from ((thing[arn_of], thing) for arn_of, things in kinds for thing in things.values())


def cluster_of(backend: Any, request: Request) -> Cluster:
    """The cluster that a request names. Raises AwsError when there is none."""
    name = request.get("clusterName") or request["name"]
    cluster: Cluster | None = backend.clusters.get(name)
    if cluster is None:
        raise not_found(f"No cluster found for name: {name}.")
    return cluster


def arn(backend: Any, *path: str) -> str:
    """The ARN of a thing of EKS: `cluster/name`."""
    return f"arn:{backend.partition}:eks:{backend.region_name}:{backend.account_id}:{'/'.join(path)}"


def now() -> datetime:
    return datetime.now(UTC)


def invalid(message: str) -> AwsError:
    """The error for a parameter that EKS does not accept."""
    return AwsError("InvalidParameterException", message)


def invalid_request(message: str) -> AwsError:
    """The error for a request that does not fit the state of the cluster."""
    return AwsError("InvalidRequestException", message)


def in_use(message: str) -> AwsError:
    """The error for a name that is taken, and for what cannot be deleted yet."""
    return AwsError("ResourceInUseException", message)


def not_found(message: str) -> AwsError:
    """The error for what does not exist."""
    return AwsError("ResourceNotFoundException", message)


def record_update(cluster: Cluster, kind: str, changes: dict[str, Any], **of: str) -> Thing:
    """Remember an update of a cluster, or `of` its node group or add-on, and give it as the API answers it.

    `changes` are values by type of parameter (`Version`).
    """
    shown = {name: value if isinstance(value, str) else json.dumps(value) for name, value in changes.items()}
    update = {
        "id": str(uuid4()),
        "status": "Successful",
        "type": kind,
        "params": [{"type": name, "value": value} for name, value in shown.items()],
        "createdAt": now(),
        "errors": [],
    }
    cluster.updates[str(update["id"])] = {**update, "of": of}
    return {**update, "status": "InProgress"}
