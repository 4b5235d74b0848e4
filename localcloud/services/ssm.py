"""Systems Manager parameters."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource, Tagging
from localcloud.provider.values import Properties

_VALUES: Final = ("value", "insecureValue", "valueWo")
_SETTINGS: Final = {
    "type": "Type",
    "description": "Description",
    "keyId": "KeyId",
    "allowedPattern": "AllowedPattern",
    "tier": "Tier",
    "dataType": "DataType",
}
_ANY_TIER: Final = "Intelligent-Tiering"
_OF_PARAMETER: Final = {"ResourceType": "Parameter", "ResourceId": "{id}"}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    named = [{"Key": "Name", "Option": "Equals", "Values": [identifier]}]
    details = api.call("describe_parameters", ParameterFilters=named)["Parameters"][0]
    written_only = bool(known.get("valueWoVersion"))
    plain = bool(known.get("insecureValue"))
    return {
        **answer,
        **{member: details.get(member) for member in _SETTINGS.values()},
        "value": None if written_only else answer["Value"],
        "insecureValue": answer["Value"] if plain else None,
        "hasValueWo": written_only,
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {*_VALUES, *_SETTINGS, "valueWoVersion"}:
        return
    given = [inputs[name] for name in _VALUES if inputs.get(name) is not None]
    settings = {member: inputs.get(name, state.get(name)) for name, member in _SETTINGS.items()}
    if "description" in changed:
        settings["Description"] = inputs.get("description") or ""
    api.call("put_parameter", Name=identifier, Value=given[0], Overwrite=True, **settings)


def _same_tier(old: Any, new: Any) -> bool:
    """Whether one of two tiers leaves the choice to AWS."""
    return _ANY_TIER in (old, new)


PARAMETER: Final = Resource(
    "aws:ssm/parameter:Parameter",
    "ssm",
    identifier="{name}",
    create=Call("put_parameter"),
    read=Call("get_parameter", {"Name": "{id}", "WithDecryption": True}, answer="Parameter"),
    complete=_complete,
    update=_update,
    delete=Call("delete_parameter", {"Name": "{id}"}),
    request_names=dict.fromkeys(_VALUES, "Value"),
    equivalent={"tier": _same_tier},
    renewed={"version": ("value",), "value": ("insecureValue",), "insecureValue": ("value",)},
    tagging=Tagging(
        tag=Call("add_tags_to_resource", _OF_PARAMETER),
        untag=Call("remove_tags_from_resource", _OF_PARAMETER),
        listing=Call("list_tags_for_resource", _OF_PARAMETER, answer="TagList"),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
    ),
    exactly_one=(_VALUES,),
    unsupported=("arn",),
)

RESOURCES: Final = (PARAMETER,)
