"""`nnspec weights`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnspec.cli.flags import NO_CSV, chosen_runs_dir, refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DebugOption,
    EscapeFormulasOption,
    JsonOption,
    QuietOption,
    RunArgument,
    RunsDirOfRunOption,
)
from nnspec.cli.streams import put, put_json, say

if TYPE_CHECKING:
    import numpy as np

    from nnspec.runs.folder import RunFolder

# An array is shown in full up to these sizes, and up to the smaller ones beyond.
_FULL_ROWS, _FIRST_ROWS = 40, 10
_FULL_COLUMNS, _FIRST_COLUMNS = 10, 8


@guarded
def weights(
    run: RunArgument = None,
    layer: Annotated[
        str | None,
        typer.Argument(
            metavar="[LAYER]",
            help="A layer, or one of its arrays, as in dense or dense/kernel.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Save the arrays here and print none: .npy, .npz or .csv.",
            show_default=False,
        ),
    ] = None,
    escape_formulas: EscapeFormulasOption = False,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Show a run's trained weights: all arrays in a table, or a layer's numbers."""
    from nnspec.cli.progress import listener_for
    from nnspec.network.inspect.weights import choose, read_layers
    from nnspec.prediction.array_files import check_suffix, write_arrays
    from nnspec.prediction.choose import choose_run

    suffix = None if output is None else check_suffix(output, (".npy", ".npz", ".csv"))
    if suffix != ".csv":
        refuse_flags({"--escape-formulas": escape_formulas}, *NO_CSV)
    folder = choose_run(run, chosen_runs_dir(runs_dir, run), listener_for(quiet=quiet))
    layers = read_layers(folder.model_h5)
    chosen = choose(layers, layer, folder) if layer else layers
    arrays = {
        f"{name}/{key}": array for name, found in chosen.items() for key, array in found.items()
    }
    labels = _row_labels(folder, arrays) if layer else {}
    if output is not None:
        rows = next(iter(labels.values()), None)
        write_arrays(output, arrays, rows, escape_formulas=escape_formulas)
        if not quiet:
            count = "1 array" if len(arrays) == 1 else f"{len(arrays):,} arrays"
            say(f"{count} written to {output.as_posix()}")
    if json_output:
        put_json({"run": folder.run_id, "arrays": _documents(arrays, labels, bool(layer))})
    elif output is None and layer:
        _show(arrays, labels)
    elif output is None:
        _show_table(arrays)


def _row_labels(folder: RunFolder, arrays: Mapping[str, np.ndarray]) -> dict[str, tuple[str, ...]]:
    """The features that the rows of a first Dense layer's kernel stand for, by array."""
    from nnspec.errors import RunError
    from nnspec.network.inspect.architecture import feature_names, read_architecture
    from nnspec.prediction.network import load_preprocessor

    labels = {}
    # The numbers are there and right, also where the files that name their rows are not.
    with contextlib.suppress(RunError):
        nodes = read_architecture(folder)
        for path, array in arrays.items():
            name, _, key = path.partition("/")
            if key != "kernel" or name not in nodes or nodes[name].kind != "Dense":
                continue
            features = feature_names(nodes, name, load_preprocessor(folder))
            if features and len(features) == len(array):
                labels[path] = features
    return labels


def _show_table(arrays: Mapping[str, np.ndarray]) -> None:
    from nnspec.metrics_table import number, text_table

    rows = []
    for path, array in arrays.items():
        name, _, key = path.partition("/")
        facts = [number(value) for value in _facts(array).values()]
        rows.append([name, key, _shape(array), *facts])
    for line in text_table(["layer", "array", "shape", "mean", "std", "min", "max"], rows):
        put(line)
    total = sum(array.size for array in arrays.values())
    put(f"{total:,} numbers")


def _show(arrays: Mapping[str, np.ndarray], labels: Mapping[str, tuple[str, ...]]) -> None:
    from nnspec.metrics_table import number, text_table

    for position, (path, array) in enumerate(arrays.items()):
        if position:
            put()
        put(f"{path}  {_shape(array)}")
        flat = array.reshape(-1, array.shape[-1] if array.ndim else 1)
        rows, columns = flat.shape
        if rows > _FULL_ROWS:
            rows = _FIRST_ROWS
        if columns > _FULL_COLUMNS:
            columns = _FIRST_COLUMNS
        names = labels.get(path) or _positions(array)
        shown = [
            [names[i], *(number(float(value)) for value in flat[i, :columns])] for i in range(rows)
        ]
        for line in text_table(["", *map(str, range(columns))], shown):
            put(line)
        left_out = [
            f"{count:,} more {what if count > 1 else what[:-1]}"
            for count, what in (
                (flat.shape[0] - rows, "rows"),
                (flat.shape[1] - columns, "columns"),
            )
            if count
        ]
        if left_out:
            put(f"... {' and '.join(left_out)}; -o FILE saves all")


def _positions(array: np.ndarray) -> list[str]:
    """The place of each row in an array, all axes but the last: `3`, or `0,2,1`."""
    import numpy as np

    return [",".join(map(str, index)) for index in np.ndindex(array.shape[:-1])]


def _shape(array: np.ndarray) -> str:
    return " x ".join(map(str, array.shape)) or "1"


def _facts(array: np.ndarray) -> dict[str, float]:
    # float64: the mean of many float32 is not one.
    values = array.astype("float64")
    return {
        "mean": float(values.mean()),
        "std": float(values.std()),
        "min": float(values.min()),
        "max": float(values.max()),
    }


def _documents(
    arrays: Mapping[str, np.ndarray],
    labels: Mapping[str, tuple[str, ...]],
    with_values: bool,
) -> list[dict[str, Any]]:
    import numpy as np

    from nnspec.prediction.array_files import json_values

    documents = []
    for path, array in arrays.items():
        name, _, key = path.partition("/")
        document: dict[str, Any] = {"layer": name, "array": key, "shape": list(array.shape)}
        document |= {k: json_values(np.asarray(v)) for k, v in _facts(array).items()}
        if path in labels:
            document["rows"] = list(labels[path])
        if with_values:
            document["values"] = json_values(array)
        documents.append(document)
    return documents
