"""Ids that are put together of several properties."""

from collections.abc import Callable
from itertools import zip_longest

from localcloud.provider.values import Properties


def parts_of(separator: str, *names: str) -> Callable[[str], Properties]:
    """What an id such as `cluster:group` tells: `import_properties` of a type.

    Args:
        separator: what stands between the parts.
        names: the properties in order. The last one may have the separator in it; one whose part is missing
            is "".
    """

    def told(identifier: str) -> Properties:
        parts = identifier.split(separator, len(names) - 1)
        return dict(zip_longest(names, parts, fillvalue=""))

    return told
