"""A loss that is no number from the start: a row, a layer, or too large a step."""

from __future__ import annotations

import keras
import pytest
import tensorflow as tf

from nnspec.errors import TrainingError
from nnspec.problem_text import problem_lines
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

SPEC = """\
name: net
data: {source: rows.csv, target: y, split: {validation: 0, test: 0}}
layers:
LAYERS
compile: {optimizer: {SGD: RATE}, loss: LOSS}
training: {epochs: 2, batch_size: 8}
"""
DENSE = "  - Dense: {units: 1, kernel_initializer: ones}"


def said(workshop, layers=DENSE, loss="mse", odd="1,2,3", rate="1"):
    """What a training says of 30 rows, of which the one on line 9 is odd."""
    rows = [f"{i % 5},{i % 3},{i % 7}" for i in range(30)]
    rows[7] = odd
    (workshop / "rows.csv").write_text("a,b,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    text = SPEC.replace("LAYERS", layers).replace("LOSS", loss).replace("RATE", rate)
    (workshop / "net.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        train("net.yaml")
    (problem,) = caught.value.problems
    assert problem.details[-1].startswith("run net/")
    return problem_lines(problem)[:-1]


def test_a_row_is_named_with_the_layer_and_its_largest_number(workshop):
    layers = "  - Activation: exponential\n" + DENSE
    assert said(workshop, layers, odd="200,2,3") == [
        "error[diverged]: the loss became infinite in epoch 1: the untrained network makes an "
        "infinite number of the row on line 9 of rows.csv, in Activation",
        "  net.yaml:4:5",
        "  4 |   - Activation: exponential",
        "    |     ^^^^^^^^^^^^^^^^^^^^^^^ the learning rate is not at fault: "
        "scale the features, or take another layer",
        "  the largest number that it sees of this row is 200, of a",
    ]


def test_a_row_is_named_for_which_the_loss_is_not_defined(workshop):
    assert said(workshop, loss="poisson", odd="-9,2,3") == [
        "error[diverged]: the loss became NaN in epoch 1: the loss of the untrained network is NaN "
        "for the row on line 9 of rows.csv",
        "  net.yaml:5:38",
        "  5 | compile: {optimizer: {SGD: 1}, loss: poisson}",
        "    |                                      ^^^^^^^ the learning rate is not at fault: "
        "end with activation: softplus, or choose another loss",
        "  predicted -7, target 3",
    ]


def test_a_layer_is_named_whose_gradient_is_not_finite(workshop, monkeypatch):
    def root(self, y_true, y_pred):
        return tf.sqrt(tf.square(y_pred))

    monkeypatch.setattr(keras.losses.MeanSquaredError, "call", root)
    layers = "  - Dense: {units: 1, kernel_initializer: zeros}"
    assert said(workshop, layers, loss="MeanSquaredError")[:3] == [
        "error[diverged]: the loss became NaN in epoch 1: the gradient of Dense is not finite in "
        "the untrained network",
        "  net.yaml:4:5",
        "  4 |   - Dense: {units: 1, kernel_initializer: zeros}",
    ]


def test_otherwise_it_is_the_step(workshop):
    text = said(workshop, rate="1e20")
    assert text[0].startswith("error[diverged]: the loss became ")
    assert text[0].endswith("in epoch 1")
    assert text[1:] == [
        "  lower the learning rate, scale the features and the target, or set clipnorm: 1.0",
        "  the untrained network, its loss and its gradients are finite for 30 training rows: "
        "the updates are too large",
    ]
