"""Add-ons of EKS clusters."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of
from localcloud.services.tagging import eks_tagging

_SETTINGS: Final = ("addonVersion", "configurationValues", "serviceAccountRoleArn")
_NOT_OF_ADD_ON: Final = frozenset(
    {"preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate", "tags", "tagsAll"}
)
"""What no update of an add-on sends by itself: how creates, updates and deletes go, and tags."""

_add_on_of: Final = parts_of(":", "clusterName", "addonName")


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    associations = [
        api.call(
            "describe_pod_identity_association",
            clusterName=answer["clusterName"],
            associationId=arn.rpartition("/")[2],
        )["association"]
        for arn in answer.get("podIdentityAssociations") or ()
    ]
    return {**answer, "podIdentityAssociations": associations}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed <= _NOT_OF_ADD_ON:
        return
    if "namespaceConfig" in changed:
        raise RefusedError("UpdateAddon", "InvalidParameterException", "the namespace cannot be changed")
    api.call(
        "update_addon",
        **_add_on_of(identifier),
        **{name: inputs.get(name) for name in _SETTINGS if name in changed},
        podIdentityAssociations=(
            inputs.get("podIdentityAssociations") or [] if "podIdentityAssociations" in changed else None
        ),
        resolveConflicts=inputs.get("resolveConflictsOnUpdate"),
    )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_addon", **_add_on_of(identifier), preserve=state.get("preserve") or None)


ADD_ON: Final = Resource(
    "aws:eks/addon:Addon",
    "eks",
    identifier="{clusterName}:{addonName}",
    create=Call("create_addon", answer="addon"),
    read=Call("describe_addon", {"clusterName": "{clusterName}", "addonName": "{addonName}"}, answer="addon"),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={"arn": "addonArn"},
    request_names={"resolveConflictsOnCreate": "resolveConflicts"},
    # No request takes the role away again.
    kept=("serviceAccountRoleArn",),
    import_properties=_add_on_of,
    tagging=eks_tagging(),
)

RESOURCES: Final = (ADD_ON,)
