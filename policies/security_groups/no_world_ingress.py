"""The internet gets in at the load balancer, by HTTPS, and nowhere else."""

from policies.control import Control, References, Severity
from policies.listeners import HTTP_PORT, sends_http_to_https
from policies.security_groups.exposure import Exposure
from policies.security_groups.guide import WORLD_FACING, Role
from policies.security_groups.rules import TYPES, Direction
from policies.security_groups.traffic import ADMIN_PORTS, STORE_PORTS, Traffic, named_ports, tcp
from policies.stack import Stack
from policies.values import UNKNOWN, Unknown

_HTTP = tcp(HTTP_PORT)


def _allowed(role: Role | Unknown | None) -> Traffic | Unknown | None:
    if isinstance(role, Unknown):
        return UNKNOWN
    return WORLD_FACING.get(role) if role else None


def _excuse(traffic: Traffic, role: Role | Unknown | None, stack: Stack | None) -> bool | Unknown:
    if not _HTTP.covers(traffic) or role not in (Role.ALB, UNKNOWN):
        return False
    return UNKNOWN if stack is None or role is UNKNOWN else sends_http_to_https(stack)


def _advice(traffic: Traffic | Unknown) -> str | None:
    if isinstance(traffic, Unknown):
        return None
    if admin := named_ports(traffic, ADMIN_PORTS):
        return (
            f"Remove the rule: it opens {', '.join(admin)} to everybody. Administrators reach hosts through "
            "SSM Session Manager, which needs no inbound rule at all."
        )
    if stores := named_ports(traffic, STORE_PORTS):
        return (
            f"Remove the rule: it opens {', '.join(stores)} to everybody. Name the security group of the "
            "service that needs the store as the source instead."
        )
    return None


_EXPOSURE = Exposure(Direction.INBOUND, _allowed, "lets the whole internet in on", _advice, _excuse)

CONTROL = Control(
    id="security-group-no-world-ingress",
    title="No security group admits the internet, except the load balancer's on TCP 443.",
    reason=(
        "A port that is open to the world is found and probed within minutes, and everything behind it is "
        "then one weak password or one unpatched server away from everybody. Traffic of users comes in "
        "through the CDN, the web application firewall and the load balancer, where it is filtered, limited"
        " and logged."
    ),
    fix=(
        "Name the security group that needs access as the source, or narrow the addresses to the network "
        "that does. For traffic of users, listen on 443 at the load balancer and forward from there; "
        "its group is known by the tag `Role` = `alb`."
    ),
    severity=Severity.CRITICAL,
    types=TYPES[Direction.INBOUND],
    exceptions=(
        "TCP 443 at the group whose tag `Role` is `alb`; and TCP 80 there, if the stack listens on it and "
        "does nothing but send clients to HTTPS. Public ranges of up to a /16 (IPv6: a /32) in "
        "total, such as a partner's network, do not count as the internet; the table of who may reach whom "
        "still judges them."
    ),
    references=References(
        fsbp=("EC2.13", "EC2.14", "EC2.18", "EC2.19"),
        cis=("5.2", "5.3"),
        checkov=("CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"),
    ),
    check_resource=_EXPOSURE.in_resource,
    check_stack=_EXPOSURE.in_stack,
)
