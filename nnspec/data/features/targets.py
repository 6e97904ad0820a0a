"""Fitted targets: from columns to what the loss wants, and back to what a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.catalog.entries import Encoding
from nnspec.data.chains.chain import invert_steps, invertible, step_from_json, step_to_json
from nnspec.data.chains.float32 import BeyondFloat32Error, apply_to_float32
from nnspec.data.chains.problems import step_problem
from nnspec.data.chains.try_one_row import rehearse_steps
from nnspec.data.features.digits import with_meaning
from nnspec.data.features.missing import check_missing_target
from nnspec.data.steps.categories import Category, check_labels, positions
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.step import InvertibleStep
from nnspec.data.table.kinds import Kind, column_values
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, listing


@dataclass(frozen=True, slots=True)
class FittedTarget:
    """A target with what its training rows taught.

    Attributes:
        name: The output's name.
        columns: The target's columns.
        kinds: Whether each is `numeric` or `text`.
        encoding: `regression`, `binary`, `sparse` or `one_hot`.
        steps: The fitted steps of a regression.
        classes: The sorted classes of each column, empty for a regression; whole numbers are int.
        margin: Its classes are told apart by scores that are no probabilities, as under hinge.
    """

    name: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    encoding: Encoding
    steps: tuple[InvertibleStep, ...] = ()
    classes: tuple[tuple[Category, ...], ...] = ()
    margin: bool = False

    @property
    def score(self) -> str:
        """What a class's number is called: `probability`, or `score` where it is none."""
        return "score" if self.margin else "probability"

    @property
    def scores(self) -> str:
        """The plural of `score`."""
        return "scores" if self.margin else "probabilities"

    def cut(self, threshold: float | None = None) -> float:
        """The number of `ranked` above which a row is of the second of two classes.

        Args:
            threshold: A probability in place of 0.5. The border between scores is always 0.
        """
        if self.margin:
            return 0.0
        return 0.5 if threshold is None else threshold

    def ranked(self, scores: np.ndarray) -> np.ndarray:
        """What the network gives, as the metrics of classes take it.

        Args:
            scores: float64 (n, k).

        Returns:
            The same, but of two classes with a score each how far the second leads, (n, 1).
        """
        if self.margin and self.width == 2 and self.encoding != "binary":
            return scores[:, 1:] - scores[:, :1]
        return scores

    @property
    def width(self) -> int:
        """How many numbers the network gives for a row: one a column, or one a class."""
        by_class = self.encoding in ("sparse", "one_hot")
        return len(self.classes[0]) if by_class else len(self.columns)

    def encode(self, table: Table) -> np.ndarray:
        """The target as the loss wants it.

        Returns:
            float32 (n, k) for a regression, float32 (n, k) of 0 and 1 for binary (1 is the second
            class), int32 (n,) for sparse, float32 (n, C) for one_hot.

        Raises:
            DataError: A value is missing, is no class of the training rows, has no logarithm, or is
                beyond float32.
        """
        check_missing_target(table, self.columns)
        if self.encoding == "regression":
            block = np.hstack([table[name][:, None] for name in self.columns])
            try:
                return apply_to_float32(self.steps, block)
            except (OutOfDomainError, BeyondFloat32Error) as error:
                raise DataError(step_problem(f"target {self.name!r}", table, error)) from error
        found = np.column_stack([self._positions(table, i) for i in range(len(self.columns))])
        if self.encoding == "binary":
            return found.astype(np.float32)
        if self.encoding == "sparse":
            return found[:, 0].astype(np.int32)
        return np.eye(len(self.classes[0]), dtype=np.float32)[found[:, 0]]

    def decode(self, scores: np.ndarray, threshold: float | None = None) -> np.ndarray:
        """What the network gives, in the target's own units or classes.

        Args:
            scores: A regression's numbers (n, k), probabilities (n, k) of the second class of each
                binary column, or scores (n, C) of the classes. (n,) is taken as (n, 1).
            threshold: Of two classes, a probability above it means the second; see `cut`.

        Returns:
            float64 (n, k) for a regression; labels (n,), or (n, k) for several binary columns, as
            object for text, int64 for whole numbers, float64 for others.
        """
        scores = np.asarray(scores, dtype=np.float64)
        if scores.ndim == 1:
            scores = scores[:, None]
        if self.encoding == "regression":
            with np.errstate(all="ignore"):
                return invert_steps(self.steps, scores)
        if self.encoding != "binary":
            best = scores.argmax(axis=1)
            if len(self.classes[0]) == 2 and not self.margin:
                best = second_of_two(scores, self.cut(threshold))
            return class_array(self.classes[0])[best]
        above = (scores > self.cut(threshold)).astype(np.int64)
        labels = [class_array(pair)[above[:, i]] for i, pair in enumerate(self.classes)]
        return labels[0] if len(labels) == 1 else np.column_stack(labels)

    def delivered(self, scores: np.ndarray, threshold: float | None = None) -> np.ndarray:
        """As `decode`, of shape (n, k), with only such digits of a regression as mean something."""
        if self.encoding == "regression":
            return with_meaning(scores, lambda block: invert_steps(self.steps, block))
        return self.decode(scores, threshold).reshape(len(scores), len(self.columns))

    def of_classes(self, scores: np.ndarray) -> np.ndarray:
        """The probability of each class, or its score.

        Args:
            scores: What the network gives: (n, k) for binary columns, else (n, C).

        Returns:
            (n, C); of binary columns each one's two classes in turn, where the first one's score is
            the second's with the other sign; (n, 0) for a regression.
        """
        if self.encoding == "regression":
            return np.empty((len(scores), 0))
        if self.encoding == "binary":
            first = -scores if self.margin else 1 - scores
            return np.stack([first, scores], axis=2).reshape(len(scores), 2 * scores.shape[1])
        return scores

    def to_json(self) -> dict[str, Any]:
        """Plain numbers and strings, without the name."""
        return {
            "columns": list(self.columns),
            "kinds": list(self.kinds),
            "encoding": self.encoding,
            "steps": [step_to_json(step) for step in self.steps],
            "classes": [list(classes) for classes in self.classes],
            "margin": self.margin,
        }

    @classmethod
    def from_json(cls, name: str, document: dict[str, Any]) -> FittedTarget:
        """What `to_json` wrote."""
        return cls(
            name,
            tuple(document["columns"]),
            tuple(document["kinds"]),
            document["encoding"],
            invertible(step_from_json(step) for step in document["steps"]),
            tuple(tuple(classes) for classes in document["classes"]),
            document.get("margin", False),
        )

    def rehearse(self) -> None:
        """Take one row through the steps and back, and a row's scores to what a person reads.

        Raises:
            ValueError: Columns, kinds, classes and steps do not fit each other.
        """
        count = len(self.columns)
        if not count or len(self.kinds) != count:
            raise ValueError(f"{count} columns of {len(self.kinds)} kinds")
        if self.encoding == "regression":
            rehearse_steps(self.steps, "numeric", count, count)
        elif (
            len(self.classes) != count
            or any(len(set(classes)) < 2 for classes in self.classes)
            or (self.encoding == "binary" and any(len(classes) != 2 for classes in self.classes))
        ):
            raise ValueError(f"classes {self.classes!r} of {count} columns are not {self.encoding}")
        for classes in self.classes:
            check_labels(classes)
        shape = self.decode(np.full((1, self.width), 0.5)).shape
        if shape not in ((1,), (1, count)):
            raise ValueError(f"a row becomes {shape}")

    def _positions(self, table: Table, i: int) -> np.ndarray:
        name, classes = self.columns[i], self.classes[i]
        values = column_values(table, name, self.kinds[i])[:, 0]
        found = positions(values, classes)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            row = int(unknown[0])
            (label,) = labels_of(table[name][[row]])
            more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
            raise DataError(
                Problem(
                    "unknown-class",
                    f"target {name!r} is {label!r} {table.place(row)} of {table.origin}{more}: "
                    "no training row is of that class",
                    details=(f"classes: {listing([repr(label) for label in classes])}",),
                )
            )
        return found


