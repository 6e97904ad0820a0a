"""Beside these, test_fit_steps.py compares with scikit-learn's own."""

import numpy as np
import pytest

from nnspec.data.steps.scalers import OutOfDomainError
from nnspec.data.steps.transformers import NORMAL_ENDS, PowerTransformer, QuantileTransformer

BLOCK = np.array([[1.0, -10.0], [np.nan, 30.0]])
POWERS = ((0.0, 2.0), (0.5, 1.5), (1.0, 1.0), (-0.2, 3.0))


@pytest.mark.parametrize("lambdas", POWERS)
def test_yeo_johnson_there_and_back(lambdas):
    step = PowerTransformer("yeo-johnson", lambdas, (1.0, -2.0), (2.0, 0.5))
    before = BLOCK.copy()
    applied = step.apply(BLOCK)
    assert np.isnan(applied).tolist() == [[False, False], [True, False]]
    np.testing.assert_allclose(step.invert(applied), BLOCK, rtol=1e-12)
    np.testing.assert_array_equal(BLOCK, before)
    assert step.output_names(["a", "b"]) == ("a", "b")


def test_yeo_johnson_by_its_formula():
    made = PowerTransformer("yeo-johnson", (0.5, 0.5), None, None).apply(np.array([[3.0, -3.0]]))
    np.testing.assert_allclose(made, [[(4**0.5 - 1) / 0.5, -(4**1.5 - 1) / 1.5]], rtol=1e-14)


def test_box_cox_by_its_formula():
    step = PowerTransformer("box-cox", (0.5, 0.0), None, None)
    made = step.apply(np.array([[4.0, 4.0]]))
    np.testing.assert_allclose(made, [[2.0, np.log(4)]], rtol=1e-14)
    np.testing.assert_allclose(step.invert(made), [[4.0, 4.0]], rtol=1e-14)


def test_box_cox_needs_what_is_above_zero():
    with pytest.raises(OutOfDomainError) as error:
        PowerTransformer("box-cox", (1.0,), None, None).apply(np.array([[1.0], [0.0], [-2.0]]))
    assert (error.value.step, error.value.needs) == (
        "PowerTransformer: {method: box-cox}",
        "values above 0",
    )
    assert error.value.rows.tolist() == [1, 2]
    assert error.value.smallest == -2.0


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
