"""Splits that a column decides: whole groups, the future, or parts named in the data."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from nnspec.data.split.shares import Parts, Split, check_sizes, row_count
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import refuse_merging
from nnspec.errors import DataError, Problem, listing

# What people call the parts, in any case.
_PART_NAMES = {
    "training": "training",
    "train": "training",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
# Year first, then ever smaller units with leading zeros: such text sorts as time does.
SORTABLE_TIME = re.compile(r"\d{4}([-/.]?)\d{2}(\1\d{2}([T ]\d{2}(:?\d{2}){0,2}([.,]\d+)?Z?)?)?\Z")


def split_by_group(table: Table, column: str, split: Split) -> Parts:
    """Deal whole groups, so that no group is in two parts.

    The groups are shuffled and dealt to the test part, then to the validation part, as long as
    that brings the part's number of rows nearer to the one asked for.

    Args:
        table: All rows.
        column: Rows with equal values belong together.
        split: Sizes, of rows, and seed.

    Raises:
        DataError: A row has no group, groups are numbers that merge, or there are fewer groups than
            parts.
    """
    _refuse_missing(table, column, "group")
    refuse_merging(table, column, f"column {column!r}", "are groups")
    values = table[column].tolist()
    places: dict[object, int] = {}
    codes = np.array([places.setdefault(value, len(places)) for value in values], dtype=np.int64)
    sizes = np.bincount(codes, minlength=len(places))
    wanted = {
        name: row_count(size, table.n_rows)
        for name, size in (("test", split.test), ("validation", split.validation))
    }
    check_sizes(table.n_rows, wanted["validation"], wanted["test"], table.origin)
    parts = 1 + sum(size > 0 for size in wanted.values())
    if len(places) < parts:
        message = f"{table.origin} has {_count(len(places), 'group')} in '{column}' for {parts} "
        raise DataError(
            Problem("few-groups", message + "parts", hint="ask for fewer parts, or split by rows")
        )
    order = np.random.default_rng(split.seed).permutation(len(places)).tolist()
    assigned: dict[str, list[int]] = {"test": [], "validation": []}
    for name, size in wanted.items():
        have = 0
        for group in list(order):
            # The groups still to be dealt must do for the parts that have none yet.
            spare = len(order) - (
                1 + sum(wanted[n] > 0 and not assigned[n] for n in assigned if n != name)
            )
            first = not assigned[name]
            nearer = abs(size - have - sizes[group]) < abs(size - have)
            if size and (first or (nearer and spare > 0)):
                order.remove(group)
                assigned[name].append(group)
                have += int(sizes[group])
    return Parts(
        training=np.flatnonzero(np.isin(codes, order)),
        validation=np.flatnonzero(np.isin(codes, assigned["validation"])),
        test=np.flatnonzero(np.isin(codes, assigned["test"])),
    )


def time_keys(texts: Iterable[str]) -> np.ndarray:
    """Texts that are `SORTABLE_TIME` as their digits alone, which sort as time does.

    So 2014-10-13 and 20141013T083000 may stand in one column.

    Args:
        texts: The times, of any number.

    Returns:
        Text of shape (n,).
    """
    return np.array([re.sub(r"\D", "", text) for text in texts])


def split_by_time(table: Table, column: str, split: Split) -> Parts:
    """Train on the earliest rows, validate on later ones and test on the latest.

    Rows of one moment are never in two parts: a part begins with the moment that brings it nearest
    to the size asked for.

    Args:
        table: All rows.
        column: A number, or a date or time with the year first, such as 2026-11-22.
        split: Sizes.

    Raises:
        DataError: A row has no time, the column does not sort as time, or there are fewer moments
            than parts.
    """
    _refuse_missing(table, column, "time")
    values = table[column]
    if not table.is_numeric(column):
        row = next(
            (n for n, text in enumerate(values) if not SORTABLE_TIME.match(text.strip())), None
        )
        if row is not None:
            message = f"'{column}' of {table.origin} cannot be sorted as time: {values[row]!r} "
            raise DataError(
                Problem(
                    "not-a-time",
                    message + table.place(row),
                    hint="write dates as 2026-11-22, with the year first",
                )
            )
        values = time_keys(values)
    n_validation = row_count(split.validation, table.n_rows)
    n_test = row_count(split.test, table.n_rows)
    check_sizes(table.n_rows, n_validation, n_test, table.origin)
    order = np.argsort(values, kind="stable")
    # Where each moment but the first begins: the places at which a part may begin.
    starts = np.unique(values, return_counts=True)[1].cumsum()[:-1]
    ends = {"test": table.n_rows, "validation": table.n_rows}
    before = table.n_rows
    for name, size in (("test", n_test), ("validation", n_validation)):
        if size:
            wanted = table.n_rows - n_test - (n_validation if name == "validation" else 0)
            left = starts[starts < before]
            if not len(left):
                message = f"'{column}' of {table.origin} has too few different moments for a "
                message += f"{name} part: it has {_count(len(starts) + 1, 'moment')}"
                raise DataError(Problem("empty-part", message, hint="ask for fewer parts"))
            before = int(left[np.abs(left - wanted).argmin()])
        ends[name] = before
    training, validation, test = np.split(order, [ends["validation"], ends["test"]])
    return Parts(training, validation, test)


def split_by_column(table: Table, column: str) -> Parts:
    """The parts as a column names them: `training`, `validation` and `test`, or short for these.

    Raises:
        DataError: A row names no part, or no row trains.
    """
    _refuse_missing(table, column, "part")
    words = [str(value).strip().casefold() for value in table[column].tolist()]
    unknown = sorted({word for word in words if word not in _PART_NAMES})
    if unknown:
        message = f"'{column}' of {table.origin} names no parts: "
        message += listing([repr(word) for word in unknown], 6)
        hint = "its values must be training, validation or test"
        raise DataError(Problem("unknown-part", message, hint=hint))
    parts = np.array([_PART_NAMES[word] for word in words])
    rows = Parts(*(np.flatnonzero(parts == name) for name in ("training", "validation", "test")))
    if not len(rows.training):
        message = f"no row of {table.origin} is for training: '{column}' has "
        raise DataError(Problem("empty-part", message + listing(sorted(set(words)))))
    return rows


def _refuse_missing(table: Table, column: str, what: str) -> None:
    missing = np.flatnonzero(table.missing_mask(column))
    if len(missing):
        message = f"'{column}' of {table.origin} has no {what} in {_count(len(missing), 'row')}, "
        message += f"the first {table.place(int(missing[0]))}"
        raise DataError(Problem("missing-split-value", message, hint="fill it in"))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
