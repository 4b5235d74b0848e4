"""Policy documents and tags as all IAM types have them."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from localcloud.provider.definition import Call, Tagging
from localcloud.provider.values import Properties


def document_text(document: Any) -> str:
    """A policy document of an answer as text: botocore decodes some, and some arrive percent-encoded."""
    return unquote(document) if isinstance(document, str) else json.dumps(document)


def valid_json(name: str) -> Callable[[Properties], Iterable[tuple[str, str]]]:
    """A check that the input of this name holds JSON."""

    def check(inputs: Properties) -> Iterable[tuple[str, str]]:
        value = inputs.get(name)
        if isinstance(value, str):
            try:
                json.loads(value)
            except ValueError as error:
                yield name, f"is not valid JSON: {error}"

    return check


def iam_tagging(kind: str, member: str) -> Tagging:
    """How IAM takes tags of a kind (`role`), which requests name by a member (`RoleName`)."""
    named = {member: "{id}"}
    return Tagging(
        tag=Call(f"tag_{kind}", named),
        untag=Call(f"untag_{kind}", named),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
    )
