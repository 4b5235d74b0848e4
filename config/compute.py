"""Where services run, and how requests get there."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from config.base import SettingsModel
from config.values import DomainName, matching, named, not_below, within


class LoadBalancerIngress(StrEnum):
    """Who may connect to the load balancer."""

    INTERNET = "internet"
    """Every IPv4 address."""
    CLOUDFRONT = "cloudfront"
    """CloudFront's servers only."""


class ContainerInsights(StrEnum):
    """What CloudWatch measures in the cluster."""

    ENHANCED = "enhanced"
    """Down to containers."""
    ENABLED = "enabled"
    """Services and tasks."""
    DISABLED = "disabled"
    """What ECS sends by itself."""


class DomainSettings(SettingsModel):
    """`domain`: the name under which the environment is reached."""

    name: DomainName = Field(description="Domain name of the environment, as dev.example.com.")
    hosted_zone_id: (
        Annotated[str, matching(r"Z[A-Z0-9]{1,31}", "the id of a hosted zone, as Z0123456789ABC")] | None
    ) = Field(
        default=None,
        description="Public hosted zone of the name or of one above it. Default: a zone is made, to which "
        "the domain above has to delegate.",
    )


class LoadBalancerSettings(SettingsModel):
    """`loadBalancer`: the way in."""

    ingress: LoadBalancerIngress = Field(default=LoadBalancerIngress.INTERNET, description="Who may connect.")
    redirect_http: bool = Field(
        default=False, description="Whether port 80 is open and answers with a redirect to HTTPS."
    )
    idle_timeout_seconds: Annotated[int, within(1, 4000, "seconds")] = Field(
        default=60, description="Seconds after which a connection without traffic is closed."
    )


class ClusterSettings(SettingsModel):
    """`cluster`: the ECS cluster that services run in."""

    container_insights: ContainerInsights = Field(
        default=ContainerInsights.ENHANCED, description="What CloudWatch measures."
    )
    collector_image: str | None = Field(
        default=None,
        description="Image of the collector of traces and metrics, where tasks cannot reach AWS's public "
        "registry. Default: that of the EcsService component.",
    )


class NodeGroupSettings(SettingsModel):
    """A group of equal Kubernetes nodes."""

    instance_types: tuple[
        Annotated[
            str, matching(r"[a-z]+\d+[a-z]*(-[a-z0-9]+)*\.[a-z0-9-]+", "an instance type, as m7g.large")
        ],
        ...,
    ] = Field(default=("m7g.large",), description="EC2 instance types, all with the same kind of processor.")
    spot: bool = Field(
        default=False, description="Whether nodes are spare capacity, ended at two minutes' notice."
    )
    min_size: Annotated[int, within(0, 450)] = Field(default=2, description="Fewest nodes.")
    max_size: Annotated[int, within(1, 450), not_below("minSize")] = Field(
        default=6, description="Most nodes."
    )


class KubernetesSettings(SettingsModel):
    """`kubernetes`: an EKS cluster beside the ECS cluster."""

    enabled: bool = Field(default=False, description="Whether there is one.")
    version: (
        Annotated[str, matching(r"1\.(2[89]|[3-9]\d)", 'a version, 1.28 or newer, in quotes, as "1.33"')]
        | None
    ) = Field(
        default=None, description="Minor version of Kubernetes. Default: that of the EksCluster component."
    )
    node_groups: Annotated[
        dict[str, NodeGroupSettings], named(r"[a-z][a-z0-9-]{0,29}", "lower-case letters, digits and hyphens")
    ] = Field(
        default={"default": NodeGroupSettings()}, description="Groups of nodes, by a name that never changes."
    )
    administrator_role_arns: tuple[
        Annotated[str, matching(r"arn:[a-z-]+:iam::\d{12}:role/.+", "the ARN of an IAM role")], ...
    ] = Field(default=(), description="IAM roles that administer the cluster. Default: nobody.")
