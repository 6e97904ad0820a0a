"""EinsumDense's equations, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import layer, refused_as_by_keras, shapes_as_in_keras

from nnspec.checks.network.shapes import NoFit, output_shape

SHAPES = [
    (layer("EinsumDense", equation="abc,cd->abd", output_shape=[5, 8]), (5, 2)),
    (layer("EinsumDense", equation="...x,xy->...y", output_shape=8), (3, 5, 2)),
    (layer("EinsumDense", equation="ab,bc->ac", output_shape=8, bias_axes="c"), (2,)),
    (layer("EinsumDense", equation="ab...,bc->ac...", output_shape=8), (2, 3)),
]

NO_FIT = [
    (
        layer("EinsumDense", equation="abc,cd->abd", output_shape=64),
        [(8,)],
        "'abc' names 3 axes, but it gets 2, the batch included",
    ),
    (
        layer("EinsumDense", equation="abc,cd->abd", output_shape=[7, 64]),
        [(8, 2)],
        "'b' is 8 in what it gets and 7 in output_shape",
    ),
    (
        layer("EinsumDense", equation="abc,cd->abd", output_shape=64),
        [(8, 2)],
        "output_shape must have 2 lengths for 'abd', the batch left out",
    ),
    (
        layer("EinsumDense", equation="ab,bc->ac", output_shape=4, bias_axes="z"),
        [(8,)],
        "bias_axes names 'z', which is not in 'ac'",
    ),
    (
        layer("EinsumDense", equation="ab->a", output_shape=4),
        [(8,)],
        "its equation 'ab->a' has no form that Keras knows",
    ),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)


def test_a_length_that_keras_would_leave_unknown():
    spec = layer("EinsumDense", equation="abc,cd->abd", output_shape=[None, 8])
    with pytest.raises(NoFit) as caught:
        output_shape(spec, [(5, 2)])
    assert caught.value.reason == "output_shape leaves a length open"
    assert caught.value.hint == "write output_shape: [5, 8]"
