import numpy as np
import pytest

from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.power_transformer import PowerTransformer

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
