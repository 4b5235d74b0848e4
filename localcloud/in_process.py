"""boto3 clients whose requests are answered by a WSGI application in the calling thread, without sockets."""

import io
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIApplication

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    environ_key_for_header,
    should_preserve_original_header_name,
)

from localcloud import ACCOUNT_ID, CREDENTIALS
from localcloud.request_checks import check_request

_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 1},
    s3={"addressing_style": "path"},
    inject_host_prefix=False,
    use_dualstack_endpoint=False,
    use_fips_endpoint=False,
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
"""How a client reaches the local cloud: one attempt, no bucket or account names in host names."""


class _Body(io.BytesIO):
    """An answer's body in the shape botocore reads from urllib3."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def wsgi_environ(request: AWSPreparedRequest) -> dict[str, Any]:
    """The WSGI environment of a signed botocore request."""
    url = urlsplit(request.url)
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path, "latin-1") or "/",
        "RAW_URI": request.url,
        "REQUEST_URI": request.url,
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    preserved = {}
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        key = environ_key_for_header(name)
        if key not in {"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_HOST"}:
            environ[key] = text
        if should_preserve_original_header_name(name):
            preserved[key] = name
    environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
    return environ


def answer(application: WSGIApplication, request: AWSPreparedRequest) -> AWSResponse:
    """Sends a signed request to a WSGI application and returns its answer.

    Raises: whatever the application raises.
    """
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[..., Any]:
        started.append((status, headers))
        return lambda _: None

    chunks = application(wsgi_environ(request), start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    status, headers = started[-1]
    return AWSResponse(request.url, int(status.split(" ", 1)[0]), dict(headers), _Body(body))


def session() -> botocore.session.Session:
    """A botocore session that sees neither the user's AWS profile nor their configuration files."""
    isolated = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    isolated.set_credentials(*CREDENTIALS)
    return isolated


def create_client(
    of: botocore.session.Session, service: str, region: str, endpoint: str, application: WSGIApplication
) -> Any:
    """A client for `service` in `region` whose requests are answered by `application`.

    `endpoint` is the URL the requests are addressed to (it appears in answers, as in SQS queue URLs).
    """
    client = of.create_client(service, region_name=region, endpoint_url=endpoint, config=_CONFIG)
    client.meta.events.register("before-parameter-build", check_request)
    client.meta.events.register("before-send", lambda request, **_: answer(application, request))
    if service == "s3control":
        client.meta.events.register("before-sign.s3-control", _cut_account_from_host)
    return client


def _cut_account_from_host(request: Any, **_: Any) -> None:
    request.url = request.url.replace(f"://{ACCOUNT_ID}.", "://", 1)
