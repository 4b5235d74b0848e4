"""Actions and conditions of listeners and their rules, between Pulumi's blocks and the API's."""

from typing import Any, Final

from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised, decapitalised, without_empty

_CONFIGURATIONS: Final = {
    "authenticateCognito": "AuthenticateCognitoConfig",
    "authenticateOidc": "AuthenticateOidcConfig",
    "fixedResponse": "FixedResponseConfig",
    "jwtValidation": "JwtValidationConfig",
    "redirect": "RedirectConfig",
}
_EXTRA_PARAMETERS: Final = "AuthenticationRequestExtraParams"

_CONDITIONS: Final = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}
QUERY: Final = "queryStrings"
CONDITION_BLOCKS: Final = (*_CONDITIONS, QUERY)

_TRANSFORMS: Final = {
    "hostHeaderRewriteConfig": "HostHeaderRewriteConfig",
    "urlRewriteConfig": "UrlRewriteConfig",
}


def actions_to_api(actions: list[Properties]) -> list[dict[str, Any]]:
    """The actions of a request. Each has an order, as the real provider gives them."""
    return [_action_to_api(action, index) for index, action in enumerate(actions, start=1)]


def _action_to_api(action: Properties, index: int) -> dict[str, Any]:
    request: dict[str, Any] = {"Type": action["type"], "Order": action.get("order") or index}
    if action.get("targetGroupArn"):
        request["TargetGroupArn"] = action["targetGroupArn"]
    if action.get("forward"):
        request["ForwardConfig"] = _forward_to_api(action["forward"])
    for name, member in _CONFIGURATIONS.items():
        if action.get(name):
            request[member] = _configuration_to_api(action[name])
    return request


def _configuration_to_api(block: Properties) -> dict[str, Any]:
    extra = block.get("authenticationRequestExtraParams")
    request: dict[str, Any] = capitalised({key: value for key, value in block.items() if value is not extra})
    return {**request, _EXTRA_PARAMETERS: extra} if extra else request


def _forward_to_api(block: Properties) -> dict[str, Any]:
    groups = [
        {"TargetGroupArn": group["arn"], **capitalised({"weight": group.get("weight")})}
        for group in block["targetGroups"]
    ]
    stickiness = block.get("stickiness")
    if not stickiness:
        return {"TargetGroups": groups}
    settings = {"Enabled": stickiness["enabled"], "DurationSeconds": stickiness["duration"]}
    return {"TargetGroups": groups, "TargetGroupStickinessConfig": settings}


def actions_from_api(actions: list[dict[str, Any]], known: list[Properties] | None) -> list[Properties]:
    """The actions of an answer, in the form in which they are known.

    AWS answers every forward in two forms; the one that the program uses is told. It does not tell a client
    secret again, which is kept from what is known.
    """
    ordered = sorted(actions, key=lambda action: action.get("Order") or 0)
    before = known if known is not None else []
    pairs = [(action, before[index] if index < len(before) else {}) for index, action in enumerate(ordered)]
    return [_action_from_api(action, earlier) for action, earlier in pairs]


def _action_from_api(action: dict[str, Any], known: Properties) -> Properties:
    found: Properties = {"type": action["Type"], "order": action.get("Order")}
    if action.get("ForwardConfig"):
        found |= _forward_from_api(action["ForwardConfig"], known)
    for name, member in _CONFIGURATIONS.items():
        if action.get(member):
            settings = {key: value for key, value in action[member].items() if key != _EXTRA_PARAMETERS}
            found[name] = decapitalised(settings)
            if action[member].get(_EXTRA_PARAMETERS):
                found[name]["authenticationRequestExtraParams"] = action[member][_EXTRA_PARAMETERS]
    secret = (known.get("authenticateOidc") or {}).get("clientSecret")
    if secret and "authenticateOidc" in found:
        found["authenticateOidc"]["clientSecret"] = secret
    return found


def _forward_from_api(settings: dict[str, Any], known: Properties) -> Properties:
    groups = settings["TargetGroups"]
    stickiness = settings.get("TargetGroupStickinessConfig") or {}
    plain = len(groups) == 1 and not stickiness.get("Enabled")
    block: Properties = {
        "targetGroups": [{"arn": group["TargetGroupArn"], "weight": group.get("Weight")} for group in groups]
    }
    if stickiness.get("DurationSeconds"):
        block["stickiness"] = {
            "enabled": stickiness.get("Enabled", False),
            "duration": stickiness["DurationSeconds"],
        }
    single = {"targetGroupArn": groups[0]["TargetGroupArn"]} if plain else {}
    if known.get("forward"):
        return {"forward": block, **(single if known.get("targetGroupArn") else {})}
    return single or {"forward": block}


def conditions_to_api(conditions: list[Properties]) -> list[dict[str, Any]]:
    """The conditions of a request."""
    request: list[dict[str, Any]] = []
    for condition in conditions:
        for name, (kind, member) in _CONDITIONS.items():
            if condition.get(name):
                request.append({"Field": kind, member: capitalised(without_empty(condition[name]))})
        if condition.get(QUERY):
            values = [capitalised(without_empty(pair)) for pair in condition[QUERY]]
            request.append({"Field": "query-string", "QueryStringConfig": {"Values": values}})
    return request


def conditions_from_api(conditions: list[dict[str, Any]]) -> list[Properties]:
    """The conditions of an answer."""
    found: list[Properties] = []
    for condition in conditions:
        if condition["Field"] == "query-string":
            found.append({QUERY: decapitalised(condition["QueryStringConfig"]["Values"])})
        for name, (kind, member) in _CONDITIONS.items():
            if condition["Field"] == kind:
                found.append({name: decapitalised(condition[member])})
    return found


def transforms_to_api(transforms: list[Properties]) -> list[dict[str, Any]]:
    """The transforms of a request."""
    return [
        {
            "Type": transform["type"],
            **{
                member: {"Rewrites": [capitalised(transform[name]["rewrite"])]}
                for name, member in _TRANSFORMS.items()
                if transform.get(name)
            },
        }
        for transform in transforms
    ]


def transforms_from_api(transforms: list[dict[str, Any]]) -> list[Properties]:
    """The transforms of an answer."""
    return [
        {
            "type": transform["Type"],
            **{
                name: {"rewrite": decapitalised(transform[member]["Rewrites"][0])}
                for name, member in _TRANSFORMS.items()
                if transform.get(member)
            },
        }
        for transform in transforms
    ]
