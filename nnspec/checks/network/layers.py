"""Do the layers fit one another and the columns?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import Call, follow, output_call
from nnspec.checks.network.shapes import NoFit, Shape, words
from nnspec.checks.network.shapes.rules import other_rank
from nnspec.checks.registry import check
from nnspec.spec.yaml.nodes import Path

_AXES = {2: "a flat row", 3: "steps x features", 4: "height x width x channels"}
# Query, value and key.
_MOST_ARGUMENTS = 3
_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN")


def _calls(facts: Facts) -> list[Call]:
    return [call for call in follow(facts) if call is not None]


def _argument_path(call: Call, name: str) -> Path:
    return (*call.spec.path, call.spec.identifier, name)


@check("cell-as-layer", "error")
def cell_as_layer(facts: Facts) -> Iterator[Finding]:
    """A cell such as LSTMCell that stands as a layer of its own."""
    for call in _calls(facts):
        if call.entry is not None and call.entry.cell:
            plain = call.spec.name.removesuffix("Cell")
            message = f"{call.spec.name} is the inside of a layer and no layer on its own"
            yield Finding(message, call.layer.path, f"use {plain}, or RNN: {{cell: ...}}")


@check("input-shape", "error")
def input_shape(facts: Facts) -> Iterator[Finding]:
    """An `input_shape` or `input_dim` that disagrees with the columns."""
    for call in _calls(facts):
        entry = call.entry
        for name in ("input_shape", "input_dim"):
            given = call.spec.argument(name)
            parameter = entry.parameter(name) if entry else None
            if not isinstance(given, int | list) or parameter is None or not parameter.base:
                continue
            path = _argument_path(call, name)
            if call.sources != (-1,):
                message = f"{name} is for the first layer; this one reads another layer"
                yield Finding(message, path, "leave it out: nnspec works it out", key=True)
                continue
            lengths = tuple(given) if isinstance(given, list) else (given,)
            gets = call.inputs[0]
            if gets is None or None in gets or lengths == gets:
                continue
            count = len(facts.roles.features)
            message = f"{name} says {words(lengths)}, but the features are {count} columns"
            if gets != (count,):
                message += f", which preprocessing makes {words(gets)}"
            yield Finding(message, path, "leave it out: nnspec counts the columns itself")


@check("layer-rank", "error")
def layer_rank(facts: Facts) -> Iterator[Finding]:
    """A layer that gets a row of another rank than it needs, as Conv2D on a table's rows."""
    for call in _calls(facts):
        entry = call.entry
        if entry is None or call.inputs == () or call.inputs[0] is None:
            continue
        gets = call.inputs[0]
        rank = len(gets) + 1
        needed = other_rank(entry, rank)
        if needed is None:
            continue
        wanted = _AXES.get(needed, f"{needed - 1} axes")
        message = f"{call.spec.name} needs {wanted}, but it gets {_shape_words(gets)}"
        yield Finding(message, call.layer.path, _rank_hint(facts, call, needed, gets))


def _shape_words(shape: tuple[int | None, ...]) -> str:
    if len(shape) == 1:
        return "a flat row" if shape[0] is None else f"a flat row of {shape[0]}"
    return words(shape)


def _rank_hint(facts: Facts, call: Call, needed: int, gets: Shape) -> str:
    rank = len(gets) + 1
    before = facts.spec.layers[call.sources[0]].object if call.sources[0] >= 0 else None
    if needed == 3 and rank == 2 and before is not None and before.name in _RECURRENT:
        if before.name == "Bidirectional":
            return "give the layer inside the Bidirectional above return_sequences: true"
        return f"give the {before.name} above return_sequences: true"
    if rank < needed:
        axes = ", ".join(map(str, _more_axes(gets, needed - 1)))
        return f"put Reshape: {{target_shape: [{axes}]}} before it"
    return "put Flatten before it"


