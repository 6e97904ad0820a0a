"""What is to be predicted: numbers or classes, and how a network ends for them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nnspec.data.features.missing import check_missing_target
from nnspec.data.features.targets import labels_of
from nnspec.data.features.text_kinds import is_free_text, number_with_unit
from nnspec.data.formats.common.column_hint import is_text_on_purpose, text_column_hint
from nnspec.data.table.arrays import array_words
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merging_problem
from nnspec.errors import DataError, Problem, listing
from nnspec.starter.columns import are_dates, is_heavy_tailed

Task = Literal["regression", "classification"]
# So many different whole numbers are classes, if each comes up often.
_MOST_NUMBERED_CLASSES = 10
_ROWS_A_CLASS = 10
# Fewer rows than this for each of two numbers are no classes yet.
_FEWEST_ROWS_A_CLASS = 2
# A class is rare with a smaller share than this, if that is also well below an even share: ten
# classes of a tenth each are all alike.
_RARE_SHARE = 0.1
_RARE_OF_EVEN = 0.5
# Fractions with more different values than this are a quantity; the data floor refuses them too.
_MOST_FRACTIONAL_CLASSES = 20
_CLASSES_SHOWN = 8
_OF_ONE_UNIT = (
    "F1Score: {average: macro, threshold: 0.5, name: f1}",
    "AUC: {curve: PR, name: pr_auc}",
)


@dataclass(frozen=True, slots=True)
class Goal:
    """The target, and the end of the network that suits it.

    Attributes:
        columns: The columns to predict.
        classes: For one column of classes, each with its number of rows, sorted by class.
        loss: The loss.
        units: How many units the last layer has.
        activation: Of the last layer; None for numbers.
        metrics: What is measured besides the loss, each as the spec writes it.
        rare: Whether a class is so rare that a network may leave it out and still be right often.
        notes: What was guessed and what it is compared with, each a line of comment.
    """

    columns: tuple[str, ...]
    classes: tuple[tuple[str | int | float, int], ...]
    loss: str
    units: int
    activation: str | None
    metrics: tuple[str, ...]
    notes: tuple[str, ...]
    rare: bool = False

    @property
    def task(self) -> Task:
        """Whether numbers or classes are predicted."""
        return "regression" if self.activation is None else "classification"


def find_goal(table: Table, columns: Sequence[str], task: Task | None = None) -> Goal:
    """How to predict the columns.

    One text column is classes. One column of whole numbers is classes when there are two of them,
    or up to 10 that come up 10 times each on average; any other number is a quantity. Several
    columns are quantities, or yes-or-no labels when each has two values.

    Args:
        table: All rows.
        columns: The targets.
        task: Overrides what the values look like.

    Raises:
        DataError: A target has missing values, never changes, or is neither numbers nor classes.
    """
    arrays = [problem for name in columns if (problem := _array(table, name))]
    if arrays:
        raise DataError(arrays)
    check_missing_target(table, columns)
    problems = [problem for name in columns if (problem := _unchanging(table, name))]
    if problems:
        raise DataError(problems)
    different = {name: len(set(table[name].tolist())) for name in columns}
    if len(columns) > 1:
        return _told_apart(table, _several(table, columns, task, different))
    (name,) = columns
    classes = task == "classification" or (
        task is None and _looks_like_classes(table, name, different[name])
    )
    if classes:
        return _told_apart(table, _classes(table, name, different[name], guessed=task is None))
    return _numbers(table, columns, different, guessed=task is None)


def _array(table: Table, name: str) -> Problem | None:
    array = table.array(name)
    if array is None:
        return None
    message = f"target {name!r} of {table.origin} is {array_words(array)}, and a target is one "
    hint = "name a column with one number or class a row"
    return Problem("array-column", f"{message}number or class", hint=hint)


def _told_apart(table: Table, goal: Goal) -> Goal:
    """The goal, if its classes are not numbers of which float64 makes one."""
    for name in goal.columns if goal.task == "classification" else ():
        problem = _merging(table, name)
        if problem is not None:
            raise DataError(problem)
    return goal


def _merging(table: Table, name: str) -> Problem | None:
    problem = merging_problem(table, name, f"target {name!r}", "are classes")
    if problem is None or table.csv is None:
        return problem
    return replace(problem, hint=f"read it as text: add --dtype {shlex.quote(f'{name}=str')}")


def _looks_like_classes(table: Table, name: str, different: int) -> bool:
    if not table.is_numeric(name):
        return True
    if different * _FEWEST_ROWS_A_CLASS > table.n_rows:
        return False
    if not bool((table[name] == np.floor(table[name])).all()):
        return False
    often = different * _ROWS_A_CLASS <= table.n_rows
    return different == 2 or (different <= _MOST_NUMBERED_CLASSES and often)


def _classes(table: Table, name: str, different: int, *, guessed: bool) -> Goal:
    _check_classes(table, name, different)
    labels, counts = _counted(table[name])
    classes = tuple(zip(labels, counts, strict=True))
    often = sorted(classes, key=lambda pair: -pair[1])
    shown = listing([f"{label} {count:,}" for label, count in often], _CLASSES_SHOWN)
    most, rows = often[0]
    notes = [
        f"{different} classes and their rows: {shown}.",
        f"Always saying {most} would be right in {share_text(rows, table.n_rows)} of the rows.",
    ]
    if guessed and table.is_numeric(name):
        notes.append("Whole numbers, few of them: taken as classes (else: --task regression).")
    rarest, few = min(classes, key=lambda pair: pair[1])
    rare = few < min(_RARE_SHARE, _RARE_OF_EVEN / different) * table.n_rows
    if rare:
        without = share_text(table.n_rows - few, table.n_rows)
        notes.append(
            f"{rarest} is rare: a network that never says it may be right in {without} of the rows "
            "all the same. F1 and the area under the curve of precision and recall (PR) see that, "
            "accuracy does not; class_weight, in training below, finds more of it."
        )
    if different == 2 and (not rare or rarest == labels[1]):
        notes.append(f"The one unit at the end gives the probability of {labels[1]}.")
        loss, metrics = "binary_crossentropy", ("accuracy", *(_OF_ONE_UNIT if rare else ()))
        return Goal((name,), classes, loss, 1, "sigmoid", metrics, tuple(notes), rare)
    # F1 and PR of each class, the rare one among them, need the labels one-hot.
    loss = "categorical_crossentropy" if rare else "sparse_categorical_crossentropy"
    of_all = (
        "F1Score: {average: macro, name: f1}",
        f"AUC: {{curve: PR, multi_label: true, num_labels: {different}, name: pr_auc}}",
    )
    metrics = ("accuracy", *(of_all if rare else ()))
    return Goal((name,), classes, loss, different, "softmax", metrics, tuple(notes), rare)


def share_text(rows: int, of: int) -> str:
    """A share of the rows in percent, with as many digits as tell it from all of them.

    >>> share_text(998, 1000), share_text(1, 3), share_text(5, 5), share_text(99999, 100000)
    ('99.8 %', '33 %', '100 %', '99.999 %')
    """
    share = 100 * rows / of
    digits = 0
    while rows < of and digits < 6 and float(f"{share:.{digits}f}") > 100 - 0.5 * 10.0**-digits:
        digits += 1
    return f"{share:.{digits}f} %"


def _check_classes(table: Table, name: str, different: int) -> None:
    """Refuse text that is no class, and numbers that are a quantity."""
    what = f"target {name!r} of {table.origin}"
    if table.is_numeric(name):
        whole = bool((table[name] == np.floor(table[name])).all())
        if different * 2 > table.n_rows or (not whole and different > _MOST_FRACTIONAL_CLASSES):
            message = f"{what} has {different:,} different numbers: that is a quantity, no classes"
            raise DataError(Problem("target-not-classes", message, hint="use --task regression"))
        return
    values = table[name].tolist()
    hint = None if is_text_on_purpose(table, name) else text_column_hint(table, name)
    reason = None
    if hint is not None:
        reason = f"{what} is text"
    elif are_dates(values):
        reason = f"{what} is dates, which are neither numbers nor classes"
    elif is_free_text(values):
        reason = f"{what} is sentences, which are neither numbers nor classes"
    elif (example := number_with_unit(values)) is not None:
        reason = f"{what} is numbers with a unit, for instance {example!r}"
        hint = "write them without it: a network predicts plain numbers"
    elif different * 2 > table.n_rows:
        reason = f"{what} has {different:,} different texts in {table.n_rows:,} rows: no classes"
    if reason is not None:
        hint = hint or "name another column, of numbers or of classes that come up again"
        raise DataError(Problem("target-not-classes", reason, hint=hint))


def _numbers(
    table: Table, columns: Sequence[str], different: dict[str, int], *, guessed: bool
) -> Goal:
    problems = [
        Problem(
            "text-target",
            f"target {name!r} of {table.origin} is text "
            f"(for instance {listing([repr(v) for v in table.examples(name, 2)])})",
            hint=text_column_hint(table, name)
            or ("use --task classification" if len(columns) == 1 else "predict it on its own"),
        )
        for name in columns
        if not table.is_numeric(name)
    ]
    if problems:
        raise DataError(problems)
    with np.errstate(all="ignore"):
        deviations = {name: float(table[name].std()) for name in columns}
    if len(columns) > 1:
        shown = listing([f"{name} {value:.4g}" for name, value in deviations.items()], 6)
        notes = [f"Always saying the means would give these RMSE: {shown}."]
    else:
        (name,) = columns
        low, high = table[name].min(), table[name].max()
        notes = [
            f"Numbers from {low:g} to {high:g}; "
            f"always saying their mean would give an RMSE of {deviations[name]:.4g}."
        ]
        whole = bool((table[name] == np.floor(table[name])).all())
        few = different[name] <= min(2 * _MOST_NUMBERED_CLASSES, table.n_rows // 2)
        if guessed and whole and few:
            notes.append("Whole numbers taken as a quantity (for classes: --task classification).")
    tails = [name for name in columns if is_heavy_tailed(table[name])]
    if tails:
        subject = "It is" if len(columns) == 1 else f"{listing(tails, 6)}:"
        steps = "target: [log1p, StandardScaler]"
        notes.append(f"{subject} heavy-tailed; in preprocessing, {steps} may do better.")
    return Goal(tuple(columns), (), "mse", len(columns), None, ("mae",), tuple(notes))


def _several(
    table: Table, columns: Sequence[str], task: Task | None, different: dict[str, int]
) -> Goal:
    two_each = all(count == 2 for count in different.values())
    if task == "regression" or not (two_each or task == "classification"):
        return _numbers(table, columns, different, guessed=task is None)
    if not two_each:
        name = next(name for name in columns if different[name] != 2)
        raise DataError(
            Problem(
                "not-two-classes",
                f"target {name!r} of {table.origin} has {different[name]:,} different values; "
                "several targets of classes must have two each",
                hint="predict it on its own",
            )
        )
    shares = []
    for name in columns:
        labels, counts = _counted(table[name])
        shares.append(f"{name} {labels[1]} {counts[1]:,}")
    notes = [f"Labels of two values each, and the rows of the second: {listing(shares, 6)}."]
    if task is None and all(table.is_numeric(name) for name in columns):
        notes.append("Taken as classes (for numbers: --task regression).")
    loss, metrics = "binary_crossentropy", ("binary_accuracy",)
    return Goal(tuple(columns), (), loss, len(columns), "sigmoid", metrics, tuple(notes))


def _unchanging(table: Table, name: str) -> Problem | None:
    values = table[name]
    if not bool((values == values[0]).all()):
        return None
    merging = _merging(table, name)
    if merging is not None:
        return merging
    (label,) = labels_of(values[:1])
    message = f"target {name!r} of {table.origin} is {label!r} in every row"
    return Problem("one-class", message, hint="there is nothing to learn: name another column")


def _counted(column: np.ndarray) -> tuple[list[str | int | float], list[int]]:
    """The sorted classes of a column, and the rows of each."""
    values = column.tolist()
    counts: dict[str | float, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    ordered = sorted(counts)
    return labels_of(np.array(ordered, dtype=column.dtype)), [counts[value] for value in ordered]
