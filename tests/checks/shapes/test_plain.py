"""Layers that make, order or copy numbers, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import keras_refuses, keras_shape, layer, no_fit

from nnspec.checks.shapes import output_shape

SHAPES = [
    (layer("Dense", units=5), (8,)),
    (layer("Dense", units=5), (4, 3, 8)),
    (layer("Flatten"), (4, 3, 2)),
    (layer("Reshape", target_shape=[2, 4]), (8,)),
    (layer("Reshape", target_shape=[-1, 2]), (8,)),
    (layer("Permute", dims=[2, 1]), (3, 4)),
    (layer("RepeatVector", n=3), (5,)),
    (layer("Embedding", input_dim=10, output_dim=4), (7,)),
    (layer("Dropout", rate=0.1), (5,)),
    (layer("Dropout", rate=0.1, noise_shape=[None, 1, 2]), (5, 2)),
]

NO_FIT = [
    (layer("Rescaling", scale=[1, 2]), [(8,)], "scale has 2 numbers for the last axis of 8"),
    (layer("Reshape", target_shape=[0]), [(8,)], "a length of 0 leaves nothing"),
    (layer("Reshape", target_shape=[3, 3]), [(8,)], "3 x 3 is 9 values, but it gets 8"),
    (
        layer("Reshape", target_shape=[5]),
        [(2, 3)],
        "5 is 5 values, but it gets 2 x 3, which is 6",
    ),
    (layer("Reshape", target_shape=[-1, 3]), [(8,)], "8 is 8 values, which 3 does not divide"),
    (layer("Reshape", target_shape=[-1, -1]), [(8,)], "only one length may be -1"),
    (
        layer("Permute", dims=[1, 3]),
        [(2, 3)],
        "dims must name each of the 2 axes once, counted from 1",
    ),
    (
        layer("Dropout", rate=0.1, noise_shape=[1, 3]),
        [(4,)],
        "noise_shape may hold null, 1 or the length itself, but has 3 for 4",
    ),
]


@pytest.mark.parametrize(("spec", "shape"), SHAPES, ids=str)
def test_shapes_as_in_keras(spec, shape):
    assert output_shape(spec, [shape]) == keras_shape(spec, [shape])


@pytest.mark.parametrize(("spec", "shapes", "reason"), NO_FIT, ids=str)
def test_what_does_not_fit_is_refused_as_keras_refuses_it(spec, shapes, reason):
    assert no_fit(spec, shapes) == reason
    assert keras_refuses(spec, shapes)


def test_a_length_that_keras_would_leave_unknown():
    assert no_fit(layer("Reshape", target_shape=[2, None]), [(8,)]) == "null leaves a length open"
