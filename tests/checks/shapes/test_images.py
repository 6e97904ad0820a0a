"""Layers for images, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import keras_refuses, keras_shape, layer, no_fit

from nnspec.checks.shapes import output_shape

SHAPES = [
    (layer("RandomHue", factor=0.5), (6, 5, 3)),
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

# What Keras itself refuses in the training alone, or takes and makes nothing of.
LATER = [
    (layer("RandomSaturation", factor=0.5), [(8, 8, 2)], "it needs 3 channels, but gets 2"),
]


@pytest.mark.parametrize(("spec", "shape"), SHAPES, ids=str)
def test_shapes_as_in_keras(spec, shape):
    assert output_shape(spec, [shape]) == keras_shape(spec, [shape])


@pytest.mark.parametrize(("spec", "shapes", "reason"), NO_FIT, ids=str)
def test_what_does_not_fit_is_refused_as_keras_refuses_it(spec, shapes, reason):
    assert no_fit(spec, shapes) == reason
    assert keras_refuses(spec, shapes)


@pytest.mark.parametrize(("spec", "shapes", "reason"), LATER, ids=str)
def test_what_fails_in_the_training_is_refused(spec, shapes, reason):
    assert no_fit(spec, shapes) == reason
