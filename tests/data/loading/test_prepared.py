"""The parts that preparing makes, and what they say of their source."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.loading.prepare import prepare
from nnspec.data.split.shares import Parts
from nnspec.data.table.joined import join
from nnspec.data.table.row_hashes import row_hashes
from nnspec.data.table.table import Table

PLAN = Plan({"x": (ColumnPlan("a", "numeric"),)}, {"y": TargetPlan("y", ("y",), "regression")})


def table(origin, start, stop):
    a = np.arange(start, stop, dtype=np.float64)
    numbers = np.arange(2, 2 + stop - start)
    return Table({"a": a, "y": 10 * a, "other": -a}, origin, numbers, "line")


@pytest.fixture
def prepared():
    joined = join({"training": table("train.csv", 0, 6), "test": table("test.csv", 6, 9)})
    rows = Parts(np.array([4, 0, 2]), np.array([5, 1]), np.array([8, 6]))
    return prepare(joined, rows, PLAN)


def test_rows_know_what_they_are_in_their_own_source(prepared):
    assert prepared.test.truth()["y"].tolist() == [80, 60]
    assert prepared.test.truth().names == ("y",)
    assert prepared.test.truth().origin == "test.csv"
    assert [prepared.test.place(row) for row in (0, 1)] == ["on line 4", "on line 2"]
    assert prepared.training.place(0) == "on line 6"


def test_some_rows_are_views_without_their_places(prepared):
    some = prepared.training.read(1, 3)
    assert np.shares_memory(some.x["x"], prepared.training.x["x"])
    assert (some.n_rows, some.x["x"][:, 0].tolist()) == (2, [0, 2])
    assert [batch.n_rows for batch in prepared.training.batches(2)] == [2, 1]


def test_the_parts_and_their_source(prepared):
    assert list(prepared.by_name()) == ["training", "validation", "test"]
    assert prepared.in_memory
    assert list(prepared.source.sources) == ["training", "test"]
    shown = prepared.shown.take(prepared.shown_rows.training)
    expected = np.unique(row_hashes(shown, prepared.preprocessor.kinds))
    np.testing.assert_array_equal(prepared.hashes().found()[0], expected)
    prepared.close()
    assert prepared.training.n_rows == 3
