"""What every rule of shapes uses: how one is declared, its arguments, and why a layer may not fit.

A shape leaves the batch axis out: `(8,)` is a row of eight numbers. None in a shape is a length
that is not known, and None in place of a shape is a shape of which nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from nnspec import catalog
from nnspec.catalog import Entry
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

Shape = tuple[int | None, ...]
Rule = Callable[[ObjectSpec, Shape], Shape | None]
MergeRule = Callable[[ObjectSpec, Sequence[Shape]], Shape | None]

RULES: dict[str, Rule] = {}
MERGES: dict[str, MergeRule] = {}


class NoFit(Exception):
    """A layer cannot take its inputs, or cannot be made of its arguments.

    Args:
        reason: Why, as the end of a sentence.
        parameter: The argument that is to blame, None for the inputs.
        hint: What to do.
        spec: The layer that is meant, where it is one inside the layer that was asked for; None is
            that layer itself.
    """

    def __init__(
        self,
        reason: str,
        parameter: str | None = None,
        hint: str | None = None,
        spec: ObjectSpec | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameter = parameter
        self.hint = hint
        self.spec = spec


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Declare what layers with one input do to its shape."""

    def declare(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return declare


def merge_rule(*names: str) -> Callable[[MergeRule], MergeRule]:
    """Declare what layers with several inputs make of their shapes."""

    def declare(function: MergeRule) -> MergeRule:
        MERGES.update(dict.fromkeys(names, function))
        return function

    return declare


def output_shape(spec: ObjectSpec, inputs: Sequence[Shape | None]) -> Shape | None:
    """The shape that a layer gives.

    Args:
        spec: The layer.
        inputs: What it reads, one shape for most layers, several for a merge.

    Raises:
        NoFit: The layer cannot take these shapes, or has arguments that do not go together.
    """
    entry = catalog.load().find("layers", spec.name)
    known = [shape for shape in inputs if shape is not None]
    if entry is None or not spec.readable or len(known) < len(inputs) or not known:
        return rank_alone(entry, inputs) if entry is not None else None
    if not takes_rank(entry, len(known[0]) + 1):
        # Another check says so; what comes after must not be blamed for it.
        return rank_alone(entry, inputs)
    try:
        _given(spec, entry)
        _low_rank(spec)
        _value_range(spec)
        check_forget_bias(spec)
        made = _made(spec, entry, known)
        if made is not None:
            _activation_axes(spec, made)
    except NoFit as error:
        error.spec = error.spec or spec
        raise
    return made


def _given(spec: ObjectSpec, entry: Entry) -> None:
    """Refuse null where a layer has to be told something."""
    for parameter in entry.parameters:
        if parameter.required and spec.arguments.get(parameter.name, parameter) is None:
            raise NoFit(f"{parameter.name} cannot be null", parameter.name)


def _low_rank(spec: ObjectSpec) -> None:
    """Refuse LoRA beside a constraint of the weights that it adds to, as Keras does."""
    if number(spec.argument("lora_rank")) is None:
        return
    for name in ("kernel_constraint", "embeddings_constraint"):
        if spec.argument(name) is not None:
            hint = "leave one of them out"
            raise NoFit(f"lora_rank and {name} cannot go together", name, hint)


def _value_range(spec: ObjectSpec) -> None:
    """Refuse colours that go from a value to itself, by which Keras divides."""
    given = spec.argument("value_range")
    numbers = isinstance(given, list | tuple) and all(isinstance(n, int | float) for n in given)
    if numbers and len(given) == 2 and not given[0] < given[1]:
        raise NoFit("value_range must go from a value to a larger one", "value_range")


def check_forget_bias(spec: ObjectSpec) -> None:
    """Refuse an LSTM whose forget gate is to start at 1 and whose bias has no start.

    Raises:
        NoFit: Keras would fail with an error of Python's.
    """
    without = "bias_initializer" in spec.arguments and spec.argument("bias_initializer") is None
    if without and argument(spec, "unit_forget_bias") is True:
        reason, hint = "unit_forget_bias needs a bias_initializer", "leave it out"
        raise NoFit(reason, "bias_initializer", hint, spec)


def _made(spec: ObjectSpec, entry: Entry, inputs: Sequence[Shape]) -> Shape | None:
    if spec.name in MERGES:
        return MERGES[spec.name](spec, inputs)
    if spec.name in RULES and len(inputs) == 1:
        return RULES[spec.name](spec, inputs[0])
    if entry.rank_change == 0 and len(inputs) == 1 and not (entry.merge or entry.call_arguments):
        return inputs[0]
    return rank_alone(entry, inputs)


def _activation_axes(spec: ObjectSpec, made: Shape) -> None:
    """Hold the axis of an activation against the shape that it works on."""
    activation = spec.argument("activation")
    if not isinstance(activation, ObjectSpec) or activation is UNREADABLE:
        return
    given = activation.argument("axis")
    try:
        for axis in given if isinstance(given, list | tuple) else [given]:
            if number(axis) is not None:
                position("axis", axis, made)
    except NoFit as error:
        error.spec = activation
        raise


def takes_rank(entry: Entry, rank: int) -> bool:
    """Whether a layer takes inputs of a rank, the batch axis counted."""
    return other_rank(entry, rank) is None


def other_rank(entry: Entry, rank: int) -> int | None:
    """The nearest rank that a layer takes in place of this one; None where it takes this."""
    if entry.rank_in and rank != entry.rank_in:
        return entry.rank_in
    if entry.rank_in_min and rank < entry.rank_in_min:
        return entry.rank_in_min
    if entry.rank_in_max and rank > entry.rank_in_max:
        return entry.rank_in_max
    return None


def rank_alone(entry: Entry, inputs: Sequence[Shape | None]) -> Shape | None:
    """A shape of unknown lengths, where the catalogue knows how many there are."""
    if entry.rank_out is not None and not entry.rank_out_if:
        return (None,) * (entry.rank_out - 1)
    if entry.rank_change is not None and inputs and inputs[0] is not None:
        return (None,) * (len(inputs[0]) + entry.rank_change)
    return None


def argument(spec: ObjectSpec, name: str, family: str = "layers") -> Any:
    """An argument's value or its default; None for one that could not be read."""
    entry = catalog.load().find(family, spec.name)
    parameter = entry.parameter(name) if entry else None
    value = spec.argument(name, parameter.default if parameter else None)
    return None if value is UNREADABLE else value


def number(value: Any) -> int | None:
    """A whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def lengths(value: Any, count: int) -> list[int | None]:
    """`3` or `[3, 2]` as one length for each axis."""
    if isinstance(value, list | tuple):
        return [number(item) for item in value] if len(value) == count else [None] * count
    return [number(value)] * count


def channels_first(spec: ObjectSpec) -> bool:
    """Whether the channels are the first axis of a row and not the last."""
    return argument(spec, "data_format") == "channels_first"


def channels_last(spec: ObjectSpec, shape: Shape) -> Shape:
    """A shape with the channels last, whatever the layer's `data_format`."""
    return (*shape[1:], shape[0]) if channels_first(spec) else shape


def as_given(spec: ObjectSpec, shape: Shape) -> Shape:
    """A shape with the channels last, put into the layer's `data_format`."""
    return (shape[-1], *shape[:-1]) if channels_first(spec) else shape


def check_states(spec: ObjectSpec) -> None:
    """Refuse what a layer in a spec cannot do with its states.

    Raises:
        NoFit: It would return them, or keep them from one batch to the next.
    """
    if argument(spec, "return_state") is True:
        hint = "leave it out: a layer of a spec gives one array"
        raise NoFit("return_state gives several arrays", "return_state", hint)
    if argument(spec, "stateful") is True:
        hint = "leave it out: rows are shuffled, and the last batch is smaller"
        raise NoFit("stateful needs batches of one size", "stateful", hint)


def position(name: str, axis: int, shape: Shape) -> int:
    """Which length of a shape an axis means that counts the batch as 0.

    Raises:
        NoFit: There is no such axis, or it is the batch.
    """
    rank = len(shape) + 1
    place = axis + rank if axis < 0 else axis
    if not 0 <= place < rank:
        raise NoFit(f"there is no axis {axis} in {words(shape)}", name, axes_hint(shape))
    if place == 0:
        raise NoFit(f"axis {axis} is the batch, whose rows are apart", name, axes_hint(shape))
    return place - 1


def axes_hint(shape: Shape) -> str:
    """The axes that a row of this shape has."""
    if len(shape) == 1:
        return "its only axis is 1, or -1"
    return f"its axes are 1 to {len(shape)}, or -{len(shape)} to -1"


def total(shape: Shape) -> int | None:
    """How many numbers a row of this shape has, None where a length is not known."""
    known = [length for length in shape if length is not None]
    return None if len(known) < len(shape) else math.prod(known)


def words(shape: Shape) -> str:
    """A shape for a message: `8`, `28 x 28 x 1`, `? x 16`."""
    return " x ".join("?" if length is None else str(length) for length in shape) or "one number"


def listed(shapes: Sequence[Shape]) -> str:
    """Shapes for a message."""
    return " and ".join(words(shape) for shape in shapes)
