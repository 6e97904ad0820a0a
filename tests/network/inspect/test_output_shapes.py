"""The shapes of a saved network's layers, against Keras' own."""

import json

import pytest

from nnspec.network.backend import load_keras
from nnspec.network.inspect.output_shapes import output_shapes


def chain(keras):
    layers = keras.layers
    return [
        layers.Reshape((8, 8, 1)),
        layers.Conv2D(4, 3),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.1),
        layers.Dense(10),
        layers.Softmax(),
    ]


def saved(model):
    return output_shapes(json.loads(model.to_json())["config"]["layers"])


@pytest.mark.parametrize("sequential", [False, True])
def test_a_chain_to_its_output(sequential):
    keras = load_keras()
    layers = chain(keras)
    start = keras.Input((64,))
    if sequential:
        model = keras.Sequential([start, *layers])
    else:
        end = start
        for layer in layers:
            end = layer(end)
        model = keras.Model(start, end)
    shapes = saved(model)
    real = {layer.name: tuple(layer.output.shape) for layer in layers}
    if sequential:
        # Its configuration does not say what a layer without weights reads.
        real = {name: shape for name, shape in real.items() if name in shapes}
        assert layers[0].name in real
    assert {name: shapes[name] for name in real} == real


def test_branches_with_several_outputs():
    keras = load_keras()
    left, right = keras.Input((3,), name="left"), keras.Input((2,), name="right")
    both = keras.layers.Concatenate(name="both")([left, right])
    ends = [keras.layers.Dense(units, name=f"end_{units}")(both) for units in (1, 4)]
    assert saved(keras.Model([left, right], ends)) == {
        "left": (None, 3),
        "right": (None, 2),
        "both": (None, 5),
        "end_1": (None, 1),
        "end_4": (None, 4),
    }


def test_an_output_that_is_not_simple_is_left_out():
    keras = load_keras()
    start = keras.Input((8, 1), name="start")
    model = keras.Model(start, keras.layers.Conv1D(2, 3, name="end")(start))
    assert saved(model) == {"start": (None, 8, 1)}
