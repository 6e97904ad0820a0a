import numpy as np
import pytest

from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.number_text import (
    parse_in,
    parse_number,
    parse_numbers,
    parse_plain,
    plain_number,
)
from nnspec.data.table.table import Table


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1.0), (" -2.5 ", -2.5), ("+.5", 0.5), ("5.", 5.0), ("1e-3", 0.001), ("1E5", 1e5),
        ("", None), (".", None), ("e5", None), ("1e", None), ("1_000", None), ("1,5", None),
        ("0x10", None), ("true", None), ("\u0661", None), ("1 2", None), ("-inf", float("-inf")),
        ("Infinity", float("inf")),
    ],
)  # fmt: skip
def test_what_a_number_is(text, number):
    assert parse_number(text) == number
    assert parse_numbers([text, "1"]) == (None if number is None else [number, 1.0])


@pytest.mark.parametrize(("text", "number"), [("12,5", 12.5), ("3", 3.0), ("1.5", None)])
def test_a_decimal_comma(text, number):
    assert parse_number(text, ",") == number


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "number"),
    [
        ("1,234", ".", ",", 1234.0), ("1,234.5", ".", ",", 1234.5),
        ("-12,34,567", ".", ",", -1234567.0),
        ("174", ".", ",", 174.0), ("12345", ".", ",", 12345.0),
        ("1,5", ".", ",", None), ("0,427", ".", ",", None),
        ("1,2345", ".", ",", None), (",123", ".", ",", None), ("1.5,000", ".", ",", None),
        ("1234,567", ".", ",", None), ("1.234,56", ",", ".", 1234.56), ("1.234", ",", ".", 1234.0),
        ("1.23", ",", ".", None), ("1 234,5", ",", " ", 1234.5), ("1'234.5", ".", "'", 1234.5),
    ],
)  # fmt: skip
def test_a_thousands_mark_stands_before_groups(text, decimal, thousands, number):
    assert parse_number(text, decimal, thousands) == number


def test_whole_numbers_lose_their_fraction():
    assert [plain_number(v) for v in (2.0, 2.5, float("inf"))] == [2, 2.5, float("inf")]


def test_a_number_by_the_marks_of_its_file():
    columns = {"x": np.array([1.0])}
    assert parse_in(Table(columns, "t"), "1.5") == 1.5
    assert parse_in(Table(columns, "t", csv=csv_format(thousands=".")), "1.500,5") == 1500.5


def test_plain_texts_are_the_numbers_that_each_of_them_is():
    texts = ["1", "-2.50", "+.5", "3.", "1e3", "4E-2"]
    assert parse_plain(texts) == [parse_number(text) for text in texts]
    assert np.isnan(parse_plain(["1", ""])[1])
    assert parse_plain(["1", " 2"]) is None
    assert parse_plain(["1", "2020-01-02"]) is None
    assert parse_plain(["1", "nan"]) is None
