"""Layers that make, order or copy numbers, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, no_fit, refused_as_by_keras, shapes_as_in_keras

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
    (layer("SpatialDropout1D", rate=0.1), (5, 2)),
    (layer("SpatialDropout2D", rate=0.1), (5, 4, 2)),
    (layer("SpatialDropout3D", rate=0.1), (5, 4, 3, 2)),
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

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)


def test_a_length_that_keras_would_leave_unknown():
    assert no_fit(layer("Reshape", target_shape=[2, None]), [(8,)]) == "null leaves a length open"
