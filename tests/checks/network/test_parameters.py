"""Initializers, regularizers and constraints beyond the one case that each check has."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of


@pytest.mark.parametrize(
    ("layer", "code", "message"),
    [
        (
            "{Dense: {units: 4, bias_initializer: Identity}}",
            "weight-rank",
            "Identity is for weights of two axes, and the bias of Dense is 4",
        ),
        (
            "{Dense: {units: 4, kernel_initializer: STFT}}",
            "weight-rank",
            "STFT is for weights of frames x 1 x frequencies, and the kernel of Dense is 8 x 4",
        ),
        (
            "{Dense: {units: 4, kernel_initializer: {HeNormal: {input_axes: [2], "
            "output_axes: [0]}}}}",
            "weight-rank",
            "HeNormal.input_axes: there is no axis 2 in the kernel of Dense, which is 8 x 4",
        ),
        (
            "{Dense: {units: 4, bias_regularizer: OrthogonalRegularizer}}",
            "weight-rank",
            "OrthogonalRegularizer is for weights of two axes, and the bias of Dense is 4",
        ),
        (
            "{Dense: {units: 4, kernel_constraint: {MaxNorm: {axis: 5}}}}",
            "weight-rank",
            "MaxNorm.axis: there is no axis 5 in the kernel of Dense, which is 8 x 4",
        ),
        (
            "{Dense: {units: 4, kernel_constraint: {UnitNorm: {axis: [1, -1]}}}}",
            "weight-rank",
            "UnitNorm.axis names one axis of the kernel of Dense twice",
        ),
        (
            "{BatchNormalization: {gamma_constraint: {UnitNorm: {axis: [0, 1]}}}}",
            "weight-rank",
            "UnitNorm.axis: there is no axis 1 in the gamma of BatchNormalization, which is 8",
        ),
        (
            "{Embedding: {input_dim: 2147483647, output_dim: 4}}",
            "too-large",
            "Embedding would have 8,589,934,588 weights, which are 32 GiB",
        ),
        (
            "{Dense: {units: 4, lora_rank: 2147483647}}",
            "too-large",
            "Dense would have 8,589,934,588 weights, which are 32 GiB",
        ),
        (
            "{RepeatVector: 2147483647}",
            "too-large",
            "RepeatVector gives 2147483647 x 8 for each row: for 6 rows 384 GiB",
        ),
    ],
)
def test_what_does_not_fit(tmp_path, layer, code, message):
    found = problems_of(tmp_path, f"[{layer}, Flatten, {{Dense: 1}}]")
    assert (code, message) in [problem[:2] for problem in found]


def test_inside_a_wrapper_it_is_the_inner_layer(tmp_path):
    inner = "{Dense: {units: 4, bias_constraint: {MaxNorm: {axis: 1}}}}"
    layers = (
        f"[{{Reshape: [4, 2]}}, {{TimeDistributed: {{layer: {inner}}}}}, Flatten, {{Dense: 1}}]"
    )
    message = "MaxNorm.axis: there is no axis 1 in the bias of Dense, which is 4"
    assert problems_of(tmp_path, layers) == [("weight-rank", message, "its only axis is 0")]


def test_inside_a_pipeline_each_layer_gets_what_the_one_before_it_gives(tmp_path):
    inner = "{Dense: {units: 4}}, {Dense: {units: 2, kernel_constraint: {MaxNorm: {axis: 2}}}}"
    layers = f"[{{Pipeline: {{layers: [{inner}]}}}}, {{Dense: 1}}]"
    message = "MaxNorm.axis: there is no axis 2 in the kernel of Dense, which is 4 x 2"
    assert problems_of(tmp_path, layers) == [("weight-rank", message, "its axes are 0 to 1")]


def test_outputs_cannot_be_orthogonal(tmp_path):
    layers = "[{Dense: {units: 4, activity_regularizer: OrthogonalRegularizer}}, {Dense: 1}]"
    message = "OrthogonalRegularizer is for weights of two axes, and activity_regularizer gives "
    hint = "leave activity_regularizer out"
    assert problems_of(tmp_path, layers) == [("weight-rank", message + "it outputs", hint)]


def test_a_layer_without_weights_may_be_called_on_anything(tmp_path):
    layers = "[{Dense: 6, name: a}, {Activation: relu, name: r}, {Dense: 4, from: a, name: b}, "
    layers += "{layer: r, from: b, name: c}, {Concatenate: , from: [r, c]}, {Dense: 1}]"
    assert problems_of(tmp_path, layers) == []
