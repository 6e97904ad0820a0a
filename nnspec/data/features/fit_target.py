"""Fit a target on the training rows: its classes, or the steps of a regression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnspec.data.chains.chain import SCALERS, STEPS, invertible
from nnspec.data.chains.fit import fit_steps
from nnspec.data.chains.problems import step_problem
from nnspec.data.features.plan import TargetPlan
from nnspec.data.features.targets import FittedTarget, labels_of
from nnspec.data.formats.common.column_hint import text_column_hint
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.step import Step
from nnspec.data.table.kinds import Kind, kind_of
from nnspec.data.table.number_text import parse_in
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, listing

_MOST_FRACTIONAL_CLASSES = 20
"""Numbers with fractions and more different values than this are a quantity, not classes."""


def fit_target(
    target: TargetPlan, training_rows: Table, steps: Callable[[], tuple[Step, ...]] | None = None
) -> FittedTarget:
    """Learn a target's classes, or fit its steps.

    Args:
        target: The target as planned; its columns have no missing value.
        training_rows: The rows that the network is trained on. Rows that are in the table often
            may be left out of it but for one each, if `steps` is given.
        steps: Fits a regression's steps, when it is to be done in another way.

    Raises:
        DataError: The target's values do not fit the loss.
    """
    kinds = tuple(kind_of(training_rows, name) for name in target.columns)
    if target.encoding == "regression":
        return _fit_regression(target, training_rows, kinds, steps)
    if target.steps:
        raise DataError(
            Problem(
                "target-steps",
                f"target {target.name!r} is classes, so it takes no "
                f"{listing([step.name for step in target.steps])}",
                hint="remove preprocessing.target: the loss decides how classes are encoded",
            )
        )
    if target.encoding != "binary" and len(target.columns) > 1:
        raise DataError(
            Problem(
                "target-columns",
                f"target {target.name!r} has {len(target.columns)} columns, but "
                f"{target.loss or 'the loss'} needs one column of classes",
                hint="name one column with the class of each row: it is encoded for you",
            )
        )
    columns = [(name, _classes(target, training_rows, name)) for name in target.columns]
    problems = [
        problem
        for name, classes in columns
        if (problem := _wrong_number(target, training_rows, name, classes))
    ]
    if problems:
        raise DataError(problems)
    classes = tuple(tuple(labels) for _, labels in columns)
    return FittedTarget(
        target.name, target.columns, kinds, target.encoding, (), classes, target.margin
    )


def _fit_regression(
    target: TargetPlan,
    training_rows: Table,
    kinds: tuple[Kind, ...],
    steps: Callable[[], tuple[Step, ...]] | None,
) -> FittedTarget:
    problems = [
        _text_target(target, training_rows, name)
        for name, kind in zip(target.columns, kinds, strict=True)
        if kind == "text"
    ]
    problems += [
        Problem(
            "target-steps",
            f"target {target.name!r} cannot be undone from {step.name}",
            hint=f"use {', '.join(SCALERS[:-1])} or {SCALERS[-1]}",
        )
        for step in target.steps
        if step.name in STEPS and not hasattr(STEPS[step.name], "invert")
    ]
    if problems:
        raise DataError(problems)
    if steps is not None:
        return FittedTarget(target.name, target.columns, kinds, "regression", invertible(steps()))
    block = np.column_stack([training_rows[name] for name in target.columns])
    try:
        fitted = fit_steps(target.steps, block)
    except OutOfDomainError as error:
        what = f"target {target.name!r}"
        raise DataError(step_problem(what, training_rows, error)) from error
    return FittedTarget(target.name, target.columns, kinds, "regression", invertible(fitted))


def _text_target(target: TargetPlan, training_rows: Table, name: str) -> Problem:
    examples = [repr(value) for value in _odd_examples(training_rows, name)]
    return Problem(
        "text-target",
        f"target {name!r} is text ({', '.join(examples)}, ...) but "
        f"{target.loss or 'the loss'} is for numbers",
        hint=text_column_hint(training_rows, name)
        or "use sparse_categorical_crossentropy, or binary_crossentropy for two classes",
    )


def _odd_examples(table: Table, name: str) -> list[str]:
    """Two different values of a text column, those that are no numbers first."""
    different = list(dict.fromkeys(value for value in table[name].tolist() if value is not None))
    odd = [value for value in different if parse_in(table, value) is None]
    return [*odd, *(value for value in different if value not in odd[:2])][:2]


def _classes(target: TargetPlan, training_rows: Table, name: str) -> list[str | float]:
    # The set first: numpy sorts a million objects slowly, and there are few classes.
    column = training_rows[name]
    values = np.unique(column) if training_rows.is_numeric(name) else sorted(set(column.tolist()))
    labels = labels_of(np.asarray(values, dtype=column.dtype))
    fraction = next((v for v in labels if isinstance(v, float) and not v.is_integer()), None)
    if fraction is not None and len(labels) > _MOST_FRACTIONAL_CLASSES:
        raise DataError(
            Problem(
                "target-not-classes",
                f"target {name!r} has {len(labels)} different numbers (for instance {fraction}), "
                f"but {target.loss or 'the loss'} is for classes",
                hint="use a loss for numbers, for instance mse",
            )
        )
    return labels


def _wrong_number(
    target: TargetPlan, training_rows: Table, name: str, classes: list[str | float]
) -> Problem | None:
    loss = target.loss or "the loss"
    if len(classes) == 1:
        return Problem(
            "one-class",
            f"target {name!r} is {classes[0]!r} in every training row of {training_rows.origin}",
            hint="there is nothing to tell apart: give rows of another class",
        )
    if target.encoding == "binary" and len(classes) != 2:
        listed = listing([repr(label) for label in classes], 6)
        return Problem(
            "not-two-classes",
            f"target {name!r} has {len(classes)} classes ({listed}), but {loss} needs two",
            hint=f"use sparse_categorical_crossentropy and end with "
            f"Dense: {{units: {len(classes)}, activation: softmax}}",
        )
    return None
