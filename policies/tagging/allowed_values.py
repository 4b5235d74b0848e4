"""The required tags have values that reports can use."""

from collections.abc import Iterator
from typing import Any

from policies.control import Control, Finding, Severity
from policies.stack import Resource
from policies.tagging.taggable import TAGGABLE, tags_of
from policies.tagging.vocabulary import ENVIRONMENT, ENVIRONMENTS, LONGEST_VALUE, REQUIRED_KEYS
from policies.values import UNKNOWN, Unknown


def _check(resource: Resource) -> Iterator[Finding]:
    tags = tags_of(resource)
    if isinstance(tags, Unknown):
        # The control that demands the tags says so.
        return
    for key in REQUIRED_KEYS:
        if tags.get(key) is UNKNOWN:
            yield Finding(resource.urn, f"{resource}: its tag {key} is {UNKNOWN}", undecided=True)
        elif key in tags and (allowed := _allowed_instead(key, tags[key])):
            yield Finding(resource.urn, f"{resource}: its tag {key} is {tags[key]!r}; allowed is {allowed}")


def _allowed_instead(key: str, value: Any) -> str | None:
    if key == ENVIRONMENT:
        return None if value in ENVIRONMENTS else f"one of {', '.join(ENVIRONMENTS)}, in exactly this case"
    usable = isinstance(value, str) and value == value.strip() and 0 < len(value) <= LONGEST_VALUE
    return None if usable else f"a text of 1 to {LONGEST_VALUE} characters without spaces around it"


CONTROL = Control(
    id="resource-tags-allowed-values",
    title=f"The required tags have usable values, and {ENVIRONMENT} is one of {', '.join(ENVIRONMENTS)}.",
    reason=(
        "Costs and permissions are grouped by the exact text of a tag. `production` beside `prod`, or an "
        "empty owner, makes a group of its own that nobody looks at."
    ),
    fix=(
        f"Set {ENVIRONMENT} to the stack's environment ({', '.join(ENVIRONMENTS)}), and the other required "
        "tags to the names that your cost reports use."
    ),
    severity=Severity.MEDIUM,
    types=TAGGABLE,
    exceptions="Types that take no tags. A missing tag is left to `resource-tags-required`.",
    check_resource=_check,
)