def result_names(targets: Mapping[str, FittedTarget]) -> dict[str, dict[str, list[str]]]:
    """What the columns of each output's results are called.

    Args:
        targets: The target of each output.

    Returns:
        By output: `predicted`, such as `predicted_strength`, and `of_classes`, such as
        `probability_Adelie` or `score_Adelie`, in the order of `FittedTarget.of_classes`.
    """
    several = sum(len(target.columns) for target in targets.values()) > 1
    names = {}
    for name, target in targets.items():
        of_classes = [
            f"{target.score}_{column}_{label}" if several else f"{target.score}_{label}"
            for column, classes in zip(target.columns, target.classes, strict=False)
            for label in classes
        ]
        predicted = [f"predicted_{column}" for column in target.columns]
        names[name] = {"predicted": predicted, "of_classes": of_classes}
    return names


def second_of_two(probabilities: np.ndarray, threshold: float) -> np.ndarray:
    """1 where a row is of the second of two classes, else 0: int64 (n,).

    Args:
        probabilities: float64 (n, 2). A softmax in float32 need not add up to 1; at 0.5 this is
            exactly the larger of the two.
        threshold: The probability above which it is of the second.
    """
    leads = probabilities[:, 1] * (1 - threshold) > probabilities[:, 0] * threshold
    return leads.astype(np.int64)


def class_array(classes: Sequence[Category]) -> np.ndarray:
    """Classes as an array that keeps their type: object for text, else int64 or float64."""
    if any(isinstance(label, str) for label in classes):
        return np.array(classes, dtype=object)
    return np.array(classes)


def labels_of(column: np.ndarray) -> list[Category]:
    """A column's values as labels: whole numbers as int where all of them are whole."""
    values = column.tolist()
    if column.dtype == np.float64 and all(value.is_integer() for value in values):
        return [int(value) for value in values]
    return values
