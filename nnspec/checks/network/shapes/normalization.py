"""Layers that keep a shape and work along some of its axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnspec.checks.network.shapes.rules import NoFit, Shape, argument, number, position, rule, words
from nnspec.spec.language.objects import ObjectSpec


def axes_of(spec: ObjectSpec, shape: Shape, name: str = "axis") -> tuple[int, ...] | None:
    """The places in a shape that an `axis` argument means, None where it is not readable.

    Raises:
        NoFit: One of them is not there, is the batch, or is named twice.
    """
    given = argument(spec, name)
    axes = given if isinstance(given, list | tuple) else [given]
    if not axes or any(number(axis) is None for axis in axes):
        return None
    places = tuple(position(name, axis, shape) for axis in axes)
    if len(set(places)) < len(places):
        raise NoFit(f"{name} names an axis twice", name)
    return places


@rule("BatchNormalization", "LayerNormalization", "RMSNormalization")
@rule("UnitNormalization", "Softmax")
def along_axes(spec: ObjectSpec, shape: Shape) -> Shape:
    """Normalization along `axis`, which keeps the shape."""
    axes_of(spec, shape)
    return shape


@rule("GroupNormalization")
def groups(spec: ObjectSpec, shape: Shape) -> Shape:
    """Normalization of groups of channels, which keeps the shape."""
    axes = axes_of(spec, shape)
    count = number(argument(spec, "groups"))
    length = shape[axes[0]] if axes else None
    if count is None or length is None or count == -1:
        return shape
    if count == 0 or length % count:
        raise NoFit(f"{count} groups do not divide the {length} channels that it gets", "groups")
    return shape


@rule("PReLU")
def shared_slopes(spec: ObjectSpec, shape: Shape) -> Shape:
    """A slope for each number, or for all along `shared_axes`; keeps the shape."""
    given = argument(spec, "shared_axes")
    for axis in given if isinstance(given, list | tuple) else [given]:
        if number(axis) is not None and not 1 <= axis <= len(shape):
            range_words = "must be 1" if len(shape) == 1 else f"must be 1 to {len(shape)}"
            raise NoFit(f"shared_axes {range_words}, found {axis}", "shared_axes")
    return shape


@rule("Normalization")
def given_statistics(spec: ObjectSpec, shape: Shape) -> Shape:
    """Standardization by given numbers, which keeps the shape."""
    axis = argument(spec, "axis")
    places = () if axis is None else axes_of(spec, shape)
    mean, variance = measured(argument(spec, "mean")), measured(argument(spec, "variance"))
    for name, found in (("mean", mean), ("variance", variance)):
        if found is None:
            raise NoFit(f"{name} has lists of unequal lengths", name)
    if places is None or mean is None or variance is None:
        return shape
    if mean != variance:
        raise NoFit(
            f"mean is {_many(mean)} and variance {_many(variance)}: they must match", "variance"
        )
    if len(mean) > len(places):
        raise NoFit(f"mean is {_many(mean)}, nested deeper than axis has axes", "mean")
    kept = [shape[place] for place in sorted(places)][len(places) - len(mean) :]
    for own, length in zip(mean, kept, strict=True):
        if length is not None and own not in (1, length):
            raise NoFit(f"mean is {_many(mean)}, but it gets {words(shape)}", "mean")
    return shape


def measured(value: Any) -> tuple[int, ...] | None:
    """The shape of a number or of nested lists, None for lists of unequal lengths."""
    if not isinstance(value, list | tuple):
        return () if isinstance(value, int | float) else None
    inner = {measured(item) for item in value}
    below = next(iter(inner), None)
    return None if below is None or len(inner) > 1 else (len(value), *below)


def _many(shape: Sequence[int]) -> str:
    if not shape:
        return "one number"
    return f"a list of {shape[0]}" if len(shape) == 1 else f"lists of {words(tuple(shape))}"
