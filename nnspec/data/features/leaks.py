"""Features that give the target away: its own values, other codings of it, and sums.

Only equal values are certain to be a mistake: that a column tells the target may be what is to be
learnt. But where rows are many, it is hardly ever chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from nnspec.data.table.arrays import missing_in
from nnspec.data.table.table import Table

LEAST_ROWS = 20
"""Of fewer rows, as of a table of logic, what holds in each says nothing."""
# A value that comes up less often, on average, says nothing of the rows that have it.
_ROWS_A_VALUE = 5
# What may be left of the target's variance: units are converted with some rounding.
_ROUNDING = 1e-5
_SHOWN = 3
# A column is held against the target in these rows first.
_SCREENED_ROWS = 256
# Pairs are looked for among this many columns, and sums of more by least squares on some rows.
_MOST_SUMMED = 300
_MOST_SUMMED_BY_SQUARES = 60
_PAIRED_ROWS = 8
_FITTED_ROWS = 1_000


Kind = Literal["same", "unit", "order", "words", "values", "sum"]


@dataclass(frozen=True, slots=True)
class Leak:
    """What gives a target away.

    Attributes:
        columns: The columns that do, at least one of them a feature.
        target: The target's column.
        words: What they are, a sentence.
        kind: `same` where the one column holds the target's very values; `unit`, `order`, `words`
            or `values` where it has others that tell them; `sum` of several columns.
    """

    columns: tuple[str, ...]
    target: str
    words: str
    kind: Kind


def find_leaks(
    table: Table,
    features: Sequence[str],
    targets: Sequence[str],
    classes: Collection[str] = (),
) -> list[Leak]:
    """The features that give a target away.

    A single feature may be all that there is to learn from: of it only equal values are told.

    Args:
        table: The rows.
        features: The columns to predict from.
        targets: The columns to predict.
        classes: Those of the targets that are classes, whose order means nothing.
    """
    leaks: list[Leak] = []
    for target in targets:
        rows = np.flatnonzero(~table.missing_mask(target))
        if not _varies(table[target][rows]):
            continue
        some = rows[np.linspace(0, len(rows) - 1, min(len(rows), _SCREENED_ROWS)).astype(np.int64)]
        alone = len(features) == 1
        # Of an array's numbers none is looked at by itself.
        for name in (name for name in features if table.array(name) is None):
            leak = None
            if _may_be(table, name, target, some):
                leak = _same(table, name, target)
                if leak is None and not alone:
                    leak = _coding(table, name, target, rows, is_class=target in classes)
            if leak is not None:
                leaks.append(leak)
        if target not in classes and table.is_numeric(target):
            told = {name for leak in leaks for name in leak.columns}
            others = [
                name
                for name in table.names
                if name not in told and name not in targets and table.is_numeric(name)
            ]
            others = [name for name in others if _varies(table[name])][:_MOST_SUMMED]
            sums = _sums(table, others, target, rows)
            leaks += islice((leak for leak in sums if {*leak.columns} & {*features}), _SHOWN)
    return leaks


def _may_be(table: Table, name: str, target: str, some: np.ndarray) -> bool:
    """Whether some rows leave it open that a column gives the target away."""
    values, wanted = table[name][some], table[target][some]
    known = ~missing_in(values)
    values, wanted = values[known], wanted[known]
    if table.is_numeric(name) == table.is_numeric(target) and bool((values == wanted).all()):
        return True
    if table.is_numeric(name) and table.is_numeric(target):
        in_line = explained(values, wanted) > 1 - 10 * _ROUNDING
        if in_line or _in_order(values, wanted):
            return True
    pairs: dict[Any, Any] = {}
    for value, label in zip(values.tolist(), wanted.tolist(), strict=True):
        if pairs.setdefault(value, label) != label:
            return False
    return len(pairs) < len(values)


def same_values(table: Table, name: str, target: str) -> bool:
    """Whether two columns hold the same values in all rows, missing ones at the same places."""
    numeric = table.is_numeric(name)
    if numeric != table.is_numeric(target):
        return False
    return np.array_equal(table[name], table[target], equal_nan=numeric)


def _same(table: Table, name: str, target: str) -> Leak | None:
    if not same_values(table, name, target):
        return None
    words = f"'{name}' holds the same values as the target '{target}'"
    return Leak((name,), target, words, "same")


def _coding(
    table: Table, name: str, target: str, rows: np.ndarray, *, is_class: bool
) -> Leak | None:
    """Whether a column is the target in other words or another unit."""
    known = rows[~table.missing_mask(name)[rows]]
    if len(known) < max(LEAST_ROWS, len(rows) // 2):
        return None
    values, wanted = table[name][known], table[target][known]
    told = None
    if not is_class and table.is_numeric(name) and table.is_numeric(target):
        told = _unit(values, wanted, target)
    told = told or _code(values, wanted, target)
    return None if told is None else Leak((name,), target, f"'{name}' {told[1]}", told[0])


def explained(values: np.ndarray, wanted: np.ndarray) -> float:
    """The share of the variance of numbers that a straight line through others explains."""
    with np.errstate(all="ignore"):
        # Of size 1 at most, so that no square leaves float64.
        x, y = (one / np.max(np.abs(one), initial=1e-300) for one in (values, wanted))
        x, y = x - x.mean(), y - y.mean()
        size = float(x @ x) * float(y @ y)
        return float(x @ y) ** 2 / size if size > 0 else 0.0


def _unit(values: np.ndarray, wanted: np.ndarray, target: str) -> tuple[Kind, str] | None:
    """Whether numbers are others, scaled and shifted, or at least in their very order."""
    if explained(values, wanted) > 1 - _ROUNDING:
        return "unit", f"is the target '{target}' in another unit: scaled, shifted or both"
    if _in_order(values, wanted):
        return "order", f"puts the rows in the very order of the target '{target}'"
    return None


def _in_order(values: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether numbers are equal where others are, and between them always go up, or down."""
    order = np.argsort(values, kind="stable")
    steps, own = np.diff(wanted[order]), np.diff(values[order])
    if not np.array_equal(steps == 0, own == 0):
        return False
    moves = steps[steps != 0]
    return len(moves) >= LEAST_ROWS and (bool((moves > 0).all()) or bool((moves < 0).all()))


