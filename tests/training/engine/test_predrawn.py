"""Random numbers that are drawn ahead are those of `fit`, and no call of a graph is made twice."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from nnspec.data.table.rows import Arrays
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.engine import engine, executor
from nnspec.training.engine import predrawn as ahead
from nnspec.training.engine.loop import fit
from nnspec.training.engine.order import epoch_order
from nnspec.training.engine.predrawn import can_be_predrawn, drawing_layers, one_thread_each

RNG = np.random.default_rng(0)
X = RNG.normal(size=(75, 12)).astype(np.float32)
Y = X[:, :1] * X[:, 1:2]
WEIGHTS = RNG.uniform(0.5, 2.0, size=75).astype(np.float32)
EPOCHS = 5


def chain(*middle):
    model = keras.Sequential([keras.Input((12,)), *middle, layers.Dense(1)])
    schedule = keras.optimizers.schedules.CosineDecay(0.02, 60)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.004, clipnorm=1.0)
    model.compile(optimizer, "mse", metrics=["mae"], weighted_metrics=["mse"])
    return model


NETWORKS = {
    "Dropout": lambda: chain(layers.Dense(8, "relu"), layers.Dropout(0.3), layers.Dropout(0.1)),
    "noise": lambda: chain(layers.GaussianNoise(0.1), layers.AlphaDropout(0.1),
                           layers.Dense(8, "selu", kernel_regularizer="l2")),
    "normalization": lambda: chain(layers.Dense(8, "relu"), layers.BatchNormalization(),
                                   layers.Dropout(0.3), layers.Dense(4, "tanh")),
    "convolution": lambda: chain(layers.Reshape((4, 3)), layers.Conv1D(3, 2),
                                 layers.SpatialDropout1D(0.3), layers.Flatten()),
    "a recurrent layer": lambda: chain(layers.Reshape((4, 3)), layers.Dropout(0.2),
                                       layers.LSTM(3, dropout=0.2)),
}  # fmt: skip
# Those that are trained under other settings of TensorFlow too.
ANYWHERE = ["Dropout", "a recurrent layer"]


@pytest.fixture
def small(monkeypatch):
    """Draw ahead for networks of any size."""
    for module in (ahead, engine, executor):
        monkeypatch.setattr(module, "SMALL_STEP", 0)
    monkeypatch.setattr(ahead, "MANY_STEPS", 1)


def by_engine(make, y=Y, **changes):
    keras.utils.set_random_seed(3)
    model = make()
    settings = TrainingSection(**{"epochs": EPOCHS, "batch_size": 16, "seed": 5} | changes)
    fit(model, Arrays(X, y, WEIGHTS), Arrays(X[:20], Y[:20], WEIGHTS[:20]), settings)
    return model


def by_fit(make):
    keras.utils.set_random_seed(3)
    model = make()

    def batches():
        for epoch in range(EPOCHS):
            order = epoch_order(75, seed=5, epoch=epoch)
            for start in range(0, 75, 16):
                rows = order[start : start + 16]
                yield X[rows], Y[rows], WEIGHTS[rows]

    held = (X[:20], Y[:20], WEIGHTS[:20])
    model.fit(
        batches(),
        steps_per_epoch=5,
        shuffle=False,
        epochs=EPOCHS,
        validation_data=held,
        validation_batch_size=16,
        verbose=0,
    )
    return model


def made_ahead(monkeypatch):
    """How many graphs have been made to draw ahead, as a list that grows."""
    made = []
    monkeypatch.setattr(
        "nnspec.training.engine.engine.one_thread_each",
        lambda graph: made.append(graph) or one_thread_each(graph),
    )
    return made


@pytest.mark.parametrize("name", NETWORKS)
def test_the_numbers_are_those_of_fit(small, monkeypatch, name):
    made = made_ahead(monkeypatch)
    ours, theirs = by_engine(NETWORKS[name]), by_fit(NETWORKS[name])
    assert len(made) == 1
    assert set(ours.history.history) == set(theirs.history.history)
    for metric, values in theirs.history.history.items():
        assert ours.history.history[metric] == pytest.approx(values, rel=1e-5), metric
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        assert np.allclose(a, b, rtol=1e-4, atol=1e-6)
    assert int(ours.optimizer.iterations) == int(theirs.optimizer.iterations)


def test_two_trainings_are_equal_bit_for_bit(small):
    first, second = by_engine(NETWORKS["Dropout"]), by_engine(NETWORKS["Dropout"])
    assert first.history.history == second.history.history
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    assert all(a.tobytes() == b.tobytes() for a, b in pairs)


def test_long_epochs_are_cut_into_calls(small, monkeypatch):
    whole = by_engine(NETWORKS["Dropout"]).history.history
    monkeypatch.setattr("nnspec.training.engine.engine.FIRST_STEPS", 2)
    monkeypatch.setattr("nnspec.training.engine.engine.CALL_SECONDS", 1e-9)
    assert by_engine(NETWORKS["Dropout"]).history.history == whole


def test_a_loss_that_is_no_number_ends_the_epoch(small, monkeypatch):
    made = made_ahead(monkeypatch)
    keras.utils.set_random_seed(3)
    model = NETWORKS["Dropout"]()
    settings = TrainingSection(epochs=3, batch_size=16, shuffle=False)
    y = np.where(np.arange(75)[:, None] == 20, np.nan, Y).astype(np.float32)
    stop = keras.callbacks.TerminateOnNaN()
    fit(model, Arrays(X, y), None, settings, callbacks=[stop])
    assert len(made) == 1 and int(model.optimizer.iterations) == 2


STEP = ahead.SMALL_STEP + 1


@pytest.mark.parametrize(
    ("name", "step", "steps", "answer"),
    [
        ("Dropout", STEP, 64, True),
        ("noise", STEP, 64, True),
        ("Dropout", STEP - 1, 64, False),
        ("Dropout", STEP, 63, False),
        ("Dropout", 20_000_000, 64, False),
        ("Dropout", math.inf, 64, False),
    ],
)
def test_it_goes_by_the_size_of_a_step_and_their_number(name, step, steps, answer):
    assert can_be_predrawn(NETWORKS[name](), step, steps) == answer


def test_a_network_that_draws_nothing_has_no_use_for_it():
    assert not can_be_predrawn(chain(layers.Dense(8)), STEP, 64)


def test_a_recurrent_layer_draws_where_it_drops():
    shape = layers.Reshape((4, 3))
    assert drawing_layers(chain(shape, layers.LSTM(3))) == set()
    assert drawing_layers(chain(shape, layers.LSTM(3, dropout=0.1))) == {"LSTMCell"}
    assert drawing_layers(chain(shape, layers.GRU(3, recurrent_dropout=0.1))) == {"GRUCell"}


def test_a_layer_whose_numbers_hang_on_what_it_knows_keeps_to_those_of_fit():
    image = (layers.Reshape((2, 2, 3)), layers.RandomElasticTransform(), layers.Flatten())
    assert not can_be_predrawn(chain(*image, layers.Dropout(0.1)), STEP, 64)


def test_several_outputs_keep_to_the_losses_of_batches():
    inputs = keras.Input((12,))
    dropped = layers.Dropout(0.3)(inputs)
    outputs = {name: layers.Dense(1, name=name)(dropped) for name in ("a", "b")}
    assert not can_be_predrawn(keras.Model(inputs, outputs), STEP, 64)


def test_a_graph_gives_what_it_gave_and_is_run_once_in_a_call():
    count = tf.Variable(0)

    def add(numbers, more):
        count.assign_add(tf.size(numbers))
        return {"sum": tf.reduce_sum(numbers) + more["b"], "all": (numbers * 2, more["a"])}, count

    run = one_thread_each(tf.function(add, autograph=False))
    for length in (3, 1, 3):
        numbers = tf.range(length)
        made, counted = run(numbers, {"a": tf.constant("text"), "b": tf.constant(5)})
        assert int(made["sum"]) == int(tf.reduce_sum(numbers)) + 5
        assert made["all"][0].numpy().tolist() == [2 * n for n in range(length)]
        assert made["all"][1].numpy() == b"text"
    assert int(counted) == int(count) == 7


def test_an_error_stays_the_error_it_was():
    run = one_thread_each(tf.function(lambda x: tf.debugging.check_numerics(x, "of a test")))
    with pytest.raises(tf.errors.InvalidArgumentError, match="of a test"):
        run(tf.constant(np.nan))


@pytest.mark.slow
@pytest.mark.parametrize("setting", ["one thread", "deterministic"])
def test_any_setting_of_tensorflow_will_do(setting):
    line = [sys.executable, Path(__file__).with_name("predrawing.py"), setting]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    for name, line in zip(ANYWHERE, done.stdout.splitlines(), strict=True):
        expected = by_engine(NETWORKS[name]).history.history["loss"]
        assert json.loads(line) == pytest.approx(expected, rel=1e-4), name
