"""Every resource that takes tags has the required ones, spelt exactly."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.stack import Resource
from policies.tagging.taggable import TAGGABLE, tags_of
from policies.tagging.vocabulary import REQUIRED_KEYS, same_words
from policies.values import UNKNOWN, Unknown


def _check(resource: Resource) -> Iterator[Finding]:
    tags = tags_of(resource)
    if isinstance(tags, Unknown):
        yield Finding(resource.urn, f"{resource}: its tags are {UNKNOWN}", undecided=True)
        return
    wrong = [
        f"the key {other!r} must be written {key!r}"
        for key in REQUIRED_KEYS
        for other in same_words(key, tags)
    ]
    missing = [key for key in REQUIRED_KEYS if key not in tags and not same_words(key, tags)]
    if missing:
        wrong.append(f"no tag {', '.join(missing)}")
    if wrong:
        yield Finding(resource.urn, f"{resource}: {'; '.join(wrong)}")


CONTROL = Control(
    id="resource-tags-required",
    title=f"Every resource that takes tags has {', '.join(REQUIRED_KEYS)}, in exactly this case.",
    reason=(
        "Tags tell who answers for a resource, who pays for it and which copy of the architecture it "
        "belongs to. AWS tells `project` and `Project` apart, so a misspelt key is missing from every cost "
        "report and every search."
    ),
    fix=(
        "Give the tags to the component or the resource itself (`tags={...}`), all five of them. Never "
        "compute a tag from another resource's output: one unknown value hides all tags of the resource "
        "from a preview."
    ),
    severity=Severity.MEDIUM,
    types=TAGGABLE,
    exceptions="Types that take no tags.",
    references=References(fsbp=("AWS Resource Tagging Standard",)),
    check_resource=_check,
)
