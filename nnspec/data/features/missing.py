"""Missing values that no step fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nnspec.data.chains.chain import ENCODERS
from nnspec.data.table.columns import Columns
from nnspec.errors import DataError, Problem, listing
from nnspec.spec.language.objects import ObjectSpec, object_text
from nnspec.spec.yaml.text import as_yaml

_LEAVE_ROWS_OUT = "fill them in, or leave these rows out: write drop: [missing-target] in data"
NO_TARGET_HINT = "fill them in, or name another target"


def fills_missing(step_names: Sequence[str]) -> bool:
    """Whether a chain fills missing values before an encoder would take them for a category."""
    for name in step_names:
        if name == "SimpleImputer":
            return True
        if name in ENCODERS:
            return False
    return False


def check_missing(table: Columns, chains: Mapping[str, Sequence[ObjectSpec]]) -> None:
    """Look for missing values before anything is fitted.

    Args:
        table: All rows.
        chains: The steps of each column that is used.

    Raises:
        DataError: A column has no value at all, or missing values that nothing fills; the hint is
            the line that fills them.
    """
    counts = {name: table.missing(name) for name in chains}
    # A column without a value in the first rows may have some further down.
    empty = [n for n, count in counts.items() if count == table.n_rows and not table.partial]
    if empty:
        word = "column" if len(empty) == 1 else "columns"
        verb = "has" if len(empty) == 1 else "have"
        names = listing([repr(name) for name in empty])
        raise DataError(
            Problem(
                "empty-column",
                f"{word} {names} of {table.origin} {verb} no value in any of {table.n_rows} rows",
                hint=f"leave it out:  features: {{exclude: [{', '.join(map(as_yaml, empty))}]}}",
                columns=tuple(empty),
            )
        )
    gaps = {
        name: count
        for name, count in counts.items()
        if count and not fills_missing([step.name for step in chains[name]])
    }
    problems = [
        _array_problem(table, name, _filling(name, chains[name]))
        for name in gaps
        if table.array(name) is not None
    ]
    gaps = {name: count for name, count in gaps.items() if table.array(name) is None}
    if gaps:
        problems.append(_problem(table, gaps, _line_to_add(table, gaps, chains)))
    if problems:
        raise DataError(problems)


def check_missing_at_predict(table: Columns, chains: Mapping[str, Sequence[str]]) -> None:
    """Look for missing values in new rows.

    Args:
        table: The new rows.
        chains: The names of each column's fitted steps.

    Raises:
        DataError: A column has missing values that nothing fills.
    """
    gaps = {
        name: count
        for name, names in chains.items()
        if (count := table.missing(name)) and not fills_missing(names)
    }
    hint = "fill them in, or train again with SimpleImputer in preprocessing"
    problems = [_array_problem(table, name, hint) for name in gaps if table.array(name) is not None]
    gaps = {name: count for name, count in gaps.items() if table.array(name) is None}
    if gaps:
        problems.append(_problem(table, gaps, hint))
    if problems:
        raise DataError(problems)


def check_missing_target(table: Columns, columns: Iterable[str]) -> None:
    """Look for missing values in the targets.

    Args:
        table: All rows.
        columns: The targets.

    Raises:
        DataError: One for each target column with missing values.
    """
    problems = []
    for name in columns:
        count = table.missing(name)
        if not count:
            continue
        problems.append(
            Problem(
                "missing-target",
                f"target {name!r} has no value in {count:,} of {table.rows_in_words} of "
                f"{table.origin}",
                details=(_rows_without(table, name),),
                hint=NO_TARGET_HINT if count == table.n_rows else _LEAVE_ROWS_OUT,
            )
        )
    if problems:
        raise DataError(problems)


def _problem(table: Columns, gaps: Mapping[str, int], hint: str) -> Problem:
    counts = listing([f"{name} {count}" for name, count in gaps.items()])
    where = f"{table.rows_in_words} of {table.origin}" if table.partial else table.origin
    number = "1 column has" if len(gaps) == 1 else f"{len(gaps)} columns have"
    return Problem(
        "missing-values",
        f"{number} missing values and nothing fills them",
        details=(f"{where}: {counts}",),
        hint=hint,
        columns=tuple(gaps),
    )


def _array_problem(table: Columns, name: str, hint: str) -> Problem:
    count = table.missing(name)
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    message = f"{rows} NaN in the array {name!r} of {table.origin}, and nothing fills it"
    details = (_rows_without(table, name),)
    return Problem("missing-values", message, details=details, hint=hint, columns=(name,))


def _rows_without(table: Columns, name: str) -> str:
    """`lines 3, 17`: the first rows that have no value in a column."""
    rows = np.flatnonzero(table.missing_mask(name))
    numbers = [str(table.number(int(row))) for row in rows[:10]] + ["..."] * (len(rows) > 10)
    return f"{table.row_word}{'s' * (len(rows) > 1)} {', '.join(numbers)}"


def _filling(name: str, steps: Sequence[ObjectSpec]) -> str:
    """The preprocessing that fills an array's gaps, with its own steps after it."""
    rest = [object_text(step) for step in steps if step.name != "passthrough"]
    chain = ", ".join(["SimpleImputer: median", *rest])
    return f"add to the spec:  preprocessing: {{columns: {{{as_yaml(name)}: [{chain}]}}}}"


def _line_to_add(
    table: Columns, gaps: Mapping[str, int], chains: Mapping[str, Sequence[ObjectSpec]]
) -> str:
    """The preprocessing that fills the gaps, with the first such column's own steps after it."""
    sections = []
    for section, strategy in (("numeric", "median"), ("categorical", "most_frequent")):
        numeric = section == "numeric"
        name = next((name for name in gaps if table.is_numeric(name) is numeric), None)
        if name is None:
            continue
        rest = [object_text(step) for step in chains[name] if step.name != "passthrough"]
        sections.append(f"{section}: [{', '.join([f'SimpleImputer: {strategy}', *rest])}]")
    return f"add to the spec:  preprocessing: {{{', '.join(sections)}}}"
