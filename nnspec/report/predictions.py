"""predictions.csv: the truth and the predictions of a run's held-out rows.

The columns are the part of the rows, each row's number in its source, and for every output
`actual_<column>`, `predicted_<column>` and, for classes, `probability_<class>` or, of scores that
are none, `score_<class>`. A row for which the network gives no number has its truth alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget, class_array, result_names
from nnspec.data.steps.categories import positions
from nnspec.data.table.kinds import column_values
from nnspec.data.table.table import Table
from nnspec.errors import Problem, RunError
from nnspec.prediction.lost_rows import find_lost
from nnspec.runs.files import write_text

MAX_ROWS = 10_000
"""At most so many rows of each part are kept, evenly spread over it."""
MAX_CELLS = 500_000
"""A table of very many classes or columns keeps fewer rows, so that a part has no more cells."""

HELD_OUT = ("validation", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """One output's truth and predictions of one part of the rows.

    Attributes:
        part: `training`, `validation` or `test`.
        target: The output's target.
        actual: float64 (n, k) in the target's own units; of classes int64 (n, k), positions in
            the classes of each column.
        predicted: The same of the predictions.
        probabilities: float64 (n, C), each class'; of several binary columns (n, k), that of the
            second class; None for a regression. Where the target's `score` says so, scores.
    """

    part: str
    target: FittedTarget
    actual: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray | None


def kept_parts(parts: Collection[str]) -> list[str]:
    """The parts whose predictions are kept: the held-out ones, or the training rows for want.

    Args:
        parts: The parts that have rows.
    """
    return [part for part in HELD_OUT if part in parts] or list(parts)


def write_predictions(
    path: Path,
    preprocessor: Preprocessor,
    table: Table,
    parts: Mapping[str, tuple[np.ndarray, Mapping[str, np.ndarray]]],
) -> None:
    """Write predictions.csv atomically.

    Args:
        path: The file.
        preprocessor: Knows the targets.
        table: All rows.
        parts: For each part the indices of its rows, and what the network made of them: float64
            (n, k) by output, probabilities for classes.
    """
    header = _header(preprocessor)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["part", table.row_word, *header])
    for part, (index, outputs) in parts.items():
        count = min(len(index), MAX_ROWS, max(MAX_CELLS // max(len(header), 1), 1))
        chosen = np.linspace(0, len(index) - 1, count).round().astype(np.int64)
        shown = table.take(index[chosen])
        lost = find_lost(preprocessor, outputs)
        columns: list[Sequence[object]] = [[part] * count]
        columns.append([shown.number(row) for row in range(count)])
        for name, target in preprocessor.targets.items():
            columns += _columns(target, shown, outputs[name][chosen], lost[chosen])
        writer.writerows(zip(*columns, strict=True))
    write_text(path, text.getvalue())


def read_predictions(path: Path, preprocessor: Preprocessor) -> list[Predicted]:
    """What `write_predictions` wrote, output by output and part by part; the test rows first.

    Rows without a prediction are left out.

    Raises:
        RunError: The file is missing, or is not what `write_predictions` writes.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if header[2:] != _header(preprocessor):
            raise ValueError("other columns")
        parts: dict[str, list[list[str]]] = {}
        for row in rows:
            # Its last cell is a number: of a row without a prediction there is none.
            if row[-1]:
                parts.setdefault(row[0], []).append(row[2:])
        found = []
        for part in sorted(parts, key=("test", "validation", "training").index):
            columns = list(zip(*parts[part], strict=True))
            start = 0
            for target in preprocessor.targets.values():
                width = sum(map(len, result_names(preprocessor.targets)[target.name].values()))
                end = start + width + len(target.columns)
                found.append(_read_target(part, target, columns[start:end]))
                start = end
    except FileNotFoundError:
        raise RunError(Problem("no-predictions", f"there is no file {path.as_posix()}")) from None
    except (ValueError, KeyError, IndexError, csv.Error) as error:
        raise RunError(Problem("damaged-run", f"{path.as_posix()} is damaged: {error}")) from None
    return found


def _header(preprocessor: Preprocessor) -> list[str]:
    names = result_names(preprocessor.targets)
    header = []
    for name, target in preprocessor.targets.items():
        header += [f"actual_{column}" for column in target.columns]
        header += names[name]["predicted"] + names[name]["of_classes"]
    return header


def _columns(
    target: FittedTarget, table: Table, output: np.ndarray, lost: np.ndarray
) -> list[Sequence[object]]:
    """The cells of an output, column by column."""
    delivered = target.delivered(output)
    if target.encoding == "regression":
        actual = [[repr(value) for value in table[name].tolist()] for name in target.columns]
        predicted = [[repr(value) for value in column.tolist()] for column in delivered.T]
        return [*actual, *(_known(column, lost) for column in predicted)]
    actual = [
        class_array(classes)[positions(column_values(table, name, kind)[:, 0], classes)].tolist()
        for name, kind, classes in zip(target.columns, target.kinds, target.classes, strict=True)
    ]
    predicted = [column.tolist() for column in delivered.T]
    shares = target.of_classes(output).astype(np.float32)
    probabilities = [[str(value) for value in column] for column in shares.T]
    return [*actual, *(_known(column, lost) for column in (*predicted, *probabilities))]


def _known(cells: Sequence[object], lost: np.ndarray) -> list[object]:
    """The cells, empty in rows that have no prediction."""
    return ["" if gone else cell for cell, gone in zip(cells, lost.tolist(), strict=True)]


def _read_target(part: str, target: FittedTarget, columns: list[tuple[str, ...]]) -> Predicted:
    k = len(target.columns)
    if target.encoding == "regression":
        numbers = np.array(columns, dtype=np.float64).T
        return Predicted(part, target, numbers[:, :k], numbers[:, k:], None)
    found = []
    for position, cells in enumerate(columns[: 2 * k]):
        known = {str(label): i for i, label in enumerate(target.classes[position % k])}
        found.append([known[cell] for cell in cells])
    classes = np.array(found, dtype=np.int64).T
    probabilities = np.array(columns[2 * k :], dtype=np.float64).T
    if k > 1:
        probabilities = probabilities[:, 1::2]
    return Predicted(part, target, classes[:, :k], classes[:, k:], probabilities)
