import warnings

import numpy as np
import pytest

from nnspec.data.chains.float32 import BeyondFloat32Error, apply_to_float32
from nnspec.data.steps.ordinal_encoder import OrdinalEncoder
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.standard_scaler import StandardScaler

BLOCK = np.array([[1.0], [1e39], [-2.0], [-1e300]])


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_what_float32_does_not_hold():
    with pytest.raises(BeyondFloat32Error, match=r"1e\+39 is beyond float32") as error:
        apply_to_float32((Passthrough(),), BLOCK)
    assert error.value.rows.tolist() == [1, 3]
    assert (error.value.value, error.value.steps) == (1e39, ())


def test_what_is_scaled_first_in_float64_fits():
    made = apply_to_float32((StandardScaler((1e39,), (1e39,)),), BLOCK[:3])
    assert made.dtype == np.float32
    assert made.tolist() == [[-1.0], [0.0], [-1.0]]
    far = apply_to_float32((StandardScaler((1.7e9,), (1.0,)),), np.array([[1.7e9 + 0.25]]))
    assert far.tolist() == [[0.25]]


def test_a_step_that_overflows():
    steps = (StandardScaler(None, (1e-300,)),)
    with pytest.raises(BeyondFloat32Error) as error:
        apply_to_float32(steps, np.array([[0.0, 1.0], [2.0, 1e20]]))
    assert error.value.rows.tolist() == [0, 1]
    assert (error.value.value, error.value.steps) == (1.0, ("StandardScaler",))


def test_a_category_that_becomes_no_number():
    steps = (OrdinalEncoder((("a", "b"),), float("nan")),)
    with pytest.raises(BeyondFloat32Error) as error:
        apply_to_float32(steps, np.array([["b"], ["c"]], object))
    assert (error.value.rows.tolist(), error.value.value) == ([1], "c")
