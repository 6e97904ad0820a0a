"""Where in a spec a Keras object comes from."""

from __future__ import annotations

import keras
import pytest
from support import flat

from nnspec.network.build import build
from nnspec.network.places import place_of, place_of_error
from nnspec.spec.load import load_spec

SPEC = """\
data: {source: rows.csv, target: y}
layers:
  - Dense: {units: 2, kernel_initializer: {RandomNormal: {stddev: 0.1}}, bias_regularizer: L2}
    name: first
  - Dense: 1
compile: {optimizer: {SGD: 0.1}, loss: mse, metrics: [mae]}
"""


@pytest.fixture
def loaded(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return load_spec(path)


def raised(act):
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_objects_of_a_spec_know_their_place(loaded):
    model = build(loaded, flat({"input": 3}))
    first, last = model.layers
    assert (place_of(first).label, place_of(first).path) == ("'first'", ("layers", 0))
    assert (place_of(last).label, place_of(last).path) == ("Dense", ("layers", 1))
    normal = place_of(first.kernel_initializer)
    assert (normal.label, normal.path[-1]) == ("RandomNormal", "kernel_initializer")
    assert place_of(model.optimizer).label == "SGD"
    assert place_of(keras.layers.Dense(1)) is None


def test_an_error_is_told_by_the_innermost_object_of_its_frames(loaded, monkeypatch):
    model = build(loaded, flat({"input": 3}))
    keras.config.disable_traceback_filtering()
    try:
        # Its shape does not fit: raised inside of the layer.
        error = raised(lambda: model.layers[1](keras.Input((7,))))
        assert place_of_error(error, loaded).label == "Dense"

        def broken(self, weights):
            raise IndexError

        # Keras made this one itself, of the word L2.
        monkeypatch.setattr(keras.regularizers.L2, "__call__", broken)
        found = place_of_error(raised(lambda: model.layers[0].losses), loaded)
        assert (found.label, found.path[-1]) == ("L2", "bias_regularizer")
    finally:
        keras.config.enable_traceback_filtering()


def test_what_keras_makes_of_a_word_is_known_by_its_kind(loaded):
    def act(self):
        raise ValueError

    loss = keras.losses.MeanSquaredError()
    mae = keras.metrics.MeanAbsoluteError(name="mae")
    assert place_of_error(raised(lambda: act(loss)), loaded).label == "mse"
    assert place_of_error(raised(lambda: act(mae)), loaded).label == "mae"
    assert place_of_error(raised(lambda: act(object())), loaded) is None


def test_a_graphs_error_is_told_by_the_layer_in_an_operations_name(loaded):
    import tensorflow as tf

    model = build(loaded, flat({"input": 3}))
    error = tf.errors.InvalidArgumentError(None, None, "[[{{node while/net/first/MatMul}}]]")
    assert place_of_error(error, loaded) is None
    assert place_of_error(error, loaded, model).label == "'first'"
