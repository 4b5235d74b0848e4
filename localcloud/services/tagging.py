"""The ways in which several services take tags."""

from typing import Any, Final

from localcloud.provider.definition import Call, Tagging


def tagging_by_arn(member: str, arn: str = "{arn}", *, listed: bool = True, **more: Any) -> Tagging:
    """Tagging by TagResource and UntagResource, which name the tagged thing by its ARN.

    Args:
        member: the member of requests that has the ARN; the others begin with a capital as it does.
        arn: the template of the ARN.
        listed: whether tags are told by ListTagsForResource; otherwise the type's own answer has them.
        more: what else is different, as fields of `Tagging`.
    """
    named = {member: arn}
    tags, keys = ("Tags", "TagKeys") if member[0].isupper() else ("tags", "tagKeys")
    form = {"create": tags, "read": tags, "tags_parameter": tags, "keys_parameter": keys, **more}
    return Tagging(
        tag=Call("tag_resource", named),
        untag=Call("untag_resource", named),
        listing=Call("list_tags_for_resource", named, answer=tags) if listed else None,
        **form,
    )


_NAMED: Final = {"ResourceName": "{arn}"}

RESOURCE_NAME_TAGGING: Final = Tagging(
    tag=Call("add_tags_to_resource", _NAMED),
    untag=Call("remove_tags_from_resource", _NAMED),
    listing=Call("list_tags_for_resource", _NAMED, answer="TagList"),
    tags_parameter="Tags",
    keys_parameter="TagKeys",
)
"""How RDS, DocumentDB and ElastiCache take tags: by ARN, which they call a name."""

ECS_TAGGING: Final = tagging_by_arn("resourceArn", listed=False, key="key", value="value")
MSK_TAGGING: Final = tagging_by_arn("ResourceArn", listed=False, key="")
RESOURCE_ARN_TAGGING: Final = tagging_by_arn("ResourceARN")
"""How CloudWatch and Cloud Map take tags."""


def eks_tagging(arn: str = "arn") -> Tagging:
    """How EKS takes the tags of a type whose property `arn` is the ARN."""
    return tagging_by_arn("resourceArn", f"{{{arn}}}", listed=False, key="")
