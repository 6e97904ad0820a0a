"""Batches of rows to CSV, TSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest

from nnspec.data.formats.registry import file_format_of
from nnspec.prediction.output import open_output

PLAIN = [pa.array(["a", None, "b c"]), pa.array([1.0, 2.5, None]), pa.array([1, 2, 3])]
SPECIAL = [
    pa.array(['say "x"', "a,b", "two\nlines"]),
    pa.array([1.0, None, 1e20]),
    pa.array([4, None, 6]),
]


def written(form, *batches, names=("a", "b", "c")):
    file = io.BytesIO()
    writer = file_format_of(form).writer(file, names, "out")
    for batch in batches:
        writer.write(batch)
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize(("form", "sep"), [("csv", ","), ("tsv", "\t")])
def test_quotation_marks_where_they_are_needed(form, sep):
    text = written(form, PLAIN, SPECIAL, PLAIN).decode()
    header, *rows = csv.reader(io.StringIO(text), delimiter=sep)
    assert header == ["a", "b", "c"]
    plain = [["a", "1", "1"], ["", "2.5", "2"], ["b c", "", "3"]]
    special = [['say "x"', "1", "4"], ["a,b", "", ""], ["two\nlines", "1e+20", "6"]]
    assert rows == plain + special + plain
    assert text.startswith(f"a{sep}b{sep}c\na{sep}1{sep}1\n")
    assert ('"a,b"' in text) == (form == "csv")


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "made" / "out.csv.gz"
    with (
        pytest.raises(RuntimeError),
        open_output(path, "csv", ["a", "b", "c"], "out") as writer,
    ):
        writer.write(PLAIN)
        raise RuntimeError
    assert list(path.parent.iterdir()) == []
    with open_output(path, "csv", ["a", "b", "c"], "out") as writer:
        writer.write(PLAIN)
    import gzip

    assert gzip.decompress(path.read_bytes()).count(b"\n") == 4
