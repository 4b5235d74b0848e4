"""Writes `types.json`: which resource types of the installed pulumi_aws take tags, and in which form.

Run `python -m policies.tagging.generate` after every upgrade of pulumi_aws. It reads the SDK's source text,
since importing all of the SDK takes minutes. The pack itself never needs the SDK.
"""

import ast
import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

from policies.tagging.taggable import DATA_FILE

_INITIALISER = re.compile(r"    def _internal_init\(.*?(?=\n    @|\n    def |\Z)", re.DOTALL)
_SDK = "pulumi_aws"

_WITHOUT_TAGS_ALL = ("aws:autoscaling/group:Group",)
"""Types whose `tags` are their own although they report no `tagsAll`. In any other type without it, `tags`
select resources elsewhere (aws:inspector/resourceGroup:ResourceGroup)."""


def render() -> str:
    """Returns the text of `types.json` for the installed SDK.

    Raises ModuleNotFoundError if pulumi_aws is not installed.
    """
    types: dict[str, list[str]] = {"map": [], "list": [], "none": []}
    for token, form in _resource_types():
        types[form].append(token)
    document = {"pulumi_aws": version(_SDK), **{form: sorted(tokens) for form, tokens in types.items()}}
    return json.dumps(document, indent=0) + "\n"


def _resource_types() -> Iterator[tuple[str, str]]:
    spec = find_spec(_SDK)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{_SDK} is not installed; install requirements-dev.txt", name=_SDK)
    for path in Path(spec.submodule_search_locations[0]).rglob("*.py"):
        for match in _INITIALISER.finditer(path.read_text(encoding="utf-8")):
            function = ast.parse(dedent(match.group())).body[0]
            token = _token(function)
            # A provider's token has no module: `aws`.
            if isinstance(function, ast.FunctionDef) and ":" in token:
                taggable = "tags_all" in match.group() or token in _WITHOUT_TAGS_ALL
                yield token, _form(function) if taggable else "none"


def _token(function: ast.stmt) -> str:
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
        ):
            token = node.args[0]
            if isinstance(token, ast.Constant):
                return str(token.value)
    raise ValueError(f"no resource type in:\n{ast.unparse(function)}")


def _form(function: ast.FunctionDef) -> str:
    annotations = [argument.annotation for argument in function.args.args if argument.arg == "tags"]
    if not annotations or annotations[0] is None:
        return "none"
    return "map" if "Mapping[" in ast.unparse(annotations[0]) else "list"


if __name__ == "__main__":
    DATA_FILE.write_text(render(), encoding="utf-8")
    print(f"wrote {DATA_FILE.name}")
