"""Domain names as Route 53 and Certificate Manager take them. No resources here."""

import re
from collections.abc import Iterable

LONGEST_NAME = 253
LONGEST_COMMON_NAME = 64
"""Longest domain name of a certificate, as opposed to its alternative names (RequestCertificate in the API
reference of Certificate Manager)."""

_WILDCARD = "*."
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"({_LABEL}\.)+(?=[a-z]){_LABEL}")


def domain_name_problem(text: str, *, wildcard: bool = False, longest: int = LONGEST_NAME) -> str | None:
    """What a domain name has to be like, if `text` is not; otherwise None.

    `wildcard` allows `*.` before it.
    """
    plain = text.removeprefix(_WILDCARD) if wildcard else text
    if len(text) <= longest and _NAME.fullmatch(plain):
        return None
    before = ", with *. before it or not" if wildcard else ""
    return (
        f"up to {longest} characters: lower-case letters, digits and hyphens between dots, as "
        f"app.example.com{before}"
    )


def validated_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names that the owner of `names` has to show as theirs: a name and its wildcard are one."""
    return tuple(dict.fromkeys(name.removeprefix(_WILDCARD) for name in names))
