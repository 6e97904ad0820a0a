"""A CSV file in blocks of rows, every field as the text that it is in the file."""

from __future__ import annotations

import pyarrow as pa
import pytest

from nnspec.data.formats.csv.source import CsvSource
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError


def streamed(path, form=None, columns=("a", "b")):
    source = CsvSource(path, path.name, form or csv_format())
    batches = list(source.batches(columns, block_bytes=1 << 20))
    return pa.Table.from_batches(batches) if batches else None


def test_fields_are_kept_as_written(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text('a,b,c\n 1.50 ,"x, ""y""",1\nNA,"two\nlines",2\n', encoding="utf-8")
    assert streamed(path).to_pydict() == {"a": [" 1.50 ", "NA"], "b": ['x, "y"', "two\nlines"]}
    assert streamed(path, columns=["c"]).to_pydict() == {"c": ["1", "2"]}


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_many_blocks_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "new.csv"
    lines = [f"{i};é{i}" for i in range(300_000)]
    path.write_text("\n".join(["a;b", *lines]), encoding=encoding)
    table = streamed(path, csv_format(sep=";", encoding=encoding))
    assert len(table["a"].chunks) > 1
    assert table["a"].to_pylist() == [str(i) for i in range(300_000)]
    assert table["b"][-1].as_py() == "é299999"


def test_no_quotation_marks_are_fields_of_their_own(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text('a,b\n5",6\n', encoding="utf-8")
    assert streamed(path, csv_format(quotechar="")).to_pydict() == {"a": ['5"'], "b": ["6"]}


def test_a_quotation_mark_that_is_never_closed(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text('a,b\n1,"x\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"the row on line 2 opens a quotation mark"):
        streamed(path)


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode())
        return path

    return write


def test_the_head_knows_the_lines_of_its_rows(write):
    head = CsvSource(write('\na,b\n1,"x\ny"\n\n2,z\n3,\n'), "a.csv", csv_format()).head(2)
    assert head.names == ("a", "b")
    assert head.rows == [["1", "x\ny"], ["2", "z"]]
    assert head.lines == [3, 6]


def test_the_head_reads_no_further_than_asked(write):
    source = CsvSource(write("a,b\n1,2\n3\n"), "a.csv", csv_format())
    assert source.head(1).rows == [["1", "2"]]


def test_the_line_of_a_row(write):
    source = CsvSource(write('a,b\n1,"x\ny"\n\n2,z\n'), "a.csv", csv_format())
    assert list(map(source.line_of, (0, 1))) == [2, 5]


def test_a_field_without_end(write):
    with pytest.raises(DataError) as error:
        CsvSource(write('a,b\n1,"' + "x" * 200_000), "a.csv", csv_format()).head(5)
    assert error.value.problems[0].code == "unreadable-csv"
