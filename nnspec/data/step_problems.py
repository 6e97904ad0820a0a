"""What a step cannot take, said of the column and the row."""

from __future__ import annotations

from nnspec.data.encoders import UnknownCategoryError
from nnspec.data.number_text import plain_number
from nnspec.data.scalers import OutOfDomainError
from nnspec.data.table import Table
from nnspec.errors import Problem, listing


def step_problem(
    what: str, table: Table, error: OutOfDomainError | UnknownCategoryError
) -> Problem:
    """The problem of a value that a step refuses.

    Args:
        what: The column as messages name it, for instance `column 'age'`.
        table: The rows that were transformed.
        error: What the step raised.
    """
    place = table.place(int(error.rows[0]))
    rows = "1 row" if len(error.rows) == 1 else f"{len(error.rows)} rows"
    if isinstance(error, OutOfDomainError):
        return Problem(
            "out-of-domain",
            f"{error.step} needs {error.needs}, but {what} of {table.origin} has other values in "
            f"{rows}, the first {place}; the smallest is {plain_number(error.smallest)}",
            hint="use PowerTransformer instead: its method yeo-johnson takes any number",
        )
    return Problem(
        "unknown-category",
        f"{what} of {table.origin} has {_label(error.value)} {place}, "
        "which is not among the training rows",
        details=(f"in {rows}; categories: {listing([_label(value) for value in error.known])}",),
        hint=f"train with {error.remedy}",
    )


def _label(value: object) -> str:
    return repr(plain_number(float(value))) if isinstance(value, float) else repr(value)
