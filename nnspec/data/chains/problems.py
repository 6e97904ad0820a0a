"""What a step cannot take, said of the column and the row."""

from __future__ import annotations

from nnspec.data.chains.float32 import BeyondFloat32Error
from nnspec.data.steps.categories import UnknownCategoryError
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.table.columns import Columns
from nnspec.data.table.number_text import plain_number
from nnspec.errors import Problem, listing


def step_problem(
    what: str,
    table: Columns,
    error: OutOfDomainError | UnknownCategoryError | BeyondFloat32Error,
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
    if isinstance(error, BeyondFloat32Error):
        more = f" ({rows} in all)" if len(error.rows) > 1 else ""
        return Problem(
            "beyond-float32",
            f"{what} of {table.origin} has {error.value!r} {place}{more}, {beyond_float32(error)}",
            hint="correct the value, or give all of them in a larger unit",
        )
    return Problem(
        "unknown-category",
        f"{what} of {table.origin} has {_label(error.value)} {place}, "
        "which is not among the training rows",
        details=(f"in {rows}; categories: {listing([_label(value) for value in error.known])}",),
        hint=f"train with {error.remedy}",
    )


def beyond_float32(error: BeyondFloat32Error) -> str:
    """Why the network cannot take a value, to follow it."""
    if error.steps:
        make = "makes" if len(error.steps) == 1 else "make"
        return (
            f"of which {' and '.join(error.steps)} {make} no finite float32, the network's numbers"
        )
    return "and the network's numbers are float32, up to 3.4e+38"


def _label(value: object) -> str:
    return repr(plain_number(float(value))) if isinstance(value, float) else repr(value)
