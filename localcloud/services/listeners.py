"""Listeners and their certificates."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.load_balancer_actions import actions_from_api, actions_to_api
from localcloud.services.load_balancer_attributes import Attribute, by_key, packed, read_properties, unpacked
from localcloud.services.load_balancer_tagging import LOAD_BALANCER_TAGGING
from localcloud.services.member_names import decapitalised

_SECURE: Final = ("HTTPS", "TLS")

_REQUEST_HEADERS: Final = {
    "XAmznMtlsClientcert": "x_amzn_mtls_clientcert",
    "XAmznMtlsClientcertIssuer": "x_amzn_mtls_clientcert_issuer",
    "XAmznMtlsClientcertLeaf": "x_amzn_mtls_clientcert_leaf",
    "XAmznMtlsClientcertSerialNumber": "x_amzn_mtls_clientcert_serial_number",
    "XAmznMtlsClientcertSubject": "x_amzn_mtls_clientcert_subject",
    "XAmznMtlsClientcertValidity": "x_amzn_mtls_clientcert_validity",
    "XAmznTlsCipherSuite": "x_amzn_tls_cipher_suite",
    "XAmznTlsVersion": "x_amzn_tls_version",
}
_RESPONSE_HEADERS: Final = {
    "AccessControlAllowCredentials": "access_control_allow_credentials",
    "AccessControlAllowHeaders": "access_control_allow_headers",
    "AccessControlAllowMethods": "access_control_allow_methods",
    "AccessControlAllowOrigin": "access_control_allow_origin",
    "AccessControlExposeHeaders": "access_control_expose_headers",
    "AccessControlMaxAge": "access_control_max_age",
    "ContentSecurityPolicy": "content_security_policy",
    "StrictTransportSecurity": "strict_transport_security",
    "XContentTypeOptions": "x_content_type_options",
    "XFrameOptions": "x_frame_options",
}
_ATTRIBUTES: Final = {
    **{
        f"routingHttpRequest{name}HeaderName": Attribute(f"routing.http.request.{key}.header_name")
        for name, key in _REQUEST_HEADERS.items()
    },
    **{
        f"routingHttpResponse{name}HeaderValue": Attribute(f"routing.http.response.{key}.header_value")
        for name, key in _RESPONSE_HEADERS.items()
    },
    "routingHttpResponseServerEnabled": Attribute("routing.http.response.server.enabled", "bool"),
    "tcpIdleTimeoutSeconds": Attribute("tcp.idle_timeout.seconds", "number"),
}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    live = unpacked(api.call("describe_listener_attributes", ListenerArn=identifier)["Attributes"])
    mutual = answer.get("MutualAuthentication") or {}
    # AWS answers that it is off also where the program says nothing of it.
    told = mutual if known.get("mutualAuthentication") or mutual.get("Mode", "off") != "off" else None
    return {
        **answer,
        **read_properties(_ATTRIBUTES, live),
        "DefaultActions": actions_from_api(answer["DefaultActions"], known.get("defaultActions")),
        "MutualAuthentication": told,
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    attributes = packed(by_key(_ATTRIBUTES, inputs, changed))
    if changed - _ATTRIBUTES.keys() - {"tags", "tagsAll"}:
        _modify(api, identifier, state, inputs)
    if attributes:
        api.call("modify_listener_attributes", ListenerArn=identifier, Attributes=attributes)


def _modify(api: Api, identifier: str, state: Properties, inputs: Properties) -> None:
    protocol = inputs.get("protocol") or state.get("protocol")
    request: dict[str, Any] = {
        "Port": inputs.get("port"),
        "Protocol": inputs.get("protocol"),
        "DefaultActions": actions_to_api(inputs["defaultActions"]),
    }
    if protocol in _SECURE:
        request["SslPolicy"] = inputs.get("sslPolicy")
        request["Certificates"] = _certificates(inputs.get("certificateArn"))
        request["AlpnPolicy"] = _alpn(inputs.get("alpnPolicy")) if protocol == "TLS" else None
    if protocol == "HTTPS":
        request["MutualAuthentication"] = _mutual(inputs.get("mutualAuthentication"))
    api.call("modify_listener", ListenerArn=identifier, **request)


def _certificates(arn: str | None) -> list[dict[str, str]] | None:
    return [{"CertificateArn": arn}] if arn else None


def _alpn(policy: str | None) -> list[str]:
    return [policy] if policy else ["None"]


def _mutual(block: Properties | None) -> dict[str, Any]:
    if not block or block["mode"] != "verify":
        return {"Mode": (block or {}).get("mode", "off")}
    return {
        "Mode": block["mode"],
        "TrustStoreArn": block.get("trustStoreArn") or "",
        "IgnoreClientCertificateExpiry": block.get("ignoreClientCertificateExpiry", False),
    }


LISTENER: Final = Resource(
    "aws:lb/listener:Listener",
    "elbv2",
    identifier="{ListenerArn}",
    create=Call("create_listener", answer="Listeners[0]"),
    read=Call("describe_listeners", {"ListenerArns": ["{id}"]}, answer="Listeners[0]"),
    complete=_complete,
    update=_update,
    delete=Call("delete_listener", {"ListenerArn": "{id}"}),
    names={"arn": "ListenerArn", "certificateArn": "Certificates"},
    conversions={
        "alpnPolicy": Conversion(_alpn, lambda found: next((name for name in found if name != "None"), None)),
        "certificateArn": Conversion(
            _certificates, lambda found: found[0]["CertificateArn"] if found else None
        ),
        "defaultActions": Conversion(actions_to_api, list),
        "mutualAuthentication": Conversion(
            _mutual,
            lambda found: decapitalised(found) if found else None,
        ),
    },
    kept=("defaultActions.forward.targetGroups.weight",),
    tagging=LOAD_BALANCER_TAGGING,
)


_SEPARATOR: Final = "_arn:"


def _add_certificate(api: Api, inputs: Properties) -> str:
    listener, certificate = inputs["listenerArn"], inputs["certificateArn"]
    api.call("add_listener_certificates", ListenerArn=listener, Certificates=_certificates(certificate))
    return f"{listener}_{certificate}"


def _parts(identifier: str) -> Properties:
    listener, separator, rest = identifier.partition(_SEPARATOR)
    return {"listenerArn": listener, "certificateArn": f"arn:{rest}"} if separator else {}


def _read_certificate(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    if not known.get("listenerArn"):
        return None
    answer = api.call("describe_listener_certificates", ListenerArn=known["listenerArn"])
    added = [item["CertificateArn"] for item in answer["Certificates"] if not item["IsDefault"]]
    return _parts(identifier) if known["certificateArn"] in added else None


def _remove_certificate(api: Api, identifier: str, state: Properties) -> None:
    certificates = _certificates(state["certificateArn"])
    api.call("remove_listener_certificates", ListenerArn=state["listenerArn"], Certificates=certificates)


LISTENER_CERTIFICATE: Final = Resource(
    "aws:lb/listenerCertificate:ListenerCertificate",
    "elbv2",
    create=_add_certificate,
    read=_read_certificate,
    delete=_remove_certificate,
    import_properties=_parts,
)

RESOURCES: Final = (LISTENER, LISTENER_CERTIFICATE)
