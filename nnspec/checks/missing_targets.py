"""Targets without a value, and which words of the file were taken for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnspec.data.look import LOOK_ROWS, Look
from nnspec.data.missing import check_missing_target
from nnspec.data.roles import Roles
from nnspec.errors import DataError, Problem, listing
from nnspec.spec.load import LoadedSpec


def missing_target_problems(loaded: LoadedSpec, seen: Look, roles: Roles) -> Sequence[Problem]:
    """The targets that lack values in the rows that are used.

    Args:
        loaded: The spec.
        seen: A look at these rows.
        roles: What each column is for.
    """
    table = seen.table
    if table is None:
        return ()
    names = [name for name in roles.target_columns if name in table]
    try:
        check_missing_target(table, names)
    except DataError as error:
        missing = [name for name in names if table.missing(name)]
        return [
            replace(problem, details=(*problem.details, *_words_in(loaded, name)))
            for name, problem in zip(missing, error.problems, strict=True)
        ]
    return ()


def _words_in(loaded: LoadedSpec, column: str) -> tuple[str, ...]:
    """Which words of a CSV file's column were read as no value."""
    from nnspec.data.csv_format import csv_format
    from nnspec.data.csv_rows import read_head

    source = loaded.spec.data.source
    if source.name != "csv":
        return ()
    arguments = dict(source.arguments)
    path = loaded.base_dir / arguments.pop("path")
    form = csv_format(**arguments)
    head = read_head(path, path.name, form, LOOK_ROWS)
    position = head.names.index(column)
    missing = {*form.missing} - {""}
    words = dict.fromkeys(row[position].strip() for row in head.rows)
    found = [word for word in words if word in missing]
    return (f"read as missing: {listing(found, 6)}",) if found else ()
