import numpy as np
import pytest

from nnspec.data.number_text import parse_number, parse_numbers, plain_number, text_column_hint
from nnspec.data.table import Table


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
    ("values", "hint"),
    [
        (["12,5", None, "3"], "column 'x' is text, for instance '12,5': add decimal: \",\""),
        (
            ["1", "?", "2.5"],
            'all other values are numbers; if "?" means missing: add na_values: ["?"]',
        ),
        (
            ["1", "?", "2", "-", "4", "5"],
            'all other values are numbers; if "?", "-" mean missing: add na_values: ["?", "-"]',
        ),
        (["a", "b", "1"], None),
        (["a,b", "c"], None),
    ],
)
def test_what_made_a_column_into_text(values, hint):
    table = Table({"x": np.array(values, dtype=object)}, "t")
    assert text_column_hint(table, "x") == hint


def test_whole_numbers_lose_their_fraction():
    assert [plain_number(v) for v in (2.0, 2.5, float("inf"))] == [2, 2.5, float("inf")]
