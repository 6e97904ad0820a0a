from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnspec.data.split.by_column import split_by_column, split_by_group, split_by_time
from nnspec.data.split.shares import Split
from nnspec.data.table.table import Table
from nnspec.errors import DataError


def table(values):
    numeric = all(isinstance(value, int | float) for value in values)
    column = np.array(values, dtype=np.float64 if numeric else object)
    return Table({"key": column}, "data.csv")


def problem(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    (found,) = caught.value.problems
    return found.code, found.message, found.hint


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=10, max_size=120),
    st.integers(0, 2**32 - 1),
    st.sampled_from([(0.2, 0.2), (0.0, 0.3), (0.25, 0.0)]),
)
def test_no_group_is_in_two_parts_and_no_row_is_lost(groups, seed, sizes):
    split = Split(*sizes, seed=seed)
    if len(set(groups)) < 3:
        return
    rows = split_by_group(table(groups), "key", split)
    parts = [set(np.array(groups)[part].tolist()) for part in rows.by_name().values()]
    assert not parts[0] & parts[1] and not parts[0] & parts[2] and not parts[1] & parts[2]
    everything = np.concatenate(list(rows.by_name().values()))
    assert sorted(everything.tolist()) == list(range(len(groups)))
    for part, size in ((rows.validation, sizes[0]), (rows.test, sizes[1])):
        assert bool(len(part)) == bool(size)
    assert len(rows.training)


def test_groups_of_one_size_come_out_at_the_size_asked_for():
    groups = [f"g{n // 4}" for n in range(100)]
    rows = split_by_group(table(groups), "key", Split(0.2, 0.2, seed=1))
    assert [len(part) for part in rows.by_name().values()] == [60, 20, 20]


def test_the_seed_decides_the_groups():
    groups = [f"g{n // 4}" for n in range(100)]
    first, again, other = (
        split_by_group(table(groups), "key", Split(0.2, 0.2, seed=seed)) for seed in (1, 1, 2)
    )
    assert first.test.tolist() == again.test.tolist() != other.test.tolist()


@pytest.mark.parametrize(
    "values",
    [
        [5, 3, 9, 1, 7, 2, 8, 4, 6, 0],
        [f"2026-01-{day:02}" for day in (5, 3, 9, 1, 7, 2, 8, 4, 6, 10)],
        [f"2026/01/{day:02} 12:00" for day in (5, 3, 9, 1, 7, 2, 8, 4, 6, 10)],
        [f"202601{day:02}T120000" for day in (5, 3, 9, 1, 7, 2, 8, 4, 6, 10)],
        [f"202601{day:02}T12:00:00,5Z" for day in (5, 3, 9, 1, 7, 2, 8, 4, 6, 10)],
    ],
)
def test_the_future_is_never_trained_on(values):
    rows = split_by_time(table(values), "key", Split(0.2, 0.2))
    times = np.array(values)
    assert [len(part) for part in rows.by_name().values()] == [6, 2, 2]
    assert max(times[rows.training]) < min(times[rows.validation])
    assert max(times[rows.validation]) < min(times[rows.test])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=8, max_size=60))
def test_one_moment_is_never_in_two_parts(times):
    try:
        rows = split_by_time(table(times), "key", Split(0.2, 0.2))
    except DataError:
        return
    parts = [set(np.array(times)[part].tolist()) for part in rows.by_name().values()]
    assert not parts[0] & parts[1] and not parts[0] & parts[2] and not parts[1] & parts[2]
    assert sum(len(part) for part in rows.by_name().values()) == len(times)


def test_dates_of_several_forms_are_one_time():
    values = [
        "2026-01-05",
        "20260103",
        "2026/01/09",
        "20260101T08",
        "2026-01-07T00:00",
        "2026.01.02",
    ]
    rows = split_by_time(table(values), "key", Split(0.2, 0.2))
    assert [part.tolist() for part in rows.by_name().values()] == [[3, 5], [1, 0], [4, 2]]


def test_a_part_begins_with_the_nearest_moment():
    years = [2007] * 110 + [2008] * 114 + [2009] * 120
    rows = split_by_time(table(years), "key", Split(0.2, 0.2))
    assert [len(part) for part in rows.by_name().values()] == [110, 114, 120]


def test_parts_named_in_the_data():
    rows = split_by_column(table(["train", "Test", "val", " training", "test"]), "key")
    assert [part.tolist() for part in rows.by_name().values()] == [[0, 3], [2], [1, 4]]


def test_what_cannot_be_split():
    assert problem(split_by_group, table(["a"] * 9), "key", Split(0.2, 0.2)) == (
        "few-groups",
        "data.csv has 1 group in 'key' for 3 parts",
        "ask for fewer parts, or split by rows",
    )
    assert problem(split_by_group, table(["a", None, "b"]), "key", Split(0.3)) == (
        "missing-split-value",
        "'key' of data.csv has no group in 1 row, the first in row 2",
        "fill it in",
    )
    assert problem(split_by_time, table(["2026-01-02", "3.1.2026"]), "key", Split(0.5)) == (
        "not-a-time",
        "'key' of data.csv cannot be sorted as time: '3.1.2026' in row 2",
        "write dates as 2026-11-22, with the year first",
    )
    assert problem(split_by_time, table([1] * 10), "key", Split(0.2)) == (
        "empty-part",
        "'key' of data.csv has too few different moments for a validation part: it has 1 moment",
        "ask for fewer parts",
    )
    assert problem(split_by_column, table(["train", "holdout", "x"]), "key") == (
        "unknown-part",
        "'key' of data.csv names no parts: 'holdout', 'x'",
        "its values must be training, validation or test",
    )
    assert problem(split_by_column, table(["test", "val"]), "key") == (
        "empty-part",
        "no row of data.csv is for training: 'key' has test, val",
        None,
    )
