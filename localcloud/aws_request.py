"""What a WSGI request to an AWS endpoint says about itself: its service, its operation, its access key."""

import io
import re
from typing import Any, Final
from urllib.parse import parse_qs

Environ = dict[str, Any]

_CREDENTIAL: Final = re.compile(r"Credential=([^/,\s]+)/(?:[^/]*/([^/]*)/([^/]*)/)?")
_SIGNATURE_2: Final = re.compile(r"^AWS ([^:\s]+):")

_READ_PREFIXES: Final = ("Describe", "List", "Get", "Head", "BatchGet", "Search", "Lookup")

_CREDENTIAL_MAKERS: Final = frozenset({"GetSessionToken", "GetFederationToken"})
"""Operations that read by their name and yet create something."""


def access_key(environ: Environ) -> str | None:
    """The id of the key that a request is signed with, in a header or in the URL; None if unsigned."""
    header = str(environ.get("HTTP_AUTHORIZATION", ""))
    found = _CREDENTIAL.search(header) or _SIGNATURE_2.search(header)
    if found:
        return found.group(1)
    query = parse_qs(str(environ.get("QUERY_STRING", "")))
    if "X-Amz-Credential" in query:
        return query["X-Amz-Credential"][0].split("/", 1)[0]
    return query["AWSAccessKeyId"][0] if "AWSAccessKeyId" in query else None


def service(environ: Environ) -> str:
    """The service's signing name, as `ec2`; `s3` if the request does not say."""
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if found and found.group(3):
        return found.group(3).lower()
    credential = parse_qs(environ.get("QUERY_STRING", "")).get("X-Amz-Credential", [""])[0].split("/")
    return credential[3].lower() if len(credential) == 5 else "s3"


def operation(environ: Environ) -> str | None:
    """The API operation, as `CreateVpc`; None for REST services, whose method and path say what to do.

    The body of a form is read and put back.
    """
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rsplit(".", 1)[-1]
    if "HTTP_SMITHY_PROTOCOL" in environ:
        return str(environ.get("PATH_INFO", "")).rsplit("/", 1)[-1]
    action = parse_qs(environ.get("QUERY_STRING", "")).get("Action")
    if not action and is_form(environ):
        action = parse_qs(_body(environ).decode("latin-1")).get("Action")
    return action[0] if action else None


def is_form(environ: Environ) -> bool:
    """Whether the request is of the query protocol (EC2, IAM, RDS and their like)."""
    return str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded")


def is_read(environ: Environ) -> bool:
    """Whether a request can be answered without changing anything that must outlive the process."""
    name = operation(environ)
    if name is None:
        return environ["REQUEST_METHOD"] in {"GET", "HEAD", "OPTIONS"}
    return name.startswith(_READ_PREFIXES) and name not in _CREDENTIAL_MAKERS


def _body(environ: Environ) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body
