"""Spectra of sounds, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import keras_refuses, keras_shape, layer, no_fit

from nnspec.checks.shapes import output_shape

SHAPES = [
    (layer("STFTSpectrogram", frame_length=4), (16, 2)),
    (layer("STFTSpectrogram", frame_length=5, frame_step=3, fft_length=8, padding="same"), (16, 1)),
    (layer("STFTSpectrogram", frame_length=4, mode="stft", expand_dims=True), (16, 2)),
    (layer("MelSpectrogram", fft_length=8, sequence_stride=4, num_mel_bins=5), (32,)),
]

NO_FIT = [
    (
        layer("STFTSpectrogram"),
        [(8, 1)],
        "its frames of 256 are longer than the 8 samples it gets",
    ),
    (
        layer("MelSpectrogram", fft_length=4, sequence_length=8),
        [(64,)],
        "fft_length 4 is less than sequence_length 8",
    ),
]


@pytest.mark.parametrize(("spec", "shape"), SHAPES, ids=str)
def test_shapes_as_in_keras(spec, shape):
    assert output_shape(spec, [shape]) == keras_shape(spec, [shape])


@pytest.mark.parametrize(("spec", "shapes", "reason"), NO_FIT, ids=str)
def test_what_does_not_fit_is_refused_as_keras_refuses_it(spec, shapes, reason):
    assert no_fit(spec, shapes) == reason
    assert keras_refuses(spec, shapes)
