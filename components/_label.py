"""Fixed names of data stores: labels, since AWS makes host names of them. No resources here.

They are fixed, unlike most physical names, because other things are called after them before they exist: log
groups that AWS would otherwise make without a key and keep for ever, final snapshots, users.
"""

import hashlib
import re

MAX_LENGTH = {"database": 52, "cache": 40, "search domain": 28, "kafka cluster": 64}
"""Longest label of each kind, as in the API references of RDS (CreateDBInstance: 63, less the longest ending
of what is made beside it, `-replica-15`), ElastiCache (CreateReplicationGroup, CreateUser), OpenSearch
Service (CreateDomain) and MSK (CreateCluster)."""

MIN_LENGTH = 3
"""Shortest label: an OpenSearch domain's; the others take one character."""

_LABEL = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DIGEST_LENGTH = 7


def label(kind: str, *parts: str) -> str:
    """A label of a `kind` in `MAX_LENGTH`, made of parts such as project, stack and logical name.

    What AWS takes no label to contain becomes a hyphen. A label that is too long is cut, and ends in a digest
    of the whole, so that two long ones stay different. Whether it starts with a letter is up to the parts.
    Raises KeyError for a kind without a length.
    """
    longest = MAX_LENGTH[kind]
    text = re.sub("[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    if len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{text[: longest - _DIGEST_LENGTH - 1].rstrip('-')}-{digest}"


def label_problem(kind: str, text: str) -> str | None:
    """What a label of a `kind` has to be like, if `text` is not; otherwise None."""
    if MIN_LENGTH <= len(text) <= MAX_LENGTH[kind] and _LABEL.fullmatch(text):
        return None
    return (
        f"{MIN_LENGTH} to {MAX_LENGTH[kind]} lower-case letters, digits and single hyphens, starting with a "
        "letter"
    )
