"""AWS's regions and partitions, as botocore knows them."""

import difflib
from functools import cache
from typing import Any, Final

from localcloud import in_process

_PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov")


@cache
def _partitions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = in_process.session().get_data("endpoints")["partitions"]
    return [item for item in found if item["partition"] in _PARTITIONS]


@cache
def known() -> dict[str, str]:
    """Region -> partition, for every region with EC2."""
    return {
        region: partition["partition"]
        for partition in _partitions()
        for region in partition["services"]["ec2"]["endpoints"]
        if region in partition["regions"]
    }


def description(region: str) -> str:
    """A region's name for people, as `Europe (Frankfurt)`. Raises KeyError for an unknown region."""
    for partition in _partitions():
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    raise KeyError(region)


def unknown(name: str, region: str) -> str:
    """What to tell about a region that does not exist. `name` is what was set to it."""
    near = difflib.get_close_matches(region, known(), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f": use one of {', '.join(sorted(known()))}"
    return f"{name} {region!r} is not an AWS region{hint}"


def split_region(identifier: str) -> tuple[str, dict[str, str]]:
    """The id and the region of an id to import, which the provider takes as `vpc-1@eu-west-1`."""
    plain, _, region = identifier.rpartition("@")
    return (plain, {"region": region}) if plain and region in known() else (identifier, {})


def partition_of(region: str) -> str:
    """`aws`, `aws-cn` or `aws-us-gov`. Raises KeyError for an unknown region."""
    return known()[region]
