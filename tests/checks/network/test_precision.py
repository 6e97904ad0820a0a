"""Layers and optimizers with numbers of another width than float32."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of


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
        ("{RandomZoom: {height_factor: 0.1}}", "mixed_bfloat16", "bfloat16"),
        ("{RandomZoom: {height_factor: 0.1}}", "mixed_float16", None),
        ("RandomErasing", "mixed_bfloat16", None),
        ("{Activation: sparsemax}", "mixed_float16", "float16"),
        ("{Dense: {units: 2, activation: sparsemax}}", "mixed_bfloat16", None),
        ("MixUp", "mixed_float16", None),
        ("{CutMix: {dtype: float32}}", "mixed_float16", None),
    ],
)
def test_what_tensorflow_cannot_draw_in_half_precision(tmp_path, layer, precision, kind):
    layers = f"[{{Reshape: [4, 2, 1]}}, {layer}, Flatten, {{Dense: {{units: 1, dtype: float32}}}}]"
    found = problems_of(tmp_path, layers, more=f"training: {{precision: {precision}}}")
    assert [code for code, _, _ in found] == (["half-precision-draws"] if kind else [])
    assert all(message.endswith(f"TensorFlow does not have in {kind}") for _, message, _ in found)


@pytest.mark.parametrize(
    ("layer", "weights"),
    [
        ("{LSTM: {units: 4, dtype: bfloat16}}", "recurrent_initializer of LSTM"),
        ("{RNN: {cell: {GRUCell: {units: 4, dtype: bfloat16}}}}", "recurrent_initializer of GRUC"),
        ("{Dense: {units: 4, kernel_initializer: orthogonal, dtype: bfloat16}}", "kernel_init"),
        ("{LSTM: {units: 4, dtype: float16}}", None),
        ("{LSTM: {units: 4, dtype: mixed_bfloat16}}", None),
        ("{LSTM: {units: 4, recurrent_initializer: HeNormal, dtype: bfloat16}}", None),
    ],
)
def test_orthogonal_weights_of_bfloat16(tmp_path, layer, weights):
    layers = f"[{{Reshape: [4, 2]}}, {layer}, Flatten, {{Dense: {{units: 1, dtype: float32}}}}]"
    found = problems_of(tmp_path, layers)
    assert [code for code, _, _ in found] == (["half-precision-start"] if weights else [])
    assert all(message.startswith(weights) for _, message, _ in found)


@pytest.mark.parametrize(
    ("stack", "kinds"),
    [
        ("cells: [{GRUCell: 2}, {LSTMCell: {units: 2, dtype: float16}}]", ("float16", "float32")),
        ("cells: [{LSTMCell: 2}], dtype: bfloat16", ("float32", "bfloat16")),
        ("cells: [{GRUCell: {units: 2, dtype: mixed_float16}}], dtype: float16", None),
        ("cells: [{GRUCell: 2}, {LSTMCell: 2}]", None),
    ],
)
def test_stacked_cells_compute_alike(tmp_path, stack, kinds):
    cell = f"{{StackedRNNCells: {{{stack}}}}}"
    layers = f"[{{Reshape: [4, 2]}}, {{RNN: {{cell: {cell}}}}}, {{Dense: 1}}]"
    found = problems_of(tmp_path, layers)
    assert [code for code, _, _ in found] == (["stacked-cells"] if kinds else [])
    assert all(f"computes in {kinds[0]}, and what" in message for _, message, _ in found)
    assert all(message.endswith(f"it in {kinds[1]}") for _, message, _ in found)


SCALED = "{LossScaleOptimizer: {inner_optimizer: {Adam: {gradient_accumulation_steps: 4}}}}"


@pytest.mark.parametrize(
    ("dtype", "optimizer", "precision", "message", "hint"),
    [
        (
            "float64",
            "{SGD: {global_clipnorm: 1}}",
            "float32",
            "SGD cannot clip gradients of float64 and float32 by one norm",
            "use clipnorm, or give Dense dtype: float32",
        ),
        (
            "bfloat16",
            "{SGD: {gradient_accumulation_steps: 2}}",
            "mixed_float16",
            "SGD cannot add up gradients of bfloat16 while the loss is scaled",
            "leave gradient_accumulation_steps out, or give Dense dtype: float32",
        ),
        (
            "float16",
            SCALED,
            "float32",
            "Adam cannot add up gradients of float16 while the loss is scaled",
            "leave gradient_accumulation_steps out, or give Dense dtype: float32",
        ),
        (
            "float64",
            "Muon",
            "float32",
            "Muon takes float32, and weights are float64",
            "use another optimizer, or give Dense dtype: float32",
        ),
    ],
)
def test_gradients_of_several_widths(tmp_path, dtype, optimizer, precision, message, hint):
    def found(dtype):
        layers = (
            f"[{{Dense: {{units: 4, dtype: {dtype}}}}}, {{Dense: {{units: 1, dtype: float32}}}}]"
        )
        compiled = f"{{loss: mse, optimizer: {optimizer}}}"
        more = f"training: {{precision: {precision}}}"
        return problems_of(tmp_path, layers, compiled=compiled, more=more)

    assert found(dtype) == [("mixed-gradients", message, hint)]
    assert found("float32") == []


@pytest.mark.parametrize("reduction", ["none", "null"])
@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("{Dense: {units: 4, activity_regularizer: L2}}", "activity_regularizer of Dense"),
        ("{Dense: {units: 4, bias_regularizer: L2}}", "bias_regularizer of Dense"),
        ("{ActivityRegularization: {l1: 0.1}}", "l1 of ActivityRegularization"),
    ],
)
def test_a_penalty_beside_a_loss_of_rows(tmp_path, layer, name, reduction):
    compiled = f"{{loss: {{MeanSquaredError: {{reduction: {reduction}}}}}}}"
    found = problems_of(tmp_path, f"[{layer}, {{Dense: 1}}]", compiled=compiled)
    message = f"Keras cannot add the penalty of {name.split()[-1]} to a loss that is a number for "
    assert found == [("penalty-of-rows", message + "each row", f"leave reduction out, or {name}")]
    assert problems_of(tmp_path, "[{Dense: 1}]", compiled=compiled) == []
