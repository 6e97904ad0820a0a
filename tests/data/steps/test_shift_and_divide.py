import numpy as np
import pytest

from nnspec.data.steps.shift_and_divide import ShiftAndDivide

BLOCK = np.array([[1.0, 10.0], [np.nan, 30.0]])


@pytest.mark.parametrize(
    ("shift", "scale", "expected"),
    [
        ((1.0, 10.0), (2.0, 4.0), [[0, 0], [np.nan, 5]]),
        (None, (2.0, 4.0), [[0.5, 2.5], [np.nan, 7.5]]),
        ((1.0, 10.0), None, [[0, 0], [np.nan, 20]]),
        (None, None, BLOCK),
    ],
)
def test_there_and_back(shift, scale, expected):
    step = ShiftAndDivide(shift, scale)
    made = step.apply(BLOCK)
    np.testing.assert_array_equal(made, expected)
    np.testing.assert_array_equal(step.invert(made), BLOCK)
