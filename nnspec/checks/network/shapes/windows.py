"""Shapes of convolutions and poolings: a window that moves over all axes but the channels.

The lengths are those of `keras.src.ops.operation_utils.compute_conv_output_shape` and of
`keras.src.backend.common.backend_utils.compute_conv_transpose_output_shape`.
"""

from __future__ import annotations

from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    as_given,
    channels_first,
    channels_last,
    check_states,
    lengths,
    number,
    rule,
)
from nnspec.spec.language.objects import ObjectSpec

_AXES = (1, 2, 3)
# Of a window that is padded to; over wider ones TensorFlow counts past 32 bits, or never ends.
_WIDEST = 2**24


@rule(
    *(f"Conv{n}D" for n in _AXES),
    *(f"{kind}{n}D" for kind in ("SeparableConv", "DepthwiseConv") for n in (1, 2)),
    *(f"{kind}{n}D" for kind in ("MaxPooling", "AveragePooling") for n in _AXES),
)
def convolution(spec: ObjectSpec, shape: Shape) -> Shape:
    """Convolutions and poolings."""
    *spatial, channels = channels_last(spec, shape)
    pooling = "Pooling" in spec.name
    kernel = lengths(argument(spec, "pool_size" if pooling else "kernel_size"), len(spatial))
    strides = argument(spec, "strides")
    steps = kernel if strides is None else lengths(strides, len(spatial))
    dilation: list[int | None] = [1] * len(spatial)
    if not pooling:
        dilation = lengths(argument(spec, "dilation_rate"), len(spatial))
        _strides_or_dilation(steps, dilation)
        if spec.name.startswith("Conv"):
            _groups(spec, channels)
        elif len(set(steps)) > 1:
            raise NoFit("TensorFlow moves its window equally far along both axes", "strides")
    after = [
        moved(*along, padding=argument(spec, "padding"))
        for along in zip(spatial, kernel, steps, dilation, strict=True)
    ]
    return as_given(spec, (*after, _channels(spec, channels)))


