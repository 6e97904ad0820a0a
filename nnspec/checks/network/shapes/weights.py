"""The shapes of the weights that a layer makes, by what their initializers are called for.

`kernel` has `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`; where one of them
is for several weights, as those of attention, there are several shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnspec import catalog
from nnspec.checks.network.shapes.einsum import einsum_shapes
from nnspec.checks.network.shapes.normalization import axes_of
from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    channels_last,
    lengths,
    number,
    output_shape,
    takes_rank,
)
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

Weights = list[tuple[str, Shape]]
_Maker = Callable[[ObjectSpec, Sequence[Shape]], Weights]


def weight_shapes(spec: ObjectSpec, inputs: Sequence[Shape | None]) -> Weights:
    """The weights of a layer, without those of layers inside it.

    Args:
        spec: The layer.
        inputs: The shapes of what it reads, without the batch axis.

    Returns:
        Names such as `kernel` or `bias` and shapes, in which None is a length that is not known;
        empty for a layer that has no weights or does not fit its inputs.
    """
    maker = _MAKERS.get(spec.name)
    entry = catalog.load().find("layers", spec.name)
    if maker is None or entry is None or not spec.readable:
        return []
    known = [shape for shape in inputs if shape]
    if not known or len(known) < len(inputs):
        return []
    if not takes_rank(entry, len(known[0]) + 1):
        return []
    try:
        made = maker(spec, known)
    except NoFit:
        return []
    rank = number(argument(spec, "lora_rank"))
    if rank is not None:
        # The second of LoRA's two factors; nothing but its size is to be known.
        made.append(("lora", (rank, made[0][1][-1])))
    with_bias = argument(spec, "use_bias")
    return [(name, shape) for name, shape in made if name != "bias" or with_bias is not False]


def _times(*factors: int | None) -> int | None:
    product = 1
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product


def _dense(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    units = number(argument(spec, "units"))
    return [("kernel", (inputs[0][-1], units)), ("bias", (units,))]


def _einsum(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    shapes = einsum_shapes(spec, inputs[0])
    return [("kernel", shapes.kernel), *([("bias", shapes.bias)] if shapes.bias else [])]


def _window(spec: ObjectSpec, shape: Shape) -> tuple[list[int | None], int | None]:
    """The lengths of the kernel's window and the channels that it gets."""
    *spatial, channels = channels_last(spec, shape)
    return lengths(argument(spec, "kernel_size"), len(spatial)), channels


