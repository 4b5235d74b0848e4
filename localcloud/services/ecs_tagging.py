"""How ECS takes tags: by ARN, with lower-case members."""

from typing import Final

from localcloud.provider.definition import Call, Tagging

ECS_TAGGING: Final = Tagging(
    create="tags",
    tag=Call("tag_resource", {"resourceArn": "{arn}"}),
    untag=Call("untag_resource", {"resourceArn": "{arn}"}),
    read="tags",
    tags_parameter="tags",
    keys_parameter="tagKeys",
    key="key",
    value="value",
)
