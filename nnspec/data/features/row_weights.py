"""Weights of rows in the loss: from a column, and from the class of a training row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.expected_columns import first_word
from nnspec.data.formats.common.column_hint import text_column_hint
from nnspec.data.steps.categories import Category
from nnspec.data.table.columns import Columns
from nnspec.data.table.number_text import parse_number
from nnspec.errors import DataError, Problem, did_you_mean, listing

ClassWeight = str | Mapping[str, float]
"""`balanced`, or a weight by label as a spec writes it."""


@dataclass(frozen=True, slots=True)
class ClassWeights:
    """The weights of a target's classes.

    Attributes:
        by_class: The weight of each class, in the classes' order.
        unnamed: The classes that the mapping leaves out; they weigh 1, as in Keras.
    """

    by_class: Mapping[Category, float]
    unnamed: tuple[Category, ...] = ()

    @property
    def note(self) -> str:
        """The weights on one line, for people."""
        named = [
            f"{label} {weight:.4g}"
            for label, weight in self.by_class.items()
            if label not in self.unnamed
        ]
        text = f"class weights: {listing(named)}"
        if self.unnamed:
            verb = "is" if len(self.unnamed) == 1 else "are"
            weigh = "weighs" if len(self.unnamed) == 1 else "weigh"
            names = listing([str(label) for label in self.unnamed])
            text += f"; {names} {verb} not in class_weight and {weigh} 1"
        return text


def check_row_weights(table: Columns, column: str) -> None:
    """Whether a column can weigh the rows.

    Raises:
        DataError: It is text, or a weight is missing, negative or beyond float32.
    """
    if table.missing(column):
        row = int(np.flatnonzero(table.missing_mask(column))[0])
        count = table.missing(column)
        message = f"weight {column!r} of {table.origin} has no value in {_rows(count)}, "
        message += f"the first {table.place(row)}"
        raise DataError(Problem("bad-weight", message, hint="fill it in; 0 leaves a row out"))
    if not table.is_numeric(column):
        row, text = first_word(table, column)
        message = f"weight {column!r} of {table.origin} is text (for instance {text!r} "
        message += f"{table.place(row)}), but weights are numbers"
        raise DataError(Problem("bad-weight", message, hint=text_column_hint(table, column)))
    for wrong, rule in (
        (table[column] < 0, "a weight is at least 0"),
        (table[column] > np.finfo(np.float32).max, "weights are float32, up to 3.4e+38"),
    ):
        rows = np.flatnonzero(wrong)
        if len(rows):
            row = int(rows[0])
            more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
            message = f"weight {column!r} of {table.origin} is {table[column][row]:g} "
            message += f"{table.place(row)}{more}: {rule}"
            raise DataError(Problem("bad-weight", message))


def zero_weights_problem(weights: Mapping[str, np.ndarray | None], origin: str) -> Problem | None:
    """The problem of parts whose rows all weigh nothing, as float32 has their weights.

    Args:
        weights: By part what each of its rows weighs; None or empty where there is nothing to say.
        origin: What messages call the rows.
    """
    return zero_parts_problem(
        [
            part
            for part, values in weights.items()
            if values is not None and len(values) and not values.astype(np.float32).any()
        ],
        origin,
    )


def zero_parts_problem(parts: Sequence[str], origin: str) -> Problem | None:
    """The same, of the parts that are known to weigh nothing; None where there is none."""
    if not parts:
        return None
    why = "there is nothing to learn from" if "training" in parts else "nothing measures the loss"
    message = f"every {_and(parts)} row of {origin} weighs 0: {why}"
    return Problem("zero-weights", message, hint=ZERO_WEIGHTS_HINT)


ZERO_WEIGHTS_HINT = "give some rows of each part a weight above 0, or leave the weights out"


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def class_weights(
    setting: ClassWeight, classes: Sequence[Category], codes: np.ndarray
) -> ClassWeights:
    """The weight of each class.

    Args:
        setting: `balanced`, or weights by label.
        classes: The classes of the training rows.
        codes: The position of each training row's class among them, int64 (n,).

    Returns:
        The weights. `balanced` is n / (k * count), as scikit-learn's `compute_class_weight`, after
        King and Zeng (2001), "Logistic Regression in Rare Events Data".
    """
    if isinstance(setting, str):
        counts = np.bincount(codes, minlength=len(classes))
        balanced = len(codes) / (len(classes) * counts)
        return ClassWeights(dict(zip(classes, balanced.tolist(), strict=True)))
    given = {find_label(word, classes): float(weight) for word, weight in setting.items()}
    unnamed = tuple(label for label in classes if label not in given)
    return ClassWeights({label: given.get(label, 1.0) for label in classes}, unnamed)


def find_label(word: str, labels: Sequence[Category]) -> Category | None:
    """The label that a key of a mapping means: `1` the number 1, `true` also the text True."""
    number = parse_number(word)
    for label in labels:
        if label == word or (number is not None and label == number):
            return label
    if word in ("true", "false"):
        return next((label for label in labels if str(label).casefold() == word), None)
    return None


def label_problems(
    setting: ClassWeight, labels: Sequence[Category], column: str
) -> list[tuple[str, Problem]]:
    """What is wrong with the labels of a mapping.

    Args:
        setting: `balanced`, or weights by label.
        labels: Every label of the data.
        column: The target, for messages.

    Returns:
        Each wrong key with its problem.
    """
    problems: list[tuple[str, Problem]] = []
    found: dict[Category, str] = {}
    for word in () if isinstance(setting, str) else setting:
        label = find_label(word, labels)
        if label is None:
            words = [str(one) for one in labels]
            hint = did_you_mean(word, words)
            details = () if hint else (f"classes: {listing(words)}",)
            message = f"class_weight: '{word}' is not a class of '{column}'"
            problems.append((word, Problem("class-weight", message, None, hint, details)))
        elif label in found:
            message = (
                f"class_weight: '{found[label]}' and '{word}' are the same class of '{column}'"
            )
            problems.append((word, Problem("class-weight", message)))
        else:
            found[label] = word
    return problems


def why_no_class_weight(targets: Mapping[str, tuple[tuple[str, ...], str]]) -> str | None:
    """Why classes cannot be weighed, None where they can.

    Args:
        targets: The columns and the encoding of each output's target.
    """
    if len(targets) > 1:
        return (
            f"class_weight is for one output, and there are {len(targets)}: {listing([*targets])}"
        )
    ((columns, encoding),) = targets.values()
    names = listing([repr(name) for name in columns])
    if encoding == "regression":
        return f"class_weight is for classes, and the target {names} is numbers"
    if len(columns) > 1:
        return f"class_weight is for one column of classes, and the target has several: {names}"
    return None


NO_CLASS_WEIGHT_HINT = "leave it out; data.weight names a column with a weight for each row"


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"
