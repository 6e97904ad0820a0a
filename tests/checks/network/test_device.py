"""Layers that TensorFlow trains on a GPU alone."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of

ON_GPU = "training: {device: gpu}"
FIRST = "{{Reshape: [2, 4]}}, {{{}: {{filters: 2, kernel_size: 2, data_format: channels_first}}}}"
DILATED = "{Reshape: [8, 1]}, {Conv1DTranspose: {filters: 2, kernel_size: 2, dilation_rate: 2}}"
SQUARE = "{Reshape: [2, 2, 2]}, {Conv2DTranspose: {filters: 2, kernel_size: 1, dilation_rate: [1, "


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        (FIRST.format("Conv1D"), "channels-first"),
        (FIRST.format("Conv1DTranspose"), "channels-first"),
        (FIRST.format("SeparableConv1D"), None),
        (DILATED, "dilated-transpose"),
        (SQUARE + "2]}}", "dilated-transpose"),
        (SQUARE + "1]}}", None),
        (DILATED.replace("Transpose", ""), None),
        ("{Reshape: [4, 2]}, {LSTM: {units: 2, use_cudnn: true}}", "cudnn"),
        (
            "{Reshape: [4, 2]}, {Bidirectional: {layer: {GRU: {units: 2, use_cudnn: true}}}}",
            "cudnn",
        ),
        ("{Reshape: [4, 2]}, {LSTM: {units: 2, use_cudnn: auto}}", None),
    ],
)
def test_what_a_cpu_cannot_do(tmp_path, layers, code):
    layers = f"[{layers}, Flatten, {{Dense: 1}}]"
    found = [found for found, _, _ in problems_of(tmp_path, layers)]
    assert found == ([code] if code else [])
    assert problems_of(tmp_path, layers, more=ON_GPU) == []
