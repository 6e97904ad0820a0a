"""Equal rows have equal hashes, whatever holds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnspec.data.table import row_hashes as module
from nnspec.data.table.row_hashes import KeptHashes, row_hashes
from nnspec.data.table.table import Table

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


@pytest.mark.parametrize(("most", "shift"), [(10_000, 0), (9_999, 1), (300, 6)])
def test_hashes_in_pieces_are_kept_as_all_at_once(monkeypatch, most, shift):
    monkeypatch.setattr(module, "MOST_KEPT", most)
    monkeypatch.setattr(module, "MERGED_ROWS", 700)
    hashes = np.random.default_rng(1).integers(0, 2**64, 10_000, dtype=np.uint64)
    whole = KeptHashes()
    whole.add(hashes)
    expected, found_shift = whole.found()
    assert found_shift == shift
    below = np.unique(hashes)
    below = below[below <= np.uint64(2**64 - 1) >> np.uint64(shift)]
    np.testing.assert_array_equal(expected, below)
    assert most // 3 < len(below) <= most
    for order in (np.arange(10_000), np.argsort(hashes)[::-1]):
        kept = KeptHashes()
        # Twice the same rows are the same hashes.
        for piece in np.array_split(np.concatenate([hashes[order], hashes]), 77):
            kept.add(piece)
            assert len(kept._kept) <= most
        found, found_shift = kept.found()
        np.testing.assert_array_equal(found, expected)
        assert found_shift == shift


def test_no_rows_have_no_hashes():
    assert [len(KeptHashes().found()[0]), KeptHashes().found()[1]] == [0, 0]
