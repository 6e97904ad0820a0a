"""The shape that a layer gives, worked out from its arguments without Keras.

A shape leaves the batch axis out: `(8,)` is a row of eight numbers. None in a shape is a length
that is not known, and None in place of a shape is a shape of which nothing is known. Only layers
whose shapes follow from their arguments by simple arithmetic are here; of the others the catalogue
knows the rank at most. Sources: the layers' pages of the Keras documentation; the lengths of
convolutions and poolings are those of `keras.src.ops.operation_utils.compute_conv_output_shape`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from nnspec import catalog
from nnspec.catalog import Entry
from nnspec.spec.objects import ObjectSpec

Shape = tuple[int | None, ...]


class NoFit(Exception):
    """The inputs do not fit the layer.

    Args:
        reason: Why, as the end of a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def output_shape(spec: ObjectSpec, inputs: Sequence[Shape | None]) -> Shape | None:
    """The shape that a layer gives.

    Args:
        spec: The layer.
        inputs: What it reads, one shape for most layers, several for a merge.

    Raises:
        NoFit: The layer cannot take these shapes.
    """
    entry = catalog.load().find("layers", spec.name)
    if entry is None or any(shape is None for shape in inputs) or not inputs:
        return _rank_alone(entry, inputs) if entry is not None else None
    rank = len(inputs[0]) + 1
    if (entry.rank_in or rank) != rank or (entry.rank_in_min or rank) > rank:
        # Another check says so; what comes after must not be blamed for it.
        return _rank_alone(entry, inputs)
    if spec.name in _MERGES:
        return _MERGES[spec.name](spec, inputs)
    rule = _RULES.get(spec.name)
    if rule is not None and len(inputs) == 1:
        return rule(spec, inputs[0])
    if entry.rank_change == 0 and len(inputs) == 1 and _keeps_shape(entry):
        return inputs[0]
    return _rank_alone(entry, inputs)


def _keeps_shape(entry: Entry) -> bool:
    """Layers that change values and not shapes."""
    return not entry.merge and not entry.call_arguments


def _rank_alone(entry: Entry, inputs: Sequence[Shape | None]) -> Shape | None:
    """A shape of unknown lengths, where the catalogue knows how many there are."""
    if entry.rank_out is not None and not entry.rank_out_if:
        return (None,) * (entry.rank_out - 1)
    if entry.rank_change is not None and inputs and inputs[0] is not None:
        return (None,) * (len(inputs[0]) + entry.rank_change)
    return None


def _argument(spec: ObjectSpec, name: str) -> Any:
    entry = catalog.load().find("layers", spec.name)
    parameter = entry.parameter(name) if entry else None
    return spec.argument(name, parameter.default if parameter else None)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _lengths(value: Any, count: int) -> list[int | None]:
    """`3` or `[3, 2]` as one length for each axis."""
    if isinstance(value, list | tuple):
        return [_number(item) for item in value] if len(value) == count else [None] * count
    return [_number(value)] * count


def _dense(spec: ObjectSpec, shape: Shape) -> Shape:
    return (*shape[:-1], _number(_argument(spec, "units")))


def _flatten(spec: ObjectSpec, shape: Shape) -> Shape:
    return (None if None in shape else math.prod(shape),)


