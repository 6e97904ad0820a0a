import numpy as np
import pytest
from sklearn import preprocessing

from nnspec.data.steps.robust_scaler import RobustScaler
from nnspec.spec.language.objects import ObjectSpec

BLOCK = np.random.default_rng(0).lognormal(size=(50, 2))


@pytest.mark.parametrize(
    "arguments", [{}, {"with_centering": False}, {"quantile_range": (10.0, 80.0)}]
)
def test_it_is_scikit_learns(arguments):
    expected = preprocessing.RobustScaler(**arguments).fit_transform(BLOCK)
    np.testing.assert_array_equal(RobustScaler.learn(arguments, BLOCK).apply(BLOCK), expected)


def test_a_range_the_wrong_way_round():
    found = RobustScaler.contradiction(ObjectSpec("RobustScaler", {"quantile_range": [90, 10]}))
    assert found == (
        "quantile_range",
        "RobustScaler's quantile_range goes from 90 to 10",
        "write the smaller number first",
    )
