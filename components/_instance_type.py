"""What an EC2 instance type's name says about its processor. Pure."""

import re

_TYPE = re.compile(r"(?P<family>[a-z]+)(?P<generation>\d+)(?P<attributes>[a-z]*)(-[a-z0-9]+)*\.[a-z0-9-]+")


def architecture(instance_type: str) -> str | None:
    """`arm64` or `x86_64`, as AWS names its machine images; None when the text is not the name of a type.

    A `g` among the letters after the generation stands for a Graviton processor (EC2 user guide, "Instance
    type naming conventions"); a1, older than the convention, has one too.
    """
    match = _TYPE.fullmatch(instance_type)
    if match is None:
        return None
    if "g" in match["attributes"] or (match["family"], match["generation"]) == ("a", "1"):
        return "arm64"
    return "x86_64"
