"""Batches of rows to CSV, TSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from nnspec.data.table.arrow import to_arrow
from nnspec.errors import DataError
from nnspec.prediction.write_batches import Writer, open_output

PLAIN = [pa.array(["a", None, "b c"]), pa.array([1.0, 2.5, None]), pa.array([1, 2, 3])]
SPECIAL = [
    pa.array(['say "x"', "a,b", "two\nlines"]),
    pa.array([1.0, None, 1e20]),
    pa.array([4, None, 6]),
]


def written(form, *batches, names=("a", "b", "c")):
    file = io.BytesIO()
    writer = Writer(file, form, names, "out")
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


def test_json_lines_have_the_shortest_numbers_and_null_for_none():
    columns = [to_arrow(np.array([0.1, np.nan], np.float32)), pa.array(["é", None])]
    text = written("jsonl", columns, names=["a", "b"]).decode()
    assert text == '{"a": 0.1, "b": "é"}\n{"a": null, "b": null}\n'
    assert json.loads(text.splitlines()[0])["a"] == 0.1


def test_a_list_of_json():
    first, second = [pa.array([1, 2])], [pa.array([3])]
    text = written("json", first, [pa.array([], pa.int64())], second, names=["a"]).decode()
    assert text == '[\n{"a": 1},\n{"a": 2},\n{"a": 3}\n]\n'
    assert written("json", names=["a"]) == b"[]\n"


def test_parquet_without_rows_and_with_types_that_change():
    table = parquet.read_table(io.BytesIO(written("parquet")))
    assert (table.num_rows, table.column_names) == (0, ["a", "b", "c"])
    first = [pa.array([1]), pa.array([1.5]), pa.array(["x"])]
    table = parquet.read_table(io.BytesIO(written("parquet", first, first)))
    assert table.num_rows == 2
    with pytest.raises(DataError) as caught:
        written("parquet", first, [pa.array(["word"]), *first[1:]])
    (problem,) = caught.value.problems
    assert problem.message == (
        "column 'a' is int64 in the first rows and string in later ones, which out cannot hold"
    )


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
