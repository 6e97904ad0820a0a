"""One graph for any number of rows gives what `model.predict` gives."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.network import forward
from nnspec.network.backend import load_keras
from nnspec.network.forward import Forward, largest_batch

keras = load_keras()
layers = keras.layers
RNG = np.random.default_rng(0)


def rows(n, width):
    return RNG.normal(size=(n, width)).astype(np.float32)


def dense():
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(5, "relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ]
    )


@pytest.mark.parametrize("at_once", [4096, 7])
def test_the_outputs_are_those_of_predict(monkeypatch, at_once):
    monkeypatch.setattr(forward, "MOST_ROWS", at_once)
    model = dense()
    ours = Forward(model, ["y"])
    for n in (1, 20, 7):
        x = rows(n, 3)
        (found,) = ours.run({"input": x}).values()
        assert found.dtype == np.float32
        assert np.allclose(found, model.predict(x, verbose=0), rtol=1e-6, atol=1e-7)


def test_several_inputs_and_outputs_go_by_order_and_name():
    b, a = keras.Input((2,), name="b"), keras.Input((3,), name="a")
    both = layers.Concatenate()([layers.Dense(2)(b), a])
    model = keras.Model(
        [b, a],
        {"zeta": layers.Dense(1, name="zeta")(both), "alpha": layers.Dense(2, name="alpha")(both)},
    )
    x = {"b": rows(5, 2), "a": rows(5, 3)}
    found = Forward(model, ["zeta", "alpha"]).run(x)
    expected = model.predict(list(x.values()), verbose=0)
    assert list(found) == ["zeta", "alpha"]
    for name in found:
        assert np.allclose(found[name], expected[name], rtol=1e-6, atol=1e-7)


def test_later_weights_are_seen():
    model = dense()
    ours = Forward(model, ["y"])
    x = {"input": rows(4, 3)}
    before = ours.run(x)["y"]
    model.set_weights([weight * 2 for weight in model.get_weights()])
    assert not np.allclose(ours.run(x)["y"], before)


def test_a_batch_is_as_large_as_the_widest_layer_allows():
    assert largest_batch(dense()) == 4096
    wide = keras.Sequential([keras.Input((3,)), layers.Dense(10_000), layers.Dense(1)])
    assert largest_batch(wide) == 400
    image = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(16, 3), layers.Flatten()])
    assert largest_batch(image) == 4_000_000 // (26 * 26 * 16)
    huge = keras.Sequential([keras.Input((3,)), layers.Dense(5_000_000)])
    assert largest_batch(huge) == 1
    # Inside of wrappers and cells there are layers that are nowhere in the network.
    recurrent = keras.Sequential([keras.Input((4, 2)), layers.Bidirectional(layers.LSTM(3))])
    assert largest_batch(recurrent) == 4096


def test_a_sequence_of_any_length_has_no_size():
    model = keras.Sequential([keras.Input((None, 2)), layers.LSTM(3)])
    assert largest_batch(model) is None
