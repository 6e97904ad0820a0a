"""Arguments of optimizers and schedules."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of

PIECES = "{{SGD: {{learning_rate: {{PiecewiseConstantDecay: {{boundaries: {}, values: {}}}}}}}}}"


@pytest.mark.parametrize(
    ("optimizer", "message", "hint"),
    [
        (
            "{AdamW: {weight_decay: null}}",
            "AdamW is Adam with a weight_decay, and has none",
            "use Adam, or give a number",
        ),
        (
            PIECES.format("[10, 20]", "[0.1, 0.01]"),
            "PiecewiseConstantDecay needs one value more than boundaries: 3 for the 2 that there "
            "are, found 2",
            None,
        ),
        (
            PIECES.format("[20, 10]", "[0.1, 0.01, 0.001]"),
            "the boundaries of PiecewiseConstantDecay must grow",
            None,
        ),
        (
            "{LossScaleOptimizer: {inner_optimizer: {LossScaleOptimizer: {inner_optimizer: SGD}}}}",
            "LossScaleOptimizer scales the loss once, and not inside another one",
            "name the optimizer itself here",
        ),
        (
            "{LossScaleOptimizer: {inner_optimizer: {SGD: {clipnorm: 1, clipvalue: 1}}}}",
            "SGD clips by one of clipnorm, clipvalue and global_clipnorm, not by two",
            "leave clipvalue out",
        ),
        (
            "{Muon: {exclude_layers: ['[']}}",
            "Muon.exclude_layers: '[' is no pattern: unterminated character set at position 0",
            None,
        ),
    ],
)
def test_what_does_not_go_together(tmp_path, optimizer, message, hint):
    found = problems_of(tmp_path, "[{Dense: 1}]", compiled=f"{{loss: mse, optimizer: {optimizer}}}")
    assert found == [("optimizer-arguments", message, hint)]


def test_muon_adds_up_no_gradients_of_a_dense_on_several_axes(tmp_path):
    compiled = "{loss: mse, optimizer: {Muon: {gradient_accumulation_steps: 4}}}"
    layers = "[{Reshape: [4, 2]}, {Dense: 3}, Flatten, {Dense: 1}]"
    message = "Muon cannot add up the gradients of a Dense that gets 4 x 2"
    hint = "leave gradient_accumulation_steps out"
    found = problems_of(tmp_path, layers, compiled=compiled)
    assert found == [("optimizer-arguments", message, hint)]
    assert problems_of(tmp_path, "[{Dense: 3}, {Dense: 1}]", compiled=compiled) == []


@pytest.mark.parametrize(
    "optimizer",
    [
        "AdamW",
        "{SGD: {clipnorm: 1, clipvalue: null}}",
        PIECES.format("[10, 20]", "[0.1, 0.01, 0.001]"),
        "{Muon: {exclude_layers: ['dense.*']}}",
    ],
)
def test_what_goes_together(tmp_path, optimizer):
    compiled = f"{{loss: mse, optimizer: {optimizer}}}"
    assert problems_of(tmp_path, "[{Dense: 1}]", compiled=compiled) == []
