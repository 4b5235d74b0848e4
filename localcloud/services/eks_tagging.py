"""How EKS takes tags: all its things by ARN, which the types call differently."""

from localcloud.provider.definition import Call, Tagging


def eks_tagging(arn: str = "arn") -> Tagging:
    """Tagging for a type whose property `arn` is the ARN."""
    named = {"resourceArn": f"{{{arn}}}"}
    return Tagging(
        create="tags",
        read="tags",
        tag=Call("tag_resource", named),
        untag=Call("untag_resource", named),
        tags_parameter="tags",
        keys_parameter="tagKeys",
        key="",
    )
