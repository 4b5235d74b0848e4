"""moto's backends by name, and which of them are stored together.

Some services keep objects of another service's backend among their own: a load balancer holds the very
subnets that EC2 does. Stored apart, each would come back with a copy of its own. So these are stored as one
unit.
"""

from typing import Final, NamedTuple


class Key(NamedTuple):
    """Names one backend.

    Attributes:
        kind: the backend's class as `module:name`, as `moto.ec2.models:EC2Backend`.
        account: the account id.
        region: the region, or the partition (`aws`) for global services.
    """

    kind: str
    account: str
    region: str


class Unit(NamedTuple):
    """Backends that are stored and put back together.

    Attributes:
        name: a group's name, or the one backend's kind.
        account: the account id.
        region: the region, or the partition (`aws`) for global services.
    """

    name: str
    account: str
    region: str


_TOGETHER: Final = {
    package: group
    for group, packages in {
        "network": (
            "ec2",
            "autoscaling",
            "batch",
            "efs",
            "elb",
            "elbv2",
            "emr",
            "neptune",
            "rds",
            "redshift",
        ),
        "alarms": ("applicationautoscaling", "cloudwatch"),
    }.items()
    for package in packages
}


def package_of(kind: str) -> str:
    """The name of moto's package that a kind of backend belongs to, as `ec2`."""
    return kind.split(".")[1]


def name_of(kind: str) -> str:
    """The `name` of the units that hold backends of a kind."""
    return _TOGETHER.get(package_of(kind), kind)


def unit_of(key: Key) -> Unit:
    """The unit that a backend belongs to."""
    return Unit(name_of(key.kind), key.account, key.region)
