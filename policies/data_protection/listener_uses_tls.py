"""Load balancers serve over modern TLS, and plain HTTP does nothing but send clients there."""

import re
from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.listeners import redirects_to_https
from policies.resource_types import LISTENER
from policies.stack import Resource
from policies.values import UNKNOWN

_MODERN = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23]\b|FS-1-2-).*")
"""Policies whose oldest version is TLS 1.2, with forward secrecy or newer (Elastic Load Balancing, "Security
policies for your Application Load Balancer"). TLS13-1-0 and TLS13-1-1 accept older ones."""

_ENCRYPTED = ("HTTPS", "TLS")


def _check(listener: Resource) -> Iterator[Finding]:
    protocol = listener.inputs.get("protocol")
    if protocol is UNKNOWN:
        yield Finding(listener.urn, f"{listener}: protocol is {UNKNOWN}", undecided=True)
    elif protocol in _ENCRYPTED:
        yield from _policy(listener)
    elif protocol == "HTTP":
        yield from _redirects(listener)


def _policy(listener: Resource) -> Iterator[Finding]:
    policy = listener.inputs.get("sslPolicy")
    if policy is UNKNOWN or not _MODERN.fullmatch(str(policy)):
        given = "is not set" if policy is None else f"is {policy}"
        problem = f"{listener}: sslPolicy {given}; it must be one that refuses TLS older than 1.2"
        yield Finding(listener.urn, problem, undecided=policy is UNKNOWN)


def _redirects(listener: Resource) -> Iterator[Finding]:
    answer = redirects_to_https(listener)
    if answer is UNKNOWN:
        yield Finding(listener.urn, f"{listener}: what it does with plain HTTP is {UNKNOWN}", undecided=True)
    elif not answer:
        yield Finding(listener.urn, f"{listener}: it listens to plain HTTP and does not redirect to HTTPS")


CONTROL = Control(
    id="listener-uses-tls",
    title="Load balancers serve over TLS 1.2 or newer, and plain HTTP only redirects to HTTPS.",
    reason=(
        "Over plain HTTP everybody on the way reads and changes what users send: passwords, session "
        "cookies, pages. TLS before 1.2 can be broken."
    ),
    fix=(
        "Set protocol HTTPS and an sslPolicy such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06. A "
        "listener on port 80 has one default action: redirect to HTTPS."
    ),
    severity=Severity.HIGH,
    types=frozenset((LISTENER,)),
    asks=(
        (LISTENER, "`sslPolicy` must refuse TLS older than 1.2 where `protocol` is HTTPS or TLS"),
        (LISTENER, "`defaultActions` must redirect to HTTPS where `protocol` is HTTP"),
    ),
    exceptions="TCP and UDP listeners of network load balancers, which pass on what they get.",
    references=References(
        fsbp=("ELB.1", "ELB.17"), checkov=("CKV_AWS_2", "CKV_AWS_103", "CKV2_AWS_20", "CKV2_AWS_74")
    ),
    check_resource=_check,
)