def _reshape(spec: ObjectSpec, shape: Shape) -> Shape | None:
    wanted = _argument(spec, "target_shape")
    if not isinstance(wanted, list | tuple) or not all(isinstance(n, int) for n in wanted):
        return None
    if None in shape:
        return tuple(None if n == -1 else n for n in wanted)
    have = math.prod(shape)
    known = math.prod(n for n in wanted if n != -1)
    if list(wanted).count(-1) > 1:
        raise NoFit("only one length may be -1")
    if -1 in wanted:
        if known == 0 or have % known:
            raise NoFit(f"{words(shape)} is {have} values, which {known} does not divide")
        return tuple(have // known if n == -1 else n for n in wanted)
    if known != have:
        product = " x ".join(str(n) for n in wanted)
        gets = f"{have}" if len(shape) == 1 else f"{words(shape)}, which is {have}"
        raise NoFit(f"{product} is {known} values, but it gets {gets}")
    return tuple(wanted)


def _conv(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """Convolutions and poolings: the window moves over all axes but the last."""
    if _argument(spec, "data_format") == "channels_first":
        return (None,) * len(shape)
    axes = len(shape) - 1
    pooling = "Pooling" in spec.name
    kernel = _lengths(_argument(spec, "pool_size" if pooling else "kernel_size"), axes)
    strides = _argument(spec, "strides")
    steps = kernel if strides is None else _lengths(strides, axes)
    dilation = [1] * axes if pooling else _lengths(_argument(spec, "dilation_rate"), axes)
    same = _argument(spec, "padding") in ("same", "causal")
    lengths: list[int | None] = []
    for length, window, step, spread in zip(shape[:-1], kernel, steps, dilation, strict=True):
        if None in (length, window, step, spread):
            lengths.append(None)
        elif same:
            lengths.append(-(-length // step))
        else:
            reach = spread * (window - 1) + 1
            if reach > length:
                raise NoFit(f"its window of {reach} is larger than the {length} it moves over")
            lengths.append((length - reach) // step + 1)
    return (*lengths, _channels(spec, shape[-1]))


def _channels(spec: ObjectSpec, before: int | None) -> int | None:
    if spec.name.startswith("Depthwise"):
        times = _number(_argument(spec, "depth_multiplier"))
        return None if before is None or times is None else before * times
    if "Pooling" in spec.name:
        return before
    return _number(_argument(spec, "filters"))


def _global_pooling(spec: ObjectSpec, shape: Shape) -> Shape:
    if _argument(spec, "data_format") == "channels_first":
        return (None,) * (len(shape) if _argument(spec, "keepdims") else 1)
    return (1,) * (len(shape) - 1) + shape[-1:] if _argument(spec, "keepdims") else shape[-1:]


def _recurrent(spec: ObjectSpec, shape: Shape) -> Shape:
    units = _number(_argument(spec, "units"))
    return (shape[0], units) if _argument(spec, "return_sequences") else (units,)


def _bidirectional(spec: ObjectSpec, shape: Shape) -> Shape | None:
    inner = _argument(spec, "layer")
    if not isinstance(inner, ObjectSpec):
        return None
    below = output_shape(inner, [shape])
    if below is None or _argument(spec, "merge_mode") != "concat" or below[-1] is None:
        return below
    return (*below[:-1], 2 * below[-1])


def _time_distributed(spec: ObjectSpec, shape: Shape) -> Shape | None:
    inner = _argument(spec, "layer")
    below = output_shape(inner, [shape[1:]]) if isinstance(inner, ObjectSpec) else None
    return None if below is None else (shape[0], *below)


def _embedding(spec: ObjectSpec, shape: Shape) -> Shape:
    return (*shape, _number(_argument(spec, "output_dim")))


def _repeat(spec: ObjectSpec, shape: Shape) -> Shape:
    return (_number(_argument(spec, "n")), *shape)


def _permute(spec: ObjectSpec, shape: Shape) -> Shape | None:
    order = _argument(spec, "dims")
    if not isinstance(order, list | tuple) or sorted(order) != list(range(1, len(shape) + 1)):
        raise NoFit(f"dims must name each of the {len(shape)} axes once, counted from 1")
    return tuple(shape[axis - 1] for axis in order)


def _upsampling(spec: ObjectSpec, shape: Shape) -> Shape:
    if _argument(spec, "data_format") == "channels_first":
        return (None,) * len(shape)
    times = _lengths(_argument(spec, "size"), len(shape) - 1)
    scaled = (
        None if length is None or factor is None else length * factor
        for length, factor in zip(shape[:-1], times, strict=True)
    )
    return (*scaled, shape[-1])


def _equal(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """Add, Multiply and their like: equal shapes, or lengths of 1 that are stretched."""
    if len({len(shape) for shape in shapes}) > 1:
        # Keras takes them, and stretches the one along the other's batch axis.
        return None
    lengths: list[int | None] = []
    for along in zip(*shapes, strict=True):
        known = {length for length in along if length not in (None, 1)}
        if len(known) > 1:
            raise NoFit(f"it needs inputs of one shape, and gets {_list(shapes)}")
        lengths.append(None if not known and None in along else next(iter(known), 1))
    return tuple(lengths)


def _concatenate(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    if len({len(shape) for shape in shapes}) > 1:
        raise NoFit(f"it needs inputs of one rank, and gets {_list(shapes)}")
    rank = len(shapes[0])
    axis = _number(_argument(spec, "axis"))
    if axis is None:
        return (None,) * rank
    place = axis + rank if axis < 0 else axis - 1
    if not 0 <= place < rank:
        raise NoFit(f"it has no axis {axis}")
    lengths: list[int | None] = []
    for position, along in enumerate(zip(*shapes, strict=True)):
        if position == place:
            lengths.append(None if None in along else sum(along))
            continue
        known = {length for length in along if length is not None}
        if len(known) > 1:
            raise NoFit(f"its inputs differ in more than axis {axis}: {_list(shapes)}")
        lengths.append(next(iter(known), None))
    return tuple(lengths)


def words(shape: Shape) -> str:
    """A shape for a message: `8`, `28 x 28 x 1`, `? x 16`."""
    return " x ".join("?" if length is None else str(length) for length in shape) or "one number"


def _list(shapes: Sequence[Shape]) -> str:
    return " and ".join(words(shape) for shape in shapes)


Rule = Callable[[ObjectSpec, Shape], Shape | None]
MergeRule = Callable[[ObjectSpec, Sequence[Shape]], Shape | None]

_CONVOLUTIONS = [
    f"{kind}{axes}D"
    for kind in ("Conv", "SeparableConv", "DepthwiseConv", "MaxPooling", "AveragePooling")
    for axes in (1, 2, 3)
]
_RULES: dict[str, Rule] = {
    "Dense": _dense,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Embedding": _embedding,
    "RepeatVector": _repeat,
    "Permute": _permute,
    "Bidirectional": _bidirectional,
    "TimeDistributed": _time_distributed,
    **dict.fromkeys(_CONVOLUTIONS, _conv),
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), _recurrent),
    **{
        f"Global{kind}Pooling{n}D": _global_pooling
        for kind in ("Max", "Average")
        for n in (1, 2, 3)
    },
    **{f"UpSampling{n}D": _upsampling for n in (1, 2, 3)},
}
_MERGES: dict[str, MergeRule] = {
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), _equal),
    "Concatenate": _concatenate,
}
