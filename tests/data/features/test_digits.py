import warnings

import numpy as np
import pytest

from nnspec.data.chains.chain import apply_steps, invert_steps
from nnspec.data.features.digits import with_meaning
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.max_abs_scaler import MaxAbsScaler
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.standard_scaler import StandardScaler

STEPS = {
    "plain": (),
    "scaled": (StandardScaler((35.8,), (16.7,)),),
    "far": (StandardScaler((1.7e9,), (1000.0,)),),
    "wide": (StandardScaler((1e12,), (1e12,)),),
    "range": (MinMaxScaler((0.01,), (-0.3,)),),
    "tiny": (MaxAbsScaler(None, (1e-5,)),),
    "logarithm": (Log1p(), StandardScaler((3.0,), (1.0,))),
}


def made(steps, scores):
    scores = np.array(scores, np.float32).astype(np.float64)
    return with_meaning(scores, lambda block: invert_steps(steps, block))


@pytest.mark.parametrize("name", STEPS)
def test_nothing_that_float32_tells_apart_is_lost(name):
    steps = STEPS[name]
    scores = np.random.default_rng(0).normal(size=(500, 1)).astype(np.float32)
    found = made(steps, scores)
    again = apply_steps(steps, found)
    spacing = np.maximum(np.spacing(np.abs(scores)), np.float32(2.0**-30))
    assert (np.abs(again - scores) <= 0.51 * spacing + 1e-12).all()
    right = invert_steps(steps, scores.astype(np.float64))
    assert np.mean((found - right) ** 2) < 1e-14 * np.var(right)


def test_a_number_that_is_not_scaled_is_the_same_float32():
    scores = np.float32([[65.25964], [1e-9], [-2.5e-12], [3e8], [0.1], [0.0], [1.7e9]])
    found = made((), scores)
    np.testing.assert_array_equal(found.astype(np.float32), scores)
    assert found[:, 0].tolist() == [65.25964, 1e-9, -2.5e-12, 3e8, 0.1, 0.0, 1.7e9]


@pytest.mark.parametrize(
    ("name", "scores", "expected"),
    [
        ("scaled", [1.7643, 0.0, -1.0], [65.26381, 35.8, 19.1]),
        ("far", [0.5, -1.234567], [1700000500.0, 1699998765.433]),
        ("wide", [0.1, 2.0], [1100000000000.0, 3000000000000.0]),
        ("range", [0.7], [100.0]),
        ("tiny", [0.5, 1e-6], [5e-06, 1e-11]),
    ],
)
def test_as_few_digits_as_that_takes(name, scores, expected):
    found = made(STEPS[name], np.array(scores)[:, None])
    assert found[:, 0].tolist() == expected


def test_what_is_not_finite_stays_so_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = made(STEPS["logarithm"], [[np.nan], [np.inf], [1e6], [-np.inf]])
    assert found[:3, 0].tolist() == pytest.approx([np.nan, np.inf, np.inf], nan_ok=True)
    assert found[3, 0] == -1


def test_each_column_has_digits_of_its_own():
    steps = (StandardScaler((1.7e9, 0.0), (1000.0, 1.0)),)
    assert made(steps, [[0.25, 0.1]]).tolist() == [[1700000250.0, 0.1]]
