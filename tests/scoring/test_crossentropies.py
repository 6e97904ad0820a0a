"""The crossentropies against Keras' own, also where probabilities are all but 0 or 1."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnspec.prediction.network import from_logits
from nnspec.scoring.crossentropies import CROSSENTROPIES, ROUNDING

RANDOM = np.random.default_rng(1)
ROWS = 300
LOGITS = RANDOM.normal(0, 3, (ROWS, 3)).astype(np.float32)
CLASSES = np.arange(ROWS) % 3
ONE_HOT = np.eye(3, dtype=np.float32)[CLASSES]
LABELS = RANDOM.integers(0, 2, (ROWS, 3)).astype(np.float32)
# Sure and right, as a network that has learnt too much.
SURE = LOGITS + 40 * ONE_HOT

SETTINGS = {
    "BinaryCrossentropy": [{}, {"label_smoothing": 0.1}],
    "BinaryFocalCrossentropy": [{}, {"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5}],
    "CategoricalCrossentropy": [{}, {"label_smoothing": 0.2}],
    "CategoricalFocalCrossentropy": [{}, {"alpha": 0.4, "gamma": 3.0, "label_smoothing": 0.1}],
    "SparseCategoricalCrossentropy": [{}, {"ignore_class": 1}],
}
CASES = [(name, arguments) for name, several in SETTINGS.items() for arguments in several]


def targets(name):
    if name.startswith("Binary"):
        return LABELS
    return CLASSES if name.startswith("Sparse") else ONE_HOT


def found(name, pred, link, **arguments):
    true = targets(name).astype(float)
    return np.mean(CROSSENTROPIES[name](true, pred.astype(float), link, **arguments))


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_of_plain_probabilities(name, arguments):
    pred = RANDOM.uniform(0, 1, (ROWS, 3)).astype(np.float32)
    pred[:20] = np.round(pred[:20])
    pred[:, 0] = np.maximum(pred[:, 0], 0.01)
    expected = getattr(keras.losses, name)(**arguments)(targets(name), pred)
    assert found(name, pred, None, **arguments) == pytest.approx(float(expected), rel=1e-6)


@pytest.mark.parametrize(("name", "arguments"), CASES)
@pytest.mark.parametrize("logits", [LOGITS, SURE], ids=["plain", "sure"])
def test_of_a_last_layer_with_softmax_or_sigmoid(name, arguments, logits):
    """Keras looks for the logits behind the probabilities, in a graph as in `evaluate`."""
    link = "sigmoid" if name.startswith("Binary") else "softmax"
    loss = getattr(keras.losses, name)(**arguments)
    if logits is SURE and link == "sigmoid":
        logits = LOGITS + 3 * (2 * LABELS - 1)

    @tf.function
    def measure(z):
        pred = getattr(keras.activations, link)(z)
        return pred, loss(targets(name), pred)

    pred, expected = measure(tf.constant(logits))
    # Leaving rows out makes new probabilities, behind which Keras finds no logits.
    link = None if "ignore_class" in arguments else link
    # What Keras rounds a probability next to 1 to, in float32, is the absolute part.
    assert found(name, pred.numpy(), link, **arguments) == pytest.approx(
        float(expected), rel=1e-6, abs=5e-8
    )


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_from_logits(name, arguments):
    binary = name.startswith("Binary")
    loss = getattr(keras.losses, name)(from_logits=True, **arguments)
    expected = tf.function(lambda z: loss(targets(name), z))(tf.constant(LOGITS * 2))
    pred = from_logits(LOGITS.astype(float) * 2, "binary" if binary else "one_hot")
    rounding = {"rounding": ROUNDING["float64"]} if binary else {}
    link = "sigmoid" if binary else "softmax"
    assert found(name, pred, link, **arguments, **rounding) == pytest.approx(
        float(expected), rel=1e-6
    )


def test_a_categorical_loss_after_a_sigmoid_takes_the_softmax_of_its_logits():
    loss = keras.losses.CategoricalCrossentropy()

    @tf.function
    def measure(z):
        pred = keras.activations.sigmoid(z)
        return pred, loss(ONE_HOT, pred)

    pred, expected = measure(tf.constant(LOGITS))
    value = found("CategoricalCrossentropy", pred.numpy(), "sigmoid")
    assert value == pytest.approx(float(expected), rel=1e-5)


def test_wrong_and_sure_counts_no_more_than_rounding_allows():
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    binary = CROSSENTROPIES["BinaryCrossentropy"]
    assert binary(zero, one, "sigmoid") == pytest.approx(25 * np.log(2))
    assert binary(zero, one, "sigmoid", rounding=ROUNDING["float64"]) == pytest.approx(
        54 * np.log(2)
    )
    assert binary(one, zero, "sigmoid") == pytest.approx(126 * np.log(2))
    assert binary(zero, one) == pytest.approx(23 * np.log(2))


def test_rows_of_an_ignored_class_are_left_out():
    sparse = CROSSENTROPIES["SparseCategoricalCrossentropy"]
    pred = np.full((4, 2), 0.5)
    losses = sparse(np.array([0, 1, 1, 1]), pred, ignore_class=1)
    assert losses.tolist() == pytest.approx([4 * np.log(2), 0, 0, 0])
    assert sparse(np.ones(4), pred, ignore_class=1).tolist() == [0] * 4
