"""Tells secrets from plain settings, by the name or the value of an environment variable. Pure.

A task definition is no place for a secret: whoever may describe it can read it, and every revision keeps it.
"""

import re
from itertools import pairwise

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SECRET_WORDS = frozenset(
    {"APIKEY", "CREDENTIAL", "CREDENTIALS", "DSN", "PASSPHRASE", "PASSWD", "PASSWORD", "SECRET", "TOKEN"}
)
"""TOKENS is none of them: language models count those."""

_SECRET_KEYS = frozenset({"ACCESS", "API", "AUTH", "ENCRYPTION", "MASTER", "PRIVATE", "SIGNING"})
"""Words that make a secret of the word KEY after them."""

_HARMLESS_ENDS = frozenset(
    {
        "ALGORITHM", "ARN", "AUDIENCE", "COUNT", "DAYS", "DIR", "DIRECTORY", "ENABLED", "ENDPOINT", "EXPIRY",
        "FILE", "HEADER", "HOURS", "ID", "ISSUER", "LENGTH", "LIMIT", "MINUTES", "NAME", "PATH", "PREFIX",
        "REGION", "SECONDS", "SIZE", "TTL", "TYPE", "URI", "URL", "VERSION",
    }
)  # fmt: skip
"""Last words of names that say something about a secret, as JWT_PRIVATE_KEY_PATH or API_KEY_HEADER."""

_CREDENTIALS_OF_AWS = frozenset(
    {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ECS_ENGINE_AUTH_DATA"}
)
"""Tasks get credentials from their role. Three of these are what AWS Security Hub looks for (ECS.8)."""

_SECRET_VALUES = {
    "an AWS access key": r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a JSON web token": r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.",
    "a URL with a password": r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
    "a Sentry DSN": r"\bhttps://[0-9a-f]{32}@",
    "a GitHub token": r"\b(gh[pousr]_\w{36}|github_pat_\w{22})",
    "a Slack token": r"\bxox[abeoprs]-\w{8}",
    "a Stripe key": r"\b[rs]k_(live|test)_\w{16}",
    "a SendGrid key": r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
    "a Google API key": r"\bAIza[\w-]{35}",
}
"""Patterns of values that are secrets whatever their name; the formats are their issuers' own."""


def is_secret_name(name: str) -> bool:
    """Whether an environment variable called `name` looks as if it held a secret."""
    words = [word.upper() for word in _WORDS.findall(name)]
    if "_".join(words) in _CREDENTIALS_OF_AWS:
        return True
    if not words or words[-1] in _HARMLESS_ENDS:
        return False
    pairs = pairwise(words)
    return not _SECRET_WORDS.isdisjoint(words) or any(
        second == "KEY" and first in _SECRET_KEYS for first, second in pairs
    )


def secret_in(value: str) -> str | None:
    """What kind of secret there is in `value`, if one is recognised; otherwise None."""
    return next((kind for kind, pattern in _SECRET_VALUES.items() if re.search(pattern, value)), None)


def plaintext_problem(name: str, value: str, *, acknowledged: bool = False) -> str | None:
    """What makes a secret of the environment variable `name` with this value, never showing it; None when it
    looks like none. `acknowledged`: somebody says that the name only looks like a secret's."""
    kind = secret_in(value)
    if kind is not None:
        return f"a value with {kind}"
    return "a name that looks like a secret's" if is_secret_name(name) and not acknowledged else None
