"""`python -m localcloud coverage`, which error texts point to."""

import json

from typer.testing import CliRunner

from localcloud.__main__ import app


def test_it_lists_types_and_functions_with_their_operations() -> None:
    result = CliRunner().invoke(app, ["coverage", "--json"])
    assert result.exit_code == 0, result.output
    rows = {row["token"]: row for row in json.loads(result.stdout)}
    assert "create_subnet" in rows["aws:ec2/subnet:Subnet"]["operations"]
    assert rows["aws:ssm/getParameter:getParameter"]["backing"] == "function"


def test_it_counts_both_for_people() -> None:
    result = CliRunner().invoke(app, ["coverage"])
    assert " types, " in result.stdout
    assert result.stdout.rstrip().endswith("functions")
