"""Where a stack may run: `local` against the local cloud only, production in its own account only."""

import json
import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.mistakes import NOTHING, Mistake
from config.settings import Environment

ACCOUNT_IDS_KEY = "aws:allowedAccountIds"
ENDPOINTS_KEY = "aws:endpoints"

_ENDPOINT = "AWS_ENDPOINT_URL"
_IGNORE_ENDPOINTS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_ACCOUNT_ID = re.compile(r"\d{12}")


def is_loopback(url: str) -> bool:
    """Whether `url` is an http(s) address on this machine: localhost, 127.0.0.0/8 or ::1."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in ("http", "https") or host is None:
            return False
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a port, an IPv6 address or a host that is none
        return False


def safety_mistakes(
    stack: str, source: str, values: Mapping[str, str], environment: Mapping[str, str]
) -> list[Mistake]:
    """Why this stack must not run here; empty when it may.

    `values` is the stack's configuration by full key (`aws:region`), objects as JSON text; `source` names its
    file; `environment` holds the process's environment variables.
    """
    ways_to_aws = list(_ways_to_aws(source, values, environment))
    if stack == Environment.LOCAL:
        return ways_to_aws
    if not ways_to_aws:
        return []
    return list(_account_mistakes(stack, source, values))


def _ways_to_aws(source: str, values: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[Mistake]:
    """Each reason why a call of this process could leave the machine."""
    allowed = "an address on this machine, as http://127.0.0.1:5000"
    hint = "run `make up`, or any command as `scripts/local COMMAND`: both start the local cloud and set this"
    # The SDKs prefer AWS_ENDPOINT_URL_<SERVICE> to the general variable.
    for name in sorted({_ENDPOINT} | {name for name in environment if name.startswith(f"{_ENDPOINT}_")}):
        url = environment.get(name, "")
        if not is_loopback(url):
            given = json.dumps(url) if url else NOTHING
            yield Mistake(f"environment variable {name}", given, allowed, hint)
    if environment.get(_IGNORE_ENDPOINTS, "").lower() == "true":
        yield Mistake(
            f"environment variable {_IGNORE_ENDPOINTS}",
            '"true"',
            "nothing",
            "it switches the endpoints off; unset it",
        )
    for url in _strings(_decode(values.get(ENDPOINTS_KEY, "[]"))):
        if not is_loopback(url):
            yield Mistake(f"{source}: config.{ENDPOINTS_KEY}", json.dumps(url), allowed, "remove this key")


def _account_mistakes(stack: str, source: str, values: Mapping[str, str]) -> Iterator[Mistake]:
    where = f"{source}: config.{ACCOUNT_IDS_KEY}"
    allowed = "the 12 digits of the AWS accounts that this stack may deploy to, in quotes"
    hint = "`aws sts get-caller-identity` shows the account you are in"
    accounts = _decode(values.get(ACCOUNT_IDS_KEY, "null"))
    if accounts in (None, []):
        if stack == Environment.PROD:
            yield Mistake(where, NOTHING, allowed, hint)
    elif not isinstance(accounts, list):
        yield Mistake(where, json.dumps(accounts), f"a list of {allowed}", hint)
    else:
        for index, account in enumerate(accounts):
            if not (isinstance(account, str) and _ACCOUNT_ID.fullmatch(account)):
                yield Mistake(f"{where}[{index}]", json.dumps(account), allowed, hint)


def _decode(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _strings(value: object) -> Iterator[str]:
    """All texts in a decoded JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
