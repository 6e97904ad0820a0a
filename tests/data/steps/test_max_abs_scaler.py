import numpy as np
from sklearn import preprocessing

from nnspec.data.steps.max_abs_scaler import MaxAbsScaler

BLOCK = np.random.default_rng(0).normal(size=(50, 2))


def test_it_is_scikit_learns_at_once_and_in_blocks():
    expected = preprocessing.MaxAbsScaler().fit_transform(BLOCK)
    made = MaxAbsScaler.learn({}, BLOCK)
    np.testing.assert_array_equal(made.apply(BLOCK), expected)
    blocks = BLOCK[:20], BLOCK[20:]
    assert MaxAbsScaler.learn_from_blocks({}, lambda: iter(blocks), list) == made
