"""Layers that turn a sound into its spectrum over time."""

from __future__ import annotations

from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    as_given,
    channels_first,
    channels_last,
    number,
    rule,
    words,
)
from nnspec.checks.network.shapes.windows import moved
from nnspec.spec.language.objects import ObjectSpec


@rule("STFTSpectrogram")
def short_time_fourier(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """Frames by frequencies, for each channel."""
    if len(shape) != 2:
        raise NoFit(f"it needs samples x channels, but it gets {words(shape)}")
    samples, channels = channels_last(spec, shape)
    frame = number(argument(spec, "frame_length"))
    step, transform = number(argument(spec, "frame_step")), number(argument(spec, "fft_length"))
    if step is not None and frame is not None and step > frame:
        raise NoFit(f"frame_step {step} is larger than frame_length {frame}", "frame_step")
    if transform is not None and frame is not None and transform < frame:
        raise NoFit(f"fft_length {transform} is less than frame_length {frame}", "fft_length")
    if frame is None:
        return None
    try:
        # Half overlapping frames, as Keras has them.
        frames = moved(samples, frame, step or frame // 2 or 1, 1, argument(spec, "padding"))
    except NoFit:
        message = f"its frames of {frame} are longer than the {samples} samples it gets"
        raise NoFit(message, "frame_length") from None
    bins = (transform or frame) // 2 + 1
    bins *= 2 if argument(spec, "mode") == "stft" else 1
    if argument(spec, "expand_dims"):
        if channels_first(spec):
            return (channels, frames, bins)
        return (frames, bins, channels)
    return as_given(spec, (frames, None if channels is None else bins * channels))


@rule("MelSpectrogram")
def mel(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """Frequencies by frames."""
    if len(shape) != 1:
        raise NoFit(f"it needs a flat row of samples, but it gets {words(shape)}")
    transform, window = (
        number(argument(spec, "fft_length")),
        number(argument(spec, "sequence_length")),
    )
    if transform is not None and window is not None and transform < window:
        raise NoFit(f"fft_length {transform} is less than sequence_length {window}", "fft_length")
    stride, samples = number(argument(spec, "sequence_stride")), shape[0]
    if transform is not None and samples is not None and transform // 2 >= samples:
        message = f"half of fft_length {transform} is mirrored at both ends, of {samples} samples"
        raise NoFit(message, "fft_length", "a shorter one, or more samples")
    if stride is None or samples is None:
        return (number(argument(spec, "num_mel_bins")), None)
    return (number(argument(spec, "num_mel_bins")), (samples + stride + 1) // stride)
