"""All rows of a spec: what each column is for, and which rows are for what."""

from __future__ import annotations

from dataclasses import dataclass

from nnspec.data.features.plan import Plan
from nnspec.data.features.roles import Roles, find_roles, is_classification, make_plan
from nnspec.data.split.assign import assign_rows
from nnspec.data.split.shares import Parts
from nnspec.data.table.columns import Columns, Source
from nnspec.data.table.preview import Preview
from nnspec.errors import SpecError
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """Columns with their roles, and rows with their parts.

    Attributes:
        table: All rows.
        source: What is known of them, also of columns that are gone.
        roles: What each column is for.
        plan: What is done with which column.
        rows: Which rows train, validate and test.
        fits: Whether `check_data` has found nothing wrong with the rows.
    """

    table: Columns
    source: Source
    roles: Roles
    plan: Plan
    rows: Parts
    fits: bool = False


def plan_columns(loaded: LoadedSpec, columns: Columns) -> tuple[Roles, Plan]:
    """What each column is for, and what is done with it.

    Args:
        loaded: The spec.
        columns: All rows and columns.

    Raises:
        SpecError: A column that the spec names is not there.
    """
    kinds = columns.kinds
    roles, problems = find_roles(loaded, Preview(kinds, columns.origin, columns.n_rows))
    if problems:
        raise SpecError(problems)
    return roles, make_plan(loaded.spec, roles, kinds)


def assign(loaded: LoadedSpec, columns: Columns) -> Assigned:
    """Deal the rows of a spec, always in the same way.

    Args:
        loaded: The spec.
        columns: All of its rows, as `load_rows` gives them.

    Raises:
        SpecError: A column that the spec names is not there.
        DataError: A part would be empty, or a class would not be in every part.
    """
    roles, plan = plan_columns(loaded, columns)
    rows = assign_rows(loaded.spec, columns, plan, classify=is_classification(roles))
    return Assigned(columns, columns, roles, plan, rows)
