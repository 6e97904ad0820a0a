"""The rows' order follows from the seed and the epoch alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnspec.training.engine.order import epoch_order


@given(st.integers(0, 300), st.integers(0, 2**32 - 1), st.integers(0, 10_000))
def test_every_row_comes_once(rows, seed, epoch):
    order = epoch_order(rows, seed=seed, epoch=epoch)
    assert sorted(order.tolist()) == list(range(rows))
    assert order.dtype == np.int32


def test_it_is_what_the_page_says():
    expected = np.random.default_rng([7, 3]).permutation(50)
    assert epoch_order(50, seed=7, epoch=3).tolist() == expected.tolist()


def test_epochs_and_seeds_differ():
    orders = [epoch_order(50, seed=s, epoch=e).tolist() for s, e in ((1, 0), (1, 1), (2, 0))]
    assert len({tuple(order) for order in orders}) == 3


def test_unshuffled_rows_stay_as_they_are():
    assert epoch_order(4, seed=1, epoch=1, shuffle=False).tolist() == [0, 1, 2, 3]
