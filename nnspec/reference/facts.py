"""What the catalogue knows about an entry besides its parameters, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnspec.catalog import Entry, source_columns
from nnspec.errors import listing
from nnspec.spec.yaml.text import as_yaml

Fact = tuple[str, str]

_BETTER = {"min": "lower", "max": "higher"}
_TARGETS = {
    "regression": "numbers as they are",
    "binary": "0 or 1 for every unit",
    "one_hot": "one-hot rows; nnspec encodes the labels itself",
    "sparse": "class numbers; nnspec encodes the labels itself",
}
_COLUMNS_SHOWN = 12


def facts(entry: Entry) -> tuple[Fact, ...]:
    """What holds for the entry, as (label, text)."""
    own = _BY_FAMILY.get(entry.family)
    return tuple(own(entry)) if own else ()


def _layer(entry: Entry) -> Iterator[Fact]:
    if entry.cell:
        yield "place", "inside RNN: a cell, and no layer on its own"
    if entry.merge:
        yield "input", "a list of layers: give it from: [ONE, OTHER]"
    elif entry.call_arguments:
        yield "input", f"several, in this order: {', '.join(entry.call_arguments)}"
    elif entry.rank_in is not None:
        yield "input", _axes(entry.rank_in)
    elif entry.rank_in_min is not None and entry.rank_in_max is not None:
        yield "input", f"{entry.rank_in_min} to {_axes(entry.rank_in_max)}"
    elif entry.rank_in_min is not None:
        yield "input", f"at least {_axes(entry.rank_in_min)}"
    if entry.rank_out is not None:
        text = _axes(entry.rank_out)
        for name, rank in (entry.rank_out_if or {}).items():
            parameter = entry.parameter(name)
            changed = as_yaml(not parameter.default) if parameter else "true"
            text += f"; {rank} with {name}: {changed}"
        yield "output", text
    elif entry.rank_change == 0:
        yield "output", "as many axes as its input"
    elif entry.rank_change is not None:
        count = abs(entry.rank_change)
        few = "more" if entry.rank_change > 0 else "fewer"
        yield "output", f"{count} {few} {'axis' if count == 1 else 'axes'} than its input"


def _axes(count: int) -> str:
    return f"{count} axes, the batch included"


def _score(entry: Entry) -> Iterator[Fact]:
    if entry.direction:
        yield "better", _BETTER[entry.direction]
    if entry.target:
        yield "target", _TARGETS[entry.target]
    elif entry.family == "metrics":
        yield "target", "as the loss has it"


def _activation(entry: Entry) -> Iterator[Fact]:
    if entry.layer:
        yield "as a layer", f"{entry.layer}, which it becomes when it has arguments"


def _callback(entry: Entry) -> Iterator[Fact]:
    if entry.path_parameters:
        names = " and ".join(entry.path_parameters)
        yield "files", f"{names}: a place in the run's folder when left out, and never outside it"


def _step(entry: Entry) -> Iterator[Fact]:
    kind = {"categorical": "text, boolean and category", "any": "all"}
    yield "columns", f"{kind.get(entry.applies_to or '', entry.applies_to)} columns"


def _source(entry: Entry) -> Iterator[Fact]:
    if entry.task:
        yield "task", entry.task
    if entry.rows is not None:
        yield "rows", f"{entry.rows:,}"
    columns = source_columns(entry, {})
    if columns is None:
        return
    features, targets = columns
    text = f"{len(features)}: {listing(features, _COLUMNS_SHOWN)}"
    if entry.feature_count_parameter:
        text += f" ({entry.feature_count_parameter} says how many)"
    yield "features", text
    yield "target", listing(targets, _COLUMNS_SHOWN)
    if entry.classes:
        classes = [str(label) for label in entry.classes]
        yield "classes", f"{len(classes)}: {listing(classes, _COLUMNS_SHOWN)}"
    elif entry.class_count_parameter:
        yield "classes", f"{entry.class_count_parameter} says how many"


_BY_FAMILY: dict[str, Callable[[Entry], Iterator[Fact]]] = {
    "activations": _activation,
    "callbacks": _callback,
    "layers": _layer,
    "losses": _score,
    "metrics": _score,
    "preprocessing": _step,
    "sources": _source,
}
