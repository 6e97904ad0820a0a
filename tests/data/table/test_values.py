import datetime
import uuid
from decimal import Decimal

import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.data.table.values import column_of_values, refuse_infinities, table_of_values
from nnspec.errors import DataError

DAY = datetime.datetime(2024, 1, 31)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([True, None, False], ["True", None, "False"]),
        (["a", None, float("nan")], ["a", None, None]),
        ([1, "a", 2.5], ["1", "a", "2.5"]),
        ([DAY, None], ["2024-01-31", None]),
        ([datetime.date(2024, 1, 31)], ["2024-01-31"]),
        ([DAY, DAY.replace(hour=7)], ["2024-01-31T00:00:00", "2024-01-31T07:00:00"]),
        ([datetime.time(7, 30)], ["07:30:00"]),
        ([uuid.UUID(int=1)], ["00000000-0000-0000-0000-000000000001"]),
    ],
)
def test_text(values, texts):
    assert column_of_values(values).tolist() == texts


def test_numbers():
    column = column_of_values([1, 2.5, Decimal("3.25"), None, float("nan")])
    np.testing.assert_array_equal(column, [1, 2.5, 3.25, np.nan, np.nan])
    assert column_of_values([None, None]).dtype == np.float64
    assert column_of_values([]).dtype == np.float64


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1, 2], "column 'a' of f holds a list: [1, 2] on line 7"),
        (b"abc", "column 'a' of f holds a bytes: b'abc' on line 7"),
        (10**400, "column 'a' of f holds an infinity: inf on line 7"),
        (float("-inf"), "column 'a' of f holds an infinity: -inf on line 7"),
    ],
)
def test_what_no_column_holds(value, message):
    with pytest.raises(DataError) as error:
        table_of_values({"a": [1, value]}, "f", [5, 7], "line")
    assert error.value.messages == message


def test_a_long_value_is_cut():
    with pytest.raises(DataError) as error:
        table_of_values({"a": [list(range(100))]}, "f")
    assert error.value.messages.endswith("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11... in row 1")


@pytest.mark.parametrize(
    ("value", "code", "words", "hint"),
    [
        (
            -1e160,
            "huge-value",
            "a number that is too large to be squared: -1e+160 in row 2",
            "divide the whole column by a power of ten",
        ),
        (
            float("inf"),
            "infinite-value",
            "an infinity: inf in row 2",
            "leave the field empty where there is no value",
        ),
    ],
)
def test_numbers_that_cannot_be_computed_with(value, code, words, hint):
    with pytest.raises(DataError) as caught:
        refuse_infinities(Table({"a": np.array([1.0, value, np.nan])}, "x"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (code, hint)
    assert problem.message == f"column 'a' of x holds {words}"


def test_numbers_that_can_be_squared_are_taken():
    refuse_infinities(Table({"a": np.array([1e140, -1e140, 1e-310, np.nan])}, "x"))


def test_of_many_columns_the_first_is_shown():
    columns = {f"c{n}": np.array([0.0, np.inf if n else 1e150]) for n in range(6)}
    with pytest.raises(DataError) as error:
        refuse_infinities(Table(columns, "x"))
    assert [problem.message for problem in error.value.problems] == [
        "column 'c0' of x holds a number that is too large to be squared: 1e+150 in row 2",
        "column 'c1' of x holds an infinity: inf in row 2; so it is with 'c2', 'c3', 'c4' and 1 "
        "more",
    ]
