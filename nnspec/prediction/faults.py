"""Which of some rows cannot be predicted, and why the first of them cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.data.chains.chain import step_name
from nnspec.data.chains.float32 import BeyondFloat32Error
from nnspec.data.chains.problems import beyond_float32
from nnspec.data.features.missing import fills_missing
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.formats.common.column_hint import write_numbers_hint
from nnspec.data.formats.common.number_marks import read_marks
from nnspec.data.formats.new_rows import Batch, Found
from nnspec.data.steps.categories import UnknownCategoryError
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.table.arrays import array_words, missing_in
from nnspec.data.table.number_text import plain_number
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import Problem, listing
from nnspec.options import by_caller


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that cannot be predicted from.

    Attributes:
        row: Its row in the batch.
        column: Its column.
        code: What is wrong: `not-a-number`, `not-text`, `not-an-array`, `infinite-value`,
            `missing-value`, `out-of-domain`, `unknown-category` or `beyond-float32`.
        error: What a step says of it, or of an array what it should be.
    """

    row: int
    column: str
    code: str
    error: Any = None


def go_on() -> str:
    """How rows that cannot be predicted are left out, as the end of a hint."""
    return by_caller(
        "or go on without such rows: --on-error skip, or null", "or leave such rows out"
    )


def all_wrong(found: Found) -> bool:
    """Whether a column has values, and none of its kind."""
    values, wrong = found
    if wrong is None:
        return False
    return not (~missing_in(values) & ~wrong).any()


def doubtful(found: Mapping[str, Found], preprocessor: Preprocessor) -> bool:
    """Whether some value is of the wrong kind, infinite, or missing where nothing fills it."""
    fills = {
        column.column: fills_missing([step_name(step) for step in column.steps])
        for columns in preprocessor.inputs.values()
        for column in columns
    }
    for name, (values, wrong) in found.items():
        if wrong is not None:
            return True
        if values.dtype == np.float64 and np.isinf(values).any():
            return True
        if not fills[name] and missing_in(values).any():
            return True
    return False


def find_faults(
    found: Mapping[str, Found], preprocessor: Preprocessor
) -> tuple[np.ndarray, Fault | None]:
    """Look at each value that the network needs.

    Args:
        found: The columns of some rows, each as the kind that it had in training.
        preprocessor: Its steps say what they take.

    Returns:
        Which rows cannot be predicted, bool of shape (n,), and what is wrong with the first.
    """
    n_rows = len(next(iter(found.values()))[0])
    bad = np.zeros(n_rows, dtype=bool)
    first: Fault | None = None
    for columns in preprocessor.inputs.values():
        for column in columns:
            own, fault = _look(column, *found[column.column])
            bad |= own
            if fault is not None and (first is None or fault.row < first.row):
                first = fault
    return bad, first


def _look(
    column: FittedColumn, values: np.ndarray, wrong: np.ndarray | None
) -> tuple[np.ndarray, Fault | None]:
    """The faulty rows of one column, and the first of them."""
    name, numeric = column.column, values.dtype == np.float64
    bad = np.zeros(len(values), dtype=bool)
    faults: list[Fault] = []

    def note(rows: np.ndarray, code: str, error: Any = None) -> None:
        if len(rows):
            bad[rows] = True
            faults.append(Fault(int(rows[0]), name, code, error))

    if wrong is not None:
        if isinstance(column.kind, ArraySpec):
            note(np.flatnonzero(wrong), "not-an-array", array_words(column.kind))
        else:
            note(np.flatnonzero(wrong), "not-a-number" if numeric else "not-text")
    if numeric:
        note(np.flatnonzero(np.isinf(values)), "infinite-value")
    if not fills_missing([step_name(step) for step in column.steps]):
        note(np.flatnonzero(missing_in(values) & ~bad), "missing-value")
    while True:
        good = np.flatnonzero(~bad)
        try:
            block = values[good]
            column.apply(block if block.ndim > 1 else block[:, None])
        except OutOfDomainError as error:
            note(good[error.rows], "out-of-domain", error)
        except UnknownCategoryError as error:
            note(good[error.rows], "unknown-category", error)
        except BeyondFloat32Error as error:
            note(good[error.rows], "beyond-float32", error)
        else:
            return bad, min(faults, key=lambda fault: fault.row, default=None)


def fault_problem(fault: Fault, batch: Batch, found: Mapping[str, Found], label: str) -> Problem:
    """What to tell of a value, with its row, its column and the value itself.

    Args:
        fault: The value.
        batch: Its rows.
        found: The columns of these rows.
        label: What messages call the file.
    """
    place = batch.place(fault.row)
    start = f"column {fault.column!r} of {label}"
    details: tuple[str, ...] = ()
    if fault.code == "not-an-array":
        message = f"{start} must hold {fault.error}: it does not {place}"
        hint = "give every row an array of this shape"
    elif fault.code in ("not-a-number", "not-text"):
        value = batch.given.column(fault.column)[fault.row].as_py()
        form = getattr(batch, "form", None)
        decimal = "." if form is None else form.decimal
        kind = "numbers" if fault.code == "not-a-number" else "text"
        message = f"{start} must hold {kind}: {value!r} {place}"
        hint = _number_hint(str(value), decimal) if kind == "numbers" else ""
    elif fault.code == "infinite-value":
        value = found[fault.column][0][fault.row]
        message, hint = f"{start} holds an infinity: {value} {place}", "leave the value empty"
    elif fault.code == "missing-value":
        message = f"{start} has no value {place}, and nothing fills it"
        hint = "fill it in, train again with SimpleImputer in preprocessing"
    elif fault.code == "out-of-domain":
        error = fault.error
        value = plain_number(float(np.min(found[fault.column][0][fault.row])))
        message, hint = f"{error.step} needs {error.needs}, but {start} has {value} {place}", ""
    elif fault.code == "beyond-float32":
        message, hint = f"{start} has {fault.error.value!r} {place}, ", ""
        message += beyond_float32(fault.error)
    else:
        value = _label(found[fault.column][0][fault.row])
        message = f"{start} has {value} {place}, which is not among the training rows"
        hint = f"train with {fault.error.remedy}"
        details = (f"categories: {listing([_label(known) for known in fault.error.known])}",)
    hint = f"{hint}, {go_on()}" if hint else go_on().removeprefix("or ")
    return Problem(fault.code, message, hint=hint, details=details)


def _number_hint(text: str, decimal: str) -> str:
    """How a number must be written whose marks are not those of the run's own data."""
    reading = read_marks([text])
    return "" if reading is None else write_numbers_hint(reading, decimal)


def _label(value: object) -> str:
    return repr(plain_number(value)) if isinstance(value, float) else repr(value)
