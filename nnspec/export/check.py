"""A file is compared with `predict` before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.step import Encoder
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import InputError, NnspecError, Problem, in_one_line
from nnspec.evaluation.own_rows import own_rows
from nnspec.export.network_onnx import LARGEST_DIFFERENCE, difference
from nnspec.listener import Listener
from nnspec.prediction.faults import find_faults
from nnspec.prediction.lost_rows import find_lost
from nnspec.prediction.network import Network, from_logits
from nnspec.runs.data_file import read_data
from nnspec.runs.folder import RunFolder
from nnspec.spec.load import load_spec

# Rows that are compared, at most.
_ROWS = 256
_SEED = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """How near a file is to `predict`.

    Attributes:
        rows_of: `test`, `validation` or `training`, or `synthetic`.
        rows: How many were compared.
        largest_difference: The largest |file - predict| of all rows and numbers, divided by the
            largest |predict| of that output on these rows. In a regression's own units both are
            counted from what a 0 of the network stands for there: of a target near 1.7e9 it is
            what tells its rows apart that is compared.
    """

    rows_of: str
    rows: int
    largest_difference: float


def rows_to_check(
    folder: RunFolder, preprocessor: Preprocessor, listener: Listener
) -> tuple[str, Table]:
    """Rows to compare on: the run's own held-out ones, or where its data is gone synthetic ones.

    Returns:
        `test`, `validation`, `training` or `synthetic`, and the rows.

    Raises:
        InputError: The run's data is gone, and its data.json as well.
    """
    names = list(preprocessor.input_kinds)
    try:
        loaded = load_spec(folder.resolved_spec)
        for split in ("test", "validation", "training"):
            try:
                rows = own_rows(folder, loaded, split)[split]
            except InputError as error:
                if error.problems[0].code != "no-rows":
                    raise
            else:
                return split, rows.select(names).head(_ROWS)
    except (InputError, OSError) as error:
        why = in_one_line(error)
        listener.note(f"compared on synthetic rows within the ranges of data.json: {why}")
    return "synthetic", _synthetic_rows(folder, preprocessor)


def _synthetic_rows(folder: RunFolder, preprocessor: Preprocessor) -> Table:
    """Rows drawn evenly from each column's range, or of its categories."""
    try:
        known = {summary["name"]: summary for summary in read_data(folder)["columns"]}
    except OSError:
        message = f"run {folder.run_id} has neither its data nor data.json"
        hint = "an export is compared with predict before it is kept: train again"
        raise InputError(Problem("no-rows", message, hint=hint)) from None
    draw = np.random.default_rng(_SEED)
    columns = {}
    for fitted in (c for part in preprocessor.inputs.values() for c in part):
        summary = known.get(fitted.column, {})
        if isinstance(fitted.kind, ArraySpec):
            low, high = summary.get("min", 0.0), summary.get("max", 1.0)
            drawn = draw.uniform(low, high, (_ROWS, *fitted.kind.lengths))
            columns[fitted.column] = drawn.astype(fitted.kind.dtype)
            continue
        values = _categories(fitted) or list(summary.get("values", {}))
        if values:
            chosen = draw.integers(len(values), size=_ROWS)
            dtype = object if fitted.kind == "text" else np.float64
            columns[fitted.column] = np.array(values, dtype)[chosen]
        else:
            low, high = summary.get("min", 0.0), summary.get("max", 1.0)
            columns[fitted.column] = draw.uniform(low, high, _ROWS)
    return Table(columns, "synthetic rows")


def _categories(column: FittedColumn) -> list[object]:
    for step in column.steps:
        if isinstance(step, Encoder):
            return list(step.categories[0])
    return []


def raw_arrays(table: Table) -> dict[str, np.ndarray]:
    """Columns as a file with the preprocessing takes them: numbers, or text with '' for missing."""
    return {
        name: column
        if column.dtype != object
        else np.array(["" if text is None else text for text in column.tolist()], object)
        for name, column in table.columns.items()
    }


