"""What the modules of this package share: OpenSearch Service, its versions and its domains' settings."""

from typing import Any, Final

from moto.opensearch.responses import OpenSearchServiceResponse

from localcloud.moto_service import AwsError, Request, Service

OPENSEARCH: Final = Service(OpenSearchServiceResponse, "opensearch_backend")

VERSIONS: Final = (
    *("Elasticsearch_6.8", "Elasticsearch_7.9", "Elasticsearch_7.10"),
    *("OpenSearch_1.0", "OpenSearch_1.1", "OpenSearch_1.2", "OpenSearch_1.3"),
    *(
        "OpenSearch_2.3",
        "OpenSearch_2.5",
        "OpenSearch_2.7",
        "OpenSearch_2.9",
        "OpenSearch_2.11",
        "OpenSearch_2.13",
    ),
    *("OpenSearch_2.15", "OpenSearch_2.17", "OpenSearch_2.19", "OpenSearch_3.1"),
)
"""The versions on offer, oldest first. From AWS's documentation as of 2025."""

SETTINGS: Final = {
    "ClusterConfig": "cluster_config",
    "EBSOptions": "ebs_options",
    "AccessPolicies": "access_policies",
    "SnapshotOptions": "snapshot_options",
    "VPCOptions": "vpc_options",
    "CognitoOptions": "cognito_options",
    "EncryptionAtRestOptions": "encryption_at_rest_options",
    "NodeToNodeEncryptionOptions": "node_to_node_encryption_options",
    "AdvancedOptions": "advanced_options",
    "LogPublishingOptions": "log_publishing_options",
    "DomainEndpointOptions": "domain_endpoint_options",
    "AdvancedSecurityOptions": "advanced_security_options",
    "AutoTuneOptions": "auto_tune_options",
    "OffPeakWindowOptions": "off_peak_window_options",
    "SoftwareUpdateOptions": "software_update_options",
    "IPAddressType": "ip_address_type",
}
"""Parameters of a domain and the attribute of moto's domain that holds each."""

ENTIRE: Final = frozenset({"LogPublishingOptions", "AdvancedOptions"})
"""Parameters whose new value takes the place of the old one, where the fields of others are merged."""


def invalid(message: str) -> AwsError:
    """The error for a request that the service cannot accept."""
    return AwsError("ValidationException", message)


def wanted_settings(backend: Any, request: Request) -> dict[str, Any]:
    """The settings that a domain will have after a request."""
    domain = backend.domains.get(request["DomainName"])
    settings: dict[str, Any] = {}
    for parameter, attribute in SETTINGS.items():
        current = getattr(domain, attribute) if domain else None
        new = request.get(parameter)
        if isinstance(current, dict) and isinstance(new, dict) and parameter not in ENTIRE:
            settings[parameter] = current | new
        else:
            settings[parameter] = current if new is None else new
    return settings