def _conv(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    window, channels = _window(spec, inputs[0])
    filters, groups = number(argument(spec, "filters")), number(argument(spec, "groups"))
    into = None if channels is None or not groups else channels // groups
    return [("kernel", (*window, into, filters)), ("bias", (filters,))]


def _transposed(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    window, channels = _window(spec, inputs[0])
    filters = number(argument(spec, "filters"))
    return [("kernel", (*window, filters, channels)), ("bias", (filters,))]


def _depthwise(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    window, channels = _window(spec, inputs[0])
    times = number(argument(spec, "depth_multiplier"))
    return [("depthwise", (*window, channels, times)), ("bias", (_times(channels, times),))]


def _separable(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    window, channels = _window(spec, inputs[0])
    times, filters = number(argument(spec, "depth_multiplier")), number(argument(spec, "filters"))
    ones = (1,) * len(window)
    return [
        ("depthwise", (*window, channels, times)),
        ("pointwise", (*ones, _times(channels, times), filters)),
        ("bias", (filters,)),
    ]


# How many times `units` the weights of a recurrent layer are wide.
_GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1, "ConvLSTM": 4}


def _recurrent(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    kind = spec.name.removesuffix("Cell")
    units, gates = number(argument(spec, "units")), _GATES[kind]
    wide = _times(gates, units)
    bias: Shape = (wide,)
    if kind == "GRU" and argument(spec, "reset_after"):
        bias = (2, wide)
    elif kind == "LSTM" and argument(spec, "unit_forget_bias"):
        # The forget gate's part is ones; the initializer is asked for the others'.
        bias = (units,)
    return [("kernel", (inputs[0][-1], wide)), ("recurrent", (units, wide)), ("bias", bias)]


def _conv_recurrent(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    window, channels = _window(spec, inputs[0][1:])
    filters = number(argument(spec, "filters"))
    wide = _times(_GATES["ConvLSTM"], filters)
    bias = filters if argument(spec, "unit_forget_bias") else wide
    return [
        ("kernel", (*window, channels, wide)),
        ("recurrent", (*window, filters, wide)),
        ("bias", (bias,)),
    ]


def _embedding(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    table = (number(argument(spec, "input_dim")), number(argument(spec, "output_dim")))
    return [("embeddings", table)]


def _normalization(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    places = axes_of(spec, inputs[0]) or ()
    shape = tuple(inputs[0][place] for place in sorted(places))
    names = ["gamma"] if argument(spec, "scale") else []
    names += ["beta"] if argument(spec, "center") else []
    if spec.name == "RMSNormalization":
        names = ["scale"]
    if spec.name == "BatchNormalization":
        names += ["moving_mean", "moving_variance"]
    return [(name, shape) for name in names]


def _slopes(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    given = argument(spec, "shared_axes")
    shared = given if isinstance(given, list | tuple) else [given]
    return [("alpha", tuple(1 if n + 1 in shared else one for n, one in enumerate(inputs[0])))]


def _heads(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
    key = inputs[2] if len(inputs) > 2 else value
    heads, width = number(argument(spec, "num_heads")), number(argument(spec, "key_dim"))
    wide = number(argument(spec, "value_dim")) or width
    made = argument(spec, "output_shape")
    out = (
        (query[-1],) if made is None else tuple(made if isinstance(made, list | tuple) else [made])
    )
    weights: Weights = []
    for source, own in ((query, width), (key, width), (value, wide)):
        weights += [("kernel", (source[-1], heads, own)), ("bias", (heads, own))]
    return [*weights, ("kernel", (heads, wide, *out)), ("bias", out)]


def _grouped_heads(spec: ObjectSpec, inputs: Sequence[Shape]) -> Weights:
    width = number(argument(spec, "head_dim"))
    weights: Weights = []
    for name in ("num_query_heads", "num_key_value_heads"):
        heads = number(argument(spec, name))
        weights += [("kernel", (inputs[0][-1], heads, width)), ("bias", (heads, width))]
    heads = number(argument(spec, "num_query_heads"))
    return [*weights, ("kernel", (heads, width, inputs[0][-1])), ("bias", (inputs[0][-1],))]


_MAKERS: dict[str, _Maker] = {
    "Dense": _dense,
    "EinsumDense": _einsum,
    "PReLU": _slopes,
    "MultiHeadAttention": _heads,
    "GroupQueryAttention": _grouped_heads,
    **{f"Conv{n}D": _conv for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": _transposed for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": _depthwise for n in (1, 2)},
    **{f"SeparableConv{n}D": _separable for n in (1, 2)},
    **{f"ConvLSTM{n}D": _conv_recurrent for n in (1, 2, 3)},
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), _recurrent),
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell"), _recurrent),
    **dict.fromkeys(("Embedding", "ReversibleEmbedding"), _embedding),
    **dict.fromkeys(
        ("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization"),
        _normalization,
    ),
}


def inner_layers(
    spec: ObjectSpec, inputs: Sequence[Shape | None]
) -> list[tuple[ObjectSpec, list[Shape | None]]]:
    """The layers and cells inside a layer, with what each of them gets, at any depth."""
    shape = inputs[0] if inputs else None
    found: list[tuple[ObjectSpec, list[Shape | None]]] = []
    for name, below in _INNER.get(spec.name, {}).items():
        given = spec.argument(name)
        now = below(shape) if shape else None
        for inner in given if isinstance(given, list | tuple) else [given]:
            if not isinstance(inner, ObjectSpec) or inner is UNREADABLE:
                continue
            found += [(inner, [now]), *inner_layers(inner, [now])]
            if name == "layers":
                now = _after(inner, now)
            elif name in ("cell", "cells"):
                units = number(argument(inner, "units"))
                now = (*now[:-1], units) if now and inner.name != "StackedRNNCells" else None
    return found


def _after(spec: ObjectSpec, shape: Shape | None) -> Shape | None:
    try:
        return output_shape(spec, [shape])
    except NoFit:
        return None


def _same(shape: Shape) -> Shape:
    return shape


_INNER: dict[str, dict[str, Callable[[Shape], Shape]]] = {
    "Bidirectional": {"layer": _same, "backward_layer": _same},
    "Pipeline": {"layers": _same},
    "RNN": {"cell": lambda shape: shape[1:]},
    "StackedRNNCells": {"cells": _same},
    "SpectralNormalization": {"layer": _same},
    "TimeDistributed": {"layer": lambda shape: shape[1:]},
}
