"""Who may use the local cloud: requests signed with its own access key, and no other."""

from collections.abc import Callable
from typing import Final

from localcloud import CREDENTIALS, aws_request
from localcloud.aws_errors import Answer, error_answer
from localcloud.aws_request import Environ

_UNSIGNED: Final = frozenset({"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})
"""Operations that AWS serves without a signature."""

_WHAT_TO_DO: Final = (
    f"This is a local cloud and not AWS: it accepts only its own access key {CREDENTIALS.access_key_id}, "
    "so that real keys are never used by mistake. Run the command through scripts/local, which sets the "
    "right environment."
)


def refusal(environ: Environ, is_issued: Callable[[str], bool]) -> Answer | None:
    """AWS's answer to a request that is not signed with an accepted access key; None if it is accepted.

    Only the key is compared: as everything here is public, a signature would prove nothing.

    Args:
        environ: the request.
        is_issued: tells whether the local cloud itself gave a key out (to an IAM user, for an assumed role).
    """
    key = aws_request.access_key(environ)
    if key == CREDENTIALS.access_key_id or (key is not None and is_issued(key)):
        return None
    if key is None:
        if aws_request.operation(environ) in _UNSIGNED:
            return None
        return error_answer(
            environ,
            "403 Forbidden",
            "MissingAuthenticationToken",
            f"The request is not signed. {_WHAT_TO_DO}",
        )
    status, code, text = _unknown_key(environ)
    return error_answer(environ, status, code, f"{text} {_WHAT_TO_DO}")


def _unknown_key(environ: Environ) -> tuple[str, str, str]:
    service = aws_request.service(environ)
    if service == "ec2":
        return (
            "401 Unauthorized",
            "AuthFailure",
            "AWS was not able to validate the provided access credentials.",
        )
    if service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        return "403 Forbidden", "InvalidAccessKeyId", text
    text = "The security token included in the request is invalid."
    if aws_request.is_form(environ):
        return "403 Forbidden", "InvalidClientTokenId", text
    return "403 Forbidden", "UnrecognizedClientException", text
