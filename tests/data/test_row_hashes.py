"""Equal rows have equal hashes, whatever holds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnspec.data.row_hashes import row_hashes
from nnspec.data.table import Table

KINDS = {"a": "numeric", "b": "text"}


def table(numbers, texts):
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    return Table({"a": np.array(numbers, dtype=np.float64), "b": column}, "t")


def test_the_hashes_are_the_same_on_every_machine_and_version():
    hashes = row_hashes(table([1.5, np.nan, -2e300], ["x", None, "Straße"]), KINDS)
    assert [f"{h:016x}" for h in hashes.tolist()] == [
        "73ff3aae81f6248d",
        "cd0a8ce364347164",
        "34f42d907976f704",
    ]


NUMBERS = st.floats(allow_infinity=False)
TEXTS = st.none() | st.text(max_size=5)
ROWS = st.lists(st.tuples(NUMBERS, TEXTS), min_size=1, max_size=30)


def key(row):
    number, text = row
    return ("nan" if number != number else number + 0.0), text


@given(ROWS)
def test_rows_are_equal_where_their_hashes_are(rows):
    hashes = row_hashes(table(*zip(*rows, strict=True)), KINDS).tolist()
    for i, row in enumerate(rows):
        for j, other in enumerate(rows):
            assert (hashes[i] == hashes[j]) == (key(row) == key(other))


def test_neither_the_order_of_columns_nor_further_ones_count():
    one = table([1, 2], ["x", "y"])
    other = Table({"c": one["a"], "b": one["b"], "a": one["a"]}, "other")
    assert (row_hashes(one, KINDS) == row_hashes(other, KINDS)).all()


def test_a_value_in_another_column_is_another_row():
    both = {"a": "numeric", "b": "numeric"}
    values = Table({"a": np.array([1.0, 2.0]), "b": np.array([2.0, 1.0])}, "t")
    first, second = row_hashes(values, both)
    assert first != second


@pytest.mark.parametrize("kind", ["numeric", "text"])
def test_a_column_without_values_is_missing_as_either_kind(kind):
    gone = {"numeric": np.full(2, np.nan), "text": np.full(2, None, dtype=object)}
    kinds = {"a": kind}
    hashes = [row_hashes(Table({"a": column}, "t"), kinds) for column in gone.values()]
    assert (hashes[0] == hashes[1]).all()


def test_many_rows_have_as_many_hashes():
    values = np.arange(200_000, dtype=np.float64)
    hashes = row_hashes(Table({"a": values}, "t"), {"a": "numeric"})
    assert len(np.unique(hashes)) == len(values)
    # Any bits are as good as chance: a part by its first bits is a fair sample.
    assert np.mean(hashes < np.uint64(2**61)) == pytest.approx(1 / 8, abs=0.005)
