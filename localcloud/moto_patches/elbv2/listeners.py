"""Listeners and their certificates.

What moto accepts, and AWS refuses: HTTPS without certificate and HTTP with one, a certificate that is not
issued, an unknown security policy; two listeners on one port; actions that cannot be (`actions`); attributes
that the listener does not have; taking its default certificate away.

What moto gets wrong: a plain listener has a security policy; mutual authentication is dropped; changing the
default certificate loses the others, which are mixed with it; only some protocols can be changed to; the
attributes that a listener has from the start.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elbv2.models import ELBv2Backend, FakeAction, FakeListener
from moto.elbv2.ssl_policies import SSL_POLICIES

from localcloud.moto_patches.acm import find_certificate
from localcloud.moto_patches.elbv2._service import (
    APPLICATION,
    ELBV2,
    GATEWAY,
    NETWORK,
    balancer_of,
    listener_of,
    validation,
)
from localcloud.moto_patches.elbv2.actions import accept_prepared_actions, prepare_actions
from localcloud.moto_patches.elbv2.attributes import (
    all_listener_attributes,
    check_attributes,
    listener_defaults,
)
from localcloud.moto_service import AwsError, Request, replace

PROTOCOLS: Final = {
    APPLICATION: ("HTTP", "HTTPS"),
    NETWORK: ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
    GATEWAY: ("",),
}
PORTS: Final = range(1, 65536)
SECURE: Final = ("HTTPS", "TLS")
DEFAULT_POLICY: Final = "ELBSecurityPolicy-2016-08"
MOST_CERTIFICATES: Final = 25
NO_MUTUAL_AUTHENTICATION: Final = {"Mode": "off"}


def _refuse(backend: Any, request: Request) -> None:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    protocol = request.get("Protocol") or ""
    _refuse_port(balancer, request.get("Port"), protocol, None)
    _refuse_security(backend, protocol, request)
    prepare_actions(backend, balancer, protocol, request["DefaultActions"])


def _refuse_port(balancer: Any, port: int | None, protocol: str, own_arn: str | None) -> None:
    allowed = PROTOCOLS[balancer.type]
    if protocol not in allowed:
        raise validation(f"Listener protocol '{protocol}' must be one of '{', '.join(allowed)}'")
    if balancer.type == GATEWAY:
        return
    if port is None:
        raise validation("A listener port must be specified")
    if port not in PORTS:
        raise validation(f"Port '{port}' must be between '1-{PORTS.stop - 1}' inclusive")
    if any(item.port == port and item.arn != own_arn for item in balancer.listeners.values()):
        raise AwsError(
            "DuplicateListener",
            f"A listener already exists on this port for this load balancer '{balancer.arn}'",
        )


def _refuse_security(backend: Any, protocol: str, request: Request) -> None:
    if protocol not in SECURE:
        for member in ("Certificates", "SslPolicy"):
            if request.get(member):
                raise validation(f"{member} cannot be specified for {protocol} listeners")
    else:
        _refuse_certificates(backend, protocol, request)
    if request.get("AlpnPolicy") and protocol != "TLS":
        raise validation("An ALPN policy can only be specified for TLS listeners")
    mutual = request.get("MutualAuthentication") or NO_MUTUAL_AUTHENTICATION
    if mutual["Mode"] != "off" and protocol != "HTTPS":
        raise validation(f"Mutual authentication cannot be specified for {protocol} listeners")
    if mutual.get("TrustStoreArn"):
        raise AwsError("TrustStoreNotFound", f"Trust store '{mutual['TrustStoreArn']}' not found")


def _refuse_certificates(backend: Any, protocol: str, request: Request) -> None:
    certificates = request.get("Certificates") or []
    if not certificates:
        raise validation(f"A certificate must be specified for {protocol} listeners")
    if len(certificates) > 1:
        raise _too_many("A listener takes one default certificate; add others with AddListenerCertificates")
    _refuse_certificate(backend, certificates[0]["CertificateArn"])
    policy = request.get("SslPolicy")
    if policy and policy not in SSL_POLICIES:
        raise AwsError("SSLPolicyNotFound", f"SSL policy '{policy}' not found")


def _too_many(message: str) -> AwsError:
    return AwsError("TooManyCertificates", message)


def _refuse_certificate(backend: Any, arn: str) -> None:
    if not backend._certificate_exists(arn):
        raise AwsError("CertificateNotFound", f"Certificate '{arn}' not found")
    certificate = find_certificate(backend.account_id, backend.region_name, arn)
    if certificate is not None and certificate.status != "ISSUED":
        raise AwsError(
            "UnsupportedCertificate",
            f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a "
            f"supported key size; its status is {certificate.status}.",
        )


def _keep_settings(_: Any, request: Request, answer: dict[str, Any]) -> None:
    listener = answer["Listeners"][0]
    listener.attributes = listener_defaults(listener.protocol)
    _set_security(listener, request)


def _set_security(listener: Any, request: Request) -> None:
    """Give a listener the security settings of a request; what the request does not say stays."""
    secure = listener.protocol in SECURE
    given = request.get("Certificates")
    if given:
        listener.certificate = given[0]["CertificateArn"]
    listener.certificate = listener.certificate if secure else None
    listener.certificates = [listener.certificate] if secure else []
    listener.sni_certificates = listener.sni_certificates if secure else []
    policy = request.get("SslPolicy") or listener.ssl_policy or DEFAULT_POLICY
    listener.ssl_policy = policy if secure else None
    if "AlpnPolicy" in request:
        listener.alpn_policy = request["AlpnPolicy"]
    asked = request.get("MutualAuthentication") or listener.mutual_authentication or NO_MUTUAL_AUTHENTICATION
    listener.mutual_authentication = dict(asked) if listener.protocol == "HTTPS" else None


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    listener = listener_of(backend, request["ListenerArn"])
    balancer = balancer_of(backend, listener.load_balancer_arn)
    protocol = request.get("Protocol") or listener.protocol
    port = request.get("Port") or listener.port
    _refuse_port(balancer, port, protocol, listener.arn)
    current = [{"CertificateArn": listener.certificate}] if listener.certificate else []
    kept = current if protocol in SECURE else []
    security = {**request, "Certificates": request.get("Certificates") or kept}
    _refuse_security(backend, protocol, security)
    if request.get("DefaultActions"):
        prepare_actions(backend, balancer, protocol, request["DefaultActions"])
        listener.default_actions = [FakeAction(action) for action in request["DefaultActions"]]
        listener._default_rule[0].actions = listener.default_actions
    if protocol != listener.protocol:
        listener.attributes = listener_defaults(protocol)
    listener.port, listener.protocol = port, protocol
    _set_security(listener, security)
    return {"Listeners": [listener]}


def _set_attributes(backend: Any, request: Request) -> dict[str, Any]:
    listener = listener_of(backend, request["ListenerArn"])
    given = {item["Key"]: item.get("Value") or "" for item in request["Attributes"]}
    known = listener_defaults(listener.protocol)
    thing = f"{listener.protocol} listeners"
    check_attributes(given, known, thing, all_known=all_listener_attributes())
    listener.attributes.update(given)
    return {"Attributes": listener.attributes}


def _add_certificates(backend: Any, request: Request) -> dict[str, Any]:
    listener = listener_of(backend, request["ListenerArn"])
    if listener.protocol not in SECURE:
        raise validation(f"Certificates cannot be added to {listener.protocol} listeners")
    added = [item["CertificateArn"] for item in request["Certificates"]]
    for arn in added:
        _refuse_certificate(backend, arn)
    every = [
        arn for arn in dict.fromkeys([*listener.sni_certificates, *added]) if arn != listener.certificate
    ]
    if len(every) > MOST_CERTIFICATES:
        raise _too_many(f"Listener '{listener.arn}' can have at most {MOST_CERTIFICATES} more certificates")
    listener.sni_certificates = every
    return {"Certificates": _described(listener, added)}


def _describe_certificates(backend: Any, request: Request) -> dict[str, Any]:
    listener = listener_of(backend, request["ListenerArn"])
    return {"Certificates": _described(listener, [*listener.certificates, *listener.sni_certificates])}


def _described(listener: Any, arns: list[str]) -> list[dict[str, Any]]:
    return [{"CertificateArn": arn, "IsDefault": arn == listener.certificate} for arn in arns]


def _remove_certificates(backend: Any, request: Request) -> None:
    listener = listener_of(backend, request["ListenerArn"])
    removed = {item["CertificateArn"] for item in request["Certificates"]}
    if listener.certificate in removed:
        raise AwsError("OperationNotPermitted", "Default certificate cannot be removed")
    listener.sni_certificates = [arn for arn in listener.sni_certificates if arn not in removed]


def _forget_tags(original: Callable[..., Any], self: Any, listener_arn: str) -> Any:
    listener = original(self, listener_arn)
    for arn in (listener_arn, *(rule.arn for rule in listener.rules.values())):
        self.tagging_service.delete_all_tags_for_resource(arn)
    return listener


@cache
def apply() -> None:
    """Put moto's listeners right."""
    FakeListener.mutual_authentication = None
    FakeListener.sni_certificates = []
    replace(ELBv2Backend, "_validate_actions", accept_prepared_actions)
    replace(ELBv2Backend, "_validate_port_and_protocol", lambda *_: None)
    replace(ELBv2Backend, "delete_listener", _forget_tags)
    ELBV2.extend(
        {
            "modify_listener": _modify,
            "modify_listener_attributes": _set_attributes,
            "add_listener_certificates": _add_certificates,
            "describe_listener_certificates": _describe_certificates,
            "remove_listener_certificates": _remove_certificates,
        }
    )
    ELBV2.refuse({"create_listener": [_refuse]})
    ELBV2.complete({"create_listener": _keep_settings})
