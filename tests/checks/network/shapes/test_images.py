"""Layers for images, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, refused_before_keras, shapes_as_in_keras

SHAPES = [
    (layer("RandomHue", factor=0.5), (6, 5, 3)),
    (layer("ContrastLimitedAdaptiveHistogramEqualization", tile_grid_size=[8, 5]), (4, 4, 3)),
]

NO_FIT = [
    (
        layer("RandomColorDegeneration", factor=0.5),
        [(8, 8, 4)],
        "it needs 3 channels, but gets 4",
    ),
    (
        layer("RandomGaussianBlur", kernel_size=2),
        [(8, 8, 4)],
        "kernel_size must be odd, found 2",
    ),
]

LATER = [
    (
        layer("Equalization", value_range=[1.0, 1.0]),
        [(4, 4, 3)],
        "value_range must go from a value to a larger one",
    ),
    (
        layer("ContrastLimitedAdaptiveHistogramEqualization", tile_grid_size=[9, 5]),
        [(4, 4, 3)],
        "9 tiles are too many for a side of 4",
    ),
    (layer("RandomSaturation", factor=0.5), [(8, 8, 2)], "it needs 3 channels, but gets 2"),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
test_what_fails_in_the_training_is_refused = refused_before_keras(LATER)
