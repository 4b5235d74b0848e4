"""ECR repositories, their policies, and pull-through cache rules."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource
from localcloud.provider.equality import same_json, same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import valid_json
from localcloud.services.tagging import tagging_by_arn


def _encryption_to_api(blocks: list[Properties]) -> dict[str, Any] | None:
    return {key: value for key, value in blocks[0].items() if value} if blocks else None


def _complete_repository(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    # AWS answers both also where the program says nothing of them.
    encryption, scanning = answer["encryptionConfiguration"], answer["imageScanningConfiguration"]
    told = dict(answer)
    if encryption["encryptionType"] == "AES256" and not known.get("encryptionConfigurations"):
        told["encryptionConfiguration"] = None
    if not scanning["scanOnPush"] and not known.get("imageScanningConfiguration"):
        told["imageScanningConfiguration"] = None
    return told


def _update_repository(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"imageTagMutability", "imageTagMutabilityExclusionFilters"}:
        api.call(
            "put_image_tag_mutability",
            repositoryName=identifier,
            imageTagMutability=inputs["imageTagMutability"],
            imageTagMutabilityExclusionFilters=inputs.get("imageTagMutabilityExclusionFilters") or None,
        )
    if "imageScanningConfiguration" in changed:
        block = inputs.get("imageScanningConfiguration") or {"scanOnPush": False}
        api.call(
            "put_image_scanning_configuration", repositoryName=identifier, imageScanningConfiguration=block
        )


def _delete_repository(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_repository", repositoryName=identifier, force=bool(state.get("forceDelete")))


_NAMED: Final = {"repositoryName": "{id}"}

REPOSITORY: Final = Resource(
    "aws:ecr/repository:Repository",
    "ecr",
    identifier="{repositoryName}",
    create=Call("create_repository", answer="repository"),
    read=Call("describe_repositories", {"repositoryNames": ["{id}"]}, answer="repositories[0]"),
    complete=_complete_repository,
    update=_update_repository,
    delete=_delete_repository,
    names={
        "arn": "repositoryArn",
        "encryptionConfigurations": "encryptionConfiguration",
        "name": "repositoryName",
        "repositoryUrl": "repositoryUri",
    },
    conversions={
        "encryptionConfigurations": Conversion(_encryption_to_api, lambda found: [found] if found else []),
    },
    exclusive=("imageTagMutabilityExclusionFilters",),
    tagging=tagging_by_arn("resourceArn"),
    autoname_length=256,
    autoname_format=str.lower,
)

REPOSITORY_POLICY: Final = Resource(
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "ecr",
    identifier="{repository}",
    create=Call("set_repository_policy"),
    read=Call("get_repository_policy", _NAMED),
    delete=Call("delete_repository_policy", _NAMED),
    changes=(Change(Call("set_repository_policy", _NAMED), ("policy",)),),
    names={"policy": "policyText", "repository": "repositoryName"},
    equivalent={"policy": same_policy},
    validate=valid_json("policy"),
)

LIFECYCLE_POLICY: Final = Resource(
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "ecr",
    identifier="{repository}",
    create=Call("put_lifecycle_policy"),
    read=Call("get_lifecycle_policy", _NAMED),
    delete=Call("delete_lifecycle_policy", _NAMED),
    names={"policy": "lifecyclePolicyText", "repository": "repositoryName"},
    equivalent={"policy": same_json},
    # A repository has one: deleting the old one after the new one is there would delete the new one.
    delete_before_replace=True,
    validate=valid_json("policy"),
)


def _complete_rule(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    prefix = answer.get("upstreamRepositoryPrefix")
    told = prefix if prefix != "ROOT" or known.get("upstreamRepositoryPrefix") else None
    return {**answer, "upstreamRepositoryPrefix": told}


_PREFIXED: Final = {"ecrRepositoryPrefix": "{id}"}

PULL_THROUGH_CACHE_RULE: Final = Resource(
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    "ecr",
    identifier="{ecrRepositoryPrefix}",
    create=Call("create_pull_through_cache_rule"),
    read=Call(
        "describe_pull_through_cache_rules",
        {"ecrRepositoryPrefixes": ["{id}"]},
        answer="pullThroughCacheRules[0]",
    ),
    complete=_complete_rule,
    delete=Call("delete_pull_through_cache_rule", _PREFIXED),
    changes=(Change(Call("update_pull_through_cache_rule", _PREFIXED), ("credentialArn", "customRoleArn")),),
)

RESOURCES: Final = (REPOSITORY, REPOSITORY_POLICY, LIFECYCLE_POLICY, PULL_THROUGH_CACHE_RULE)
