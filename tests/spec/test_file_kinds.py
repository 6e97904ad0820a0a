"""A file's ending says how it is read."""

from __future__ import annotations

import pytest

from nnspec.spec.file_kinds import file_source


@pytest.mark.parametrize(
    ("path", "source", "more"),
    [
        ("data/rows.csv", "csv", {}),
        ("ROWS.CSV", "csv", {}),
        ("rows.txt", "csv", {}),
        ("rows.tsv", "csv", {"sep": "\t"}),
        ("rows.TSV.gz", "csv", {"sep": "\t"}),
        ("rows.csv.zst", "csv", {}),
        ("rows.ndjson.xz", "jsonl", {}),
        ("rows.parquet", "parquet", {}),
        ("rows.xlsx", "excel", {}),
        ("rows.npz", "npz", {}),
    ],
)
def test_the_ending_names_the_source(path, source, more):
    found = file_source(path, ("data", "source"))
    assert (found.name, dict(found.arguments)) == (source, {"path": path, **more})
    assert found.path == ("data", "source")


@pytest.mark.parametrize("path", ["rows", "load_digits", "rows.pdf", "rows.gz", "rows.parquet.gz"])
def test_other_endings_say_nothing(path):
    assert file_source(path) is None
