"""Checks of settings beyond the one case that each has in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[3] / "datasets" / "concrete.csv"


@pytest.fixture
def messages(tmp_path):
    def run(layers="[{Dense: 1}]", optimizer="adam", training="{epochs: 2}", more=""):
        text = (
            f"data: {{source: '{DATA.as_posix()}', target: strength}}\n"
            "preprocessing: {numeric: StandardScaler}\n"
            f"layers: {layers}\n"
            f"compile: {{optimizer: {optimizer}, loss: mse{more}}}\n"
            f"training: {training}\n"
            "ignore: [duplicate-rows]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return [problem.message for problem in validate(tmp_path / "spec.yaml").problems]

    return run


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [
        ("{SGD: 1.5}", "1.5"),
        ("{Adam: {learning_rate: 1e-9}}", "1e-09"),
        ("{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 5, decay_steps: 9}}}}", "5"),
        (
            "{SGD: {learning_rate: {PiecewiseConstantDecay: {boundaries: [1], values: [1, 3]}}}}",
            "3",
        ),
    ],
)
def test_rates_outside_the_usual(messages, optimizer, rate):
    assert messages(optimizer=optimizer) == [
        f"a learning rate of {rate} is outside the usual 1e-6 to 1"
    ]


@pytest.mark.parametrize("optimizer", ["{SGD: 1}", "{Adam: 1e-6}", "rmsprop"])
def test_usual_rates(messages, optimizer):
    assert messages(optimizer=optimizer) == []


def test_a_bias_that_an_activation_sees_is_needed(messages):
    relu = "[{Dense: {units: 4, activation: relu}}, BatchNormalization, {Dense: 1}]"
    assert messages(relu) == []
    linear = "[{Dense: {units: 4, activation: linear}}, BatchNormalization, {Dense: 1}]"
    assert messages(linear) == [
        "the bias of Dense is taken away again by the BatchNormalization after it"
    ]


def test_regularizers_of_zero(messages):
    kernel, bias = "kernel_regularizer: {L1L2: {l1: 0, l2: 0.0}}", "bias_regularizer: {L1: 0}"
    assert messages(f"[{{Dense: {{units: 1, {kernel}, {bias}}}}}]") == [
        "L1L2 with a factor of 0 regularizes nothing",
        "L1 with a factor of 0 regularizes nothing",
    ]


def test_the_default_batch_size_is_nobodys_mistake(messages):
    assert messages(training="{epochs: 2}") == []
    assert messages(training="{batch_size: 619}") == [
        "batch_size 619 is more than the 618 training rows: each epoch is one update"
    ]


@pytest.mark.parametrize("where", ["metrics", "weighted_metrics"])
def test_a_metric_that_takes_the_name_of_the_epoch(messages, where):
    assert messages(more=f", {where}: [{{MeanAbsoluteError: {{name: epoch}}}}]") == [
        "MeanAbsoluteError cannot be named 'epoch', which is the epoch's own name in history.csv"
    ]
    assert messages(more=f", {where}: [{{MeanAbsoluteError: {{name: epochs}}}}]") == []
