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
            "{BatchNormalization: {gamma_constraint: {UnitNorm: {axis: [0, 1]}}}}",
            "weight-rank",
            "UnitNorm.axis: there is no axis 1 in the gamma of BatchNormalization, which is 8",
        ),
        (
            "{Embedding: {input_dim: 2147483648, output_dim: 4}}",
            "too-large",
            "Embedding would have 8,589,934,592 weights, which are 32 GiB",
        ),
        (
            "{Dense: {units: 4, lora_rank: 2147483648}}",
            "too-large",
            "Dense would have 8,589,934,592 weights, which are 32 GiB",
        ),
        (
            "{RepeatVector: 2147483648}",
            "too-large",
            "RepeatVector gives 2147483648 x 8 for each row: for 6 rows 384 GiB",
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


def test_an_output_of_several_axes_cannot_be_orthogonal(tmp_path):
    layers = "[{Reshape: [4, 2]}, {Activation: {activation: relu, "
    layers += "activity_regularizer: OrthogonalRegularizer}}, Flatten, {Dense: 1}]"
    message = "OrthogonalRegularizer is for flat rows, and Activation gives 4 x 2"
    hint = "leave activity_regularizer out"
    assert problems_of(tmp_path, layers) == [("weight-rank", message, hint)]


@pytest.mark.parametrize(
    ("layer", "precision", "kind"),
    [
        ("{Dense: {units: 4, activity_regularizer: L2}}", "mixed_bfloat16", "bfloat16"),
        ("{Dense: {units: 4, kernel_regularizer: L2, dtype: float64}}", "float32", "float64"),
        ("{ActivityRegularization: {l2: 0.1}}", "mixed_float16", "float16"),
        ("{Dense: {units: 4, kernel_regularizer: L2}}", "mixed_float16", None),
        ("{Dense: {units: 4, activity_regularizer: L2, dtype: float32}}", "mixed_float16", None),
    ],
)
def test_a_penalty_is_as_wide_as_the_loss(tmp_path, layer, precision, kind):
    layers = f"[{layer}, {{Dense: {{units: 1, dtype: float32}}}}]"
    found = problems_of(tmp_path, layers, more=f"training: {{precision: {precision}}}")
    assert [code for code, _, _ in found] == (["half-precision-penalty"] if kind else [])
    assert all(f"would be {kind}" in message for _, message, _ in found)


@pytest.mark.parametrize(
    ("layer", "precision", "kind"),
    [
        ("CutMix", "mixed_bfloat16", "bfloat16"),
        ("{CutMix: {dtype: float16}}", "float32", "float16"),
        ("RandomErasing", "mixed_float16", "float16"),
        ("{RandomElasticTransform: {dtype: float16}}", "float32", "float16"),
        ("RandomErasing", "mixed_bfloat16", None),
        ("MixUp", "mixed_float16", None),
        ("{CutMix: {dtype: float32}}", "mixed_float16", None),
    ],
)
def test_what_tensorflow_cannot_draw_in_half_precision(tmp_path, layer, precision, kind):
    layers = f"[{{Reshape: [4, 2, 1]}}, {layer}, Flatten, {{Dense: {{units: 1, dtype: float32}}}}]"
    found = problems_of(tmp_path, layers, more=f"training: {{precision: {precision}}}")
    assert [code for code, _, _ in found] == (["half-precision-draws"] if kind else [])
    assert all(message.endswith(f"does not have in {kind}") for _, message, _ in found)


def test_a_layer_without_weights_may_be_called_on_anything(tmp_path):
    layers = "[{Dense: 6, name: a}, {Activation: relu, name: r}, {Dense: 4, from: a, name: b}, "
    layers += "{layer: r, from: b, name: c}, {Concatenate: , from: [r, c]}, {Dense: 1}]"
    assert problems_of(tmp_path, layers) == []
