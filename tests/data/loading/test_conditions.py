"""Which rows meet a condition: those that pandas finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nnspec.data.loading.conditions import condition_problem, meets
from nnspec.data.table.table import Table
from nnspec.errors import Location
from nnspec.spec.language.conditions import read_condition

NUMBERS = [3.0, np.nan, -1.5, 7.0, 3.0, 2015.0]
TEXTS = ["b", None, "a", "B", "", "b "]
DAYS = ["2015-03-01", "2015-02-28", None, "2016-01-01", "2014-12-31", "2015-03-01"]


@pytest.fixture
def table():
    columns = {
        "x": np.array(NUMBERS),
        "t": np.array(TEXTS, dtype=object),
        "day": np.array(DAYS, dtype=object),
        "none": np.full(6, np.nan),
    }
    return Table(columns, "rows.csv", np.arange(2, 8), "line")


@pytest.mark.parametrize(
    ("text", "of_pandas"),
    [
        ("x == 3", lambda f: f.x == 3),
        ("x != 3", lambda f: f.x != 3),
        ("x < 3", lambda f: f.x < 3),
        ("x <= 3", lambda f: f.x <= 3),
        ("x > -1.5", lambda f: f.x > -1.5),
        ("x >= -1.5", lambda f: f.x >= -1.5),
        ("x in [3, 2015]", lambda f: f.x.isin([3, 2015])),
        ("x not in [3, 2015]", lambda f: ~f.x.isin([3, 2015])),
        ("x is missing", lambda f: f.x.isna()),
        ("x is not missing", lambda f: f.x.notna()),
        ("t == b", lambda f: f.t == "b"),
        ("t != b", lambda f: f.t != "b"),
        ("t in [a, 'b ']", lambda f: f.t.isin(["a", "b "])),
        ("t not in [a, 'b ']", lambda f: ~f.t.isin(["a", "b "])),
        ("t is missing", lambda f: f.t.isna()),
        ("day >= 2015-03-01", lambda f: pd.to_datetime(f.day) >= "2015-03-01"),
        ("day < 2015-03-01", lambda f: pd.to_datetime(f.day) < "2015-03-01"),
        ("day >= '2015'", lambda f: pd.to_datetime(f.day) >= "2015-01-01"),
        ("none == 1", lambda f: f.none == 1),
        ("none != a", lambda f: f.none != "a"),
    ],
)
def test_the_rows_are_those_of_pandas(table, text, of_pandas):
    condition = read_condition(text)
    assert condition_problem(condition, table, Location("spec.yaml")) is None
    wanted = of_pandas(pd.DataFrame(table.columns)).to_numpy(dtype=bool)
    assert meets(condition, table).tolist() == wanted.tolist()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "x == b",
            "'x' of rows.csv is numbers, and the filter compares it with the text 'b'",
            "compare it with a number such as 3",
        ),
        (
            "t == 3",
            "'t' of rows.csv is text (for instance 'b' on line 2), and the filter compares it with "
            "the number 3",
            'compare it with a text such as "b"',
        ),
        (
            "t > 3",
            "'t' of rows.csv is text (for instance 'b' on line 2), and the filter compares it with "
            "the number 3",
            "texts have no order, but for dates with the year first",
        ),
        (
            "t > a",
            "'t' of rows.csv is text (for instance 'b' on line 2), which has no order beside 'a'",
            "dates have one where both are written alike, with the year first: 2026-11-22",
        ),
        (
            "day > 03/01/2015",
            "'day' of rows.csv is text (for instance '2015-03-01' on line 2), which has no order "
            "beside '03/01/2015'",
            "dates have one where both are written alike, with the year first: 2026-11-22",
        ),
    ],
)
def test_what_cannot_be_compared(table, text, message, hint):
    place = Location("spec.yaml", 3, 5)
    problem = condition_problem(read_condition(text), table, place)
    assert (problem.code, problem.message, problem.hint) == ("filter-type", message, hint)
    assert problem.location == place


def test_a_column_whose_first_values_are_numbers_may_be_text_further_down(table):
    condition = read_condition("x == b")
    head = table.head(2)
    assert condition_problem(condition, head, Location("spec.yaml")) is None
    assert meets(condition, head).tolist() == [False, False]


def test_arrays_are_there_or_missing():
    rows = np.array([[1, 2], [np.nan, 3]], np.float32)
    table = Table({"a": rows}, "a.npz")
    there = read_condition("a is not missing")
    assert condition_problem(there, table, Location("s.yaml")) is None
    assert meets(there, table).tolist() == [True, False]
    problem = condition_problem(read_condition("a > 1"), table, Location("s.yaml"))
    assert (problem.code, problem.message, problem.hint) == (
        "filter-type",
        "'a' of a.npz is an array of 2 numbers (float32), which the filter compares with '1'",
        "compare a column of numbers or text, or write a is not missing",
    )
