import numpy as np
import pytest

from nnspec.data.features.expected_columns import check_columns, first_word
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.kinds import column_values
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import DataError

NUMBERS = np.array([1.0, 2.0])


def text(*values):
    return np.array(values, dtype=object)


def problem_of(columns, expected):
    with pytest.raises(DataError) as error:
        check_columns(
            Table(columns, "new.csv", np.array([2, 3]), "line", csv=csv_format()), expected
        )
    (problem,) = error.value.problems
    assert problem.code == "columns-differ"
    assert problem.message == "new.csv does not have the columns this run was trained on"
    return problem


def test_a_misspelt_column():
    problem = problem_of(
        {"cement": NUMBERS, "slags": NUMBERS, "serial": text("x", "y")},
        {"cement": "numeric", "slag": "numeric", "kind": "text"},
    )
    assert problem.details == (
        "  cement  number",
        "- slag    number  missing; did you mean 'slags'?",
        "+ slags   number  not used in training",
        "- kind    text    missing",
        "+ serial  text    not used in training",
    )


def test_a_column_of_another_kind():
    problem = problem_of({"a": text("1", "abc"), "b": NUMBERS}, {"a": "numeric", "b": "text"})
    assert problem.details == (
        "- a  number",
        "+ a  text    for instance 'abc' on line 3",
        "- b  text",
        "+ b  number  numbers alone",
    )
    assert problem.hint == (
        "all other values are numbers; if 'abc' means missing, leave the field empty"
    )


def test_a_long_table_shows_only_what_differs():
    expected = {f"c{i}": "numeric" for i in range(30)}
    columns = {name: NUMBERS for name in expected if name != "c7"}
    assert problem_of(columns, expected).details == (
        "- c7  number  missing",
        "  and 29 columns as in training",
    )


def test_further_and_empty_columns_are_no_error():
    columns = {"a": NUMBERS, "more": NUMBERS, "empty": np.full(2, np.nan)}
    table = Table(columns, "new.csv")
    check_columns(table, {"a": "numeric", "empty": "text"})
    assert column_values(table, "empty", "text").tolist() == [[None], [None]]
    assert column_values(table, "a", "numeric").tolist() == [[1.0], [2.0]]


def test_the_first_word():
    table = Table({"a": text(None, "1", "x"), "b": text("1,5", "2,5", None)}, "t")
    assert first_word(table, "a") == (2, "x")
    assert first_word(table, "b") == (0, "1,5")


ARRAYS = Table({"X": np.zeros((2, 3), np.float32), "age": np.ones(2)}, "new.npz")


@pytest.mark.parametrize(
    ("expected", "details", "hint"),
    [
        (
            {"X": ArraySpec((4,)), "age": "numeric"},
            (
                "- X    4 numbers float32",
                "+ X    3 numbers float32  another shape",
                "  age  number",
            ),
            None,
        ),
        (
            {"X": ArraySpec((3,), "int32")},
            (
                "- X    3 numbers int32",
                "+ X    3 numbers float32  fractions",
                "+ age  number             not used in training",
            ),
            None,
        ),
        (
            {"X": "numeric", "age": ArraySpec((1,))},
            (
                "- X    number",
                "+ X    3 numbers float32  arrays",
                "- age  1 number float32",
                "+ age  number             numbers alone",
            ),
            None,
        ),
        (
            {"x1": "numeric", "x3": "numeric"},
            (
                "- x1   number             missing; did you mean 'X'?",
                "+ X    3 numbers float32  not used in training",
                "- x3   number             missing",
                "+ age  number             not used in training",
            ),
            "the array 'X' is one column of 3 numbers now: write X, and train runs of x1, x2, ... "
            "again",
        ),
    ],
)
def test_arrays(expected, details, hint):
    with pytest.raises(DataError) as raised:
        check_columns(ARRAYS, expected)
    (problem,) = raised.value.problems
    assert (problem.code, problem.hint) == ("columns-differ", hint)
    assert problem.details == details


def test_arrays_that_fit():
    check_columns(ARRAYS, {"X": ArraySpec((3,)), "age": "numeric"})
