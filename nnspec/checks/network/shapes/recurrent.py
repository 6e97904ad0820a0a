"""Recurrent layers, and layers that hold another one."""

from __future__ import annotations

from typing import Any

from nnspec import catalog
from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    check_forget_bias,
    check_states,
    number,
    other_rank,
    output_shape,
    rule,
    words,
)
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

# What Bidirectional takes: layers that know the way they go.
_GO_BOTH_WAYS = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
# SpectralNormalization bends the kernel of these, or the table of an Embedding.
_WITH_KERNEL = (
    *("Dense", "EinsumDense", "Embedding", "Conv1D", "Conv2D", "Conv3D"),
    *("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"),
    *("DepthwiseConv1D", "DepthwiseConv2D"),
)
_COMMON = ("return_sequences", "return_state", "stateful")


@rule("LSTM", "GRU", "SimpleRNN")
def recurrent(spec: ObjectSpec, shape: Shape) -> Shape:
    """The last state, or with `return_sequences` that of every step."""
    check_states(spec)
    units = number(argument(spec, "units"))
    return (shape[0], units) if argument(spec, "return_sequences") else (units,)


@rule("RNN")
def cells(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """A recurrent layer of a cell, or of several on top of one another."""
    check_states(spec)
    units = _cell_units(spec, "cell")
    if len(shape) != 2:
        raise NoFit(f"its cells need steps x features, but it gets {words(shape)}")
    return (shape[0], units) if argument(spec, "return_sequences") else (units,)


def _cell_units(spec: ObjectSpec, name: str) -> int | None:
    """The units of the cell, or of the last of several."""
    given = argument(spec, name)
    units = None
    for cell in given if isinstance(given, list | tuple) else [given]:
        if not isinstance(cell, ObjectSpec) or cell is UNREADABLE:
            return None
        entry = catalog.load().find("layers", cell.name)
        if entry is None or not entry.cell:
            known = [n for n, one in catalog.load().family("layers").items() if one.cell]
            hint = f"cells are {', '.join(known)}"
            raise NoFit(f"{cell.name} is a layer and no cell", name, hint)
        if cell.argument("activity_regularizer") is not None:
            # Keras makes the penalty of each step inside the loop, where no loss can see it.
            reason, hint = "a cell cannot have a penalty on what it gives", "give it to the RNN"
            raise NoFit(reason, "activity_regularizer", hint, cell)
        check_forget_bias(cell)
        if cell.name == "StackedRNNCells":
            units = _cell_units(cell, "cells")
        else:
            units = number(argument(cell, "units"))
    if given == [] or given == ():
        raise NoFit("it needs at least one cell", name)
    return units


@rule("Bidirectional")
def bidirectional(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """A recurrent layer forwards and backwards."""
    inner = _inner(spec, "layer", shape)
    if inner is None:
        return None
    backward = spec.argument("backward_layer")
    for name, layer in (("layer", inner), ("backward_layer", backward)):
        readable = isinstance(layer, ObjectSpec) and layer is not UNREADABLE
        if readable and layer.name not in _GO_BOTH_WAYS:
            hint = "it takes LSTM, GRU and RNN"
            raise NoFit(f"{layer.name} does not go through steps", name, hint)
    if argument(spec, "merge_mode") is None:
        raise NoFit(
            "merge_mode: null gives two arrays", "merge_mode", "merge them: concat, sum or ave"
        )
    if isinstance(backward, ObjectSpec) and backward is not UNREADABLE:
        _two_ways(inner, backward)
        other = output_shape(backward, [shape])
    else:
        other = None
    below = output_shape(inner, [shape])
    if below is None:
        return None
    if argument(spec, "merge_mode") == "concat":
        ways = below[-1], other[-1] if other else below[-1]
        return (*below[:-1], None if ways[0] is None or ways[1] is None else ways[0] + ways[1])
    if other is not None and other != below:
        raise NoFit(
            f"the ways give {words(below)} and {words(other)}, which cannot be merged", "merge_mode"
        )
    return below


def _two_ways(forward: ObjectSpec, backward: ObjectSpec) -> None:
    if bool(argument(forward, "go_backwards")) == bool(argument(backward, "go_backwards")):
        raise NoFit("both layers go the same way", "backward_layer", "give one go_backwards: true")
    for name in _COMMON:
        if bool(argument(forward, name)) != bool(argument(backward, name)):
            raise NoFit(f"both layers need the same {name}", "backward_layer")


@rule("TimeDistributed")
def time_distributed(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """A layer on each step by itself."""
    inner = _inner(spec, "layer", shape[1:])
    below = None if inner is None else output_shape(inner, [shape[1:]])
    return None if below is None else (shape[0], *below)


@rule("SpectralNormalization")
def spectral(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """A layer whose kernel is kept at a spectral norm of 1."""
    inner = _inner(spec, "layer", shape)
    if inner is None:
        return None
    if inner.name not in _WITH_KERNEL:
        raise NoFit(
            f"{inner.name} has no kernel of its own", "layer", "it takes Dense, Conv2D or Embedding"
        )
    if inner.argument("lora_rank") is not None:
        reason = "a kernel under SpectralNormalization takes no lora_rank"
        raise NoFit(reason, "lora_rank", "leave it out", inner)
    return output_shape(inner, [shape])


def _inner(spec: ObjectSpec, name: str, shape: Shape) -> ObjectSpec | None:
    """The layer inside a wrapper, None when it cannot be read.

    Raises:
        NoFit: It is a merge or a cell, or takes rows of another rank.
    """
    inner: Any = spec.argument(name)
    if not isinstance(inner, ObjectSpec) or inner is UNREADABLE:
        return None
    check_inner(inner, shape, name)
    return inner


def check_inner(inner: ObjectSpec, shape: Shape, name: str) -> None:
    """Hold a layer inside another one against the rows that it gets.

    Args:
        inner: The layer inside.
        shape: What it gets.
        name: The parameter that holds it.

    Raises:
        NoFit: It is a merge or a cell, or takes rows of another rank.
    """
    entry = catalog.load().find("layers", inner.name)
    if entry is None:
        return
    if entry.merge or entry.call_arguments:
        raise NoFit(f"{inner.name} reads several layers, and here there is one", name)
    if entry.cell:
        raise NoFit(f"{inner.name} is a cell and no layer", name, "put it into RNN: {cell: ...}")
    needed = other_rank(entry, len(shape) + 1)
    if needed is not None:
        axes = f"{needed - 1} {'axis' if needed == 2 else 'axes'}"
        raise NoFit(f"{inner.name} needs rows of {axes}, but it gets {words(shape)}", name)


@rule("Pipeline")
def pipeline(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """Layers one after another."""
    given = spec.argument("layers")
    now: Shape | None = shape
    for layer in given if isinstance(given, list | tuple) else ():
        if not isinstance(layer, ObjectSpec) or layer is UNREADABLE or now is None:
            return None
        check_inner(layer, now, "layers")
        if layer.name == "Normalization":
            # Keras makes its constants inside the graph of the first rows.
            raise NoFit(
                "Normalization cannot stand inside it", "layers", "put it before the Pipeline"
            )
        now = output_shape(layer, [now])
    return now
