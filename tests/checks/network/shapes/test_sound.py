"""Spectra of sounds, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, shapes_as_in_keras

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
    (
        layer("MelSpectrogram"),
        [(1024,)],
        "half of fft_length 2048 is mirrored at both ends, of 1024 samples",
    ),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