def largest_difference(
    found: Mapping[str, np.ndarray], network: Network, table: Table, *, positions: bool = False
) -> float:
    """How far a file with the preprocessing inside is from `predict`.

    Args:
        found: What the file gives.
        network: The run's.
        table: The rows.
        positions: Classes are their positions.

    Returns:
        Relative, as in `Checked`; infinite where a class is another one, unless both are equally
        likely, or where a row that `predict` refuses gets a result.
    """
    preprocessor = network.preprocessor
    bad = _faulty(table, preprocessor)
    good = np.flatnonzero(~bad)
    outputs = network.outputs(preprocessor.transform(table.take(good)))
    lost = find_lost(preprocessor, outputs)
    bad[good[lost]] = True
    good, outputs = good[~lost], {name: array[~lost] for name, array in outputs.items()}
    largest = [0.0]
    for name, target in preprocessor.targets.items():
        largest += _differences(found, target, outputs[name], good, positions=positions)
    for name, values in found.items():
        refused = values[bad]
        if name.startswith(("probabilities_", "scores_")) or values.dtype.kind == "f":
            largest.append(0.0 if np.isnan(refused).all() else float("inf"))
    return float(np.max(largest))


def predictable(table: Table, preprocessor: Preprocessor) -> Table:
    """The rows that `predict` does not refuse."""
    return table.take(np.flatnonzero(~_faulty(table, preprocessor)))


def _faulty(table: Table, preprocessor: Preprocessor) -> np.ndarray:
    bad, _ = find_faults({name: (table[name], None) for name in table.names}, preprocessor)
    return bad


def network_difference(
    found: Mapping[str, np.ndarray], network: Network, x: Mapping[str, np.ndarray]
) -> float:
    """How far a file of the network alone is from the run's own.

    Args:
        found: By output, what the file gives for `x`.
        network: The run's.
        x: Its inputs, as the preprocessing gives them.

    Returns:
        Relative, as in `Checked`.
    """
    expected = network.outputs(x)
    largest = []
    for name, right in expected.items():
        scores = np.asarray(found[name], np.float64).reshape(right.shape)
        if name in network.logits:
            scores = from_logits(scores, network.preprocessor.targets[name].encoding)
        largest.append(difference(scores, right)[1])
    return float(np.max(largest))


def _differences(
    found: Mapping[str, np.ndarray],
    target: FittedTarget,
    scores: np.ndarray,
    good: np.ndarray,
    *,
    positions: bool,
) -> list[float]:
    if not len(good):
        return []
    decoded = target.decode(scores)
    decoded = decoded.reshape(len(decoded), len(target.columns))
    if target.encoding == "regression":
        zero = target.decode(np.zeros((1, target.width)))[0]
        return [
            difference(found[f"predicted_{name}"][good] - zero[i], decoded[:, i] - zero[i])[1]
            for i, name in enumerate(target.columns)
        ]
    shares = np.split(target.of_classes(scores), len(target.columns), axis=1)
    made = []
    for i, (name, classes) in enumerate(zip(target.columns, target.classes, strict=True)):
        expected = shares[i]
        made.append(difference(found[f"{target.scores}_{name}"][good], expected)[1])
        labels = found[f"predicted_{name}"][good].tolist()
        where = list(range(len(classes))) if positions else list(classes)
        made.append(_label_difference(labels, decoded[:, i].tolist(), classes, where, expected))
    return made


def _label_difference(
    found: Sequence[object],
    expected: Sequence[object],
    classes: Sequence[object],
    given: Sequence[object],
    shares: np.ndarray,
) -> float:
    """By how much a class that the file prefers is less likely than that of `predict`."""
    by_class = {label: i for i, label in enumerate(classes)}
    by_given = {label: i for i, label in enumerate(given)}
    largest = 0.0
    for row, (label, right) in enumerate(zip(found, expected, strict=True)):
        position = by_given.get(label)
        if position is None:
            return float("inf")
        largest = max(largest, float(shares[row, by_class[right]] - shares[row, position]))
    return largest


def refuse_difference(found: float, format_: str, *, single: bool = False) -> None:
    """Whether a file may be kept.

    Args:
        found: How far its numbers are from those of `predict`, as in `Checked`.
        format_: The format's name.
        single: Whether the preprocessing in the file is worked out in float32.

    Raises:
        NnspecError: Its numbers are not those of `predict`; the exit code is 1.
    """
    # Not a number is not below anything either.
    if not found <= LARGEST_DIFFERENCE:
        message = f"the {format_} file differs from predict by {found:.1e} of an output's scale"
        hint = f"at most {LARGEST_DIFFERENCE:.0e} is accepted; the file is not kept"
        if single:
            hint += (
                f". {format_} computes the preprocessing in float32; onnx and saved_model do in "
            )
            hint += "float64, and without --with-preprocessing it is left to you"
        raise NnspecError(Problem("export-differs", message, hint=hint))
