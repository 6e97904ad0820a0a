import numpy as np
import pyarrow as pa
import pytest

from nnspec.data.formats.csv.columns import (
    column_from_arrow,
    column_from_text,
    numbers_of,
    texts_of,
)
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.style import csv_format

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


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("fields", [FIELDS, FIELDS[:7], ["1", "NA", ""], ["", "NA"], [], ["1,5"]])
def test_both_parsers_make_the_same_column(fields, as_text, decimal):
    form = csv_format(sep=";", decimal=decimal)
    found = column_from_arrow(pa.array(fields, pa.string()), form, as_text)
    np.testing.assert_array_equal(found, column_from_text(fields, form, as_text))
    assert found.dtype == column_from_text(fields, form, as_text).dtype
