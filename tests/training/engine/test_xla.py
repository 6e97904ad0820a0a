"""XLA is taken where it pays: by counting, or by this run's own figures."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnspec.data.table.rows import Arrays
from nnspec.errors import SpecError
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.engine import xla
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.loop import fit
from nnspec.training.engine.xla import Trial, compile_from_start, small, time_steps

X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
Y = X.sum(axis=1, keepdims=True)


def model(*layers):
    keras.utils.set_random_seed(1)
    made = keras.Sequential([keras.Input((3,)), *layers, keras.layers.Dense(1)])
    made.compile(optimizer="adam", loss="mse")
    return made


def section(**settings):
    return TrainingSection(**{"epochs": 8, "batch_size": 16} | settings)


@pytest.mark.parametrize(
    ("settings", "steps", "expected"),
    [
        ({"xla": True}, 1, True),
        ({"xla": False}, 10**9, False),
        ({"xla": "auto"}, 9_999, False),
        ({"xla": "auto"}, 10_000, True),
        ({"xla": "auto", "deterministic": False}, 10**9, False),
        ({"xla": "auto", "batch_size": 50_000}, 10**9, False),
    ],
)
def test_from_the_start(settings, steps, expected):
    assert compile_from_start(section(**settings), model(), steps) is expected


def test_only_simple_layers_are_small():
    assert small(model(keras.layers.Dense(4), keras.layers.ReLU()), 32)
    # XLA draws other random numbers.
    assert not small(model(keras.layers.Dense(4), keras.layers.Dropout(0.1)), 32)
    slow = model(keras.layers.Reshape((3, 1)), keras.layers.LSTM(2))
    assert not small(slow, 32)
    assert not small(model(keras.layers.Dense(2000)), 32)


def test_a_trial_waits_for_figures_and_comes_once():
    trial = Trial(epochs=1000, steps=20)
    assert [trial.wants(epoch, 0.02) for epoch in range(6)] == [False] * 3 + [True] + [False] * 2
    assert trial.pays(0.0005)
    assert not trial.pays(0.0009)


@pytest.mark.parametrize(
    ("epochs", "seconds"),
    [
        (400, 0.02),  # eight seconds are left: not worth compiling
        (10_000, 0.05),  # a step takes 2.5 ms, which is work and not overhead
    ],
)
def test_a_trial_that_cannot_pay_is_not_made(epochs, seconds):
    trial = Trial(epochs, steps=20)
    assert not any(trial.wants(epoch, seconds) for epoch in range(10))


def test_a_trial_leaves_the_model_as_it_was():
    made = model(keras.layers.Dropout(0.5))
    fit(made, Arrays(X, Y), None, section(epochs=1, xla=False))
    before = [np.array(variable) for variable in made.variables]

    def run():
        made.train_on_batch(X, Y)
        return 1

    assert time_steps(made, run) > 0
    assert all(map(np.array_equal, before, [np.array(v) for v in made.variables]))


@pytest.mark.parametrize(("batch_size", "steps"), [(16, 3), (500, 1)])
def test_a_trial_has_the_steps_that_there_are(batch_size, steps):
    engine = Engine(model(), batch_size=batch_size, xla=True)
    rows = engine.resident(Arrays(X, Y))
    assert engine.train_steps(rows, np.arange(40, dtype=np.int32), 5) == steps


@pytest.mark.parametrize("quicker", [True, False])
def test_auto_switches_where_its_steps_are_quicker(monkeypatch, quicker):
    monkeypatch.setattr(xla, "WORTH_SECONDS", 0.0)
    monkeypatch.setattr(xla, "SLOW_STEP", 1e9)
    monkeypatch.setattr(Trial, "pays", lambda *_: quicker)
    notes = []
    made = model()
    settings = section(xla="auto", deterministic=False)
    engine = fit(made, Arrays(X, Y), None, settings, note=notes.append)
    assert engine.xla is quicker
    assert notes == (["XLA from epoch 5 on: its steps are quicker"] if quicker else [])
    plain = model()
    fit(plain, Arrays(X, Y), None, section(xla=False))
    ours, theirs = made.history.history["loss"], plain.history.history["loss"]
    assert ours == pytest.approx(theirs, rel=1e-5)


def test_auto_keeps_to_the_random_numbers_of_fit(monkeypatch):
    monkeypatch.setattr(xla, "WORTH_SECONDS", 0.0)
    monkeypatch.setattr(xla, "SLOW_STEP", 1e9)
    monkeypatch.setattr(Trial, "pays", lambda *_: True)
    notes = []
    dropping = model(keras.layers.Dropout(0.1))
    settings = section(xla="auto", deterministic=False)
    assert not fit(dropping, Arrays(X, Y), None, settings, note=notes.append).xla
    assert notes == []


def test_it_is_said_that_xla_draws_other_random_numbers():
    notes = []
    parts = (keras.layers.Dropout(0.1), keras.layers.GaussianNoise(0.1))
    fit(model(*parts), Arrays(X, Y), None, section(epochs=1, xla=True), note=notes.append)
    assert notes == [
        "xla: true draws other random numbers than training without it, for Dropout, GaussianNoise"
    ]


def test_what_xla_cannot_compile_is_said(monkeypatch):
    made = model()

    def refuse(*_):
        import tensorflow as tf

        raise tf.errors.InvalidArgumentError(None, None, "no kernel for StringJoin\n more")

    monkeypatch.setattr("nnspec.training.engine.engine.Engine.train_epoch", refuse)
    with pytest.raises(SpecError) as caught:
        fit(made, Arrays(X, Y), None, section(xla=True))
    (problem,) = caught.value.problems
    assert problem.message == "XLA cannot compile this network: no kernel for StringJoin"
    assert problem.hint == "set training.xla: false"
