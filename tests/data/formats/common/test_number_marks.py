import numpy as np
import pytest

from nnspec.data.formats.common import number_marks
from nnspec.data.formats.common.number_marks import (
    Marks,
    codes_in,
    decimal_in_use,
    doubtful_points,
    read_marks,
)
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.table import Table

POINT, COMMA = Marks("."), Marks(",")
COMMAS, POINTS = Marks(".", ","), Marks(",", ".")


@pytest.mark.parametrize(
    ("texts", "options", "example", "beside"),
    [
        (["0", "0,3"], (COMMA,), "0,3", None),
        (["12,5", "1,250"], (COMMA,), "12,5", None),
        (["65,937", "237"], (COMMAS,), "65,937", "237"),
        (["174", "1,091,301     "], (COMMAS,), "1,091,301", None),
        (["4,50,000"], (COMMAS,), "4,50,000", None),
        (["1,234.56", "7"], (COMMAS,), "1,234.56", None),
        (["1.234,56"], (POINTS,), "1.234,56", None),
        (["1.234.567", "12"], (POINTS,), "1.234.567", None),
        (["1,234", "5,678"], (COMMA, COMMAS), "1,234", None),
        (["1,234", "1500"], (COMMA, COMMAS), "1,234", None),
        (["1.234", "5.678"], (POINT, POINTS), "1.234", None),
        (["65.937", "174"], (POINTS,), "65.937", "174"),
        (["1.234", "5,678"], (COMMAS, POINTS), "1.234", None),
        (["1 234", "12"], (Marks(".", " "),), "1 234", None),
        (["1\u202f234,5"], (Marks(",", "\u202f"),), "1\u202f234,5", None),
        (["1'234.5"], (Marks(".", "'"),), "1'234.5", None),
        (["0.427", "12.345"], (POINT,), "0.427", None),
        (["1.234", "1500"], (POINT,), "1.234", None),
    ],
)
def test_how_texts_are_numbers(texts, options, example, beside):
    reading = read_marks(texts)
    assert (reading.options, reading.example, reading.beside) == (options, example, beside)


@pytest.mark.parametrize("texts", [["174", "12"], ["a,b"], ["1,2,3"], ["1,234", "low"], []])
def test_texts_that_are_none_or_have_no_mark(texts):
    assert read_marks(texts) is None


def test_a_known_decimal_mark_decides():
    assert read_marks(["1,234"], ".").options == (COMMAS,)
    assert read_marks(["1,234"], ",").options == (COMMA,)
    assert read_marks(["17.83"], ",") is None


def table(form, **columns):
    kinds = {n: float if isinstance(v[0], float) else object for n, v in columns.items()}
    arrays = {n: np.array(v, dtype=kinds[n]) for n, v in columns.items()}
    return Table(arrays, "t", csv=form)


@pytest.mark.parametrize(
    ("columns", "decimal"),
    [
        ({"a": [0.5], "b": ["1,234"]}, "."),
        ({"a": [12.3456]}, "."),
        ({"a": [1234.5]}, "."),
        ({"a": [1.234, np.nan, 5.0]}, None),
        ({"a": [1.0], "b": ["12,5"]}, ","),
        ({"a": [1.0, 2.0], "b": ["65,937", "174"]}, None),
        ({"a": [1.0], "b": ["1,091,301"]}, None),
    ],
)
def test_the_decimal_mark_that_a_file_has_for_certain(columns, decimal):
    assert decimal_in_use(table(csv_format(), **columns)) == decimal
    assert decimal_in_use(table(None, **columns)) is None


def test_points_that_may_stand_between_thousands():
    visits = {"visits": [65.937, 174.0], "staff": [5.0, 6.0]}
    assert doubtful_points(table(csv_format(), **visits), ["visits", "staff"]) == ["visits"]
    assert doubtful_points(table(csv_format(), **visits, share=[0.5, 0.25]), ["visits"]) == []
    for form in (csv_format(decimal="."), csv_format(thousands=","), None):
        assert doubtful_points(table(form, **visits), ["visits"]) == []


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["501", "00501"], ("00501", 501)),
        (["2", " 03", None], ("03", 3)),
        (["1.10", "1.1"], ("1.10", 1.1)),
        (["1.1", "1.10"], ("1.10", 1.1)),
        (["0", "0.5", "10", "1e3", "1000", "+1", "1"], None),
        ([np.nan, np.nan], None),
    ],
)
def test_codes_that_numbers_do_not_keep(texts, found):
    assert codes_in(table(csv_format(), x=texts), "x") == found


def test_each_column_is_read_once_however_often_its_marks_are_asked_for(monkeypatch):
    read = []
    monkeypatch.setattr(
        number_marks, "read_marks", lambda texts: read.append(1) or read_marks(texts)
    )
    columns = {f"c{n}": ["1,234", "5,678"] for n in range(50)}
    made = table(csv_format(), **columns, sure=["1,25", "7"], more=["2,5", "7"])
    assert [decimal_in_use(made, name) for name in columns] == [","] * 50
    assert len(read) == 51
    assert decimal_in_use(made, "sure") == ","
    assert len(read) == 52
