"""Fit a plan on the training rows, and say what in the data does not fit the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from nnspec.data.chains.chain import ENCODERS, KEEP_VALUES
from nnspec.data.chains.fit import fit_chain, needs_numbers
from nnspec.data.chains.problems import step_problem
from nnspec.data.features.expected_columns import first_word
from nnspec.data.features.fit_target import fit_target
from nnspec.data.features.missing import check_missing, check_missing_target
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor, flat_numbers
from nnspec.data.features.row_weights import check_row_weights
from nnspec.data.features.targets import FittedTarget
from nnspec.data.features.text_kinds import is_free_text, number_with_unit
from nnspec.data.formats.common.column_hint import text_column_hint
from nnspec.data.steps.categories import UnknownCategoryError
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.step import Target
from nnspec.data.table.columns import Columns
from nnspec.data.table.kinds import kind_of
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merging_problem
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.spec.yaml.text import as_yaml


def fit(plan: Plan, training_rows: Columns) -> Preprocessor:
    """Fit every step with scikit-learn on the training rows alone, and freeze it.

    Args:
        plan: What to do with which column.
        training_rows: The rows that the network is trained on, and no others.

    Raises:
        DataError: The data does not fit the plan; all that is wrong at once.
    """
    check_data(plan, training_rows)
    rows = training_rows.as_table()
    return fit_all(
        plan,
        lambda column: _fit_column(column, rows, lambda: target_of(plan, rows)),
        lambda target: fit_target(target, rows),
    )


def fit_all(
    plan: Plan,
    fit_column: Callable[[ColumnPlan], FittedColumn],
    fit_one_target: Callable[[TargetPlan], FittedTarget],
) -> Preprocessor:
    """Fit every column and target, and say all that is wrong at once.

    Args:
        plan: What to do with which column.
        fit_column: Fits the steps of a column.
        fit_one_target: Fits a target.

    Raises:
        DataError: With the problems of all of them.
    """
    problems: list[Problem] = []
    inputs: dict[str, tuple[FittedColumn, ...]] = {}
    for name, columns in plan.inputs.items():
        fitted = []
        for column in columns:
            try:
                fitted.append(fit_column(column))
            except DataError as error:
                problems += error.problems
        inputs[name] = tuple(fitted)
    targets = {}
    for name, target in plan.targets.items():
        try:
            targets[name] = fit_one_target(target)
        except DataError as error:
            problems += error.problems
    if problems:
        # A wrong argument of a step that many columns share is one problem.
        raise DataError(dict.fromkeys(problems))
    return Preprocessor(inputs, targets)


def check_data(plan: Plan, table: Columns) -> None:
    """Whether a table can be preprocessed as planned, as far as that is known before fitting.

    Worth calling with all rows before they are split: counts are then those of the whole data.

    Raises:
        DataError: A column is not there, has missing values that nothing fills, or is text where
            a step needs numbers; a target has missing values; labels or categories are numbers
            that merge; a weight is none. All that is wrong at once.
    """
    columns = {c.column: c for columns in plan.inputs.values() for c in columns}
    target_columns = tuple(name for target in plan.targets.values() for name in target.columns)
    weight = () if plan.weight is None else (plan.weight,)
    unknown = [name for name in (*columns, *target_columns, *weight) if name not in table]
    if unknown:
        raise DataError(
            Problem(
                "unknown-column",
                f"{table.origin} has no column {name!r}",
                hint=did_you_mean(name, table.names),
                details=(f"columns: {listing(table.names)}",),
            )
            for name in dict.fromkeys(unknown)
        )
    problems = [problem for column in columns.values() if (problem := _text_problem(column, table))]
    problems += _merging_problems(plan, table)
    checks: list[Callable[[], None]] = [
        partial(check_missing, table, {name: column.steps for name, column in columns.items()}),
        partial(check_missing_target, table, dict.fromkeys(target_columns)),
    ]
    if plan.weight is not None:
        checks.append(partial(check_row_weights, table, plan.weight))
    for check in checks:
        try:
            check()
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)


def _merging_problems(plan: Plan, table: Columns) -> Iterator[Problem]:
    """The problems of labels and categories that float64 does not tell apart."""
    found = [
        merging_problem(table, name, f"target {name!r}", "are classes")
        for target in plan.targets.values()
        if target.encoding != "regression"
        for name in target.columns
    ]
    columns = {c.column: c for columns in plan.inputs.values() for c in columns}
    for name, column in columns.items():
        step = next((step for step in column.steps if step.name not in KEEP_VALUES), None)
        if step is not None and step.name in ENCODERS:
            found.append(merging_problem(table, name, f"column {name!r}", "are categories"))
    return (problem for problem in found if problem)


def _text_problem(column: ColumnPlan, table: Columns) -> Problem | None:
    """The problem of text that reaches a step for numbers, or the network."""
    name = column.column
    if kind_of(table, name) != "text" or table.missing(name) == table.n_rows:
        return None
    refused = needs_numbers_because(column)
    if refused is None:
        return None
    row, text = first_word(table, name)
    found = f"column {name!r} of {table.origin} is text (for instance {text!r} {table.place(row)})"
    encode = (
        "[SimpleImputer: most_frequent, OneHotEncoder]" if table.missing(name) else "OneHotEncoder"
    )
    hint = (
        text_column_hint(table, name)
        or _no_categories_hint(table, name)
        or f"add to the spec:  preprocessing: {{columns: {{{as_yaml(name)}: {encode}}}}}"
    )
    return Problem("text-column", f"{found}, {refused}", hint=hint, columns=(name,))


def _no_categories_hint(table: Columns, name: str) -> str | None:
    """What to do about text that an encoder would make a column of each row of."""
    values = [value for value in table[name].tolist() if value is not None]
    if (example := number_with_unit(values)) is not None:
        return f"it holds numbers with a unit ({example}): write them without it, as plain numbers"
    if is_free_text(values):
        return (
            "it holds sentences and not categories: leave it out of the features, or put columns "
            "of numbers in its place"
        )
    return None


def needs_numbers_because(column: ColumnPlan) -> str | None:
    """Why a column may not be text, to follow a message about it, or None where it may."""
    for step in column.steps:
        if needs_numbers(step):
            return f"but {step.name} needs numbers"
        if step.name in ENCODERS:
            return None
    return "and no step makes numbers of it"


def target_of(plan: Plan, training_rows: Table) -> Target | None:
    """The target that steps may learn from; None where there are several columns of targets.

    Args:
        plan: What is done with which column.
        training_rows: The rows that the network is trained on.
    """
    columns = [name for target in plan.targets.values() for name in target.columns]
    if len(columns) != 1:
        return None
    (target,) = plan.targets.values()
    values = training_rows[columns[0]]
    groups = None if plan.group is None else training_rows[plan.group]
    if target.encoding == "regression":
        return Target(values, "continuous", groups)
    return Target(values, "binary" if target.encoding == "binary" else "multiclass", groups)


def _fit_column(
    column: ColumnPlan, training_rows: Table, target: Callable[[], Target | None]
) -> FittedColumn:
    name = column.column
    kind = kind_of(training_rows, name)
    values = training_rows[name]
    if not isinstance(kind, ArraySpec):
        block = values[:, None]
    elif not column.changes:
        # As it is: no step needs its numbers as float64.
        block = np.empty((0, 1))
    else:
        block = flat_numbers(values)
    try:
        steps, beside = fit_chain(column.steps, block, target())
    except (OutOfDomainError, UnknownCategoryError) as error:
        raise DataError(step_problem(f"column {name!r}", training_rows, error)) from error
    seen = None if beside is None else beside.astype(np.float32)
    return FittedColumn(name, kind, steps, seen)
