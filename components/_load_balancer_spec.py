"""What a LoadBalancer is to be: its arguments, checked. No resources here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi

from ._args import ArgumentReader

LOAD_BALANCER_NAME_LIMIT = 32
"""Longest name of a load balancer or a target group (CreateLoadBalancer in the API reference of ELB)."""

DEFAULT_SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""The one that AWS recommends: TLS 1.3, 1.2 with forward secrecy and authenticated ciphers, and key exchange
that resists quantum computers (ELB user guide, "Security policies for your Application Load Balancer")."""

SSL_POLICIES = (
    DEFAULT_SSL_POLICY,
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
)
"""The policies with TLS 1.3 and without TLS 1.1 and older."""

_IDLE_TIMEOUT_SECONDS = range(1, 4001)
_MIN_SUBNETS = 2


class LoadBalancerIngress(StrEnum):
    """Who may connect to a load balancer."""

    INTERNET = "internet"
    """Everybody."""
    CLOUDFRONT = "cloudfront"
    """The servers of CloudFront, of every account's distributions, by the prefix list that AWS keeps."""
    VPC = "vpc"
    """Every address of the VPC."""


@dataclass(frozen=True)
class LoadBalancerSpec:
    """The arguments of a LoadBalancer, checked."""

    vpc_id: pulumi.Input[str]
    vpc_cidr: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    internal: bool
    ingress: LoadBalancerIngress
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]] | None
    """None for a group of its own."""
    certificate_arn: pulumi.Input[str]
    additional_certificate_arns: Mapping[str, pulumi.Input[str]]
    ssl_policy: str
    redirect_http: bool
    log_bucket: pulumi.Input[str] | None
    """None for no logs."""
    log_prefix: str | None
    deletion_protection: bool
    idle_timeout_seconds: int
    tags: dict[str, str]


def resolve_load_balancer(name: str, args: Mapping[str, Any], fields: type) -> LoadBalancerSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader(
        "LoadBalancer", name, args, fields, longest_role="alb", autoname_limit=LOAD_BALANCER_NAME_LIMIT
    )
    internal = reader.flag("internal", default=False)
    own_group = reader.get("security_group_ids") is None
    redirect_http = reader.flag("redirect_http", default=False)
    log_bucket, log_prefix = _logs(reader)
    spec = LoadBalancerSpec(
        vpc_id=reader.passed("vpc_id") if own_group else "",
        vpc_cidr=reader.passed("vpc_cidr") if own_group else "",
        subnet_ids=_subnet_ids(reader),
        internal=internal,
        ingress=_ingress(reader, internal, own_group, redirect_http),
        security_group_ids=None if own_group else reader.passed_texts("security_group_ids"),
        certificate_arn=reader.passed("certificate_arn"),
        additional_certificate_arns=reader.passed_by_name("additional_certificate_arns"),
        ssl_policy=_ssl_policy(reader),
        redirect_http=redirect_http,
        log_bucket=log_bucket,
        log_prefix=log_prefix,
        deletion_protection=reader.flag("deletion_protection", default=True),
        idle_timeout_seconds=reader.whole_number("idle_timeout_seconds", 60, _IDLE_TIMEOUT_SECONDS),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def _subnet_ids(reader: ArgumentReader) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
    subnets = reader.passed_texts("subnet_ids")
    if isinstance(subnets, list) and 0 < len(subnets) < _MIN_SUBNETS:
        reader.problem("subnet_ids", "one subnet", "subnets in two zones or more: AWS makes none in one zone")
    return subnets


def _ingress(
    reader: ArgumentReader, internal: bool, own_group: bool, redirect_http: bool
) -> LoadBalancerIngress:
    default = LoadBalancerIngress.VPC if internal else LoadBalancerIngress.INTERNET
    ingress = reader.choice("ingress", LoadBalancerIngress, default)
    if reader.get("ingress") is None:
        return ingress
    if not own_group:
        reader.problem(
            "ingress",
            f"{ingress.value!r} beside security_group_ids",
            "one of the two",
            "The rules of groups that are given decide who may connect.",
        )
    if internal and ingress is LoadBalancerIngress.INTERNET:
        reader.problem("ingress", f"{ingress.value!r} beside internal", "vpc, cloudfront")
    if redirect_http and ingress is LoadBalancerIngress.CLOUDFRONT:
        reader.problem(
            "redirect_http",
            "true beside ingress cloudfront",
            "false",
            "CloudFront redirects viewers itself; its prefix list takes up 55 of the 60 rules of a group.",
        )
    return ingress


def _ssl_policy(reader: ArgumentReader) -> str:
    policy = reader.text("ssl_policy", DEFAULT_SSL_POLICY)
    if policy and policy not in SSL_POLICIES:
        reader.problem("ssl_policy", repr(policy), ", ".join(SSL_POLICIES))
    return policy


def _logs(reader: ArgumentReader) -> tuple[pulumi.Input[str] | None, str | None]:
    bucket = reader.passed_if_given("access_log_bucket")
    prefix = None if reader.get("access_log_prefix") is None else reader.text("access_log_prefix")
    if prefix and ("AWSLogs" in prefix or prefix != prefix.strip("/")):
        reader.problem(
            "access_log_prefix", repr(prefix), "a text without AWSLogs, which neither starts nor ends with /"
        )
    if not reader.flag("access_logs", default=True):
        return None, None
    if reader.get("access_log_bucket") is None:
        reader.problem(
            "access_log_bucket",
            "missing",
            "the name of a bucket, or an Output of one",
            "To do without logs, set access_logs to false.",
        )
    return bucket, prefix
