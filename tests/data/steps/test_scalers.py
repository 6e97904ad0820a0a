import numpy as np
import pytest

from nnspec.data.steps.scalers import (
    Log1p,
    MaxAbsScaler,
    MinMaxScaler,
    OutOfDomainError,
    Passthrough,
    RobustScaler,
    StandardScaler,
)

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


def test_clipping():
    step = MinMaxScaler((1.0,), (0.0,), (0.0, 1.0))
    assert step.apply(np.array([[-1.0], [0.5], [2.0]])).tolist() == [[0.0], [0.5], [1.0]]


def test_log1p_refuses_minus_one_and_below():
    with pytest.raises(OutOfDomainError) as error:
        Log1p().apply(np.array([[0.0], [-1.0], [-3.0], [np.nan]]))
    assert error.value.rows.tolist() == [1, 2]
    assert error.value.smallest == -3.0
