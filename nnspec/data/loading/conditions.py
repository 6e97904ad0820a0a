"""Conditions of `data.filter` on the columns of a table."""

from __future__ import annotations

import operator
import re

import numpy as np

from nnspec.data.features.expected_columns import first_word
from nnspec.data.split.by_column import SORTABLE_TIME
from nnspec.data.table.arrays import array_words
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import FIRST_MERGED, ROUNDED, text_hint, whole
from nnspec.errors import Location, Problem
from nnspec.spec.language.conditions import ORDERED, Condition

_OPERATORS = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def meets(condition: Condition, table: Table) -> np.ndarray:
    """Which rows meet a condition that fits its column; see `condition_problem`.

    As in pandas, a missing value is neither equal to a value nor above or below one: `!=` and
    `not in` are met by it, all others but `missing` are not.

    Returns:
        bool of shape (n,).
    """
    missing = table.missing_mask(condition.column)
    if condition.comparison in ("missing", "not missing"):
        return missing if condition.comparison == "missing" else ~missing
    negated = condition.comparison in ("!=", "not in")
    column = table[condition.column]
    if condition.of_text and table.is_numeric(condition.column):
        return np.full(len(column), negated)
    if not negated and condition.comparison != "in":
        compare = _OPERATORS[condition.comparison]
        (value,) = condition.values
        met = np.zeros(len(column), dtype=bool)
        met[~missing] = compare(column[~missing], value).astype(bool)
        return met
    if condition.of_text:
        wanted = set(condition.values)
        met = np.fromiter((value in wanted for value in column.tolist()), bool, len(column))
    else:
        met = np.isin(column, np.array(condition.values, dtype=np.float64))
    return ~met if negated else met


def condition_problem(condition: Condition, table: Table, place: Location) -> Problem | None:
    """Why a column cannot be compared as a condition says, or None.

    Args:
        condition: A condition on one of the table's columns.
        table: The rows.
        place: Where the spec says it.
    """
    name = condition.column
    missing = table.missing_mask(name)
    if not condition.values or missing.all():
        return None
    value = condition.values[0]
    array = table.array(name)
    if array is not None:
        message = f"'{name}' of {table.origin} is {array_words(array)}, which the filter compares "
        message += f"with '{value}'"
        hint = f"compare a column of numbers or text, or write {name} is not missing"
        return Problem("filter-type", message, place, hint)
    if table.is_numeric(name):
        # Of a column whose first values are numbers, a later one may be text.
        if not condition.of_text:
            return _merging_problem(condition, table, place)
        if table.partial:
            return None
        message = f"'{name}' of {table.origin} is numbers, and the filter compares it with the "
        message += f"text '{value}'"
        example = f"{table.examples(name, 1)[0]:.12g}"
        return Problem("filter-type", message, place, f"compare it with a number such as {example}")
    row, text = first_word(table, name)
    if not condition.of_text:
        message = f"'{name}' of {table.origin} is text (for instance {text!r} {table.place(row)}), "
        message += f"and the filter compares it with the number {value:.12g}"
        hint = f'compare it with a text such as "{text}"'
        if condition.comparison in ORDERED:
            hint = "texts have no order, but for dates with the year first"
        return Problem("filter-type", message, place, hint)
    if condition.comparison not in ORDERED:
        return None
    return _order_problem(condition, table, missing, place)


def _merging_problem(condition: Condition, table: Table, place: Location) -> Problem | None:
    """A number that is rounded to float64 equals its neighbours as well."""
    numbers = (value for value in condition.values if not isinstance(value, str))
    large = next((number for number in numbers if abs(number) >= FIRST_MERGED), None)
    if condition.comparison in ORDERED or large is None:
        return None
    message = f"the filter compares '{condition.column}' of {table.origin} with {whole(large)}: "
    return Problem("merging-numbers", message + ROUNDED, place, text_hint(table, condition.column))


def _order_problem(
    condition: Condition, table: Table, missing: np.ndarray, place: Location
) -> Problem | None:
    """Texts sort as what they say only where they are dates, all written as the value is."""
    (value,) = condition.values
    shape = _shape(str(value))
    column = table[condition.column]
    for text in dict.fromkeys(column[~missing].tolist()):
        own = _shape(text)
        alike = own.startswith(shape) or shape.startswith(own)
        if not (alike and SORTABLE_TIME.match(text)):
            row = int(np.flatnonzero(column == text)[0])
            message = f"'{condition.column}' of {table.origin} is text (for instance {text!r} "
            message += f"{table.place(row)}), which has no order beside '{value}'"
            hint = "dates have one where both are written alike, with the year first: 2026-11-22"
            return Problem("filter-type", message, place, hint)
    return None


def _shape(text: str) -> str:
    return re.sub(r"\d", "0", text)
