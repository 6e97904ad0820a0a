"""Keras' callbacks hear from the engine what they hear from `fit`."""

from __future__ import annotations

import csv

import keras
import numpy as np
import pytest
from row_order import engine_order

from nnspec.data.table.rows import Arrays
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.engine.loop import fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 3)).astype(np.float32)
Y = X.sum(axis=1, keepdims=True) + RNG.normal(scale=0.3, size=(64, 1)).astype(np.float32)
HELD = (X[:20], Y[:20])


def model(**arguments):
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    made = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)]
    )
    optimizer = keras.optimizers.Adam(**{"learning_rate": 0.05} | arguments)
    made.compile(optimizer=optimizer, loss="mse", metrics=["mae"])
    return made


def by_engine(made, callbacks, epochs, held=HELD, **settings):
    section = TrainingSection(
        **{"epochs": epochs, "batch_size": 16, "seed": 3, "xla": False} | settings
    )
    fit(made, Arrays(X, Y), Arrays(*held), section, callbacks=callbacks)
    return made.history.history


def by_fit(made, callbacks, epochs):
    """One call of Keras' `fit`, on batches in the engine's order."""
    from nnspec.training.engine.order import epoch_order

    def batches():
        for epoch in range(epochs):
            order = epoch_order(64, seed=3, epoch=epoch)
            for start in range(0, 64, 16):
                yield X[order[start : start + 16]], Y[order[start : start + 16]]

    arguments = {"validation_data": HELD, "validation_batch_size": 16, "verbose": 0}
    return made.fit(
        batches(),
        steps_per_epoch=4,
        epochs=epochs,
        callbacks=callbacks,
        shuffle=False,
        **arguments,
    ).history


CALLBACKS = {
    "EarlyStopping": lambda: keras.callbacks.EarlyStopping(
        patience=2, min_delta=0.05, restore_best_weights=True
    ),
    "ReduceLROnPlateau": lambda: keras.callbacks.ReduceLROnPlateau(
        patience=1, factor=0.3, min_delta=0.1
    ),
    "LearningRateScheduler": lambda: keras.callbacks.LearningRateScheduler(
        lambda epoch: 0.05 / (epoch + 1)
    ),
    "SwapEMAWeights": lambda: keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
}


@pytest.mark.parametrize("name", CALLBACKS)
def test_callbacks_act_as_under_fit(name):
    arguments = {"use_ema": True} if name == "SwapEMAWeights" else {}
    made = model(**arguments)
    ours = by_engine(made, [CALLBACKS[name]()], 12)
    weights = made.get_weights()
    made = model(**arguments)
    theirs = by_fit(made, [CALLBACKS[name]()], 12)
    assert list(ours) == list(theirs)
    for quantity, values in theirs.items():
        assert ours[quantity] == pytest.approx(values, rel=1e-5), quantity
    assert all(map(lambda a, b: np.allclose(a, b, rtol=1e-4), weights, made.get_weights()))


class Heard(keras.callbacks.Callback):
    """Writes down what it hears."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def __getattribute__(self, name):
        # Every hook but those of batches is written down with the names of its logs.
        if name.startswith("on_") and "batch" not in name:
            return lambda *args, **kwargs: self.heard.append(
                (name, *(sorted(a) if isinstance(a, dict) else a for a in args), len(kwargs))
            )
        return super().__getattribute__(name)


def test_the_hooks_come_in_the_order_of_fit():
    ours, theirs = Heard(), Heard()
    by_engine(model(), [ours], 2)
    by_fit(model(), [theirs], 2)
    assert [entry[:2] for entry in ours.heard] == [entry[:2] for entry in theirs.heard]
    assert [e[0] for e in ours.heard].count("on_test_end") == 2


def test_the_csv_log_is_that_of_fit(tmp_path):
    rows = []
    for name, train in (("ours", by_engine), ("theirs", by_fit)):
        train(model(), [keras.callbacks.CSVLogger(str(tmp_path / name))], 3)
        with (tmp_path / name).open(newline="") as file:
            rows.append(list(csv.reader(file)))
    assert rows[0][0] == rows[1][0]
    ours, theirs = (np.array(table[1:], dtype=float) for table in rows)
    assert ours == pytest.approx(theirs, rel=1e-5)


def test_terminate_on_nan_stops_at_its_batch(capsys):
    made = model(learning_rate=1e30)
    ours = by_engine(made, [keras.callbacks.TerminateOnNaN()], 3)
    assert len(ours["loss"]) == 1
    first = capsys.readouterr().out
    with engine_order(3):
        model(learning_rate=1e30).fit(
            X, Y, batch_size=16, callbacks=[keras.callbacks.TerminateOnNaN()], verbose=0
        )
    assert first == capsys.readouterr().out
    assert first.endswith("Invalid loss, terminating training\n")


def test_a_training_that_goes_on_sees_the_same_rows():
    whole = model()
    by_engine(whole, [], 4)
    parts = model()
    by_engine(parts, [], 2)
    parts._initial_epoch = 2
    by_engine(parts, [], 4)
    assert all(map(np.array_equal, whole.get_weights(), parts.get_weights()))
