import numpy as np
import pytest

from nnspec.data.steps import sufficient_rows
from nnspec.data.steps.sufficient_rows import (
    TooManyValuesError,
    distinct,
    extremes,
    gathered,
    mean_row,
    mode_row,
)

NAN = np.nan
NUMBERS = np.array([[3.0, NAN], [1.0, NAN], [3.0, NAN], [1.0, NAN], [2.0, NAN]])
TEXTS = np.array([["b", "x"], [None, "y"], ["a", "y"], ["b", "x"], ["a", "z"]], dtype=object)


def blocks(array):
    return iter([array[:2], array[2:3], array[3:]])


def test_extremes():
    np.testing.assert_array_equal(extremes(blocks(NUMBERS)), [[1, NAN], [3, NAN]])


def test_distinct():
    made = distinct(blocks(TEXTS[:, 1:]))
    assert sorted(made[:, 0]) == ["x", "y", "z"]
    both = distinct(blocks(np.column_stack([NUMBERS[:, 0], [5.0, 5, 5, 5, 5]])))
    assert sorted(both[:, 0]) == [1, 2, 3]
    assert set(both[:, 1]) == {5.0}
    assert both.dtype == np.float64


def test_too_many_different_values(monkeypatch):
    monkeypatch.setattr(sufficient_rows, "MAX_TEXTS", 2)
    with pytest.raises(TooManyValuesError, match="more than 2 different values"):
        distinct(blocks(NUMBERS[:, :1]))


def test_means():
    made = mean_row(blocks(NUMBERS))
    np.testing.assert_array_equal(made, [[2, NAN], [2, NAN]])
    gap = np.array([[0.1], [NAN], [0.2], [0.7], [0.4]])
    np.testing.assert_allclose(mean_row(blocks(gap)), [[0.35], [NAN]], rtol=1e-15)


def test_modes():
    # The least of those that are there as often.
    np.testing.assert_array_equal(mode_row(blocks(NUMBERS)), [[1, NAN], [1, NAN]])
    assert mode_row(blocks(TEXTS)).tolist() == [["a", "x"], [None, "x"]]


def test_a_value_for_a_constant():
    (value,), missing = mode_row(blocks(TEXTS[:, :1]), constant=True).tolist()
    assert value in ("a", "b")
    assert missing == [None]
    assert mode_row(blocks(NUMBERS[:, 1:]), constant=True).dtype == np.float64


def test_gathered():
    np.testing.assert_array_equal(gathered(blocks(NUMBERS), 5), NUMBERS)
    assert gathered(blocks(TEXTS), 5).tolist() == TEXTS.tolist()
