"""WAF: firewalls (web ACLs) in front of load balancers and distributions."""

from functools import cache

from localcloud.moto_patches.wafv2 import associations, logging, rules, sets, web_acls


@cache
def apply() -> None:
    """Put moto's WAF right."""
    for module in (rules, web_acls, sets, associations, logging):
        module.apply()
