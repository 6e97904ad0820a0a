"""boundary.npz: what a classifier of two numeric features says at every place of their plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.steps.categories import Category, positions
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, RunError, in_one_line
from nnspec.prediction.network import from_logits
from nnspec.runs.files import replacing

STEPS = 150
"""Places along each axis of the plane."""
MAX_CLASSES = 10
MAX_POINTS = 2_000
"""At most so many rows are kept to be drawn, evenly spread."""
PARTS = ("training", "validation", "test")

_MARGIN = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """The plane of two features with a network's probabilities, and the rows in it.

    Attributes:
        features: The two columns.
        target: The target's column.
        classes: The C classes as text.
        x: float64 (STEPS,), places of the first feature.
        y: float64 (STEPS,), places of the second.
        probabilities: float32 (STEPS, STEPS, C), the first axis along `y`.
        points: float64 (n, 2), rows of the data.
        labels: int64 (n,), their classes.
        parts: int64 (n,), their part as a position in `PARTS`.
    """

    features: tuple[str, str]
    target: str
    classes: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    probabilities: np.ndarray
    points: np.ndarray
    labels: np.ndarray
    parts: np.ndarray


def find_boundary(
    preprocessor: Preprocessor,
    table: Table,
    rows: Mapping[str, np.ndarray],
    outputs: Callable[[dict[str, np.ndarray]], Mapping[str, np.ndarray]],
) -> Boundary | None:
    """Ask a network about the whole plane of its two features.

    Args:
        preprocessor: The fitted preprocessing.
        table: All rows.
        rows: The indices of each part's rows.
        outputs: Preprocessed rows to probabilities by output, as `Network.outputs`.

    Returns:
        None unless there are exactly two features, both numeric, and one target of classes, at
        most `MAX_CLASSES`; and where the preprocessing has no value for most of the plane.
    """
    kinds = preprocessor.input_kinds
    targets = list(preprocessor.targets.values())
    if len(kinds) != 2 or set(kinds.values()) != {"numeric"} or len(targets) != 1:
        return None
    (target,) = targets
    if target.encoding == "regression" or len(target.columns) > 1:
        return None
    (classes,) = target.classes
    first, second = kinds
    if len(classes) > MAX_CLASSES or target.columns[0] in kinds:
        return None
    points, labels, parts = _points(table, rows, target.columns[0], (first, second), classes)
    if not len(points):
        return None
    for margin in (_MARGIN, 0.0):
        x, y = (_places(points[:, i], margin) for i in (0, 1))
        plane = {first: np.tile(x, STEPS), second: np.repeat(y, STEPS)}
        try:
            prepared = preprocessor.transform(Table(plane, "the plane of the features"))
        except DataError:
            # Beyond the rows a feature may have no logarithm.
            continue
        scores = target.of_classes(outputs(prepared)[target.name])
        if target.margin:
            # For the shades alone: what leads still leads, and borders stay where they are.
            scores = from_logits(scores, "one_hot")
        probabilities = scores.reshape(STEPS, STEPS, len(classes)).astype(np.float32)
        return Boundary(
            (first, second),
            target.columns[0],
            tuple(map(str, classes)),
            x,
            y,
            probabilities,
            points,
            labels,
            parts,
        )
    return None


def write_boundary(path: Path, boundary: Boundary) -> None:
    """Write boundary.npz atomically, as plain arrays."""
    with replacing(path) as beside:
        np.savez_compressed(
            beside,
            features=np.array(boundary.features),
            target=np.array(boundary.target),
            classes=np.array(boundary.classes),
            x=boundary.x,
            y=boundary.y,
            # Three digits are more than a picture shows, and halve the file.
            probabilities=boundary.probabilities.astype(np.float16),
            points=boundary.points,
            labels=boundary.labels.astype(np.int16),
            parts=boundary.parts.astype(np.int8),
        )


def read_boundary(path: Path) -> Boundary | None:
    """What `write_boundary` wrote; None when there is no such file.

    Raises:
        RunError: The file is damaged.
    """
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            first, second = arrays["features"].tolist()
            return Boundary(
                (first, second),
                arrays["target"].item(),
                tuple(arrays["classes"].tolist()),
                arrays["x"],
                arrays["y"],
                arrays["probabilities"].astype(np.float32),
                arrays["points"],
                arrays["labels"].astype(np.int64),
                arrays["parts"].astype(np.int64),
            )
    except Exception as error:
        # A damaged zip archive fails in many ways.
        text = in_one_line(error, 200)
        raise RunError(Problem("damaged-run", f"{path.as_posix()} is damaged: {text}")) from None


def _points(
    table: Table,
    rows: Mapping[str, np.ndarray],
    target: str,
    features: tuple[str, str],
    classes: tuple[Category, ...],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows to draw, their classes and their parts; rows with a gap are left out."""
    index = np.concatenate(list(rows.values()))
    parts = np.repeat([PARTS.index(part) for part in rows], [len(part) for part in rows.values()])
    points = np.column_stack([table[name][index] for name in features])
    labels = positions(table[target][index], classes)
    whole = np.flatnonzero(np.isfinite(points).all(axis=1) & (labels >= 0))
    if len(whole) > MAX_POINTS:
        whole = whole[np.linspace(0, len(whole) - 1, MAX_POINTS).round().astype(np.int64)]
    return points[whole], labels[whole], parts[whole]


def _places(values: np.ndarray, margin: float) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    width = (high - low) or max(abs(high), 1.0)
    return np.linspace(low - margin * width, high + margin * width, STEPS)
