"""Every store of data says how sensitive its content is."""

from collections.abc import Iterator

from policies.control import Control, Finding, Severity
from policies.stack import Resource
from policies.tagging.taggable import tags_of
from policies.tagging.vocabulary import DATA_CLASS, DATA_CLASSES, DATA_STORES, same_words
from policies.values import UNKNOWN, Unknown


def _check(resource: Resource) -> Iterator[Finding]:
    tags = tags_of(resource)
    value = tags if isinstance(tags, Unknown) else tags.get(DATA_CLASS)
    if value is UNKNOWN:
        yield Finding(resource.urn, f"{resource}: its tag {DATA_CLASS} is {UNKNOWN}", undecided=True)
    elif value is not None and value not in DATA_CLASSES:
        yield Finding(resource.urn, f"{resource}: its tag {DATA_CLASS} is {value!r}")
    elif value is None:
        misspelt = same_words(DATA_CLASS, tags) if isinstance(tags, dict) else []
        hint = "".join(f"; the key {key!r} must be written {DATA_CLASS!r}" for key in misspelt)
        yield Finding(resource.urn, f"{resource} stores data and has no tag {DATA_CLASS}{hint}")


CONTROL = Control(
    id="data-store-classified",
    title=f"Every store of data has a tag {DATA_CLASS}: {', '.join(DATA_CLASSES)}.",
    reason=(
        "How data is encrypted, backed up, shared and deleted follows from how sensitive it is. What nobody"
        " has classified gets the treatment of the least sensitive."
    ),
    fix=f"Set the tag {DATA_CLASS} to one of {', '.join(DATA_CLASSES)}, by what a disclosure would cost.",
    severity=Severity.MEDIUM,
    types=DATA_STORES,
    exceptions="Types that store no data of users or of the business: container images, keys.",
    check_resource=_check,
)
