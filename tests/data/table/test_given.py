"""Columns that a program holds become a table."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from nnspec.data.table.given import plain_array, table_of_columns
from nnspec.errors import DataError

CASES = {
    "numbers": (np.array([1, 2], np.int16), [1.0, 2.0]),
    "list": ([1, None], [1.0, np.nan]),
    "texts": (np.array(["a", "b"]), ["a", "b"]),
    "bytes": (np.array([b"a", "ü".encode()], object), ["a", "ü"]),
    "booleans": (np.array([True, False]), ["True", "False"]),
    "dates": (np.array(["2020-02-01", "NaT"], "datetime64[ns]"), ["2020-02-01", None]),
    "days": ([datetime.date(2020, 2, 1), None], ["2020-02-01", None]),
    "nothing": ([None, float("nan")], [np.nan, np.nan]),
}


@pytest.mark.parametrize("name", CASES)
def test_values_are_numbers_or_texts(name):
    given, expected = CASES[name]
    table = table_of_columns({"a": given}, "the dict")
    assert table.origin == "the dict"
    np.testing.assert_array_equal(table["a"], np.array(expected, table["a"].dtype))


@pytest.mark.parametrize(
    "given", [np.ones((2, 3), np.float64), [np.ones(3), np.ones(3)], [[1.0, 1.0, 1.0], None]]
)
def test_arrays_are_columns_of_their_shape(given):
    column = table_of_columns({"a": given}, "the dict")["a"]
    assert (column.shape, column.dtype) == ((2, 3), np.float32)


@pytest.mark.parametrize(
    ("columns", "code", "message"),
    [
        (
            {"a": [1], "b": np.ones(2)},
            "lengths-differ",
            "columns 'a' and 'b' of the dict have 1 and 2 values",
        ),
        (
            {"a": [b"\xff"]},
            "unsupported-value",
            "column 'a' of the dict holds values that are no numbers, texts or dates",
        ),
        (
            {"a": [np.ones(2), np.ones(3)]},
            "shapes-differ",
            "column 'a' of the dict has arrays of 2 numbers in row 1 and of 3 numbers in row 2",
        ),
        (
            {"a": [1.0, np.inf]},
            "infinite-value",
            "column 'a' of the dict holds an infinity: inf in row 2",
        ),
    ],
)
def test_what_is_wrong_is_said(columns, code, message):
    with pytest.raises(DataError) as caught:
        table_of_columns(columns, "the dict")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (code, message)


def test_tensors_are_arrays():
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            return np.arange(3)

    assert plain_array(Tensor()).tolist() == [0, 1, 2]
    kept = [1, 2]
    assert plain_array(kept) is kept
