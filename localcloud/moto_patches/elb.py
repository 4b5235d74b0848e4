"""The first generation of load balancers, whose address moto shares with the second: `elbv2`.

Requests to either arrive here, so that the patches of `elbv2` must be in place before the first of them.
"""

from localcloud.moto_patches import elbv2


def apply() -> None:
    """Put moto's second generation of load balancers right."""
    elbv2.apply()
