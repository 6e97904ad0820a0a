"""All rows of a spec in memory: what each column is for, and which rows are for what."""

from __future__ import annotations

from dataclasses import dataclass

from nnspec.data.features.plan import Plan
from nnspec.data.features.roles import Roles, find_roles, is_classification, make_plan
from nnspec.data.split.assign import assign_rows
from nnspec.data.split.shares import Parts
from nnspec.data.table.preview import preview_of
from nnspec.data.table.table import Table
from nnspec.errors import SpecError
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """A table with its columns' roles and its rows' parts.

    Attributes:
        table: All rows.
        roles: What each column is for.
        plan: What is done with which column.
        rows: Which rows train, validate and test.
    """

    table: Table
    roles: Roles
    plan: Plan
    rows: Parts


def assign(loaded: LoadedSpec, table: Table) -> Assigned:
    """Deal the rows of a spec, always in the same way.

    Args:
        loaded: The spec.
        table: All of its rows, as `load_rows` gives them.

    Raises:
        SpecError: A column that the spec names is not there.
        DataError: A part would be empty, or a class would not be in every part.
    """
    seen = preview_of(table)
    roles, problems = find_roles(loaded, seen)
    if problems:
        raise SpecError(problems)
    plan = make_plan(loaded.spec, roles, seen.kinds)
    rows = assign_rows(loaded.spec, table, plan, classify=is_classification(roles))
    return Assigned(table, roles, plan, rows)
