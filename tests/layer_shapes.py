"""Shapes of layers as the rules have them and as Keras has them: for `checks/shapes/`."""

import numpy as np
import pytest

from nnspec.checks.network.shapes import NoFit, output_shape
from nnspec.network.backend import load_keras
from nnspec.network.objects import make
from nnspec.spec.language.objects import ObjectSpec


def layer(name, **arguments):
    return ObjectSpec(name, arguments, identifier=name)


def keras_shape(spec, shapes, *, separate=False):
    """The shape that Keras gives for inputs of these shapes."""
    tensors = [load_keras().Input(shape) for shape in shapes]
    made = make(spec, "layers")
    if separate:
        return tuple(made(*tensors).shape[1:])
    return tuple(made(tensors if len(tensors) > 1 else tensors[0]).shape[1:])


def no_fit(spec, shapes):
    """Why the layer cannot take inputs of these shapes."""
    with pytest.raises(NoFit) as caught:
        output_shape(spec, shapes)
    return caught.value.reason


def keras_refuses(spec, shapes):
    """Whether Keras refuses the layer, or fails to train on rows of these shapes."""
    keras = load_keras()
    tensors = [keras.Input(shape) for shape in shapes]
    inputs = tensors if len(tensors) > 1 else tensors[0]
    rows = [np.ones((2, *shape), np.float32) for shape in shapes]
    try:
        model = keras.Model(inputs, make(spec, "layers")(inputs))
        model(rows if len(rows) > 1 else rows[0], training=True)
    # With whatever the operation at fault raises.
    except Exception:
        return True
    return False


def shapes_as_in_keras(cases):
    """A test of layers, each with the shape that it gets: its output's is Keras'."""

    @pytest.mark.parametrize(("spec", "shape"), cases, ids=str)
    def test(spec, shape):
        assert output_shape(spec, [shape]) == keras_shape(spec, [shape])

    return test


def refused_as_by_keras(cases):
    """A test of layers, each with the shapes that it gets and why it cannot take them."""

    @pytest.mark.parametrize(("spec", "shapes", "reason"), cases, ids=str)
    def test(spec, shapes, reason):
        assert no_fit(spec, shapes) == reason
        assert keras_refuses(spec, shapes)

    return test


def refused_before_keras(cases):
    """The same of what Keras refuses in the training alone, or takes and makes nothing of."""

    @pytest.mark.parametrize(("spec", "shapes", "reason"), cases, ids=str)
    def test(spec, shapes, reason):
        assert no_fit(spec, shapes) == reason

    return test
