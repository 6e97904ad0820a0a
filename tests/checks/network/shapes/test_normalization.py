"""Layers that keep a shape and work along axes, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, shapes_as_in_keras

SHAPES = [
    (layer("BatchNormalization"), (5, 2)),
    (layer("LayerNormalization"), (5, 2)),
    (layer("GroupNormalization", groups=2), (5, 4)),
    (layer("PReLU", shared_axes=[1]), (5, 2)),
    (layer("Normalization", mean=[1, 2], variance=[1, 1]), (5, 2)),
    (layer("Normalization", axis=[1, 2], mean=[[1], [2]], variance=[[1], [1]]), (2, 3)),
]

NO_FIT = [
    (
        layer("Normalization", axis=[1, 2], mean=[[1], [2, 3]], variance=[[1], [1, 1]]),
        [(2, 2)],
        "mean has lists of unequal lengths",
    ),
    (layer("BatchNormalization", axis=5), [(8,)], "there is no axis 5 in 8"),
    (layer("LayerNormalization", axis=[7]), [(8,)], "there is no axis 7 in 8"),
    (layer("LayerNormalization", axis=0), [(8,)], "axis 0 is the batch, whose rows are apart"),
    (layer("RMSNormalization", axis=-3), [(8,)], "there is no axis -3 in 8"),
    (layer("Softmax", axis=5), [(8,)], "there is no axis 5 in 8"),
    (layer("UnitNormalization", axis=2), [(8,)], "there is no axis 2 in 8"),
    (layer("GroupNormalization"), [(8,)], "32 groups do not divide the 8 channels that it gets"),
    (
        layer("GroupNormalization", groups=3),
        [(8,)],
        "3 groups do not divide the 8 channels that it gets",
    ),
    (
        layer("Normalization", mean=[1, 2], variance=[1, 1]),
        [(8,)],
        "mean is a list of 2, but it gets 8",
    ),
    (
        layer("Normalization", mean=[1, 2], variance=1.0),
        [(2,)],
        "mean is a list of 2 and variance one number: they must match",
    ),
    (layer("PReLU", shared_axes=[3]), [(4, 2)], "shared_axes must be 1 to 2, found 3"),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
