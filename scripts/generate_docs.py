"""Write the generated documentation: `python -m scripts.generate_docs`, or `make docs`.

Pages of components, settings and policies, the drawing of the network, and the parts of hand-written pages
that stand between `<!-- generated: … -->` and `<!-- end -->`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from config.settings import Environment
from policies import docs as policy_pages
from scripts.pages import components, network, network_picture, settings, stack
from scripts.pages.markdown import between_markers
from stack import access
from stack.access_model import markdown_table

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

WHOLLY_GENERATED = (DOCS / "components", DOCS / "policies")
"""Folders in which every page is generated, so that one without a source is removed."""

SHOWN = Environment.LOCAL
"""The stack that is drawn and counted: it has everything switched on."""


def render() -> dict[Path, str]:
    """The text that each file with generated content should have."""
    picture = network_picture.render(network.read_network(stack.declared_resources(SHOWN), SHOWN.value))
    architecture = DOCS / "architecture.md"
    return {
        **{DOCS / "components" / name: text for name, text in components.render().items()},
        **{policy_pages.FOLDER / name: text for name, text in policy_pages.render().items()},
        DOCS / "settings.md": settings.render(),
        DOCS / "network.svg": picture,
        architecture: _filled(
            architecture,
            {
                "diagram": stack.render_diagram(),
                "access": markdown_table(access.purposes(), access.access_rows()),
                "resources": stack.render_counts(SHOWN),
            },
        ),
    }


def stale() -> Iterator[str]:
    """What is wrong with the files on disk, one line for each, by its path from the root."""
    wanted = render()
    for path, text in wanted.items():
        if not path.is_file():
            yield f"{path.relative_to(ROOT)} is missing"
        elif path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)} is out of date"
    for path in _left_over(wanted):
        yield f"{path.relative_to(ROOT)} has no source any more"


def write() -> None:
    """Write every file, and remove pages whose source is gone."""
    wanted = render()
    for path in _left_over(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if something is out of date.")
    ] = False,
) -> None:
    """Write the generated documentation."""
    if not check:
        write()
        return
    problems = list(stale())
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        typer.echo("run `make docs`", err=True)
        raise typer.Exit(1)


def _left_over(wanted: dict[Path, str]) -> list[Path]:
    return [path for folder in WHOLLY_GENERATED for path in folder.glob("*") if path not in wanted]


def _filled(document: Path, parts: dict[str, str]) -> str:
    text = document.read_text(encoding="utf-8")
    for name, content in parts.items():
        text = between_markers(text, name, content)
    return text


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(main)

if __name__ == "__main__":
    app()
