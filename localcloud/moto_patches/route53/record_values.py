"""What the values of a record may be, by its type."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from localcloud.moto_patches.route53._service import name_problem

LONGEST_TEXT: Final = 255
"""How many characters one text of a TXT record has; a longer one is split into several."""

_TEXT: Final = r'"(?:[^"\\]|\\.)*"'
_TEXTS: Final = re.compile(rf"{_TEXT}(?:\s+{_TEXT})*")
_AUTHORITY: Final = re.compile(rf"\d{{1,3}} [A-Za-z0-9]+ {_TEXT}")
_EXCHANGE: Final = re.compile(r"\d{1,5}\s+(\S+)")
_SERVICE: Final = re.compile(r"\d{1,5}\s+\d{1,5}\s+\d{1,5}\s+(\S+)")


def _ipv4(value: str) -> str | None:
    try:
        IPv4Address(value)
    except AddressValueError:
        return "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"
    return None


def _ipv6(value: str) -> str | None:
    try:
        IPv6Address(value)
    except AddressValueError:
        return "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"
    return None


def _name(value: str) -> str | None:
    return "InvalidDomainName (Value is not a valid domain name)" if name_problem(value) else None


def _texts(value: str) -> str | None:
    if not _TEXTS.fullmatch(value):
        return "InvalidCharacterString (Value should be enclosed in quotation marks)"
    if any(len(text) - 2 > LONGEST_TEXT for text in re.findall(_TEXT, value)):
        return f"CharacterStringTooLong (Value is too long: more than {LONGEST_TEXT} characters)"
    return None


def _authority(value: str) -> str | None:
    return (
        None if _AUTHORITY.fullmatch(value) else 'InvalidCAAValue (Value should be of the form: 0 issue "ca")'
    )


def _named(pattern: re.Pattern[str], fields: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        found = pattern.fullmatch(value)
        if not found or name_problem(found[1]):
            return f"InvalidNumberOfFields (Value should have the fields: {fields})"
        return None

    return check


_CHECKS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "A": _ipv4,
    "AAAA": _ipv6,
    "CAA": _authority,
    "CNAME": _name,
    "MX": _named(_EXCHANGE, "priority, mail server"),
    "NS": _name,
    "PTR": _name,
    "SPF": _texts,
    "SRV": _named(_SERVICE, "priority, weight, port, server"),
    "TXT": _texts,
}
"""What is wrong with a value of a type; values of the other types are taken as they are."""


def value_problems(record_type: str, values: list[str]) -> Iterator[str]:
    """What is wrong with the values of a record, for each a text."""
    check = _CHECKS.get(record_type)
    for value in values:
        if check and (problem := check(value)):
            yield f"Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield f"Duplicate Resource Record: '{value}'"
    if record_type == "CNAME" and len(values) > 1:
        yield f"A CNAME record has one value, not {len(values)}: {', '.join(values)}"
