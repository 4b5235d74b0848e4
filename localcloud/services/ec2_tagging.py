"""How EC2 takes tags: at the create by resource type, later by the resource's id."""

from localcloud.provider.definition import Call, Tagging

EC2_TAGGING = Tagging(
    create="TagSpecifications",
    tag=Call("create_tags", {"Resources": ["{id}"]}),
    untag=Call("delete_tags", {"Resources": ["{id}"]}),
    tags_parameter="Tags",
    keys_parameter="Tags",
    keys_as_tags=True,
)
