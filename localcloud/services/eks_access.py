"""Who may use an EKS cluster, and which roles its pods have."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of
from localcloud.services.tagging import eks_tagging

_ENTRY: Final = {"clusterName": "{clusterName}", "principalArn": "{principalArn}"}

ACCESS_ENTRY: Final = Resource(
    "aws:eks/accessEntry:AccessEntry",
    "eks",
    identifier="{clusterName}:{principalArn}",
    create=Call("create_access_entry", answer="accessEntry"),
    read=Call("describe_access_entry", _ENTRY, answer="accessEntry"),
    delete=Call("delete_access_entry", _ENTRY),
    changes=(Change(Call("update_access_entry", _ENTRY), ("kubernetesGroups", "userName")),),
    import_properties=parts_of(":", "clusterName", "principalArn"),
    tagging=eks_tagging("accessEntryArn"),
    # A cluster has one entry for a principal.
    delete_before_replace=True,
)


ACCESS_POLICY_ASSOCIATION: Final = Resource(
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "eks",
    identifier="{clusterName}#{principalArn}#{policyArn}",
    create=Call("associate_access_policy"),
    read=Call(
        "list_associated_access_policies",
        _ENTRY,
        answer="associatedAccessPolicies[?policyArn=='{policyArn}'] | [0]",
    ),
    delete=Call("disassociate_access_policy", {**_ENTRY, "policyArn": "{policyArn}"}),
    import_properties=parts_of("#", "clusterName", "principalArn", "policyArn"),
    # Another scope would be taken away with the old one.
    delete_before_replace=True,
)


def _cluster_of(given: str) -> Properties:
    """What `cluster,association` tells, which an import takes; an id alone tells nothing."""
    cluster, _, association = given.partition(",")
    return {"clusterName": cluster} if association else {}


def _association_id(api: Api, given: str) -> str:
    return given.rpartition(",")[2]


def _update_pods(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    names = ("roleArn", "disableSessionTags", "policy", "targetRoleArn")
    wanted: dict[str, Any] = {name: inputs.get(name) for name in names if name in changed}
    if wanted:
        api.call(
            "update_pod_identity_association",
            clusterName=inputs["clusterName"],
            associationId=identifier,
            **wanted,
        )


_PODS: Final = {"clusterName": "{clusterName}", "associationId": "{id}"}

POD_IDENTITY_ASSOCIATION: Final = Resource(
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "eks",
    identifier="{associationId}",
    create=Call("create_pod_identity_association", answer="association"),
    read=Call("describe_pod_identity_association", _PODS, answer="association"),
    update=_update_pods,
    delete=Call("delete_pod_identity_association", _PODS),
    import_properties=_cluster_of,
    import_id=_association_id,
    tagging=eks_tagging("associationArn"),
)

RESOURCES: Final = (ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION, POD_IDENTITY_ASSOCIATION)
