"""The engine's graphs by themselves: what they take and give."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from nnspec.training.engine.graphs import measuring_graph, training_graph

X = np.arange(28, dtype=np.float32).reshape(14, 2) / 28
Y = X[:, :1]


def compiled():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model._symbolic_build(data_batch=(X[:1], Y[:1]))
    return model


def rows(count=14):
    return tf.constant(X[:count]), tf.constant(Y[:count])


def graph(model, **more):
    return training_graph(model, 4, **{"xla": False, "stop_at_nan": False} | more)


@pytest.mark.parametrize("xla", [False, True])
@pytest.mark.parametrize("resident", [False, True])
def test_batches_from_one_to_another_are_trained_on(xla, resident):
    data, order = rows(), tf.constant(np.arange(14))
    model, other = compiled(), compiled()
    train = graph(model, xla=xla, resident=data if resident else None)
    more = () if resident else (data,)
    ended = [int(train(order, tf.constant(span), *more)[1]) for span in ([0, 3, 1], [3, 4, 0])]
    assert ended == [3, 4]
    for start in range(0, 14, 4):
        other.train_on_batch(X[start : start + 4], Y[start : start + 4])
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.allclose(ours, theirs, rtol=1e-6, atol=1e-7)
    assert int(model.optimizer.iterations) == 4


def test_the_metrics_start_anew_only_where_they_are_told_to():
    train = graph(compiled(), resident=rows())
    order = tf.constant(np.arange(14))
    first = float(train(order, tf.constant([0, 1, 1]))[0]["loss"])
    both = float(train(order, tf.constant([1, 2, 0]))[0]["loss"])
    second = float(train(order, tf.constant([2, 3, 1]))[0]["loss"])
    assert len({first, both, second}) == 3


@pytest.mark.parametrize("xla", [False, True])
def test_the_batch_after_which_the_loss_is_no_number_is_the_last(xla):
    x = np.where(np.arange(28).reshape(14, 2) == 10, np.nan, X).astype(np.float32)
    train = graph(compiled(), xla=xla, stop_at_nan=True, resident=(tf.constant(x), rows()[1]))
    assert int(train(tf.constant(np.arange(14)), tf.constant([0, 4, 1]))[1]) == 2


@pytest.mark.parametrize("xla", [False, True])
def test_any_number_of_rows_is_measured(xla):
    model = compiled()
    measure = measuring_graph(model, 4, rows(), xla=xla, anew=True)
    for count in (14, 3, 8):
        expected = model.evaluate(X[:count], Y[:count], verbose=0)
        assert float(measure(rows(count))["loss"]) == pytest.approx(expected, rel=1e-6)


def test_rows_may_be_added_to_those_before():
    model = compiled()
    measure = measuring_graph(model, 4, rows(), xla=False, anew=False)
    model.reset_metrics()
    measure(rows(8))
    logs = measure((tf.constant(X[8:]), tf.constant(Y[8:])))
    assert float(logs["loss"]) == pytest.approx(model.evaluate(X, Y, verbose=0), rel=1e-6)
