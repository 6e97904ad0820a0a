from __future__ import annotations

import json

from typer.testing import CliRunner

from nnspec.cli.main import app
from nnspec.reference.files import SCHEMA_FILE


def test_it_prints_the_shipped_schema():
    result = CliRunner().invoke(app, ["schema"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == SCHEMA_FILE.read_text(encoding="utf-8"), (
        "run: python -m nnspec.reference"
    )


def test_it_writes_a_file(tmp_path):
    path = tmp_path / "new" / "nnspec.schema.json"
    result = CliRunner().invoke(app, ["schema", "-o", str(path)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {path}\n"
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "nnspec"


def test_quiet(tmp_path):
    result = CliRunner().invoke(app, ["schema", "-o", str(tmp_path / "a.json"), "-q"])
    assert result.stderr == ""


def test_it_is_json_anyway(tmp_path):
    plain = CliRunner().invoke(app, ["schema"])
    assert CliRunner().invoke(app, ["schema", "--json"]).stdout == plain.stdout
    path = tmp_path / "schema.json"
    refused = CliRunner().invoke(app, ["schema", "--json", "-o", str(path)])
    assert (refused.exit_code, path.exists()) == (2, False)
    assert refused.stderr == (
        "error[flags]: --json has no use with --output\n  leave it out: a schema is JSON\n"
    )
