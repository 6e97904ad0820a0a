import numpy as np
import pytest

from nnspec.export.near_zero import expm1, log1p


class Numpy:
    """Operations of numpy in one precision."""

    def __init__(self, dtype):
        self.dtype = dtype

    def numbers(self, values):
        return np.asarray(values, self.dtype)

    def less_or_equal(self, x, y):
        return x <= self.dtype(y)

    add, subtract, multiply, divide = map(
        staticmethod, (np.add, np.subtract, np.multiply, np.divide)
    )
    log, exp, tanh, where = map(staticmethod, (np.log, np.exp, np.tanh, np.where))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_to_the_last_digits(dtype):
    small = 10.0 ** np.linspace(-20, 1.5, 500)
    x = np.r_[small, -small[small < 0.99], 0.0].astype(dtype)[:, None]
    rtol = 16 * np.finfo(dtype).eps
    found = log1p(Numpy(dtype), x)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, np.log1p(x.astype(np.float64)), rtol=rtol)
    with np.errstate(divide="ignore"):
        found = expm1(Numpy(dtype), x)
    np.testing.assert_allclose(found, np.expm1(x.astype(np.float64)), rtol=rtol)
