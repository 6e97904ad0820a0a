"""The trained network in Keras' two formats."""

from __future__ import annotations

import errno

import h5py
import keras
import numpy as np
import pytest
from support import Heard

from nnspec.runs.folder import RunFolder
from nnspec.training import saving
from nnspec.training.saving import fits_h5, has_weights, keep_what_loads, save_model

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


WATCHED = {
    "Solarization": {},
    "RandomPosterization": {"factor": 4},
    "RandomSharpness": {"factor": 0.5},
    "RandomColorDegeneration": {"factor": 0.5},
    "RandomSaturation": {"factor": 0.5},
    "AugMix": {},
    "Attention": {},
}


@pytest.mark.parametrize("name", WATCHED)
def test_layers_that_watch_their_lists_load_too(tmp_path, name):
    images = keras.Input((6, 6, 3))
    layer = getattr(keras.layers, name)(**WATCHED[name])
    made = layer([images, images] if name == "Attention" else images)
    end = keras.layers.Dense(1)(keras.layers.Flatten()(made))
    model = keras.Model(images, end)
    model.compile("adam", {model.output_names[0]: "mse"}, metrics=["mae"])
    model.optimizer.build(model.trainable_variables)
    run = RunFolder(tmp_path)
    save_model(model, run, Heard())
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype(np.float32)
    for path in (run.model_keras, run.model_h5):
        again = keras.models.load_model(path)
        assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
        assert type(again.optimizer) is keras.optimizers.Adam
    assert "get_config" not in vars(layer)


@pytest.mark.parametrize("loss", ["mse", "MAE", "mape", "msle", "kld", "bce"])
def test_the_h5_file_loads_with_a_loss_of_a_short_name(tmp_path, loss):
    model = compiled(keras.optimizers.SGD(0.1))
    model.compile(model.optimizer, loss)
    run = RunFolder(tmp_path)
    save_model(model, run, Heard())
    again = keras.models.load_model(run.model_h5)
    assert again.loss.__name__ == keras.losses.get(loss).__name__


def test_a_file_that_does_not_load_is_not_kept_and_said(tmp_path):
    run, hearing = RunFolder(tmp_path / "net" / "20261122-033600-7f3a"), Heard()
    run.path.mkdir(parents=True)
    run.start()
    save_model(compiled(keras.optimizers.SGD(0.1)), run, hearing)
    run.model_h5.write_bytes(b"no such file")
    keep_what_loads(run, hearing)
    record = run.read()
    assert record["keras"] == {"kept": True}
    assert record["h5"]["kept"] is False
    assert run.model_keras.is_file()
    assert not run.model_h5.exists()
    (note,) = hearing.notes
    assert note == (f"model.h5 is not kept, since Keras cannot load it: {record['h5']['reason']}")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            TypeError("cannot pickle 'module' object"),
            "Keras cannot write it: cannot pickle 'module' object",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "it cannot be written: No space left on device",
        ),
    ],
)
def test_a_network_whose_h5_file_fails_is_saved_all_the_same(tmp_path, monkeypatch, error, reason):
    run, hearing = RunFolder(tmp_path / "net" / "20261122-033600-7f3a"), Heard()
    run.path.mkdir(parents=True)
    run.start()

    def fail(path, content):
        raise error

    monkeypatch.setattr(saving, "write_bytes", fail)
    unwritten = save_model(compiled(keras.optimizers.SGD(0.1)), run, hearing)
    keep_what_loads(run, hearing, unwritten)
    assert hearing.notes == [f"model.h5 is not kept, since {reason}"]
    assert run.read()["keras"] == {"kept": True}
    assert run.read()["h5"] == {"kept": False, "reason": reason}


def test_hdf5_never_writes_to_the_disk_itself(tmp_path, monkeypatch):
    opened = []
    real = h5py.File.__init__

    def record(self, name, *args, **options):
        opened.append((options.get("driver"), options.get("backing_store")))
        real(self, name, *args, **options)

    monkeypatch.setattr(h5py.File, "__init__", record)
    save_model(compiled(keras.optimizers.SGD(0.1)), RunFolder(tmp_path), Heard())
    assert opened[-1] == ("core", False)
