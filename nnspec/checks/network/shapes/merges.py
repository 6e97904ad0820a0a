"""Layers that read several others."""

from __future__ import annotations

from collections.abc import Sequence

from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    listed,
    merge_rule,
    number,
    words,
)
from nnspec.spec.language.objects import ObjectSpec


@merge_rule("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")
def equal(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """Equal shapes, or lengths of 1 that are stretched."""
    if spec.name == "Subtract":
        _count(shapes, 2, 2)
    if len({len(shape) for shape in shapes}) > 1:
        # Keras takes them, and stretches the one along the other's batch axis.
        return None
    lengths: list[int | None] = []
    for along in zip(*shapes, strict=True):
        known = {length for length in along if length not in (None, 1)}
        if len(known) > 1:
            raise NoFit(f"it needs inputs of one shape, and gets {listed(shapes)}")
        lengths.append(None if not known and None in along else next(iter(known), 1))
    return tuple(lengths)


def _count(shapes: Sequence[Shape], least: int, most: int) -> None:
    # One input is another check's.
    if len(shapes) > most and len(shapes) > 1:
        wanted = str(least) if least == most else f"{least} or {most}"
        raise NoFit(f"it reads {wanted} layers, but from names {len(shapes)}")


@merge_rule("Concatenate")
def concatenate(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """Inputs side by side along `axis`."""
    if len({len(shape) for shape in shapes}) > 1:
        raise NoFit(f"it needs inputs of one rank, and gets {listed(shapes)}")
    rank = len(shapes[0])
    axis = number(argument(spec, "axis"))
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
            raise NoFit(f"its inputs differ in more than axis {axis}: {listed(shapes)}")
        lengths.append(next(iter(known), None))
    return tuple(lengths)


@merge_rule("Dot")
def dot(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """The products of two inputs, summed along `axes`."""
    _count(shapes, 2, 2)
    if len(shapes) != 2:
        return None
    given = argument(spec, "axes")
    axes = [given, given] if not isinstance(given, list | tuple) else list(given)
    places = []
    for axis, shape in zip(axes, shapes, strict=True):
        rank = len(shape) + 1
        place = axis + rank if axis < 0 else axis
        if not 1 <= place < rank:
            what = (
                "axis 0 is the batch"
                if place == 0
                else f"there is no axis {axis} in {words(shape)}"
            )
            raise NoFit(what, "axes")
        if isinstance(given, list | tuple) and axis < 0:
            raise NoFit("a list of axes counts from 1", "axes", f"write {place} in place of {axis}")
        places.append(place - 1)
    first, second = (shape[place] for shape, place in zip(shapes, places, strict=True))
    if None not in (first, second) and first != second:
        raise NoFit(f"it sums along {first} and {second}, which must be equal", "axes")
    left = shapes[0][: places[0]] + shapes[0][places[0] + 1 :]
    right = shapes[1][: places[1]] + shapes[1][places[1] + 1 :]
    return (*left, *right) or (1,)


@merge_rule("Attention", "AdditiveAttention")
def attention(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """For each step of the query a mixture of the values' steps."""
    _count(shapes, 2, 3)
    if len(shapes) < 2:
        return None
    query, value = shapes[0], shapes[1]
    key = shapes[2] if len(shapes) > 2 else value
    if len({len(shape) for shape in shapes}) > 1:
        raise NoFit(f"it needs inputs of one rank, and gets {listed(shapes)}")
    additive = spec.name == "AdditiveAttention" or argument(spec, "score_mode") == "concat"
    if additive and len(query) != 2:
        raise NoFit(f"it needs steps x features, but gets {listed(shapes)}")
    if None not in (query[-1], key[-1]) and query[-1] != key[-1]:
        raise NoFit(
            f"query and key need features of one number, and have {query[-1]} and {key[-1]}"
        )
    if (
        spec.name == "AdditiveAttention"
        and None not in (query[-1], value[-1])
        and query[-1] != value[-1]
    ):
        raise NoFit(
            f"query and value need features of one number, and have {query[-1]} and {value[-1]}"
        )
    if None not in (value[-2], key[-2]) and value[-2] != key[-2]:
        raise NoFit(f"value and key need the same steps, and have {value[-2]} and {key[-2]}")
    if any(None not in (a, b) and a != b for a, b in zip(query[:-2], value[:-2], strict=True)):
        raise NoFit(f"its inputs differ in more than steps and features: {listed(shapes)}")
    return (*query[:-1], value[-1])


@merge_rule("MultiHeadAttention")
def multi_head(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """Attention of several heads, along `attention_axes`."""
    _count(shapes, 2, 3)
    _not_flash(spec)
    query, value = shapes[0], shapes[min(1, len(shapes) - 1)]
    key = shapes[2] if len(shapes) > 2 else value
    given = argument(spec, "attention_axes")
    axes = given if isinstance(given, list | tuple) else [] if given is None else [given]
    if len({len(shape) for shape in shapes}) > 1:
        raise NoFit(f"it needs inputs of one rank, and gets {listed(shapes)}")
    last = len(query) - 1
    if last < 1:
        raise NoFit(f"it needs steps x features, but gets {listed(shapes)}")
    for axis in axes:
        place = axis + len(query) + 1 if axis < 0 else axis
        if not 1 <= place <= last:
            steps = "1" if last == 1 else f"1 to {last}"
            raise NoFit(f"attention_axes must be {steps}, found {axis}", "attention_axes")
    if len(set(axes)) < len(axes):
        raise NoFit("attention_axes names an axis twice", "attention_axes")
    if any(None not in (a, b) and a != b for a, b in zip(value[:-1], key[:-1], strict=True)):
        raise NoFit(f"value and key differ in more than features: {listed([value, key])}")
    if axes:
        outside = [n for n in range(last) if n + 1 not in axes and n - len(query) not in axes]
        if any(None not in (query[n], value[n]) and query[n] != value[n] for n in outside):
            raise NoFit(f"its inputs differ off attention_axes: {listed(shapes)}", "attention_axes")
    if argument(spec, "sliding_window") is not None and last > 1:
        reason = f"sliding_window is for steps x features, and it gets {listed(shapes)}"
        raise NoFit(reason, "sliding_window")
    made = argument(spec, "output_shape")
    if made is None:
        return query
    return (*query[:-1], *(made if isinstance(made, list | tuple) else [made]))


def _not_flash(spec: ObjectSpec) -> None:
    if argument(spec, "flash_attention") is True:
        raise NoFit("TensorFlow has no flash attention", "flash_attention", "leave it out")


@merge_rule("GroupQueryAttention")
def grouped_query(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """Attention whose heads share keys and values in groups."""
    _count(shapes, 2, 3)
    _not_flash(spec)
    heads, groups = (number(argument(spec, n)) for n in ("num_query_heads", "num_key_value_heads"))
    if heads is not None and groups and heads % groups:
        raise NoFit(f"{groups} do not divide num_query_heads: {heads}", "num_key_value_heads")
    if any(len(shape) != 2 for shape in shapes):
        raise NoFit(f"it needs steps x features, but gets {listed(shapes)}")
    query, value = shapes[0], shapes[min(1, len(shapes) - 1)]
    key = shapes[2] if len(shapes) > 2 else value
    if None not in (query[-1], value[-1]) and query[-1] != value[-1]:
        raise NoFit(
            f"query and value need features of one number, and have {query[-1]} and {value[-1]}"
        )
    if None not in (value[0], key[0]) and value[0] != key[0]:
        raise NoFit(f"value and key need the same steps, and have {value[0]} and {key[0]}")
    return query


@merge_rule("HashedCrossing")
def crossing(spec: ObjectSpec, shapes: Sequence[Shape]) -> Shape | None:
    """A code for each combination of several single values."""
    for shape in shapes:
        if shape != (1,) and None not in shape:
            raise NoFit(f"it crosses single values, but gets {listed(shapes)}")
    one_hot = argument(spec, "output_mode") == "one_hot"
    return (number(argument(spec, "num_bins")),) if one_hot else (1,)
