"""The blocks of an OpenSearch domain, between Pulumi's form and the API's."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty

_NAMES: Final = {
    "cloudwatchLogGroupArn": "CloudWatchLogsLogGroupArn",
    "customEndpointCertificateArn": "CustomEndpointCertificateArn",
    "ebsEnabled": "EBSEnabled",
    "enforceHttps": "EnforceHTTPS",
    "jwtOptions": "JWTOptions",
    "masterUserArn": "MasterUserARN",
    "multiAzWithStandbyEnabled": "MultiAZWithStandbyEnabled",
    "tlsSecurityPolicy": "TLSSecurityPolicy",
    "vpcId": "VPCId",
}
"""Members that AWS spells otherwise than Pulumi with a capital letter."""

_PULUMI_NAMES: Final = {api: name for name, api in _NAMES.items()}
_ADVANCED_DEFAULTS: Final = {
    "override_main_response_version": "false",
    "rest.action.multi.allow_explicit_index": "true",
}
"""Advanced options that every domain has."""

_OPTIONS: Final = {
    "advancedSecurityOptions": "AdvancedSecurityOptions",
    "autoTuneOptions": "AutoTuneOptions",
    "clusterConfig": "ClusterConfig",
    "cognitoOptions": "CognitoOptions",
    "domainEndpointOptions": "DomainEndpointOptions",
    "ebsOptions": "EBSOptions",
    "encryptAtRest": "EncryptionAtRestOptions",
    "nodeToNodeEncryption": "NodeToNodeEncryptionOptions",
    "offPeakWindowOptions": "OffPeakWindowOptions",
    "snapshotOptions": "SnapshotOptions",
    "softwareUpdateOptions": "SoftwareUpdateOptions",
    "vpcOptions": "VPCOptions",
}
"""By property, the member of requests and answers that holds the same block."""


def block_to_api(value: Any) -> Any:
    """A block with AWS's names; what is not set is left out."""
    return _renamed(value, lambda name: _NAMES.get(name, name[:1].upper() + name[1:]))


def block_from_api(value: Any) -> Any:
    """A block of an answer with Pulumi's names."""
    return _renamed(value, lambda name: _PULUMI_NAMES.get(name, name[:1].lower() + name[1:]))


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {rename(key): _renamed(item, rename) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_renamed(item, rename) for item in value]
    return value


def settings_to_api(inputs: Properties, names: frozenset[str], *, at_create: bool) -> dict[str, Any]:
    """The members of a request about the properties of these names."""
    request = {
        member: block_to_api(inputs[name])
        for name, member in _OPTIONS.items()
        if name in names and inputs.get(name) is not None
    }
    if "AutoTuneOptions" in request and at_create:
        request["AutoTuneOptions"].pop("RollbackOnDisable", None)
    for member in ("AdvancedSecurityOptions", "ClusterConfig"):
        if member in request:
            request[member] = without_empty(request[member])
    for name, member in (
        ("accessPolicies", "AccessPolicies"),
        ("advancedOptions", "AdvancedOptions"),
        ("ipAddressType", "IPAddressType"),
    ):
        if name in names:
            request[member] = inputs.get(name)
    if "logPublishingOptions" in names:
        request["LogPublishingOptions"] = logs_to_api(inputs.get("logPublishingOptions"))
    return request


def logs_to_api(blocks: list[Properties] | None) -> dict[str, Any]:
    """The logs of a request, by kind."""
    return {
        block["logType"]: {
            "CloudWatchLogsLogGroupArn": block["cloudwatchLogGroupArn"],
            "Enabled": block["enabled"],
        }
        for block in blocks or ()
    }


def logs_from_api(logs: dict[str, Any] | None) -> list[Properties]:
    """The logs of an answer."""
    return [
        {
            "logType": kind,
            "cloudwatchLogGroupArn": log["CloudWatchLogsLogGroupArn"],
            "enabled": log["Enabled"],
        }
        for kind, log in (logs or {}).items()
        if log.get("CloudWatchLogsLogGroupArn")
    ]


def settings_from_api(answer: dict[str, Any], tuning: dict[str, Any], known: Properties) -> Properties:
    """The properties that a domain's status tells, and what its configuration tells of Auto-Tune."""
    told: Properties = {name: block_from_api(answer.get(member)) for name, member in _OPTIONS.items()}
    told["autoTuneOptions"] = block_from_api(_with_texts(tuning))
    told["advancedOptions"] = _advanced(answer.get("AdvancedOptions") or {}, known)
    told["logPublishingOptions"] = logs_from_api(answer.get("LogPublishingOptions"))
    if told["cognitoOptions"] == {"enabled": False}:
        told["cognitoOptions"] = None
    security = told["advancedSecurityOptions"]
    master = (known.get("advancedSecurityOptions") or {}).get("masterUserOptions")
    if security and master:
        # AWS never tells the master user.
        security["masterUserOptions"] = master
    return told


def _advanced(live: dict[str, str], known: Properties) -> dict[str, str]:
    """The advanced options without defaults that the program does not mention."""
    wanted = known.get("advancedOptions") or {}
    return {
        name: value for name, value in live.items() if name in wanted or value != _ADVANCED_DEFAULTS.get(name)
    }


def _with_texts(value: Any) -> Any:
    """A block in which times are texts, in UTC."""
    if isinstance(value, dict):
        return {key: _with_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts(item) for item in value]
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
