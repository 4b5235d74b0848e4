"""Markdown that is written by programs."""

import re
from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells may hold line ends, which become spaces."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """One line in which nothing ends a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def with_fences(docstring: str) -> str:
    """A docstring whose indented examples become fenced Python."""
    paragraphs = docstring.strip().split("\n\n")
    return "\n\n".join(_fenced(text) if text.startswith("    ") else text for text in paragraphs)


def between_markers(document: str, name: str, content: str) -> str:
    """`document` with the part `name`, which stands between two comments, replaced by `content`.

    Raises ValueError when the document has no such comments.
    """
    pattern = re.compile(rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    replaced, count = pattern.subn(lambda match: f"{match[1]}\n{content}\n{match[2]}", document)
    if count != 1:
        raise ValueError(f"{count} parts `<!-- generated: {name} -->` … `<!-- end -->`; one is wanted")
    return replaced


def _fenced(text: str) -> str:
    code = "\n".join(line.removeprefix("    ") for line in text.splitlines())
    return f"```python\n{code}\n```"