def _code(values: np.ndarray, wanted: np.ndarray, target: str) -> tuple[Kind, str] | None:
    """Whether each value goes with one value of the target."""
    labels = Counter(wanted.tolist())
    if len(labels) > len(wanted) // _ROWS_A_VALUE:
        return None
    # A column with a rare value may well have it where the target has its own.
    if len(wanted) - max(labels.values()) < LEAST_ROWS // 2:
        return None
    pairs: dict[Any, Any] = {}
    most = len(values) // _ROWS_A_VALUE
    for value, label in zip(values.tolist(), wanted.tolist(), strict=True):
        if pairs.setdefault(value, label) != label or len(pairs) > most:
            return None
    if len(labels) < len(pairs):
        words = (
            f"gives the target '{target}' away: each of its values goes with one of the target's"
        )
        return "values", words
    shown = [f"{_word(value)} is {_word(pairs[value])}" for value in sorted(pairs)[:_SHOWN]]
    shown += ["..."] * (len(pairs) > _SHOWN)
    return "words", f"is the target '{target}' in other words ({', '.join(shown)})"


def _word(value: object) -> str:
    return repr(value) if isinstance(value, str) else f"{value:g}"


def _sums(table: Table, names: Sequence[str], target: str, rows: np.ndarray) -> Iterator[Leak]:
    """Sums and differences of columns that are the target in every row."""
    if len(rows) < LEAST_ROWS or len(names) < 2:
        return
    wanted = table[target]
    some = rows[np.linspace(0, len(rows) - 1, _PAIRED_ROWS).astype(np.int64)]
    few = np.stack([table[name][some] for name in names])
    found = False
    for sign in (1.0, -1.0):
        pairs = few[:, None] + sign * few[None]
        fits = np.isclose(pairs, wanted[some], rtol=1e-9, atol=1e-12).all(axis=2)
        for first, second in zip(*map(np.ndarray.tolist, np.nonzero(fits)), strict=True):
            if first == second or (sign > 0 and second < first):
                continue
            terms = ((names[first], 1.0), (names[second], sign))
            if _is_sum(table, terms, target, rows):
                found = True
                yield _sum(terms, target)
    if not found and len(names) <= _MOST_SUMMED_BY_SQUARES:
        many = _by_squares(table, names, target, rows)
        if len(many) > 2 and _is_sum(table, many, target, rows):
            yield _sum(many, target)


def _by_squares(
    table: Table, names: Sequence[str], target: str, rows: np.ndarray
) -> tuple[tuple[str, float], ...]:
    """The columns, each once with its sign, that least squares makes the target of."""
    rows = rows[:: max(1, len(rows) // (2 * _FITTED_ROWS))]
    block = np.stack([table[name][rows] for name in names], axis=1)
    complete = np.flatnonzero(~np.isnan(block).any(axis=1))[:_FITTED_ROWS]
    least = 2 * len(names) + LEAST_ROWS
    if len(complete) < least:
        return ()
    block, wanted = block[complete], table[target][rows][complete]
    block = np.column_stack([block, np.ones(len(block))])
    # What no columns make of few rows they make of no more: many take a hundred times as long.
    factors, *_ = np.linalg.lstsq(block[:least], wanted[:least], rcond=None)
    rest = wanted[:least] - block[:least] @ factors
    if np.abs(rest).max() > _ROUNDING * max(np.abs(wanted).max(), 1e-300):
        return ()
    factors, *_ = np.linalg.lstsq(block, wanted, rcond=None)
    whole = np.round(factors[:-1])
    if np.abs(factors[:-1] - whole).max() > 0.01 or np.abs(whole).max() > 1:
        return ()
    return tuple((name, float(f)) for name, f in zip(names, whole, strict=True) if f)


def _is_sum(
    table: Table, terms: Sequence[tuple[str, float]], target: str, rows: np.ndarray
) -> bool:
    total = sum(factor * table[name][rows] for name, factor in terms)
    known = ~np.isnan(total)
    if np.count_nonzero(known) < max(LEAST_ROWS, len(rows) // 2):
        return False
    wanted = table[target][rows][known]
    return bool(np.allclose(total[known], wanted, rtol=1e-9, atol=1e-9 * np.abs(wanted).max()))


def _sum(terms: Sequence[tuple[str, float]], target: str) -> Leak:
    terms = sorted(terms, key=lambda term: -term[1])
    said = "".join(f" {'+' if factor > 0 else '-'} '{name}'" for name, factor in terms)
    words = f"{said.removeprefix(' + ')} is the target '{target}'"
    return Leak(tuple(name for name, _ in terms), target, words, "sum")


def _varies(column: np.ndarray) -> bool:
    if column.dtype == object:
        return len({*column.tolist()} - {None}) > 1
    return bool(np.nanmin(column) < np.nanmax(column)) if not np.isnan(column).all() else False
