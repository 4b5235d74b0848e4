"""A public hosted zone: where a domain's names are looked up."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._domain_name import domain_name_problem

_LONGEST_COMMENT = 256


class HostedZoneArgs(TypedDict):
    """What a stack decides about a hosted zone."""

    domain_name: str
    """Domain of the zone, as app.example.com. Another one replaces the zone, and its name servers."""
    comment: NotRequired[str]
    """What the zone is for, up to 256 characters. Default: Managed by Pulumi."""
    force_destroy: NotRequired[bool]
    """Whether deleting the zone deletes its records too. Default: false; the deletion then fails while there
    are any that its stack does not have."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    domain_name: str
    comment: str
    force_destroy: bool
    tags: dict[str, str]


class HostedZone(SharedComponent):
    """A public hosted zone of Route 53 for a domain or a part of one.

    Produces: the zone (`<name>-zone`). The world asks it only once the domain's registrar, or the zone above
    it, has NS records with its `name_servers`; certificates are not issued before that.

    Example:

        zone = HostedZone("zone", {"domain_name": "app.example.com", "tags": tags})
        pulumi.export("delegateTo", zone.name_servers)

    Cost: 0.50 USD per month, nothing when it is deleted within 12 hours, and 0.40 USD per million queries;
    queries of aliases of AWS resources are free (Route 53 pricing).
    """

    zone_id: pulumi.Output[str]
    """Id of the zone, which records name."""
    zone_arn: pulumi.Output[str]
    """ARN of the zone, for IAM policies."""
    name_servers: pulumi.Output[list[str]]
    """Its four name servers, for the NS records of its domain in the zone above it or at the registrar."""
    domain_name: pulumi.Output[str]
    """Domain of the zone."""

    def __init__(self, name: str, args: HostedZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("HostedZone", name, spec.tags, opts)
        self.zone = self._create_zone(spec)

        self.zone_id = self.zone.zone_id
        self.zone_arn = self.zone.arn
        self.name_servers = self.zone.name_servers.apply(list)
        self.domain_name = self.zone.name
        self.publish()

    def _create_zone(self, spec: _Spec) -> aws.route53.Zone:
        return aws.route53.Zone(
            self.child_name("zone"),
            name=spec.domain_name,
            comment=spec.comment,
            force_destroy=spec.force_destroy,
            tags=self.child_tags("zone"),
            opts=self.child_options(),
        )


def _resolve(name: str, args: HostedZoneArgs) -> _Spec:
    reader = ArgumentReader("HostedZone", name, args, HostedZoneArgs)
    spec = _Spec(
        domain_name=reader.text("domain_name"),
        comment=reader.text("comment", "Managed by Pulumi"),
        force_destroy=reader.flag("force_destroy", default=False),
        tags=reader.tags(),
    )
    if spec.domain_name and (allowed := domain_name_problem(spec.domain_name)):
        reader.problem("domain_name", repr(spec.domain_name), allowed)
    if len(spec.comment) > _LONGEST_COMMENT:
        reader.problem("comment", f"{len(spec.comment)} characters", f"at most {_LONGEST_COMMENT}")
    reader.finish()
    return spec
