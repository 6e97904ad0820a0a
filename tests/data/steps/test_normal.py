"""The normal distribution against scipy's, which scikit-learn uses."""

import numpy as np
from scipy import stats

from nnspec.data.steps.normal import cdf, ppf


def test_the_distribution_function():
    x = np.r_[np.linspace(-12, 12, 20_001), np.random.default_rng(0).normal(size=20_000)]
    np.testing.assert_allclose(cdf(x), stats.norm.cdf(x), rtol=5e-14)


def test_far_out():
    found = cdf(np.array([-np.inf, -1e300, -50.0, 0.0, 50.0, 1e300, np.inf, np.nan]))
    np.testing.assert_array_equal(found, [0, 0, 0, 0.5, 1, 1, 1, np.nan])


def test_the_inverse():
    small = 10.0 ** -np.linspace(0.1, 300, 2_001)
    p = np.r_[np.random.default_rng(0).random(20_000), small, 1 - small[small > 1e-16]]
    np.testing.assert_allclose(ppf(p), stats.norm.ppf(p), rtol=2e-15, atol=1e-16)


def test_the_ends_of_the_inverse():
    found = ppf(np.array([0.0, 0.5, 1.0, np.nan]))
    np.testing.assert_array_equal(found, [-np.inf, 0, np.inf, np.nan])
