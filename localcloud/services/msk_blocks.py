"""Blocks of an MSK cluster that Pulumi writes in a shorter form than the API."""

from typing import Any, Final

from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty

_LOGS: Final = {
    "cloudwatchLogs": ("CloudWatchLogs", {"enabled": "Enabled", "logGroup": "LogGroup"}),
    "firehose": ("Firehose", {"enabled": "Enabled", "deliveryStream": "DeliveryStream"}),
    "s3": ("S3", {"enabled": "Enabled", "bucket": "Bucket", "prefix": "Prefix"}),
}
"""By the place that logs go to: its block and the members of that."""

_SASL: Final = {"iam": "Iam", "scram": "Scram"}


def authentication_to_api(block: Properties | None) -> dict[str, Any]:
    """Client authentication in requests: each way with whether it is open."""
    block = block or {}
    sasl, authorities = (
        block.get("sasl") or {},
        (block.get("tls") or {}).get("certificateAuthorityArns") or [],
    )
    return {
        "Sasl": {member: {"Enabled": bool(sasl.get(name))} for name, member in _SASL.items()},
        "Tls": {"CertificateAuthorityArnList": authorities, "Enabled": bool(authorities)},
        "Unauthenticated": {"Enabled": bool(block.get("unauthenticated"))},
    }


def authentication_from_api(found: dict[str, Any] | None) -> Properties | None:
    """Client authentication as programs write it; None where the cluster has none."""
    found = found or {}
    authorities = (found.get("Tls") or {}).get("CertificateAuthorityArnList") or []
    ways = {name: _enabled((found.get("Sasl") or {}).get(member)) for name, member in _SASL.items()}
    block = {
        "sasl": ways if any(ways.values()) else None,
        "tls": {"certificateAuthorityArns": authorities} if authorities else None,
    }
    told = without_empty(block)
    if not told and not _enabled(found.get("Unauthenticated")):
        return None
    return {**told, "unauthenticated": _enabled(found.get("Unauthenticated"))}


def _enabled(block: dict[str, Any] | None) -> bool:
    return bool((block or {}).get("Enabled"))


def encryption_to_api(block: Properties) -> dict[str, Any]:
    """Encryption in requests."""
    key, in_transit = block.get("encryptionAtRestKmsKeyArn"), block.get("encryptionInTransit")
    members = {
        "EncryptionAtRest": {"DataVolumeKMSKeyId": key} if key else None,
        "EncryptionInTransit": _in_transit_to_api(in_transit) if in_transit else None,
    }
    return without_empty(members)


def _in_transit_to_api(block: Properties) -> dict[str, Any]:
    members = {"ClientBroker": block.get("clientBroker"), "InCluster": block.get("inCluster")}
    return {name: value for name, value in members.items() if value is not None}


def encryption_from_api(found: dict[str, Any]) -> Properties:
    """Encryption as programs write it."""
    in_transit = found["EncryptionInTransit"]
    return {
        "encryptionAtRestKmsKeyArn": found["EncryptionAtRest"]["DataVolumeKMSKeyId"],
        "encryptionInTransit": {
            "clientBroker": in_transit["ClientBroker"],
            "inCluster": in_transit["InCluster"],
        },
    }


def connectivity_to_api(block: Properties) -> dict[str, Any]:
    """Ways in from outside the VPC, in requests."""
    public, private = block.get("publicAccess") or {}, block.get("vpcConnectivity") or {}
    authentication = private.get("clientAuthentication") or {}
    sasl = authentication.get("sasl") or {}
    members: dict[str, Any] = {
        "PublicAccess": {"Type": public.get("type")} if public.get("type") else None,
        "NetworkType": block.get("networkType"),
    }
    if private:
        ways = {member: {"Enabled": bool(sasl.get(name))} for name, member in _SASL.items()}
        members["VpcConnectivity"] = {
            "ClientAuthentication": {"Sasl": ways, "Tls": {"Enabled": bool(authentication.get("tls"))}}
        }
    return without_empty(members)


def connectivity_from_api(found: dict[str, Any] | None) -> Properties:
    """Ways in from outside the VPC, as programs write them."""
    found = found or {}
    authentication = (found.get("VpcConnectivity") or {}).get("ClientAuthentication")
    block: Properties = {
        "publicAccess": {"type": (found.get("PublicAccess") or {}).get("Type")},
        "networkType": found.get("NetworkType"),
    }
    if authentication:
        sasl = authentication.get("Sasl") or {}
        ways = {name: _enabled(sasl.get(member)) for name, member in _SASL.items()}
        block["vpcConnectivity"] = {
            "clientAuthentication": {"sasl": ways, "tls": _enabled(authentication.get("Tls"))}
        }
    return without_empty(block)


def logging_to_api(block: Properties | None) -> dict[str, Any]:
    """Logging in requests: what a request leaves out goes on, so that each place is said."""
    logs = (block or {}).get("brokerLogs") or {}
    return {
        "BrokerLogs": {
            member: {"Enabled": False} | _renamed(logs.get(name) or {}, names)
            for name, (member, names) in _LOGS.items()
        }
    }


def logging_from_api(found: dict[str, Any] | None) -> Properties | None:
    """Logging as programs write it; None where no log goes anywhere."""
    logs = (found or {}).get("BrokerLogs") or {}
    blocks = {
        name: _renamed(logs[member], {theirs: ours for ours, theirs in names.items()})
        for name, (member, names) in _LOGS.items()
        if _enabled(logs.get(member))
    }
    return {"brokerLogs": blocks} if blocks else None


def _renamed(block: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in block.items() if name in names and value is not None}


def monitoring_to_api(block: Properties | None) -> dict[str, Any]:
    """Exporters for Prometheus in requests."""
    exporters = (block or {}).get("prometheus") or {}
    return {
        "Prometheus": {
            member: {"EnabledInBroker": bool((exporters.get(name) or {}).get("enabledInBroker"))}
            for name, member in (("jmxExporter", "JmxExporter"), ("nodeExporter", "NodeExporter"))
        }
    }


def monitoring_from_api(found: dict[str, Any] | None) -> Properties | None:
    """Exporters for Prometheus as programs write them; None where the cluster was never told of them."""
    exporters = (found or {}).get("Prometheus")
    if not exporters:
        return None
    return {
        "prometheus": {
            name: {"enabledInBroker": bool((exporters.get(member) or {}).get("EnabledInBroker"))}
            for name, member in (("jmxExporter", "JmxExporter"), ("nodeExporter", "NodeExporter"))
        }
    }
