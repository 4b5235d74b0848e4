"""What the modules of this package share: the service, its errors, and names as it keeps them."""

import re
from collections.abc import Iterable
from typing import Final

from moto.route53.responses import Route53

from localcloud.moto_service import AwsError, Service

ROUTE53: Final = Service(Route53, "backend")

LONGEST_NAME: Final = 255
LONGEST_LABEL: Final = 63
_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
_PLAIN: Final = re.compile(r"[a-z0-9._-]")


def invalid(message: str) -> AwsError:
    """The error for a request that does not make sense."""
    return AwsError("InvalidInput", message)


def invalid_batch(problems: Iterable[str]) -> AwsError:
    """The error for changes of records that are not made, none of them."""
    return AwsError("InvalidChangeBatch", f"[{', '.join(problems)}]")


def stored_name(text: str) -> str:
    r"""A domain name as Route 53 keeps it: in lower case, with a dot at its end, and with an octal escape
    (`\052` is an asterisk) for what is no letter, digit, hyphen, underscore or dot.
    """
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 8)), text).lower().removesuffix(".")
    escaped = (char if _PLAIN.fullmatch(char) else f"\\{ord(char):03o}" for char in plain)
    return f"{''.join(escaped)}."


def name_problem(text: str) -> str | None:
    """What is wrong with a domain name, if something is."""
    labels = _ESCAPE.sub("x", text).removesuffix(".").split(".")
    if not all(" " < char <= "~" for char in text):
        problem = "UnsupportedCharacter (Value contains unsupported characters)"
    elif not all(labels):
        problem = "DomainLabelEmpty (Domain label is empty)"
    elif any(len(label) > LONGEST_LABEL for label in labels):
        problem = f"DomainLabelTooLong (Domain label is too long: more than {LONGEST_LABEL} characters)"
    elif sum(map(len, labels)) + len(labels) > LONGEST_NAME:
        problem = f"DomainNameTooLong (Domain name is too long: more than {LONGEST_NAME} characters)"
    else:
        return None
    return f"FATAL problem: {problem} encountered with '{text}'"


def lies_in(name: str, zone: str) -> bool:
    """Whether a name is that of a zone or below it; both as they are kept."""
    return f".{name}".endswith(f".{zone}")
