"""A CSV file in blocks of rows, every field as the text that it is in the file."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.formats.csv.text_blocks import numbers_of, stream_csv, texts_of
from nnspec.errors import DataError


def streamed(path, form=None, columns=("a", "b")):
    batches = list(stream_csv(path, path.name, form or csv_format(), columns))
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


FIELDS = ["1", " 2.5 ", "", "NA", " nan ", "+3", "1e3", "x", "1,5", "1_0", "0x1"]


@pytest.mark.parametrize("decimal", [".", ","])
def test_numbers_are_those_of_the_whole_reader(tmp_path, decimal):
    form = csv_format(sep=";", decimal=decimal)
    found, wrong = numbers_of(pa.array(FIELDS), form)
    for field, number, bad in zip(FIELDS, found, wrong, strict=True):
        path = tmp_path / "one.csv"
        path.write_text(f"a;b\n{field};7\n", encoding="utf-8")
        column = read_csv(path, sep=";", decimal=decimal)["a"]
        assert bad == (column.dtype == object)
        if not bad:
            assert np.array_equal([number], column, equal_nan=True)


def test_whole_columns_of_numbers_have_nothing_wrong():
    found, wrong = numbers_of(pa.array(["1", "2.5"]), csv_format())
    assert (found.tolist(), wrong) == ([1.0, 2.5], None)
    found, wrong = numbers_of(pa.array(["1", ""]), csv_format())
    assert np.isnan(found[1]) and wrong is None


def test_words_for_missing_in_texts():
    form = csv_format(na_values=["gone"])
    texts = pa.array(["a", "NA", " NA", "gone", "", "a"])
    assert texts_of(texts, form).tolist() == ["a", None, " NA", None, None, "a"]


def test_a_quotation_mark_that_is_never_closed(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text('a,b\n1,"x\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"the row on line 2 opens a quotation mark"):
        streamed(path)
