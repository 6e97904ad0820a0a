import time

import numpy as np

from nnspec.data.steps.one_hot_encoder import OneHotEncoder


def text(*values):
    return np.array(values, dtype=object)[:, None]


def test_one_hot():
    step = OneHotEncoder((("a", "b", "c"),), ((-1, 0, 1),), (("b", "c"),), "ignore")
    assert step.apply(text("a", "b", "c", "?")).tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]
    assert step.output_names(["x"]) == ("x=b", "x=c")


def test_one_hot_of_two_columns():
    step = OneHotEncoder((("a",), (1.0, 2.0)), ((0,), (0, 1)), (("a",), ("1", "2")))
    block = np.array([["a", 2.0], ["a", 1.0]], dtype=object)
    assert step.apply(block).tolist() == [[1, 0, 1], [1, 1, 0]]


def test_unknown_values_can_be_infrequent_ones():
    step = OneHotEncoder((("a", "b"),), ((0, 1),), (("a", "infrequent"),), (1,))
    assert step.apply(text("?", "a")).tolist() == [[0, 1], [1, 0]]


def test_a_million_rows_are_fast():
    names = ("a", "b", "c", "d", "e")
    column = np.array(names, dtype=object)[np.random.default_rng(0).integers(0, 5, 1_000_000)]
    step = OneHotEncoder((names,), (tuple(range(5)),), (names,))
    started = time.perf_counter()
    encoded = step.apply(column[:, None])
    assert time.perf_counter() - started < 1
    assert encoded.sum() == 1_000_000
