import numpy as np
import pytest
from support import said

from nnspec.data.table.arrays import (
    array_column,
    array_spec,
    array_words,
    missing_in,
    stacked,
    unlike,
)
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import DataError

LABEL = "a.npz"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("float16", "float32"),
        ("float32", "float32"),
        ("float64", "float32"),
        ("bool", "uint8"),
        ("uint8", "uint8"),
        ("int8", "int32"),
        ("uint16", "int32"),
        ("int32", "int32"),
        ("uint32", "int32"),
        ("int64", "int32"),
        ("uint64", "int32"),
    ],
)
def test_numbers_that_a_column_keeps(given, kept):
    values = np.array([[0, 1], [1, 1]], given)
    column = array_column(values, "a", LABEL)
    assert column.dtype == kept
    assert column.tolist() == [[0, 1], [1, 1]]
    assert array_spec(column) == ArraySpec((2,), kept)
    # What is kept already is not copied.
    assert np.shares_memory(values, column) is (given == kept)


@pytest.mark.parametrize("value", [-(2**31) - 1, 2**31])
def test_whole_numbers_beyond_int32(value):
    with pytest.raises(DataError) as raised:
        array_column(np.array([[0], [value]]), "a", LABEL)
    assert said(raised.value.problems) == [
        (
            "beyond-int32",
            f"array 'a' of a.npz holds {value} in row 2, and whole numbers of arrays are int32, up "
            "to 2,147,483,647",
            "number what it stands for from 0 on, or save it as float64",
        )
    ]


def test_missing():
    assert missing_in(np.array([[1, np.nan], [2, 3]], np.float32)).tolist() == [True, False]
    assert missing_in(np.ones((2, 3), np.uint8)).tolist() == [False, False]
    assert missing_in(np.array([1.0, np.nan])).tolist() == [False, True]
    assert missing_in(np.array(["a", None], object)).tolist() == [False, True]


@pytest.mark.parametrize(
    ("column", "spec", "why"),
    [
        (np.zeros((1, 2, 2), np.float32), ArraySpec((2, 2)), None),
        (np.zeros((1, 2, 2), np.uint8), ArraySpec((2, 2)), None),
        (np.zeros((1, 2), np.uint8), ArraySpec((2,), "int32"), None),
        (np.full((1, 2), 255, np.int32), ArraySpec((2,), "uint8"), None),
        (np.full((1, 2), 256, np.int32), ArraySpec((2,), "uint8"), "256 is no uint8"),
        (np.zeros((1, 2), np.float32), ArraySpec((2,), "int32"), "fractions"),
        (np.zeros((1, 2, 2), np.float32), ArraySpec((4,)), "another shape"),
        (np.zeros(1), ArraySpec((1,)), "another shape"),
    ],
)
def test_unlike(column, spec, why):
    assert unlike(column, spec) == why


def test_words():
    assert array_words(ArraySpec((28, 28), "uint8")) == "an array of 28 x 28 (uint8)"
    assert array_words(ArraySpec((1,))) == "an array of 1 number (float32)"


def test_arrays_one_a_row():
    column = stacked([None, [1, 2], np.array([3.5, 4])], "a", "the rows")
    np.testing.assert_array_equal(column, np.array([[np.nan] * 2, [1, 2], [3.5, 4]], np.float32))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [[1, 2], [1]],
            "column 'a' of the rows has arrays of 2 numbers in row 1 and of 1 number in row 2",
        ),
        ([[1, 2], ["b", "c"]], "column 'a' of the rows holds no array of numbers in row 2"),
        ([[1, 2], [[1], [2, 3]]], "column 'a' of the rows holds no array of numbers in row 2"),
        ([[1, 2], 3], "column 'a' of the rows holds no array of numbers in row 2"),
    ],
)
def test_rows_that_are_no_arrays(rows, message):
    with pytest.raises(DataError) as raised:
        stacked(rows, "a", "the rows")
    assert [problem.message for problem in raised.value.problems] == [message]