def moved(
    length: int | None,
    window: int | None,
    step: int | None,
    spread: int | None = 1,
    padding: str | None = "valid",
) -> int | None:
    """How many places a window finds along one axis.

    Raises:
        NoFit: It finds none.
    """
    if length is None or window is None or step is None or spread is None:
        return None
    reach = spread * (window - 1) + 1
    padded = padding in ("same", "causal")
    if reach > (max(length, _WIDEST) if padded else length):
        raise NoFit(f"its window of {reach} is larger than the {length} it moves over")
    return -(-length // step) if padded else (length - reach) // step + 1


def _strides_or_dilation(steps: list[int | None], dilation: list[int | None]) -> None:
    if max(n or 1 for n in steps) > 1 and max(n or 1 for n in dilation) > 1:
        raise NoFit(
            "strides and dilation_rate cannot both be above 1",
            "dilation_rate",
            "leave one of the two out",
        )


def _groups(spec: ObjectSpec, channels: int | None) -> None:
    groups, filters = number(argument(spec, "groups")), number(argument(spec, "filters"))
    for count, what in ((channels, "channels that it gets"), (filters, "filters")):
        if groups and count is not None and count % groups:
            raise NoFit(f"groups: {groups} does not divide the {count} {what}", "groups")


def _channels(spec: ObjectSpec, before: int | None) -> int | None:
    if spec.name.startswith("Depthwise"):
        times = number(argument(spec, "depth_multiplier"))
        return None if before is None or times is None else before * times
    return before if "Pooling" in spec.name else number(argument(spec, "filters"))


@rule(*(f"Conv{n}DTranspose" for n in _AXES))
def transposed(spec: ObjectSpec, shape: Shape) -> Shape:
    """Transposed convolutions."""
    *spatial, _ = channels_last(spec, shape)
    count = len(spatial)
    kernel = lengths(argument(spec, "kernel_size"), count)
    steps = lengths(argument(spec, "strides"), count)
    dilation = lengths(argument(spec, "dilation_rate"), count)
    _strides_or_dilation(steps, dilation)
    given = argument(spec, "output_padding")
    added = lengths(given, count)
    if given is not None:
        for more, step in zip(added, steps, strict=True):
            if more is not None and step is not None and more >= step:
                raise NoFit(
                    f"output_padding {more} is not below the strides {step}", "output_padding"
                )
    same = argument(spec, "padding") == "same"
    after: list[int | None] = []
    for length, window, step, spread, extra in zip(
        spatial, kernel, steps, dilation, added, strict=True
    ):
        if length is None or window is None or step is None or spread is None:
            after.append(None)
            continue
        if given is not None and extra is None:
            after.append(None)
            continue
        reach = (window - 1) * spread + 1
        if reach > max(length, _WIDEST):
            raise NoFit(f"its window of {reach} is larger than the {length} it moves over")
        if same:
            after.append(
                length * step if extra is None else (length - 1) * step + reach % 2 + extra
            )
        else:
            edge = max(reach, step) - reach if extra is None else extra
            after.append((length - 1) * step + reach + edge)
    return as_given(spec, (*after, number(argument(spec, "filters"))))


@rule(*(f"Adaptive{kind}Pooling{n}D" for kind in ("Average", "Max") for n in _AXES))
def adaptive(spec: ObjectSpec, shape: Shape) -> Shape:
    """Poolings to a given size."""
    *spatial, channels = channels_last(spec, shape)
    after = lengths(argument(spec, "output_size"), len(spatial))
    everything = spec.name.replace("Adaptive", "Global")
    hint = f"use {everything}: {{keepdims: true}}" if {*after} == {1} else None
    if "data_format" in spec.arguments:
        hint = None
    for length, size in zip(spatial, after, strict=True):
        # TensorFlow ends the whole process over a window of nothing, and over one that is larger
        # than what it gets: Keras pools by windows of length // size and of one more.
        if size == 1:
            raise NoFit("its windows would be larger than what it gets", "output_size", hint)
        if length is not None and size is not None and size > length:
            raise NoFit(f"output_size {size} is more than the {length} that it gets", "output_size")
    return as_given(spec, (*after, channels))


@rule(*(f"Global{kind}Pooling{n}D" for kind in ("Average", "Max") for n in _AXES))
def global_pooling(spec: ObjectSpec, shape: Shape) -> Shape:
    """Poolings over everything but the channels."""
    *spatial, channels = channels_last(spec, shape)
    if not argument(spec, "keepdims"):
        return (channels,)
    return as_given(spec, (*(1 for _ in spatial), channels))


@rule(*(f"ConvLSTM{n}D" for n in _AXES))
def recurrent(spec: ObjectSpec, shape: Shape) -> Shape:
    """Recurrent convolutions: the first axis are the steps."""
    check_states(spec)
    steps, *image = shape
    *spatial, _ = channels_last(spec, tuple(image))
    count = len(spatial)
    kernel = lengths(argument(spec, "kernel_size"), count)
    strides = lengths(argument(spec, "strides"), count)
    dilation = lengths(argument(spec, "dilation_rate"), count)
    _strides_or_dilation(strides, dilation)
    padding = argument(spec, "padding")
    after = [moved(*one, padding) for one in zip(spatial, kernel, strides, dilation, strict=True)]
    made = as_given(spec, (*after, number(argument(spec, "filters"))))
    return (steps, *made) if argument(spec, "return_sequences") else made


@rule(*(f"UpSampling{n}D" for n in _AXES))
def upsampling(spec: ObjectSpec, shape: Shape) -> Shape:
    """Repeated or interpolated rows and columns."""
    *spatial, channels = channels_last(spec, shape)
    times = lengths(argument(spec, "size"), len(spatial))
    after = (
        None if length is None or factor is None else length * factor
        for length, factor in zip(spatial, times, strict=True)
    )
    return as_given(spec, (*after, channels))


@rule(*(f"ZeroPadding{n}D" for n in _AXES), *(f"Cropping{n}D" for n in _AXES))
def edges(spec: ObjectSpec, shape: Shape) -> Shape:
    """Zeros around, or edges taken away."""
    *spatial, channels = channels_last(spec, shape)
    name = "padding" if spec.name.startswith("Zero") else "cropping"
    given = argument(spec, name)
    pairs = _pairs(given, len(spatial))
    if pairs is None:
        expected = "a whole number or [start, end]"
        if len(spatial) > 1:
            expected = f"a whole number, or for each of {len(spatial)} axes one or [start, end]"
        raise NoFit(f"{name} must be {expected}", name)
    after: list[int | None] = []
    for length, (start, end) in zip(spatial, pairs, strict=True):
        if length is None:
            after.append(None)
        elif name == "padding":
            after.append(length + start + end)
        elif start + end >= length:
            raise NoFit(f"it takes {start + end} away from a length of {length}", name)
        else:
            after.append(length - start - end)
    return as_given(spec, (*after, channels))


def _pairs(value: object, axes: int) -> list[tuple[int, int]] | None:
    """`1`, `[1, 2]` or `[[0, 1], [2, 3]]` as a start and an end for each axis."""
    if isinstance(value, int):
        return [(value, value)] * axes
    if not isinstance(value, list | tuple):
        return None
    if axes == 1:
        value = [value]
    pairs = []
    for item in value:
        pair = [item, item] if isinstance(item, int) else item
        if (
            not isinstance(pair, list | tuple)
            or [type(n) for n in pair] != [int, int]
            or min(pair) < 0
        ):
            return None
        pairs.append((pair[0], pair[1]))
    return pairs if len(pairs) == axes else None


@rule("Resizing", "CenterCrop", "RandomCrop")
def resized(spec: ObjectSpec, shape: Shape) -> Shape:
    """Images of a given height and width."""
    if argument(spec, "crop_to_aspect_ratio") and argument(spec, "pad_to_aspect_ratio"):
        raise NoFit(
            "crop_to_aspect_ratio and pad_to_aspect_ratio exclude one another",
            "pad_to_aspect_ratio",
        )
    size = (number(argument(spec, "height")), number(argument(spec, "width")))
    channels = shape[0] if channels_first(spec) else shape[-1]
    return as_given(spec, (*size, channels))
