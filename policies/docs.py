"""Writes the pages under `docs/policies` from the controls: `python -m policies.docs`."""

from collections.abc import Iterator
from pathlib import Path

from policies.control import Control
from policies.coverage import WAIVED
from policies.exemption import EXPIRED, UNUSED
from policies.registry import CONTROLS, FAMILIES
from policies.security_groups.guide import TABLE, Role, Row, in_words
from policies.tagging.taggable import SDK_VERSION, TAGGABLE

FOLDER = Path(__file__).parent.parent / "docs" / "policies"

_MANY_TYPES = 30
"""Longer lists of types are counted instead of written out."""


def render() -> dict[str, str]:
    """Returns the text of every page, by file name."""
    return {"README.md": _index(), **{f"{control.id}.md": _page(control) for control in CONTROLS}}


def write(folder: Path = FOLDER) -> None:
    """Writes all pages, and removes those of controls that are gone."""
    pages = render()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def _page(control: Control) -> str:
    sections = {
        "What it checks": control.title,
        "Why": control.reason,
        "Fix": control.fix,
        "Exceptions": control.exceptions,
        "When it looks": _moments(control),
        "What it asks of each type": _asks(control),
        "Resource types": _types(control),
        "Known elsewhere as": _references(control),
    }
    text = f"# {control.id}\n\nSeverity {control.severity}. Mandatory in every environment.\n"
    return text + "".join(f"\n## {title}\n\n{body}\n" for title, body in sections.items() if body)


def _moments(control: Control) -> str:
    moments = []
    if control.check_resource:
        moments.append("At each resource, before it is created or changed.")
    if control.check_stack:
        moments.append("At the whole stack, at the end of a preview and of an update.")
    return " ".join(moments) or "At the end of a preview and of an update."


def _types(control: Control) -> str:
    if control.types == {type_ for type_, _ in control.asks}:
        return ""
    if len(control.types) > _MANY_TYPES:
        return f"The {len(TAGGABLE)} types that take tags in pulumi_aws {SDK_VERSION}."
    return "\n".join(f"- `{type_}`" for type_ in sorted(control.types))


def _asks(control: Control) -> str:
    rows = [f"| `{type_}` | {words} |" for type_, words in sorted(control.asks)]
    return "\n".join(("| Resource type | What it asks |", "|---|---|", *rows)) if rows else ""


def _references(control: Control) -> str:
    known = (
        ("AWS Foundational Security Best Practices", control.references.fsbp),
        ("CIS AWS Foundations Benchmark v3.0.0", control.references.cis),
        ("Checkov", control.references.checkov),
    )
    return "\n".join(f"- {name}: {', '.join(ids)}" for name, ids in known if ids)


def _index() -> str:
    return "\n".join(
        (
            "# Policies",
            "",
            "What no deployment may break, in any environment: `pulumi preview --policy-pack policies`.",
            *(line for family in FAMILIES for line in _family(family.description, family.controls)),
            *_family("Exemptions are few, needed and dated.", (EXPIRED, UNUSED)),
            "",
            "## Who may reach whom",
            "",
            "A security group says by its tag `Role` which row it is.",
            "",
            "| Role | Inbound | Outbound | Purpose |",
            "|---|---|---|---|",
            *(_row(role, row) for role, row in TABLE.items()),
            "",
            "## Judged by no rule",
            "",
            "Tags are judged on every type that takes them. Beyond that, these types are left out on",
            "purpose, and any other that no control judges is reported.",
            "",
            "| Type | Why |",
            "|---|---|",
            *(f"| `{type_}` | {reason} |" for type_, reason in sorted(WAIVED.items())),
            "",
        )
    )


def _row(role: Role, row: Row) -> str:
    return f"| `{role}` | {in_words(row.inbound, 'from')} | {in_words(row.outbound, 'to')} | {row.purpose} |"


def _family(description: str, controls: tuple[Control, ...]) -> Iterator[str]:
    yield from (
        "",
        f"## {description.rstrip('.')}",
        "",
        "| Control | Severity | What holds |",
        "|---|---|---|",
    )
    for control in controls:
        yield f"| [{control.id}]({control.id}.md) | {control.severity} | {control.title} |"


if __name__ == "__main__":
    write()