@check("layer-inputs", "error")
def layer_inputs(facts: Facts) -> Iterator[Finding]:
    """Shapes that a layer cannot take: a Reshape that does not multiply out, an unequal merge."""
    for call in _calls(facts):
        problem = call.problem
        if problem is not None and problem.parameter is None:
            inner = None if problem.spec is call.spec else problem.spec
            path = (*inner.path, inner.identifier) if inner is not None else call.layer.path
            yield Finding(_no_fit(call, problem), path, problem.hint, key=inner is not None)


@check("layer-arguments", "error")
def layer_arguments(facts: Facts) -> Iterator[Finding]:
    """Arguments that do not fit the rows a layer gets, or one another."""
    for call in _calls(facts):
        problem = call.problem
        if problem is not None and problem.parameter is not None:
            path = argument_path(facts, problem.spec or call.spec, problem.parameter)
            yield Finding(_no_fit(call, problem), path, problem.hint)


def _more_axes(gets: tuple[int | None, ...], count: int) -> list[int]:
    """Sizes for a Reshape of `gets` to `count` axes: a flat row becomes an image or a sequence.

    >>> _more_axes((8,), 3), _more_axes((8,), 2), _more_axes((4, 2), 3)
    ([4, 2, 1], [8, 1], [4, 2, 1])
    """
    axes = [-1 if size is None else size for size in gets]
    if len(axes) == 1 and count > 2 and axes[0] > 0:
        width = next(n for n in range(math.isqrt(axes[0]), 0, -1) if axes[0] % n == 0)
        axes = [axes[0] // width, width]
    return axes + [1] * (count - len(axes))


def _no_fit(call: Call, problem: NoFit) -> str:
    return f"{(problem.spec or call.spec).name} does not fit: {problem.reason}"


@check("merge-of-one", "error")
def merge_of_one(facts: Facts) -> Iterator[Finding]:
    """A layer that reads one where it needs several, or several where it takes one."""
    for call in _calls(facts):
        entry = call.entry
        if entry is None:
            continue
        count = len(call.sources)
        if entry.merge and count < 2:
            message = f"{call.spec.name} merges several layers, but it reads one"
            yield Finding(message, call.layer.path, "name them: from: [a, b]")
        elif entry.call_arguments and not 2 <= count <= _MOST_ARGUMENTS:
            first, second = entry.call_arguments
            message = f"{call.spec.name} reads {first} and {second}, but it reads {_layers(count)}"
            hint = "name them: from: [a, b], or one of them twice: from: [a, a]"
            yield Finding(message, call.layer.path, hint)
        elif count > 1 and not entry.merge and not entry.call_arguments:
            message = f"{call.spec.name} reads one layer, but from names {count}"
            hint = "merge them first, for instance with Concatenate"
            yield Finding(message, (*call.layer.path, "from"), hint)


def _layers(count: int) -> str:
    return "one layer" if count == 1 else f"{count} layers"


@check("output-rank", "error")
def output_rank(facts: Facts) -> Iterator[Finding]:
    """An output of several axes for a target that is a flat row."""
    calls = follow(facts)
    for output in facts.outputs:
        call = output_call(facts, output)
        if call is None or call.shape is None or len(call.shape) == 1:
            continue
        message = f"the network gives {words(call.shape)} for each row, but the target is flat"
        before = next((c for c in reversed(calls[: calls.index(call)]) if c is not None), None)
        hint = "put Flatten before the last Dense"
        if before is not None and before.spec.name in _RECURRENT:
            hint = "leave return_sequences out of the last recurrent layer"
        yield Finding(message, call.layer.path, hint)


@check("dense-on-axes", "warning")
def dense_on_axes(facts: Facts) -> Iterator[Finding]:
    """Dense straight after a convolution or pooling, where it works on each pixel alone."""
    calls = follow(facts)
    for call in calls:
        if call is None or call.spec.name != "Dense" or not call.inputs or call.sources[0] < 0:
            continue
        before = calls[call.sources[0]]
        gets = call.inputs[0]
        if gets is None or len(gets) < 2 or before is None:
            continue
        if "Conv" in before.spec.name or "Pooling" in before.spec.name:
            message = f"Dense after {before.spec.name} works on each place of {words(gets)} alone"
            yield Finding(message, call.layer.path, "put Flatten between them")
