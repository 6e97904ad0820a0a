"""The trained network in Keras' two formats."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from support import Heard

from nnspec.runs.folder import RunFolder
from nnspec.training.saving import fits_h5, has_weights, save_model

WITHOUT = ("Adafactor", "Lamb")


def compiled(optimizer):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    model.compile(optimizer, keras.losses.MeanSquaredError())
    optimizer.build(model.trainable_variables)
    return model


@pytest.mark.parametrize("name", [*WITHOUT, "Adam"])
def test_both_files_load_whatever_the_optimizer(tmp_path, name):
    run, hearing = RunFolder(tmp_path), Heard()
    model = compiled(getattr(keras.optimizers, name)(0.01))
    save_model(model, run, hearing)
    assert hearing.notes == [
        f"model.h5 is saved without its optimizer: Keras cannot keep {name} in HDF5 "
        "(model.keras has it)"
    ] * (name in WITHOUT)
    whole, older = map(keras.models.load_model, (run.model_keras, run.model_h5))
    for other in (whole, older):
        pairs = zip(model.get_weights(), other.get_weights(), strict=True)
        assert all(np.array_equal(own, its) for own, its in pairs)
    assert type(whole.optimizer) is type(model.optimizer)
    assert (getattr(older, "optimizer", None) is None) == (name in WITHOUT)


def test_every_other_optimizer_of_keras_fits_into_h5():
    names = ["Adadelta", "Adagrad", "AdamW", "Adamax", "Ftrl", "Lion", "Muon", "Nadam", "RMSprop"]
    for name in [*names, "SGD", "ScheduleFreeAdamW"]:
        assert fits_h5(compiled(getattr(keras.optimizers, name)(0.01)).optimizer), name
    schedule = keras.optimizers.schedules.ExponentialDecay(0.01, 100, 0.5)
    scaled = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(schedule))
    assert fits_h5(compiled(scaled).optimizer)


def test_the_weights_of_a_network_are_known_again():
    model = compiled(keras.optimizers.SGD(0.01))
    weights = model.get_weights()
    assert has_weights(model, weights)
    weights[0][0, 0] += 1
    assert not has_weights(model, weights)
    assert not has_weights(model, None)
