"""A column of text that has too many different values to be categories."""

from __future__ import annotations

import numpy as np

from nnspec.data.features.fit import needs_numbers_because
from nnspec.data.features.plan import ColumnPlan, Plan
from nnspec.data.formats.common.column_hint import text_column_hint
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.table.kinds import MAX_TEXTS
from nnspec.data.table.number_text import parse_in
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.spec.yaml.text import as_yaml

_WORDS = 4
"""One more different word than a hint would take for words that mean missing."""


def refuse_long_text(plan: Plan, table: TableOnDisk) -> None:
    """Refuse columns with too many different texts.

    Args:
        plan: Says which columns are used, and for what.
        table: All rows.

    Raises:
        DataError: One problem for each such column: where it was to be numbers, that of a column
            of text among numbers.
    """
    columns = {c.column: c for columns in plan.inputs.values() for c in columns}
    targets = [(name, target) for target in plan.targets.values() for name in target.columns]
    problems = [
        _feature_problem(column, table)
        for name, column in columns.items()
        if name in table and table.has_long_text(name)
    ]
    for name, target in targets:
        if name in table and table.has_long_text(name):
            row, text, hint = _first_word(table, name)
            found = f"target {name!r} of {table.origin} is text with more than {MAX_TEXTS:,} "
            found += f"different values (for instance {text!r} {table.place(row)}), "
            loss = target.loss or "the loss"
            what = "numbers" if target.encoding == "regression" else "fewer classes"
            problems.append(Problem("text-target", f"{found}but {loss} is for {what}", hint=hint))
    if plan.weight is not None and plan.weight in table and table.has_long_text(plan.weight):
        row, text, hint = _first_word(table, plan.weight)
        message = f"weight {plan.weight!r} of {table.origin} is text (for instance {text!r} "
        message += f"{table.place(row)}), but weights are numbers"
        problems.append(Problem("bad-weight", message, hint=hint))
    if problems:
        raise DataError(problems)


def _feature_problem(column: ColumnPlan, table: TableOnDisk) -> Problem:
    name = column.column
    row, text, hint = _first_word(table, name)
    refused = needs_numbers_because(column)
    exclude = f"leave it out:  features: {{exclude: [{as_yaml(name)}]}}"
    if refused:
        found = f"column {name!r} of {table.origin} is text (for instance {text!r} "
        message = f"{found}{table.place(row)}), {refused}"
        return Problem("text-column", message, hint=hint or exclude)
    return Problem(
        "too-many-categories",
        f"column {name!r} of {table.origin} is text with more than {MAX_TEXTS:,} different values "
        f"(for instance {text!r} {table.place(row)}): too many to be categories",
        hint=hint or exclude,
    )


def _first_word(table: TableOnDisk, name: str) -> tuple[int, str, str | None]:
    """The first value that is no number (or the first), its row, and what may have made it text."""
    words: dict[str, int] = {}
    number: str | None = None
    first: tuple[int, str] | None = None
    numbers = row = 0
    count = 0
    for piece in table.long_text(name).pieces():
        for value in piece:
            if value is not None:
                first = first or (row, value)
                count += 1
                if parse_in(table, value) is not None:
                    numbers += 1
                    number = value if number is None or "." in value else number
                elif len(words) < _WORDS:
                    words.setdefault(value, row)
            row += 1
    word = next(iter(words.items()), None)
    found = first if word is None else (word[1], word[0])
    if found is None:
        raise ValueError(f"{name} has no value")
    # The hint asks for the different words, and whether most values are numbers.
    condensed = [*words, *([number] * len(words) if 2 * numbers >= count else [])]
    small = Table(
        {name: np.array(condensed or [found[1]], dtype=object)}, table.origin, csv=table.csv
    )
    return (*found, text_column_hint(small, name))
