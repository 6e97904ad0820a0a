import numpy as np
import pytest
from sklearn import preprocessing

from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.max_abs_scaler import MaxAbsScaler
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.robust_scaler import RobustScaler
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.steps.step import estimator

BLOCK = np.array([[1.0, 10.0], [np.nan, 30.0]])


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (StandardScaler((1.0, 10.0), (2.0, 4.0)), [[0, 0], [np.nan, 5]]),
        (RobustScaler(None, (2.0, 4.0)), [[0.5, 2.5], [np.nan, 7.5]]),
        (RobustScaler((1.0, 10.0), None), [[0, 0], [np.nan, 20]]),
        (MaxAbsScaler(None, (1.0, 30.0)), [[1, 1 / 3], [np.nan, 1]]),
        (MinMaxScaler((1.0, 0.1), (0.0, -1.0)), [[1, 0], [np.nan, 2]]),
        (Log1p(), [[np.log(2), np.log(11)], [np.nan, np.log(31)]]),
        (Passthrough(), BLOCK),
    ],
)
def test_apply_and_invert(step, expected):
    before = BLOCK.copy()
    applied = step.apply(BLOCK)
    np.testing.assert_allclose(applied, expected, rtol=1e-15)
    np.testing.assert_allclose(step.invert(applied), BLOCK, rtol=1e-15)
    np.testing.assert_array_equal(BLOCK, before)
    assert step.output_names(["a", "b"]) == ("a", "b")


def test_an_estimator_is_scikit_learns_own():
    made = estimator("MinMaxScaler", {"feature_range": (-1, 1)})
    assert type(made) is preprocessing.MinMaxScaler
    assert made.feature_range == (-1, 1)
