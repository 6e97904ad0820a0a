"""Columns of Python values, as files and databases hand them out, to a Table."""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, listing
from nnspec.names import and_so, repeated

_NUMBERS = frozenset((int, float, Decimal))
_DATES = frozenset((datetime.datetime, datetime.date))
_TEXTS = frozenset((str, bool, datetime.time, datetime.timedelta, uuid.UUID)) | _NUMBERS | _DATES
_SHOWN = 40
# Above it the sum of the squares of many numbers leaves float64.
LARGEST = 1e140


def table_of_values(
    columns: Mapping[str, Sequence[Any]],
    origin: str,
    row_numbers: Sequence[int] | None = None,
    row_word: Literal["row", "line"] = "row",
    text: Collection[str] = (),
) -> Table:
    """A table of columns whose values are Python objects, None for missing.

    A column of numbers alone is numeric, and so is one without any value; NaN is missing. All
    others are text: booleans `True` and `False`, dates in ISO form, without the time where every
    time is midnight.

    Args:
        columns: The values by column.
        origin: What messages call the source.
        row_numbers: The number of each row in its source.
        row_word: What that number counts.
        text: Columns that are text, even if all of these values are numbers.

    Raises:
        DataError: A value is neither, for instance a list, or an infinity.
    """
    numbers = None if row_numbers is None else np.asarray(row_numbers, dtype=np.int64)
    problems = [
        problem
        for name, values in columns.items()
        if (problem := _unsupported(name, values, origin, row_numbers, row_word))
    ]
    if problems:
        raise DataError(problems)
    made = {
        name: column_of_values(values, as_text=name in text) for name, values in columns.items()
    }
    table = Table(made, origin, numbers, row_word)
    refuse_infinities(table)
    return table


def column_of_values(
    values: Sequence[Any], *, as_text: bool = False, midnight: bool | None = None
) -> np.ndarray:
    """One column by the rules of `table_of_values`, whose values it can take.

    Args:
        values: The column, or a piece of it.
        as_text: Whether numbers are text as well, because other pieces hold text.
        midnight: Whether every time of the whole column is midnight; None looks at `values`.
    """
    present = [value for value in values if value is not None]
    types = set(map(type, present))
    if types <= _NUMBERS and not (as_text and present):
        return np.array([np.nan if v is None else _number(v) for v in values], dtype=np.float64)
    if midnight is None:
        midnight = types <= _DATES and all_midnight(present)
    column = np.empty(len(values), dtype=object)
    column[:] = [None if v is None or v != v else _text(v, midnight) for v in values]
    return column


def all_midnight(values: Iterable[datetime.date | None]) -> bool:
    """Whether dates and times are whole days, None left out."""
    return all(_is_midnight(value) for value in values if value is not None)


def refuse_infinities(table: Table) -> None:
    """Refuse a table with infinite numbers, or with some too large to compute with.

    Raises:
        DataError: One problem for infinities and one for numbers that are too large, with the first
            place of the first column that has some, and the names of others.
    """
    found: dict[bool, list[tuple[str, int]]] = {}
    for name in table.names:
        if table.is_numeric(name) and len(rows := too_large(table[name])):
            row = int(rows[0])
            found.setdefault(math.isinf(table[name][row]), []).append((name, row))
    problems = []
    for (name, row), *others in found.values():
        problem = no_number(table.origin, name, table[name][row], table.place(row))
        more = and_so([other for other, _ in others])
        problems.append(replace(problem, message=problem.message + more))
    if problems:
        raise DataError(problems)


def too_large(values: np.ndarray) -> np.ndarray:
    """The places of infinities, and of numbers whose squares cannot be summed.

    Args:
        values: float64 (n,).

    Returns:
        int64 (k,), rising.
    """
    return np.flatnonzero(np.abs(values) > LARGEST)


def no_number(label: str, name: str, value: float, place: str) -> Problem:
    """The problem of a number that is infinite or too large.

    Args:
        label: What messages call the file.
        name: The column.
        value: The first such number.
        place: Where it stands, and how many there are more.
    """
    start = f"column {name!r} of {label} holds"
    if math.isinf(value):
        hint = "leave the field empty where there is no value"
        return Problem("infinite-value", f"{start} an infinity: {value} {place}", hint=hint)
    message = f"{start} a number that is too large to be squared: {value:g} {place}"
    return Problem("huge-value", message, hint="divide the whole column by a power of ten")


def refuse_repeated(names: Sequence[str], origin: str, hint: str) -> None:
    """Refuse two columns of one name.

    Args:
        names: The columns.
        origin: What messages call the source.
        hint: How to give them names of their own.

    Raises:
        DataError: A name stands there more than once.
    """
    twice = list(map(repr, repeated(names)))
    if twice:
        message = f"{origin} has more than one column named {listing(twice)}"
        raise DataError(Problem("duplicate-column", message, hint=hint))


def no_rows(origin: str) -> DataError:
    """The error of a source that has columns but no rows."""
    return DataError(Problem("no-rows", f"{origin} has no rows"))


def _unsupported(
    name: str, values: Sequence[Any], origin: str, numbers: Sequence[int] | None, word: str
) -> Problem | None:
    wrong = set(map(type, values)) - _TEXTS - {type(None)}
    if not wrong:
        return None
    row = next(row for row, value in enumerate(values) if type(value) in wrong)
    shown = repr(values[row])
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 3] + "..."
    number = row + 1 if numbers is None else numbers[row]
    return Problem(
        "unsupported-value",
        f"column {name!r} of {origin} holds a {type(values[row]).__name__}: "
        f"{shown} {'on' if word == 'line' else 'in'} {word} {number}",
        hint="a column holds numbers, text, booleans or dates; leave it out, or spread it over "
        "columns of its own",
    )


def _number(value: int | float | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def _is_midnight(value: datetime.date) -> bool:
    return not isinstance(value, datetime.datetime) or value.time() == datetime.time()


def _text(value: Any, midnight: bool) -> str:
    if midnight and isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
