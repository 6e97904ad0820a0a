"""TensorFlow's operations, and what TFLite has instead of some of them."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.export.tensorflow_operations import TensorFlowOperations, TfliteOperations


@pytest.mark.parametrize("kind", [TensorFlowOperations, TfliteOperations])
def test_what_is_no_number_and_what_is_infinite(kind):
    ops = kind()
    x = ops.numbers([[np.nan], [np.inf], [-np.inf], [0.0], [-1.5], [3e38]])
    assert ops.is_nan(x).numpy().ravel().tolist() == [True, *[False] * 5]
    infinite = [False, True, True, False, False, False]
    assert ops.is_infinite(x).numpy().ravel().tolist() == infinite


@pytest.mark.parametrize("kind", [TensorFlowOperations, TfliteOperations])
def test_logarithms_and_their_inverse(kind):
    ops = kind()
    x = np.array([[0.0], [0.5], [364.0]])
    there = ops.log1p(ops.numbers(x))
    np.testing.assert_allclose(there.numpy(), np.log1p(x), rtol=1e-6)
    np.testing.assert_allclose(ops.expm1(there).numpy(), x, rtol=1e-5, atol=1e-7)


def test_classes_are_their_labels_but_positions_in_tflite():
    ops = TensorFlowOperations()
    positions, refused = (
        ops.above(ops.numbers([[0.9], [0.1], [0.9]]), 0.5),
        [[False]] * 2 + [[True]],
    )
    for classes, expected in (
        (("no", "yes"), [b"yes", b"no", b""]),
        ((3, 7), [7, 3, np.iinfo(np.int64).min]),
    ):
        assert ops.labels(classes, positions, refused).numpy().ravel().tolist() == expected
    found = ops.labels((0.5, 1.5), positions, refused).numpy().ravel()
    np.testing.assert_array_equal(found, [1.5, 0.5, np.nan])
    tflite = TfliteOperations()
    assert tflite.labels(("no", "yes"), positions, refused).numpy().ravel().tolist() == [1, 0, -1]
