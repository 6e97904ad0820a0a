"""Rows by the values of a column."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.scoring.groups import group_rows


def text(values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def found(table, column):
    return [(g.label, g.value, g.rows.tolist()) for g in group_rows(table, column)]


def test_texts_in_order_and_the_missing_last():
    table = Table({"island": text(["b", None, "a", "b"])}, "t")
    assert found(table, "island") == [
        ("a", "a", [2]),
        ("b", "b", [0, 3]),
        ("(missing)", None, [1]),
    ]


def test_few_numbers_are_a_group_each():
    table = Table({"year": np.array([2009, 2007, 2007.5, np.nan])}, "t")
    assert found(table, "year") == [
        ("2007", 2007, [1]),
        ("2007.5", 2007.5, [2]),
        ("2009", 2009, [0]),
        ("(missing)", None, [3]),
    ]


def test_large_numbers_do_not_read_alike():
    table = Table({"id": np.array([2000001.0, 2000002.0, 4503599627370495.5])}, "t")
    assert [label for label, *_ in found(table, "id")] == [
        "2000001",
        "2000002",
        "4503599627370495.5",
    ]


def test_many_numbers_are_quarters():
    values = np.random.default_rng(0).permutation(np.arange(1.0, 41))
    groups = group_rows(Table({"age": values}, "t"), "age")
    assert [g.label for g in groups] == ["1 to 10", "11 to 20", "21 to 30", "31 to 40"]
    assert [g.value for g in groups] == [(1, 10), (11, 20), (21, 30), (31, 40)]
    for group in groups:
        low, high = group.value
        assert sorted(values[group.rows]) == list(range(int(low), int(high) + 1))


def test_a_value_that_is_over_a_quarter_makes_fewer_groups():
    values = np.concatenate([np.zeros(60), np.arange(1.0, 41)])
    groups = group_rows(Table({"age": values}, "t"), "age")
    assert [(g.label, len(g.rows)) for g in groups] == [
        ("0 to 0", 60),
        ("1 to 15", 15),
        ("16 to 40", 25),
    ]


def test_a_column_without_any_value():
    assert found(Table({"age": np.array([np.nan, np.nan])}, "t"), "age") == [
        ("(missing)", None, [0, 1])
    ]


def problem(table, column):
    with pytest.raises(DataError) as caught:
        group_rows(table, column)
    (only,) = caught.value.problems
    return only


def test_an_unknown_column():
    only = problem(Table({"island": text(["a"])}, "new.csv"), "iland")
    assert only.code == "unknown-column"
    assert only.message == "there is no column 'iland' in new.csv to group the rows by"
    assert only.hint == "did you mean 'island'?"
    assert only.details == ("columns: island",)


def test_too_many_texts():
    only = problem(Table({"name": text([f"n{i}" for i in range(1200)])}, "new.csv"), "name")
    assert only.code == "too-many-groups"
    assert only.message == (
        "the column 'name' of new.csv has 1,200 different values; rows are grouped by at most 100"
    )


def test_numbers_that_float64_does_not_tell_apart():
    ids = Table({"id": 2.0**53 + np.arange(4) * 2}, "t")
    with pytest.raises(DataError) as error:
        group_rows(ids, "id")
    assert error.value.problems[0].message == (
        "column 'id' of t has 9007199254740992 in row 1, and 3 more: numbers from 2^53 on are "
        "rounded to float64, where neighbours are one, and so are groups"
    )
    quarters = Table({"size": 2.0**60 + np.arange(40) * 1024}, "t")
    assert len(group_rows(quarters, "size")) == 4


def test_arrays_group_no_rows():
    with pytest.raises(DataError) as raised:
        group_rows(Table({"a": np.zeros((2, 3), np.uint8)}, "a.npz"), "a")
    (problem,) = raised.value.problems
    assert (problem.code, problem.message, problem.hint) == (
        "array-column",
        "column 'a' of a.npz is an array of 3 numbers (uint8), which groups no rows",
        "name a column of numbers or text",
    )
