"""Layers that Keras cannot train, or cannot load again, as they are."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnspec.network.mended import kind_of, mended


def network(layer):
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [keras.Input((6, 6, 3)), layer, keras.layers.Flatten(), keras.layers.Dense(1)]
    )


@pytest.mark.parametrize("name", ["net.keras", "net.h5"])
def test_a_factor_of_random_shear_is_loaded_as_it_was_given(tmp_path, name):
    model = network(mended(keras.layers.RandomShear(0.2, [0.1, 0.3])))
    model.save(tmp_path / name)
    again = keras.models.load_model(tmp_path / name).layers[0]
    assert (tuple(again.x_factor), tuple(again.y_factor)) == ((-0.2, 0.2), (0.1, 0.3))


def test_equalization_trains_as_the_layer_itself_does(tmp_path):
    images = np.random.default_rng(0).uniform(0, 255, (4, 6, 6, 3)).astype(np.float32)
    layer = mended(keras.layers.Equalization(name="equal"))
    model = network(layer)
    assert (layer.name, kind_of(layer)) == ("equal", "Equalization")
    expected = keras.layers.Equalization()(images, training=True)
    assert np.array_equal(layer(images, training=True), expected)
    assert not np.array_equal(expected, images)
    model.compile("sgd", "mse")
    model.fit(images, np.ones((4, 1)), verbose=0)
    model.save(tmp_path / "net.keras")
    again = keras.models.load_model(tmp_path / "net.keras")
    assert np.array_equal(again.predict(images, verbose=0), model.predict(images, verbose=0))


def test_other_layers_are_as_they_are():
    layer = keras.layers.Dense(2)
    assert mended(layer) is layer
    assert kind_of(layer) == "Dense"
    assert kind_of(keras.layers.Pipeline([layer])) == "Pipeline"
