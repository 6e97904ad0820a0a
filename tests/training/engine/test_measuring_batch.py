"""Rows are measured many at a time only where that changes no loss and no metric."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers, losses, metrics

from nnspec.data.table.rows import Arrays
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.graphs import measuring_graph
from nnspec.training.engine.measuring_batch import (
    draws_while_measuring,
    measures_rows_apart,
    measuring_batch_size,
)

RNG = np.random.default_rng(0)
X = RNG.integers(0, 4, size=(75, 6)).astype(np.float32)
Y = np.stack([RNG.integers(0, 2, 75), RNG.integers(0, 2, 75)], 1).astype(np.float32)
WEIGHTS = RNG.uniform(0.5, 2.0, size=75).astype(np.float32)


def compiled(*middle, loss="binary_crossentropy", measures=("mae",)):
    parts = [keras.Input((6,)), *middle, layers.Dense(2, "sigmoid")]
    model = keras.Sequential(parts)
    model.compile(loss=loss, metrics=list(measures), weighted_metrics=["mse"])
    return model


def regularized():
    return layers.Dense(
        4, "relu", kernel_regularizer="l2", activity_regularizer=keras.regularizers.L2(0.1)
    )


APART = {
    "a plain loss": lambda: compiled(),
    "a loss object": lambda: compiled(loss=losses.Huber()),
    "metrics that add up": lambda: compiled(measures=[metrics.F1Score("macro"), metrics.R2Score()]),
    "AUC": lambda: compiled(measures=[metrics.AUC(), metrics.CosineSimilarity()]),
    "regularizers": lambda: compiled(regularized()),
    "normalization": lambda: compiled(layers.BatchNormalization(), layers.LayerNormalization()),
    "a recurrent layer": lambda: compiled(layers.Reshape((3, 2)), layers.LSTM(3)),
    "an embedding": lambda: compiled(layers.Embedding(4, 2), layers.Flatten()),
}
TOGETHER = {
    "a loss over batches": lambda: compiled(loss=losses.Dice()),
    "a loss that looks at a batch's labels": lambda: compiled(loss="hinge"),
    "a metric that does": lambda: compiled(measures=[metrics.SquaredHinge()]),
    "a loss over batches by name": lambda: compiled(loss="tversky"),
    "a sum": lambda: compiled(loss=losses.MeanSquaredError(reduction="sum")),
    "a mean by weights": lambda: compiled(
        loss=losses.MeanSquaredError(reduction="mean_with_sample_weight")
    ),
    "a correlation": lambda: compiled(measures=[metrics.PearsonCorrelation(axis=0)]),
    "a mask": lambda: compiled(layers.Embedding(4, 2, mask_zero=True), layers.LSTM(2)),
    "masked rows": lambda: compiled(layers.Reshape((3, 2)), layers.Masking(), layers.LSTM(2)),
    "an axis over rows": lambda: compiled(layers.UnitNormalization(axis=0)),
}


def measured(model, batch_size):
    engine = Engine(model, batch_size=batch_size)
    return engine.test(engine.resident(Arrays(X, Y, WEIGHTS)))


def by_keras(model, batch_size):
    return model.evaluate(
        X, Y, sample_weight=WEIGHTS, batch_size=batch_size, verbose=0, return_dict=True
    )


@pytest.mark.parametrize("name", APART)
def test_rows_that_are_measured_apart_may_be_measured_in_any_batches(name):
    model = APART[name]()
    ours = measured(model, 8)
    assert measuring_batch_size(model, 8) == 4096
    assert ours == pytest.approx(by_keras(model, 8), rel=1e-5)


@pytest.mark.parametrize("name", TOGETHER)
def test_other_rows_keep_the_batches_of_training(name):
    model = TOGETHER[name]()
    ours = measured(model, 8)
    assert not measures_rows_apart(model)
    assert measuring_batch_size(model, 8) == 8
    assert ours == pytest.approx(by_keras(model, 8), rel=1e-5)


def test_a_class_that_is_ignored_keeps_the_batches_of_training():
    labels = np.sort(RNG.integers(0, 3, size=75)).astype(np.int32)
    model = keras.Sequential([keras.Input((6,)), layers.Dense(3, "softmax")])
    model.compile(loss=losses.SparseCategoricalCrossentropy(ignore_class=1))
    engine = Engine(model, batch_size=8)
    ours = engine.test(engine.resident(Arrays(X, labels, None)))
    assert not measures_rows_apart(model)
    expected = model.evaluate(X, labels, batch_size=8, verbose=0)
    assert float(ours["loss"]) == pytest.approx(expected, rel=1e-6)
    at_once = model.evaluate(X, labels, batch_size=75, verbose=0)
    assert at_once != pytest.approx(expected, rel=1e-4)


def test_the_loss_of_one_output_may_be_given_by_name():
    inputs = keras.Input((6,))
    model = keras.Model(inputs, {"answer": layers.Dense(2, name="answer")(inputs)})
    for loss, rows in (("mse", 4096), (losses.Dice(), 8)):
        model.compile(loss={"answer": loss})
        assert measuring_batch_size(model, 8) == rows


def test_several_outputs_keep_the_batches_of_training():
    inputs = keras.Input((6,))
    model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
    model.compile(loss="mse")
    assert measuring_batch_size(model, 8) == 8


def test_a_batch_is_never_smaller_than_in_training():
    assert measuring_batch_size(compiled(layers.Dense(1_000_000)), 64) == 64
    assert measuring_batch_size(compiled(), 10_000) == 10_000


DRAWING = {
    "inputs dropped": lambda: layers.LSTM(3, dropout=0.2),
    "states dropped": lambda: layers.GRU(3, recurrent_dropout=0.2),
    "inside another layer": lambda: layers.Bidirectional(layers.SimpleRNN(2, dropout=0.2)),
}


@pytest.mark.parametrize("xla", [False, True])
@pytest.mark.parametrize("name", DRAWING)
def test_numbers_drawn_while_measuring_go_by_the_batches_of_fit(name, xla):
    model = compiled(layers.Reshape((3, 2)), layers.Dropout(0.1), DRAWING[name]())
    assert measuring_batch_size(model, 8) == 4096
    engine = Engine(model, batch_size=8, xla=xla)
    engine.test(engine.resident(Arrays(X, Y, WEIGHTS)))
    ours = drawn(model)
    by_keras(model, 8)
    assert ours == drawn(model) - ours > 0


def drawn(model):
    """How many times the layers of a model have drawn random numbers."""
    flat = model._flatten_layers(include_self=False)
    return sum(int(seed.state.value[1]) for layer in flat for seed in layer._seed_generators)


def test_a_network_that_draws_nothing_while_measuring_is_measured_at_once():
    model = compiled(layers.Reshape((3, 2)), layers.Dropout(0.1), layers.LSTM(3))
    engine = Engine(model, batch_size=8)
    data = engine.resident(Arrays(X, Y, WEIGHTS))
    graph = measuring_graph(model, 8, data, xla=False, anew=True)
    assert not draws_while_measuring(model, graph)
    assert drawn(model) == 0
