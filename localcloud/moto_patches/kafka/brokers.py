"""Where clients of a cluster connect, which moto lacks."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from localcloud.moto_patches.kafka import clusters
from localcloud.moto_patches.kafka._service import KAFKA, SERVERLESS, domain_of
from localcloud.moto_service import Request

PORTS: Final = {
    "BootstrapBrokerString": 9092,
    "BootstrapBrokerStringTls": 9094,
    "BootstrapBrokerStringSaslScram": 9096,
    "BootstrapBrokerStringSaslIam": 9098,
}
"""By the way of connecting: the port that brokers listen on."""

PUBLIC_PORTS: Final = {
    "BootstrapBrokerStringPublicTls": 9194,
    "BootstrapBrokerStringPublicSaslScram": 9196,
    "BootstrapBrokerStringPublicSaslIam": 9198,
}

_PUBLIC: Final = "SERVICE_PROVIDED_EIPS"


def hosts(cluster: Any, suffix: str = "") -> list[str]:
    """The names of the brokers, in order; `suffix` follows their number."""
    count = cluster.settings["NumberOfBrokerNodes"]
    return [f"b-{number}{suffix}.{domain_of(cluster)}" for number in range(1, count + 1)]


def ways(cluster: Any) -> list[str]:
    """The ways of connecting that a cluster's settings open."""
    settings = cluster.settings
    authentication = settings.get("ClientAuthentication") or {}
    sasl = authentication.get("Sasl") or {}
    in_transit = settings["EncryptionInfo"]["EncryptionInTransit"]["ClientBroker"]
    unauthenticated = (authentication.get("Unauthenticated") or {}).get("Enabled", not authentication)
    tls = unauthenticated or (authentication.get("Tls") or {}).get("Enabled", False)
    opened = {
        "BootstrapBrokerString": unauthenticated and in_transit != "TLS",
        "BootstrapBrokerStringTls": tls and in_transit != "PLAINTEXT",
        "BootstrapBrokerStringSaslScram": (sasl.get("Scram") or {}).get("Enabled", False),
        "BootstrapBrokerStringSaslIam": (sasl.get("Iam") or {}).get("Enabled", False),
    }
    return [way for way, is_open in opened.items() if is_open]


def _bootstrap(backend: Any, request: Request) -> dict[str, Any]:
    cluster = clusters.find(backend, request)
    if cluster.cluster_type == SERVERLESS:
        domain = sha256(cluster.arn.encode()).hexdigest()[:8]
        host = f"boot-{domain}.c2.kafka-serverless.{backend.region_name}.amazonaws.com"
        return {"BootstrapBrokerStringSaslIam": f"{host}:{PORTS['BootstrapBrokerStringSaslIam']}"}
    opened = ways(cluster)
    answer = _addresses(hosts(cluster), {way: PORTS[way] for way in opened})
    connectivity = cluster.settings["BrokerNodeGroupInfo"]["ConnectivityInfo"]
    if (connectivity.get("PublicAccess") or {}).get("Type") == _PUBLIC:
        ports = {way: port for way, port in PUBLIC_PORTS.items() if way.replace("Public", "") in opened}
        answer |= _addresses(hosts(cluster, "-public"), ports)
    return answer


def _addresses(names: list[str], ports: Mapping[str, int]) -> dict[str, str]:
    return {way: ",".join(f"{name}:{port}" for name in names) for way, port in ports.items()}


@cache
def apply() -> None:
    """Add the operation to moto."""
    KAFKA.extend({"get_bootstrap_brokers": _bootstrap})
