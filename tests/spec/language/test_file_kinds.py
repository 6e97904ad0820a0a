"""A file's ending says how it is read."""

from __future__ import annotations

import zipfile

import pytest

from nnspec.spec.language.file_kinds import (
    FILE_FORMATS,
    FOREIGN_ENDINGS,
    OLD_EXCEL,
    file_source,
    foreign_file,
)


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
        ("rows.json", "json", {}),
        ("Rows.JSON.gz", "json", {}),
        ("rows.csv.zip", "csv", {}),
        ("rows.tsv.zip", "csv", {"sep": "\t"}),
        ("rows.xlsm", "excel", {}),
        ("not-there.zip", "csv", {}),
    ],
)
def test_the_ending_names_the_source(path, source, more):
    found = file_source(path, ("data", "source"))
    assert (found.name, dict(found.arguments)) == (source, {"path": path, **more})
    assert found.path == ("data", "source")


@pytest.mark.parametrize("path", ["rows", "load_digits", "rows.pdf", "rows.gz", "rows.parquet.gz"])
def test_other_endings_say_nothing(path):
    assert file_source(path) is None


@pytest.mark.parametrize(
    ("holds", "source", "more"),
    [
        ("d.csv", "csv", {}),
        ("folder/D.TSV", "csv", {"sep": "\t"}),
        ("d.json", "json", {}),
        ("d.jsonl", "jsonl", {}),
        ("d.data", "csv", {}),
        ("d.xlsx", "csv", {}),
    ],
)
def test_the_file_in_a_zip_says_what_it_is(tmp_path, holds, source, more):
    with zipfile.ZipFile(tmp_path / "rows.zip", "w") as archive:
        archive.writestr(holds, "")
    found = file_source("rows.zip", base_dir=tmp_path)
    assert (found.name, dict(found.arguments)) == (source, {"path": "rows.zip", **more})


def test_what_no_source_reads():
    assert foreign_file("data/Old.XLS") is OLD_EXCEL
    assert foreign_file("old.xls.gz") is OLD_EXCEL
    assert all(foreign.what and foreign.hint for foreign in FOREIGN_ENDINGS.values())
    assert not set(FOREIGN_ENDINGS) & set(FILE_FORMATS)
    for read in ("rows.csv", "rows.csv.gz", "rows.dat", "rows", "rows.zip"):
        assert foreign_file(read) is None
