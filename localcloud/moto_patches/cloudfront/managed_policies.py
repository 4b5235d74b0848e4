"""The policies that AWS manages: the same in every account, and not to be changed."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

Policy = dict[str, Any]

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")


@cache
def managed(kind: str) -> dict[str, Policy]:
    """The configurations of the managed policies of a kind (``cache`` ...), by id."""
    text = files("localcloud").joinpath("data/cloudfront_policies.json").read_text()
    make = {"cache": _cache, "origin_request": _origin_request, "response_headers": _response_headers}[kind]
    return {
        entry["id"]: {"Name": entry["name"], "Comment": "", **make(entry)} for entry in json.loads(text)[kind]
    }


def quantity(values: Iterable[Any]) -> dict[str, Any]:
    """A list as CloudFront has it."""
    found = list(values)
    return {"Quantity": len(found), "Items": found}


def _part(name: str, values: Any) -> dict[str, Any]:
    """A part of a request that a policy lets through: ``none``, ``all``, or names."""
    one = name.removesuffix("s")
    behavior = f"{one[0].upper()}{one[1:]}Behavior"
    if isinstance(values, list):
        return {behavior: "whitelist", name: quantity(values)}
    if isinstance(values, dict):
        ((kind, names),) = values.items()
        return {behavior: kind, name: quantity(names)}
    return {behavior: values or "none"}


def _parts(entry: Policy) -> dict[str, Any]:
    return {
        "HeadersConfig": _part("Headers", entry.get("headers")),
        "CookiesConfig": _part("Cookies", entry.get("cookies")),
        "QueryStringsConfig": _part("QueryStrings", entry.get("query_strings")),
    }


def _cache(entry: Policy) -> Policy:
    least, default, most = entry["ttl"]
    return {
        "MinTTL": least,
        "DefaultTTL": default,
        "MaxTTL": most,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": entry.get("gzip", False),
            "EnableAcceptEncodingBrotli": entry.get("brotli", False),
            **_parts(entry),
        },
    }


def _origin_request(entry: Policy) -> Policy:
    return _parts(entry)


def _response_headers(entry: Policy) -> Policy:
    made: Policy = {}
    if "cors" in entry:
        preflight = entry["cors"] == "preflight"
        made["CorsConfig"] = {
            "AccessControlAllowOrigins": quantity(["*"]),
            "AccessControlAllowHeaders": quantity(["*"]),
            "AccessControlAllowMethods": quantity(METHODS if preflight else ["GET", "HEAD", "POST"]),
            "AccessControlAllowCredentials": False,
            **({"AccessControlExposeHeaders": quantity(["*"])} if preflight else {}),
            "OriginOverride": False,
        }
    if entry.get("security"):
        made["SecurityHeadersConfig"] = {
            "XSSProtection": {"Override": False, "Protection": True, "ModeBlock": True},
            "FrameOptions": {"Override": False, "FrameOption": "SAMEORIGIN"},
            "ReferrerPolicy": {"Override": False, "ReferrerPolicy": "strict-origin-when-cross-origin"},
            "ContentTypeOptions": {"Override": True},
            "StrictTransportSecurity": {
                "Override": False,
                "IncludeSubdomains": False,
                "AccessControlMaxAgeSec": 31536000,
            },
        }
    return made
