"""Errors in the form that AWS clients understand, whatever protocol the request's service speaks."""

import json
from dataclasses import dataclass
from typing import Final
from uuid import uuid4
from xml.sax.saxutils import escape

from localcloud import aws_request
from localcloud.aws_request import Environ

_REST_XML: Final = frozenset({"cloudfront", "route53"})


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, complete.

    Attributes:
        status: the status line without the protocol, as `200 OK`.
        headers: names and values in order.
        body: all of it.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.split(" ", 1)[0])


def error_answer(environ: Environ, status: str, code: str, message: str) -> Answer:
    """An error as the requested service would answer it.

    Args:
        environ: the request, which tells the protocol.
        status: the HTTP status line, as `403 Forbidden`.
        code: AWS's error code, as `InvalidClientTokenId`.
        message: the text for people.
    """
    content_type, body = _body(environ, code, message)
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("x-amzn-requestid", str(uuid4())),
        ("x-amzn-errortype", code),
    ]
    return Answer(status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body)


def _body(environ: Environ, code: str, message: str) -> tuple[str, bytes]:
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return "application/cbor", b"\xa2" + b"".join(
            _cbor_text(text) for text in ("__type", code, "message", message)
        )
    if environ.get("HTTP_X_AMZ_TARGET"):
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    service = aws_request.service(environ)
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if service == "ec2":
        text = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>{uuid4()}</RequestID></Response>"
    elif aws_request.is_form(environ) or service in _REST_XML:
        error = f"<Error><Type>Sender</Type>{error}</Error>"
        text = f"<ErrorResponse>{error}<RequestId>{uuid4()}</RequestId></ErrorResponse>"
    elif service == "s3":
        text = f"<Error>{error}<RequestId>{uuid4()}</RequestId></Error>"
    else:
        return "application/json", json.dumps({"message": message}).encode()
    return "text/xml", f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


def _cbor_text(text: str) -> bytes:
    # Major type 3 (text) with its length in the two bytes that follow: RFC 8949, section 3.
    encoded = text.encode()
    return b"\x79" + len(encoded).to_bytes(2, "big") + encoded
