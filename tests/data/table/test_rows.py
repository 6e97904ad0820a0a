"""Rows in memory, as a network and as Keras take them."""

from __future__ import annotations

import numpy as np

from nnspec.data.table.rows import Arrays, model_input, model_target

X, Y, W = np.ones((3, 2), np.float32), np.zeros((3, 1), np.float32), np.ones(3, np.float32)


def test_one_input_and_one_target_are_arrays():
    made = Arrays({"input": X}, {"y": Y})
    assert made.n_rows == 3
    assert made.data == (X, Y)
    assert Arrays(X, Y).data == (X, Y)


def test_several_inputs_are_a_list_and_several_targets_go_by_name():
    made = Arrays({"a": X, "b": X[:, :1]}, {"y": Y, "z": Y}, W)
    assert made.n_rows == 3
    x, y, weights = made.data
    assert [array.shape for array in x] == [(3, 2), (3, 1)]
    assert list(y) == ["y", "z"]
    assert weights is made.row_weights() is W


def test_rows_between_two_are_views():
    made = Arrays({"a": X, "b": X[:, :1]}, {"y": Y, "z": Y}, W).read(1, 9)
    assert made.n_rows == 2
    x, y, weights = made.data
    assert [array.shape for array in x] == [(2, 2), (2, 1)]
    assert {name: array.shape for name, array in y.items()} == {"y": (2, 1), "z": (2, 1)}
    assert np.shares_memory(weights, W)
    assert len(Arrays({"input": X}, {"y": Y}).read(0, 1).data) == 2
    assert [part.shape for part in Arrays([X, X], Y).read(0, 2).inputs] == [(2, 2), (2, 2)]


def test_batches_hold_every_row_once():
    batches = list(Arrays({"a": np.arange(5.0)}, {"y": np.arange(5)}).batches(2))
    assert [batch.x["a"].tolist() for batch in batches] == [[0, 1], [2, 3], [4]]


def test_outputs_of_rows_in_memory_are_made_at_once():
    made = Arrays({"a": X}, {"y": Y}).outputs(lambda x: {"y": x["a"].sum(axis=1, keepdims=True)})
    assert made["y"].tolist() == [[2], [2], [2]]


def test_inputs_and_targets_as_keras_takes_them():
    one, other = np.zeros((2, 1)), np.ones((2, 3))
    assert model_input({"a": one}) is one
    assert model_input({"a": one, "b": other}) == [one, other]
    assert model_target({"a": one}) is one
    assert model_target({"a": one, "b": other}) == {"a": one, "b": other}
