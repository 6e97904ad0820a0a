"""Fit a plan on training rows that do not fit memory, column by column and piece by piece.

Each step is fitted by scikit-learn as in `fit_steps`, on a few rows that teach it the same as all
of them: the least and the greatest value, or each different one. Only the mean and the standard
deviation need every row, and `partial_fit` gathers these in one pass.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nnspec.data.chains.chain import STEPS, apply_steps
from nnspec.data.chains.fit import checked_arguments, domain_of, fit_step_in_blocks, needs_target
from nnspec.data.chains.problems import step_problem
from nnspec.data.features.fit import fit_all
from nnspec.data.features.fit_target import fit_target
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor, flat_numbers
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.domain import Domain, OutOfDomainError
from nnspec.data.steps.step import Step
from nnspec.data.steps.sufficient_rows import (
    TooManyValuesError,
    distinct,
    gathered,
)
from nnspec.data.table.columns import Columns
from nnspec.data.table.kinds import kind_of
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.objects import ObjectSpec

SAMPLE_ROWS = 1_000_000
"""Medians and quantiles of columns that do not fit the budget are those of so many rows."""
FEWEST_ROWS = 10_000
"""An array counts as many columns as it has numbers, but for so many rows."""
COPIES = 6
"""How many times a column is in memory while scikit-learn finds its quantiles."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The training rows, which are read in pieces."""

    columns: Columns
    budget: int
    note: Callable[[str], None]

    def blocks(self, names: Sequence[str], steps: Sequence[Step]) -> Iterator[np.ndarray]:
        """The columns side by side as the steps leave them, piece by piece."""
        for _, block in self.numbered_blocks(names):
            yield apply_steps(steps, block)

    def numbered_blocks(self, names: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The rows' indices and the columns side by side, piece by piece."""
        for index, piece in self.columns.pieces(names):
            yield index, np.column_stack([_flat(piece[name]) for name in names])

    def in_order(self, names: Sequence[str], steps: Sequence[Step]) -> np.ndarray:
        """All rows as the steps leave them, in their order."""
        blocks = self.numbered_blocks(names)
        index, block = next(blocks)
        made = apply_steps(steps, block)
        whole = np.empty((self.columns.n_rows, made.shape[1]), made.dtype)
        whole[index] = made
        for index, block in blocks:
            whole[index] = apply_steps(steps, block)
        return whole

    def sample(self, count: int) -> _Rows:
        """A sample of so many of the rows."""
        drawn = np.random.default_rng(0).choice(self.columns.n_rows, count, replace=False)
        return replace(self, columns=self.columns.among(drawn))


def fit_on_disk(
    plan: Plan, training: Columns, budget: int, note: Callable[[str], None]
) -> Preprocessor:
    """Fit every step on the training rows alone, as `fit` does, within a budget of memory.

    Means and standard deviations are equal to those of `fit` but for the last digits; all else is
    equal. Medians and quantiles are those of all training rows as long as the column's fit takes
    no more than the budget, and else of a sample of `SAMPLE_ROWS` rows, which is noted.

    Args:
        plan: What to do with which column; all rows were checked against it.
        training: The training rows, in the order that messages follow.
        budget: Bytes of memory.
        note: Hears of samples.

    Raises:
        DataError: The data does not fit the plan; all that is wrong at once.
    """
    rows = _Rows(training, budget, note)
    return fit_all(
        plan,
        lambda column: _fit_column(column, rows),
        lambda target: _fit_target(target, rows),
    )


def _flat(values: np.ndarray) -> np.ndarray:
    """A column as it stands in a block: an array is a column for each of its numbers."""
    return values if values.ndim == 1 else flat_numbers(values)


def _fit_column(column: ColumnPlan, rows: _Rows) -> FittedColumn:
    name = column.column
    steps = _fit_chain(column.steps, (name,), rows, f"column {name!r}")
    return FittedColumn(name, kind_of(rows.columns, name), steps)


def _fit_target(target: TargetPlan, rows: _Rows) -> FittedTarget:
    names = target.columns
    if target.encoding != "regression":
        # A class more or less often makes no difference to which classes there are.
        columns = [distinct(rows.blocks((name,), ())) for name in names]
        longest = max(map(len, columns))
        values = {
            name: np.resize(block[:, 0], longest)
            for name, block in zip(names, columns, strict=True)
        }
        return fit_target(target, Table(values, rows.columns.origin))
    if not all(map(rows.columns.is_numeric, names)):
        return fit_target(target, rows.columns.select(names))
    few = rows.columns.take([0], names)
    what = f"target {target.name!r}"
    return fit_target(target, few, lambda: _fit_chain(target.steps, names, rows, what))


def _fit_chain(
    specs: Sequence[ObjectSpec], names: Sequence[str], rows: _Rows, what: str
) -> tuple[Step, ...]:
    """Each step on what the steps before it make of the training rows."""
    fitted: list[Step] = []
    for spec in specs:
        checked_arguments(spec)
        if (domain := domain_of(spec)) is not None:
            _check_domain(domain, names, fitted, rows, what)
        if needs_target(spec):
            raise DataError(_beside_problem(spec, what, rows))
        before = tuple(fitted)
        try:
            step = fit_step_in_blocks(
                spec,
                partial(rows.blocks, names, before),
                partial(_column_in_memory, spec, names, before, rows, what),
            )
        except TooManyValuesError as error:
            message = f"{what} of {rows.columns.origin} has {error}, too many for {spec.name}"
            raise DataError(Problem("too-many-categories", message)) from None
        fitted.append(step)
    return tuple(fitted)


def _beside_problem(spec: ObjectSpec, what: str, rows: _Rows) -> Problem:
    message = f"{spec.name} encodes each training row by the rows beside it, and {what} of "
    message += f"{rows.columns.origin} does not fit training.memory ({show_bytes(rows.budget)})"
    return Problem("does-not-fit", message, hint="raise training.memory, or write OneHotEncoder")


def _column_in_memory(
    spec: ObjectSpec, names: Sequence[str], fitted: Sequence[Step], rows: _Rows, what: str
) -> np.ndarray:
    """All training rows of a column where the budget allows it, else a sample of them."""
    n_rows = rows.columns.n_rows
    arrays = [array for name in names if (array := rows.columns.array(name)) is not None]
    width = sum(array.size for array in arrays) or len(names)
    needed = 8 * width * n_rows * COPIES
    most = max(FEWEST_ROWS, SAMPLE_ROWS // width) if arrays else SAMPLE_ROWS
    if needed <= rows.budget or n_rows <= most:
        # In the order of training: QuantileTransformer draws some of them, by their places.
        return rows.in_order(names, fitted)
    if not STEPS[spec.name].MAY_SAMPLE:
        raise DataError(
            Problem(
                "does-not-fit",
                f"{spec.name} with min_frequency or max_categories needs {show_bytes(needed)} for "
                f"{what} of {rows.columns.origin}; training.memory is {show_bytes(rows.budget)}",
                hint="leave them out, or raise training.memory",
            )
        )
    rows.note(
        f"{spec.name} of {what} is fitted on a sample of {most:,} of "
        f"{n_rows:,} training rows: all of them would need {show_bytes(needed)}"
    )
    return gathered(rows.sample(most).blocks(names, fitted), most)


def _check_domain(
    domain: Domain, names: Sequence[str], fitted: Sequence[Step], rows: _Rows, what: str
) -> None:
    outside: list[np.ndarray] = []
    smallest = math.inf
    found: OutOfDomainError | None = None
    for index, block in rows.numbered_blocks(names):
        try:
            domain.refuse_outside(apply_steps(fitted, block))
        except OutOfDomainError as error:
            outside.append(index[error.rows])
            smallest, found = min(smallest, error.smallest), error
    if found is not None:
        refused = np.sort(np.concatenate(outside))
        every = OutOfDomainError(found.step, found.needs, refused, smallest)
        raise DataError(step_problem(what, rows.columns, every))
