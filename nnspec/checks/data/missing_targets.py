"""Targets without a value, and which words of the file were taken for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnspec.data.features.missing import check_missing_target
from nnspec.data.features.roles import Roles
from nnspec.data.formats.registry import format_of
from nnspec.data.table.preview import Preview
from nnspec.errors import DataError, Problem
from nnspec.spec.load import LoadedSpec


def missing_target_problems(loaded: LoadedSpec, seen: Preview, roles: Roles) -> Sequence[Problem]:
    """The targets that lack values in the rows that are used.

    Args:
        loaded: The spec.
        seen: A look at these rows.
        roles: What each column is for.
    """
    table = seen.table
    if table is None:
        return ()
    source = loaded.spec.data.source
    names = [name for name in roles.target_columns if name in table]
    try:
        check_missing_target(table, names)
    except DataError as error:
        words = format_of(source.name).missing_words
        missing = [name for name in names if table.missing(name)]
        return [
            replace(problem, details=(*problem.details, *words(source, loaded.base_dir, name)))
            for name, problem in zip(missing, error.problems, strict=True)
        ]
    return ()
