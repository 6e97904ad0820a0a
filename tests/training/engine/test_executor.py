"""Small networks run in one thread, with the numbers that threads give."""

from __future__ import annotations

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
from nnspec.training.engine.executor import multiplications
from nnspec.training.engine.loop import fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 12)).astype(np.float32)
Y = X[:, :1] * X[:, 1:2]


def chain(shape, *parts):
    model = keras.Sequential([keras.Input(shape), *parts])
    model.compile("adam", "mse")
    return model


def running():
    """The name of the executor that would run a graph now."""
    from tensorflow.python.eager import context

    return context.context().function_call_options.executor_type or ""


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (lambda: chain((12,), layers.Dense(5), layers.Dense(1)), 12 * 5 + 5 + 5 + 1),
        (lambda: chain((12, 12, 3), layers.Conv2D(4, 3)), (3 * 3 * 3 * 4 + 4) * 100),
        (lambda: chain((12,), layers.Dropout(0.5)), 0),
        (lambda: chain((None, 3), layers.LSTM(2), layers.Dense(1)), (3 + 2 + 1) * 8 + 3),
        (lambda: chain((None, 3), layers.Conv1D(2, 2), layers.GlobalMaxPooling1D()), math.inf),
    ],
)
def test_weights_count_once_for_each_place(model, count):
    assert multiplications(model()) == count


def test_a_gpu_keeps_the_usual_executor(monkeypatch):
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: [kind])
    assert multiplications(chain((12,), layers.Dense(1))) == math.inf


@pytest.mark.parametrize("kind", ["mixed_bfloat16", "mixed_float16"])
def test_what_computes_in_16_bits_keeps_the_usual_executor(kind):
    half = layers.Dense(4, dtype=kind)
    assert multiplications(chain((12,), half, layers.Dense(1, dtype="float32"))) == math.inf


def test_the_executor_goes_by_the_size_of_a_step():
    for count, name in ((1_000_000, "SINGLE_THREADED_EXECUTOR"), (1_000_001, ""), (math.inf, "")):
        with executor.executor(count):
            assert running() == name
        assert running() == ""


def train(model):
    settings = TrainingSection(epochs=4, batch_size=16, seed=3)
    watch = keras.callbacks.History()
    fit(model, Arrays(X, Y), Arrays(X[:20], Y[:20]), settings, callbacks=[watch])
    return watch.history


def test_both_give_the_same_numbers(monkeypatch):
    histories = []
    for most in (executor.SMALL_STEP, 0):
        monkeypatch.setattr(executor, "SMALL_STEP", most)
        monkeypatch.setattr(engine, "SMALL_STEP", most)
        keras.utils.set_random_seed(5)
        histories.append(train(chain((12,), layers.Dense(4, "relu"), layers.Dense(1))))
    for name, values in histories[0].items():
        assert values == pytest.approx(histories[1][name], rel=1e-5)


class Looping(layers.Layer):
    """Calls a function that was made before."""

    def __init__(self):
        super().__init__()
        self.double = tf.function(
            lambda x: tf.while_loop(lambda i, _: i < 3, lambda i, x: (i + 1, 2 * x), [0, x])[1],
            input_signature=[tf.TensorSpec((None, 12))],
            autograph=False,
        )
        self.double.get_concrete_function()

    def call(self, x):
        return self.double(x)


def accumulating():
    model = chain((12,), layers.Dense(1))
    model.compile(keras.optimizers.Adam(gradient_accumulation_steps=2), "mse")
    return model


def scaled():
    model = chain((12,), layers.Dense(1))
    model.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam()), "mse")
    return model


BRANCHING = {
    "a function made before": lambda: chain((12,), Looping(), layers.Dense(1)),
    "gradients added up": accumulating,
    "a scaled loss": scaled,
}
PLAIN = {
    "dense layers": lambda: chain((12,), layers.Dense(3, "relu"), layers.Dense(1)),
    "dropout and normalization": lambda: chain(
        (12,), layers.Dropout(0.1), layers.BatchNormalization(), layers.Dense(1)
    ),
    "a loop": lambda: chain((12,), layers.Reshape((4, 3)), layers.GRU(3), layers.Dense(1)),
    "a convolution": lambda: chain(
        (12,), layers.Reshape((4, 3)), layers.Conv1D(2, 2), layers.Flatten(), layers.Dense(1)
    ),
}


@pytest.mark.parametrize("name", [*BRANCHING, *PLAIN])
def test_graphs_with_branches_keep_to_the_usual_executor(monkeypatch, name):
    used = []
    real = tf.experimental.function_executor_type
    monkeypatch.setattr(
        tf.experimental, "function_executor_type", lambda kind: used.append(kind) or real(kind)
    )
    history = train((BRANCHING | PLAIN)[name]())
    assert np.isfinite(history["loss"]).all()
    # A graph with branches is made once for the one thread, and never run in it.
    if name in BRANCHING:
        assert len(used) == 1
    else:
        assert len(used) >= 2 + 2 * 4


@pytest.mark.slow
def test_a_pool_of_one_thread_is_enough():
    line = [sys.executable, Path(__file__).with_name("on_one_thread.py")]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["1 thread", *PLAIN, *BRANCHING], done.stderr[-2000:]
