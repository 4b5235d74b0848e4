"""An Application Load Balancer: the way of requests to services."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._load_balancer_spec import LoadBalancerIngress, LoadBalancerSpec, resolve_load_balancer
from .prefix_lists import cloudfront_prefix_list_id
from .security_group import RuleArgs, SecurityGroup

HTTP = 80
HTTPS = 443


class LoadBalancerArgs(TypedDict):
    """What a stack decides about a load balancer."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Subnets in two zones or more: public ones, unless the load balancer is internal."""
    certificate_arn: pulumi.Input[str]
    """ACM certificate of the HTTPS listener; it has to be issued."""
    additional_certificate_arns: NotRequired[dict[str, pulumi.Input[str]]]
    """Certificates for other host names, by a name that never changes. Default: none."""
    ssl_policy: NotRequired[str]
    """AWS's security policy of the HTTPS listener, one with TLS 1.3 and nothing below 1.2. Default:
    ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09, which AWS recommends."""
    redirect_http: NotRequired[bool]
    """Whether port 80 answers, with a redirect to HTTPS. Default: false; the port is closed."""
    internal: NotRequired[bool]
    """Whether it has private addresses only. Another value replaces it. Default: false."""
    security_group_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Security groups of the load balancer. Default: a group of its own, as `ingress` says."""
    ingress: NotRequired[LoadBalancerIngress]
    """Who may connect, in a group of its own: internet, cloudfront or vpc. Default: internet; vpc for an
    internal one."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """VPC of a group of its own. Default: none; required without `security_group_ids`."""
    vpc_cidr: NotRequired[pulumi.Input[str]]
    """Address block of that VPC: all that the load balancer may call. Default: none; required without
    `security_group_ids`."""
    access_log_bucket: NotRequired[pulumi.Input[str]]
    """Name of the bucket that takes the access and connection logs; a Bucket for logs has to have `alb` among
    its `log_sources`. Default: none; then `access_logs` has to be false."""
    access_log_prefix: NotRequired[str]
    """Where in the bucket the logs are, before AWSLogs. Default: at its root."""
    access_logs: NotRequired[bool]
    """Whether requests and connections are logged. Default: true."""
    deletion_protection: NotRequired[bool]
    """Whether AWS refuses to delete it. Default: true."""
    idle_timeout_seconds: NotRequired[int]
    """Seconds, 1 to 4000, after which a connection without traffic is closed; more than the pings of web
    sockets are apart. Default: 60."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class LoadBalancer(SharedComponent):
    """An Application Load Balancer that speaks HTTPS with TLS 1.3, and answers 404 to what no service asked
    for.

    Produces: the load balancer (`<name>-alb`; invalid headers dropped, desynchronised requests refused, logs
    of requests and connections, deletion protection) and its HTTPS listener (`<name>-https`). Services add
    rules to the listener. With `redirect_http` also an HTTP listener (`<name>-http`), with
    `additional_certificate_arns` their attachments (`<name>-certificate-<name>`), and without
    `security_group_ids` a group, `<name>-group` (a SecurityGroup).

    Example:

        load_balancer = LoadBalancer("public", {
            "vpc_id": vpc.vpc_id,
            "vpc_cidr": vpc.cidr_block,
            "subnet_ids": vpc.public_subnet_ids,
            "certificate_arn": certificate.certificate_arn,
            "access_log_bucket": logs.bucket_name,
            "tags": tags,
        })
        pulumi.export("address", load_balancer.dns_name)

    Cost: 16.43 USD per month, 5.84 USD per unit of capacity and month, and 3.65 USD for a public address in
    each zone (us-east-1, Elastic Load Balancing and VPC pricing).
    """

    load_balancer_arn: pulumi.Output[str]
    """ARN of the load balancer."""
    load_balancer_arn_suffix: pulumi.Output[str]
    """End of the ARN, by which CloudWatch's metrics name it."""
    dns_name: pulumi.Output[str]
    """Host name that AWS gave it: what an alias record points to."""
    hosted_zone_id: pulumi.Output[str]
    """Route 53 zone of that host name, for alias records."""
    https_listener_arn: pulumi.Output[str]
    """ARN of the HTTPS listener, for rules of services."""
    http_listener_arn: pulumi.Output[str] | None
    """ARN of the listener that redirects; absent without one."""
    security_group_id: pulumi.Output[str] | None
    """Id of its own security group, for rules that admit it; absent when groups were given."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_load_balancer(name, args, LoadBalancerArgs)
        super().__init__("LoadBalancer", name, spec.tags, opts)
        self.security_group = self._create_security_group(spec)
        self.load_balancer = self._create_load_balancer(spec)
        self.https_listener = self._create_https_listener(spec)
        self.certificates = self._attach_certificates(spec)
        self.http_listener = self._create_http_listener(spec)

        self.load_balancer_arn = self.load_balancer.arn
        self.load_balancer_arn_suffix = self.load_balancer.arn_suffix
        self.dns_name = self.load_balancer.dns_name
        self.hosted_zone_id = self.load_balancer.zone_id
        self.https_listener_arn = self.https_listener.arn
        self.http_listener_arn = self.http_listener.arn if self.http_listener else None
        self.security_group_id = self.security_group.security_group_id if self.security_group else None
        self.publish()

    def _create_security_group(self, spec: LoadBalancerSpec) -> SecurityGroup | None:
        if spec.security_group_ids is not None:
            return None
        https: RuleArgs = {"description": "Clients connect over HTTPS.", "from_port": HTTPS}
        http: RuleArgs = {"description": "Who asks over HTTP is redirected to HTTPS.", "from_port": HTTP}
        rules = {"https": https, "http": http} if spec.redirect_http else {"https": https}
        for rule in rules.values():
            self._admit(spec, rule)
        return SecurityGroup(
            self.child_name("group"),
            {
                "vpc_id": spec.vpc_id,
                "description": "Load balancer",
                "role": "alb",
                "ingress": rules,
                "egress": {
                    "vpc": {
                        "description": "The load balancer forwards to services in the VPC.",
                        "protocol": "-1",
                        "cidr_ipv4": spec.vpc_cidr,
                    }
                },
                "tags": spec.tags,
            },
            self.child_options(),
        )

    def _admit(self, spec: LoadBalancerSpec, rule: RuleArgs) -> None:
        """Make who may connect the peer of `rule`."""
        match spec.ingress:
            case LoadBalancerIngress.CLOUDFRONT:
                rule["prefix_list_id"] = cloudfront_prefix_list_id(pulumi.InvokeOptions(parent=self))
            case LoadBalancerIngress.VPC:
                rule["cidr_ipv4"] = spec.vpc_cidr
            case LoadBalancerIngress.INTERNET:
                rule["cidr_ipv4"] = "0.0.0.0/0"

    def _create_load_balancer(self, spec: LoadBalancerSpec) -> aws.lb.LoadBalancer:
        own = [self.security_group.security_group_id] if self.security_group else None
        logs = None
        if spec.log_bucket is not None:
            logs = {"enabled": True, "bucket": spec.log_bucket, "prefix": spec.log_prefix}
        return aws.lb.LoadBalancer(
            self.child_name("alb"),
            load_balancer_type="application",
            internal=spec.internal,
            subnets=spec.subnet_ids,
            security_groups=own or spec.security_group_ids,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_zonal_shift=True,
            enable_deletion_protection=spec.deletion_protection,
            idle_timeout=spec.idle_timeout_seconds,
            access_logs=logs,
            connection_logs=logs,
            tags=self.child_tags("alb"),
            opts=self.child_options(),
        )

    def _create_https_listener(self, spec: LoadBalancerSpec) -> aws.lb.Listener:
        return aws.lb.Listener(
            self.child_name("https"),
            load_balancer_arn=self.load_balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=spec.ssl_policy,
            certificate_arn=spec.certificate_arn,
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {
                        "content_type": "text/plain",
                        "message_body": "Not found",
                        "status_code": "404",
                    },
                }
            ],
            routing_http_response_server_enabled=False,
            tags=self.child_tags("https"),
            opts=self.child_options(),
        )

    def _attach_certificates(self, spec: LoadBalancerSpec) -> dict[str, aws.lb.ListenerCertificate]:
        return {
            name: aws.lb.ListenerCertificate(
                self.child_name(f"certificate-{name}"),
                listener_arn=self.https_listener.arn,
                certificate_arn=arn,
                opts=self.child_options(),
            )
            for name, arn in spec.additional_certificate_arns.items()
        }

    def _create_http_listener(self, spec: LoadBalancerSpec) -> aws.lb.Listener | None:
        if not spec.redirect_http:
            return None
        return aws.lb.Listener(
            self.child_name("http"),
            load_balancer_arn=self.load_balancer.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"port": str(HTTPS), "protocol": "HTTPS", "status_code": "HTTP_301"},
                }
            ],
            routing_http_response_server_enabled=False,
            tags=self.child_tags("http"),
            opts=self.child_options(),
        )
