"""The node types of ElastiCache, from "Supported node types" of its user guide as of 2025."""

from typing import Final

_G_SIZES: Final = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_FIVE_SIZES: Final = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")
_SMALL_SIZES: Final = ("micro", "small", "medium")

_SIZES: Final = {
    **dict.fromkeys(("t2", "t3", "t4g"), _SMALL_SIZES),
    "m4": ("large", "xlarge", "2xlarge", "4xlarge", "10xlarge"),
    "r4": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"),
    **dict.fromkeys(("m5", "r5"), _FIVE_SIZES),
    **dict.fromkeys(("m6g", "m7g", "r6g", "r7g", "c7gn"), _G_SIZES),
    "r6gd": _G_SIZES[1:],
}

NODE_TYPES: Final = frozenset(f"cache.{family}.{size}" for family, sizes in _SIZES.items() for size in sizes)

_TIERED: Final = "cache.r6gd."


def has_data_tiering(node_type: str) -> bool:
    """Whether nodes of the type keep part of the data on disk."""
    return node_type.startswith(_TIERED)
