"""Layers of codes, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import keras_refuses, keras_shape, layer, no_fit

from nnspec.checks.shapes import output_shape

SHAPES = [
    (layer("Discretization", bin_boundaries=[0.0, 1.0]), (4,)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="one_hot"), (4,)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="one_hot"), (4, 1)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="count"), (4,)),
    (layer("IntegerLookup", vocabulary=[1, 2], output_mode="multi_hot"), (4,)),
    (
        layer(
            "IntegerLookup",
            vocabulary=[1, 2],
            max_tokens=9,
            pad_to_max_tokens=True,
            output_mode="count",
        ),
        (4,),
    ),
    (layer("Hashing", num_bins=5, output_mode="multi_hot"), (4,)),
    (layer("CategoryEncoding", num_tokens=6), (4,)),
]

NO_FIT = [
    (layer("IntegerLookup", vocabulary=[]), [(4,)], "its vocabulary has no value"),
    (layer("Discretization", bin_boundaries=[1.0, 0.0]), [(4,)], "its boundaries must grow"),
    (
        layer("IntegerLookup", vocabulary=[1, 2], idf_weights=[0.5, 1.5]),
        [(8,)],
        "idf_weights go with output_mode: tf_idf alone",
    ),
    (
        layer("IntegerLookup", vocabulary=[1, 2], pad_to_max_tokens=True),
        [(8,)],
        "pad_to_max_tokens needs max_tokens",
    ),
]

# What Keras itself refuses in the training alone, or takes and makes nothing of.
LATER = [
    (
        layer("CategoryEncoding", num_tokens=3),
        [(3, 4)],
        "multi_hot is for flat rows, but it gets 3 x 4",
    ),
    (
        layer("Hashing", num_bins=3, output_mode="one_hot"),
        [(4,)],
        "one_hot takes one value at a time, but it gets 4",
    ),
    (
        layer("StringLookup", vocabulary=["a"]),
        [(8,)],
        "it takes text, and what reaches a layer are numbers",
    ),
    (
        layer("TextVectorization", vocabulary=["a"]),
        [(8,)],
        "it takes text, and what reaches a layer are numbers",
    ),
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
