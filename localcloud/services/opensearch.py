"""OpenSearch domains, and access policies of their own."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource, Tagging
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import valid_json
from localcloud.services.opensearch_blocks import settings_from_api, settings_to_api

_DASHBOARDS: Final = "/_dashboards"
_POLICY_PREFIX: Final = "esd-policy-"
_SETTINGS: Final = frozenset(
    {
        "accessPolicies",
        "advancedOptions",
        "advancedSecurityOptions",
        "autoTuneOptions",
        "clusterConfig",
        "cognitoOptions",
        "domainEndpointOptions",
        "ebsOptions",
        "encryptAtRest",
        "ipAddressType",
        "logPublishingOptions",
        "nodeToNodeEncryption",
        "offPeakWindowOptions",
        "snapshotOptions",
        "softwareUpdateOptions",
        "vpcOptions",
    }
)


def _name_of(arn: str) -> str:
    return arn.rpartition("/")[2]


def _create(api: Api, inputs: Properties) -> str:
    given = frozenset(name for name in _SETTINGS if inputs.get(name) is not None)
    request = settings_to_api(inputs, given, at_create=True)
    answer = api.call(
        "create_domain",
        DomainName=inputs["domainName"],
        EngineVersion=inputs.get("engineVersion"),
        **request,
    )
    return str(answer["DomainStatus"]["ARN"])


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    name = _name_of(identifier)
    domain = api.call("describe_domain", DomainName=name)["DomainStatus"]
    config = api.call("describe_domain_config", DomainName=name)["DomainConfig"]
    endpoints = domain.get("Endpoints") or {}
    endpoint = domain.get("Endpoint") or endpoints.get("vpc")
    endpoint_v2 = domain.get("EndpointV2") or endpoints.get("vpcv2")
    return {
        "arn": domain["ARN"],
        "accessPolicies": domain.get("AccessPolicies") or None,
        "dashboardEndpoint": _dashboards(endpoint),
        "dashboardEndpointV2": _dashboards(endpoint_v2),
        "domainEndpointV2HostedZoneId": domain.get("DomainEndpointV2HostedZoneId"),
        "domainId": domain["DomainId"],
        "domainName": domain["DomainName"],
        "endpoint": endpoint,
        "endpointV2": endpoint_v2,
        "engineVersion": domain["EngineVersion"],
        "ipAddressType": domain.get("IPAddressType"),
        **settings_from_api(domain, config["AutoTuneOptions"]["Options"], known),
    }


def _dashboards(host: str | None) -> str | None:
    return host + _DASHBOARDS if host else None


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    name = _name_of(identifier)
    settings = changed & _SETTINGS
    if settings:
        request = settings_to_api(inputs, settings, at_create=False)
        api.call("update_domain_config", DomainName=name, **request)
    if "engineVersion" in changed:
        api.call("upgrade_domain", DomainName=name, TargetVersion=inputs["engineVersion"])


def _delete(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_domain", DomainName=_name_of(identifier))


def _domain_arn(api: Api, given: str) -> str:
    """The ARN for a name, which the provider takes to import a domain."""
    if given.startswith("arn:"):
        return given
    return f"arn:{api.partition}:es:{api.region}:{api.account}:domain/{given}"


def _same_key(old: Any, new: Any) -> bool:
    """Whether an id and an ARN name the same key."""
    return isinstance(old, str) and isinstance(new, str) and old.rpartition("/")[2] == new.rpartition("/")[2]


def _same_log_group(old: Any, new: Any) -> bool:
    """Whether two ARNs name the same log group, with or without its streams."""
    return str(old).removesuffix(":*") == str(new).removesuffix(":*")


DOMAIN: Final = Resource(
    "aws:opensearch/domain:Domain",
    "opensearch",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    tagging=Tagging(
        tag=Call("add_tags", {"ARN": "{id}"}),
        untag=Call("remove_tags", {"ARN": "{id}"}),
        listing=Call("list_tags", {"ARN": "{id}"}, answer="TagList"),
        tags_parameter="TagList",
        keys_parameter="TagKeys",
    ),
    kept=(
        "advancedSecurityOptions",
        "autoTuneOptions",
        "clusterConfig",
        "clusterConfig.coldStorageOptions",
        "clusterConfig.nodeOptions",
        "clusterConfig.zoneAwarenessConfig",
        "cognitoOptions",
        "domainEndpointOptions",
        "ebsOptions",
        "encryptAtRest",
        "nodeToNodeEncryption",
        "offPeakWindowOptions",
        "offPeakWindowOptions.offPeakWindow",
        "offPeakWindowOptions.offPeakWindow.windowStartTime",
        "snapshotOptions",
        "softwareUpdateOptions",
        "vpcOptions.securityGroupIds",
    ),
    equivalent={
        "accessPolicies": same_policy,
        "encryptAtRest.kmsKeyId": _same_key,
        "logPublishingOptions.cloudwatchLogGroupArn": _same_log_group,
    },
    unsupported=("aimlOptions", "deploymentStrategyOptions", "identityCenterOptions"),
    allowed={"ipAddressType": ("ipv4", "dualstack")},
    validate=valid_json("accessPolicies"),
    import_id=_domain_arn,
    autoname="domainName",
    autoname_length=28,
    autoname_format=str.lower,
)


def _put_policy(api: Api, inputs: Properties) -> str:
    name = str(inputs["domainName"])
    api.call("update_domain_config", DomainName=name, AccessPolicies=inputs["accessPolicies"])
    return _POLICY_PREFIX + name


def _read_policy(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    name = known["domainName"]
    domain = api.call("describe_domain", DomainName=name)["DomainStatus"]
    policies = domain.get("AccessPolicies")
    return {"domainName": name, "accessPolicies": policies} if policies else None


def _change_policy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"accessPolicies", "domainName"}:
        _put_policy(api, inputs)


def _remove_policy(api: Api, identifier: str, state: Properties) -> None:
    api.call("update_domain_config", DomainName=state["domainName"], AccessPolicies="")


DOMAIN_POLICY: Final = Resource(
    "aws:opensearch/domainPolicy:DomainPolicy",
    "opensearch",
    create=_put_policy,
    read=_read_policy,
    update=_change_policy,
    delete=_remove_policy,
    import_properties=lambda given: {"domainName": given.removeprefix(_POLICY_PREFIX)},
    equivalent={"accessPolicies": same_policy},
    validate=valid_json("accessPolicies"),
)

RESOURCES: Final = (DOMAIN, DOMAIN_POLICY)
