"""Which rows of a source are used: `data.drop` and `data.filter`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnspec.data.features.missing import NO_TARGET_HINT
from nnspec.data.features.roles import find_roles
from nnspec.data.features.special_columns import filter_place
from nnspec.data.formats.csv.header import is_unnamed
from nnspec.data.loading.conditions import condition_problem, meets
from nnspec.data.table.arrays import missing_in
from nnspec.data.table.preview import Preview
from nnspec.data.table.table import LeftOut, Table
from nnspec.errors import DataError, Location, Problem
from nnspec.spec.language.conditions import Condition
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True)
class RowRules:
    """What a spec says of the rows that it uses.

    Attributes:
        empty: Rows without any value are left out.
        targets: Rows without a value of one of these columns are left out.
        conditions: What the others must meet.
        places: Where the spec says each condition.
    """

    empty: bool = False
    targets: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    places: tuple[Location, ...] = ()

    def mask(self, table: Table) -> tuple[np.ndarray, LeftOut]:
        """Which rows of a table are used.

        Args:
            table: Rows; a column that is not there has no value in any of them.

        Returns:
            bool of shape (n,), and how many rows are left out.

        Raises:
            DataError: A column cannot be compared with a condition's values.
        """
        n_rows = table.n_rows if table.names else len(_numbers(table))
        kept = ~_empty(table, n_rows) if self.empty else np.ones(n_rows, dtype=bool)
        after_empty = int(np.count_nonzero(kept))
        for name in self.targets:
            kept &= ~table.missing_mask(name) if name in table else False
        after_target = int(np.count_nonzero(kept))
        problems = []
        for condition, place in zip(self.conditions, self.places, strict=True):
            if condition.column not in table:
                kept &= condition.comparison in ("!=", "not in", "missing")
                continue
            problem = condition_problem(condition, table, place)
            if problem is not None:
                problems.append(problem)
            else:
                kept &= meets(condition, table)
        if problems:
            raise DataError(problems)
        after_all = int(np.count_nonzero(kept))
        counts = (n_rows - after_empty, after_empty - after_target, after_target - after_all)
        return kept, LeftOut(n_rows, *counts)

    def keep(self, table: Table) -> Table:
        """The rows of a table that are used, with their numbers, and how many are not.

        Raises:
            DataError: As `mask`; or no row is left of a whole source.
        """
        kept, left_out = self.mask(table)
        if not left_out.total:
            return table
        rows = table.take(np.flatnonzero(kept))
        if not rows.n_rows and not table.partial:
            problem = self.none_left(table.origin, left_out)
            raise DataError(replace(problem, details=self._met(table)))
        return replace(rows, left_out=left_out)

    def _met(self, table: Table) -> tuple[str, ...]:
        """How many rows meet each condition, and what a column of numbers holds instead."""
        lines = []
        for condition in self.conditions:
            name = condition.column
            line = f"{condition.text}: met by {int(np.count_nonzero(meets(condition, table))):,}"
            present = table[name][~table.missing_mask(name)]
            if table.is_numeric(name) and len(present):
                line += f"; '{name}' goes from {present.min():g} to {present.max():g}"
            lines.append(line)
        return tuple(lines)

    def none_left(self, origin: str, left_out: LeftOut) -> Problem:
        """The problem of rules that leave no row, shown at the last of them that took some."""
        place = self.places[0] if left_out.filtered and self.places else None
        message = f"no row of the {left_out.of:,} of {origin} is left: {left_out.words}"
        if left_out.missing_target == left_out.of:
            names = " or ".join(map(repr, self.targets))
            message = f"target {names} has no value in {left_out.of:,} of {left_out.of:,} rows of "
            return Problem("missing-target", message + origin, hint=NO_TARGET_HINT)
        return Problem("no-rows-left", message, place)


def row_rules(
    loaded: LoadedSpec, preview: Preview, targets: tuple[str, ...] | None = None
) -> RowRules:
    """The rules of a spec, as far as a source has the columns.

    Args:
        loaded: The spec.
        preview: The columns of the source; that others are not there is said elsewhere.
        targets: The target columns; found among the source's when left out.
    """
    data = loaded.spec.data
    if "missing-target" not in data.drop:
        targets = ()
    elif targets is None:
        targets = find_roles(loaded, preview)[0].target_columns
    targets = tuple(name for name in targets if name in preview.kinds)
    known = [n for n, condition in enumerate(data.filter) if condition.column in preview.kinds]
    return RowRules(
        "empty-rows" in data.drop,
        targets,
        tuple(data.filter[n] for n in known),
        tuple(filter_place(loaded, n) for n in known),
    )


def keep_seen(rules: RowRules, seen: Preview) -> Preview:
    """A look at the rows that are used.

    Args:
        rules: The rules.
        seen: The look, before.

    Returns:
        The look, without a table where none of the first rows is used.

    Raises:
        DataError: As `RowRules.keep`.
    """
    if seen.table is None:
        return seen
    kept = rules.keep(seen.table)
    if kept is seen.table:
        return seen
    if not kept.n_rows:
        return replace(seen, table=None)
    return replace(seen, table=kept, rows=None if seen.rows is None else kept.n_rows)


def _empty(table: Table, n_rows: int) -> np.ndarray:
    """Which rows have no value in any column that has a name, bool of shape (n,)."""
    rows = np.arange(n_rows)
    for name in table.names:
        if not len(rows):
            break
        if is_unnamed(name):
            # An index counts rows without a value as well.
            continue
        # Nearly every row has a value in its first columns.
        rows = rows[missing_in(table[name][rows])]
    empty = np.zeros(n_rows, dtype=bool)
    empty[rows] = True
    return empty


def _numbers(table: Table) -> np.ndarray:
    return np.empty(0) if table.row_numbers is None else table.row_numbers
