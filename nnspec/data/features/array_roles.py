"""Which roles a column of arrays can have: a feature, and one that is no vector by itself."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

from nnspec.data.features.plan import plan_column
from nnspec.data.table.arrays import array_words
from nnspec.data.table.preview import Preview
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import Problem, listing
from nnspec.spec.language.objects import LayerSpec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.nodes import Path
from nnspec.spec.yaml.text import as_yaml

_SHOWN = 6


def array_problems(
    loaded: LoadedSpec,
    preview: Preview,
    targets: Mapping[str, tuple[str, ...]],
    inputs: Mapping[str, tuple[str, ...]],
) -> list[Problem]:
    """What is wrong with the arrays among the columns.

    Args:
        loaded: The spec.
        preview: The data's columns.
        targets: The target columns of each output.
        inputs: The columns of each input.
    """
    spec = loaded.spec
    problems = []
    for output, columns in targets.items():
        for position, column in enumerate(columns):
            kind = preview.kinds.get(column)
            if isinstance(kind, ArraySpec):
                place = _target_place(loaded, output, position)
                problems.append(_array_target(column, kind, loaded, place))
    for name, columns in inputs.items():
        known = [column for column in columns if column in preview.kinds]
        made = {c: plan_column(spec, c, preview.kinds[c]).made for c in known}
        apart = [column for column in known if not made[column].is_vector]
        if apart and len(known) > 1:
            problems.append(_own_input(loaded, preview, inputs, name, apart))
    return problems


def free_name(wanted: str, taken: Collection[str | None]) -> str:
    """A name that is not taken: with a number after it where it is."""
    names = (f"{wanted}_{count}" if count else wanted for count in itertools.count())
    return next(name for name in names if name not in taken)


def _target_place(loaded: LoadedSpec, output: str, position: int) -> Path:
    path: Path = ("data", "target")
    if isinstance(loaded.spec.data.target, dict):
        path = (*path, output)
    longer = (*path, position)
    return longer if loaded.document.find(longer) is not None else path


def _array_target(column: str, kind: ArraySpec, loaded: LoadedSpec, place: Path) -> Problem:
    message = f"target '{column}' is {array_words(kind)}, and a target is one number or class"
    hint = "save each of its numbers as an array of its own, and list them as the target"
    if kind.shape == (1,):
        hint = f"save its one number a row: {column}[:, 0]"
    elif len(kind.shape) == 1 and kind.dtype != "float32":
        hint = f"save the class of each row: {column}.argmax(axis=1)"
    return Problem("array-column", message, loaded.document.locate(place), hint)


def _own_input(
    loaded: LoadedSpec,
    preview: Preview,
    inputs: Mapping[str, tuple[str, ...]],
    name: str,
    apart: Sequence[str],
) -> Problem:
    """An array that is no vector beside other columns: they cannot stand in one row."""
    spec, columns = loaded.spec, inputs[name]
    first = apart[0]
    beside = listing([repr(column) for column in columns if column != first], _SHOWN)
    kind = preview.kinds[first]
    what = array_words(kind) if isinstance(kind, ArraySpec) else kind
    message = f"'{first}' is {what} and needs an input of its own, beside {beside}"
    groups = _groups(spec.layers, inputs, name, apart)
    path: Path = ("inputs", name)
    lines = [_inputs_line(groups)]
    hint = "give it one, and say at its first layer  from: NAME"
    if spec.inputs is None:
        path = ("data", "features") if spec.data.features else ("data", "source")
        hint = "with these lines, or layers of your own in place of Flatten:"
        lines += _layer_lines(groups, {layer.name for layer in spec.layers})
    return Problem("own-input", message, loaded.document.locate(path), hint, tuple(lines))


def _inputs_line(groups: Mapping[str, Sequence[str]]) -> str:
    listed = (f"{as_yaml(name)}: [{', '.join(map(as_yaml, c))}]" for name, c in groups.items())
    return f"inputs: {{{', '.join(listed)}}}"


def _layer_lines(groups: Mapping[str, Sequence[str]], taken: Collection[str | None]) -> list[str]:
    """The first layers of a network that puts all inputs into one row again."""
    lines = ["layers:"]
    rows: list[str] = []
    for name in groups:
        row = free_name(f"{name}_row", {*taken, *groups, *rows})
        rows.append(row)
        lines += [
            "  - Flatten:",
            f"    from: {as_yaml(name)}",
            f"    name: {as_yaml(row)}",
        ]
    return [*lines, "  - Concatenate:", f"    from: [{', '.join(map(as_yaml, rows))}]"]


def _groups(
    layers: Sequence[LayerSpec],
    inputs: Mapping[str, tuple[str, ...]],
    name: str,
    apart: Sequence[str],
) -> dict[str, list[str]]:
    """The inputs with each such array in one of its own."""
    groups = {group: list(names) for group, names in inputs.items() if group != name}
    taken = {layer.name for layer in layers}
    for column in apart:
        groups[free_name(column, {*taken, *groups})] = [column]
    others = [column for column in inputs[name] if column not in apart]
    if others:
        groups[free_name("numbers", {*taken, *groups})] = others
    return groups
