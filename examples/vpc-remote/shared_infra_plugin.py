"""The part of the shared-infra package that this project uses, by hand.

`pulumi package add ../../components` generates such classes for the whole package, in the project's own
language.
"""

from typing import Any

import pulumi


class Vpc(pulumi.ComponentResource):
    """The package's Vpc. Its resources are created by the plugin, in whatever language that is written."""

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        """`props` are the inputs as the package's schema names them, in camelCase."""
        outputs = {"vpcId": None, "subnetIds": None}
        super().__init__("shared-infra:index:Vpc", name, {**outputs, **props}, opts, remote=True)

    @property
    def vpc_id(self) -> pulumi.Output[str]:
        """Id of the VPC."""
        value: pulumi.Output[str] = pulumi.get(self, "vpcId")
        return value

    @property
    def subnet_ids(self) -> pulumi.Output[dict[str, dict[str, str]]]:
        """Ids of all subnets: by tier, then by zone letter."""
        value: pulumi.Output[dict[str, dict[str, str]]] = pulumi.get(self, "subnetIds")
        return value
