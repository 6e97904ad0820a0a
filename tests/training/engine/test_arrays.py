"""Rows as Keras takes them."""

from __future__ import annotations

import numpy as np

from nnspec.data.ondisk.part import Block
from nnspec.training.engine.arrays import arrays_of

X, Y, W = np.ones((3, 2), np.float32), np.zeros((3, 1), np.float32), np.ones(3, np.float32)


def test_one_input_and_one_target_are_arrays():
    made = arrays_of(Block({"input": X}, {"y": Y}, None))
    assert made.n_rows == 3
    assert made.data == (X, Y)


def test_several_inputs_are_a_list_and_several_targets_go_by_name():
    made = arrays_of(Block({"a": X, "b": X[:, :1]}, {"y": Y, "z": Y}, W))
    assert made.n_rows == 3
    x, y, weights = made.data
    assert [array.shape for array in x] == [(3, 2), (3, 1)]
    assert list(y) == ["y", "z"]
    assert weights is W


def test_rows_between_two_are_views():
    made = arrays_of(Block({"a": X, "b": X[:, :1]}, {"y": Y, "z": Y}, W)).between(1, 3)
    assert made.n_rows == 2
    x, y, weights = made.data
    assert [array.shape for array in x] == [(2, 2), (2, 1)]
    assert {name: array.shape for name, array in y.items()} == {"y": (2, 1), "z": (2, 1)}
    assert np.shares_memory(weights, W)
    assert len(arrays_of(Block({"input": X}, {"y": Y}, None)).between(0, 1).data) == 2
