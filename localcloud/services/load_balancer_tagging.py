"""How Elastic Load Balancing takes tags: by ARN, which is also the id of what has them."""

from typing import Final

from localcloud.provider.definition import Call, Tagging

LOAD_BALANCER_TAGGING: Final = Tagging(
    tag=Call("add_tags", {"ResourceArns": ["{id}"]}),
    untag=Call("remove_tags", {"ResourceArns": ["{id}"]}),
    listing=Call("describe_tags", {"ResourceArns": ["{id}"]}, answer="TagDescriptions[0].Tags"),
    tags_parameter="Tags",
    keys_parameter="TagKeys",
)
