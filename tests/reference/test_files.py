from __future__ import annotations

import json

from nnspec.reference import files
from nnspec.reference.find import checks


def test_write_makes_both_files(tmp_path, monkeypatch):
    page = tmp_path / "README.md"
    page.write_text(
        "<!-- begin generated: checks -->\n<!-- end generated: checks -->\n", encoding="utf-8"
    )
    monkeypatch.setattr(files, "PAGE_FILE", page)
    monkeypatch.setattr(files, "SCHEMA_FILE", tmp_path / "schema.json")
    assert files.write() == (tmp_path / "schema.json", page)
    document = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert document["title"] == "nnspec"
    assert "`units-and-target`" in page.read_text(encoding="utf-8")


def test_the_schema_knows_the_checks():
    assert all(f'"{name}"' in files.schema_file_text() for name in list(checks())[:3])
