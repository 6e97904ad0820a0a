import numpy as np

from nnspec.data.steps.quantile_transformer import NORMAL_ENDS, QuantileTransformer


def test_shares_of_the_training_rows():
    step = QuantileTransformer(((0.0, 10.0, 10.0, 20.0, 40.0),))
    new = np.array([[-5.0], [0.0], [5.0], [10.0], [30.0], [99.0], [np.nan]])
    made = step.apply(new)
    np.testing.assert_allclose(made[:, 0], [0, 0, 0.125, 0.375, 0.875, 1, np.nan])
    back = step.invert(made)[:, 0]
    np.testing.assert_allclose(back, [0, 0, 5, 10, 30, 40, np.nan])


def test_normal_variables_stay_finite():
    step = QuantileTransformer(((0.0, 1.0, 2.0),), "normal")
    made = step.apply(np.array([[-1e300], [1.0], [1e300]]))
    np.testing.assert_array_equal(made[:, 0], [NORMAL_ENDS[0], 0, NORMAL_ENDS[1]])
    np.testing.assert_array_equal(step.invert(made)[:, 0], [0, 1, 2])
    np.testing.assert_array_equal(step.invert(np.array([[-40.0], [9.0]]))[:, 0], [0, 2])


def test_the_same_rows_are_drawn_each_time():
    block = np.random.default_rng(0).normal(size=(5000, 1))
    drawn = {"n_quantiles": 50, "subsample": 100}
    made = [QuantileTransformer.learn(drawn, block) for _ in range(2)]
    assert made[0] == made[1] != QuantileTransformer.learn({**drawn, "random_state": 3}, block)
