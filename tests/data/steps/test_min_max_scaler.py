import numpy as np

from nnspec.data.steps.min_max_scaler import MinMaxScaler


def test_clipping():
    step = MinMaxScaler((1.0,), (0.0,), (0.0, 1.0))
    assert step.apply(np.array([[-1.0], [0.5], [2.0]])).tolist() == [[0.0], [0.5], [1.0]]


def test_learning_in_blocks_is_learning_at_once():
    block = np.random.default_rng(0).normal(size=(50, 2))
    whole = MinMaxScaler.learn({}, block)
    assert MinMaxScaler.learn_from_blocks({}, lambda: iter((block[:20], block[20:])), list) == whole
