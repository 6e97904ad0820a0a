"""Every row that a spec names: those of `data.source`, and those of the split's own files."""

from __future__ import annotations

from pathlib import Path

from nnspec.data.columns import check_columns
from nnspec.data.joined import join
from nnspec.data.look import Look, look_at
from nnspec.data.roles import Roles, find_roles
from nnspec.data.sources import load_source
from nnspec.data.table import Table
from nnspec.errors import SpecError
from nnspec.spec.load import LoadedSpec
from nnspec.spec.objects import ObjectSpec


def load_rows(loaded: LoadedSpec, *, known: Table | None = None) -> Table:
    """Read every row of a spec's data.

    Args:
        loaded: The spec.
        known: The rows of `data.source`, where they have been read already.

    Returns:
        One table; a JoinedTable where parts of the split have files of their own.

    Raises:
        DataError: A source cannot be read, or a part's columns are not those of `data.source`.
        SpecError: A column that the spec names is not there.
    """
    data = loaded.spec.data
    table = load_source(data.source, base_dir=loaded.base_dir) if known is None else known
    if not data.split.files:
        return table
    look = look_at(table)
    roles, problems = find_roles(loaded, look)
    if problems:
        raise SpecError(problems)
    tables = {"training": table}
    for part, source in data.split.files.items():
        tables[part] = load_part(source, look, loaded.base_dir)
        check_part(tables[part], loaded, look, roles)
    return join(tables)


def load_part(source: ObjectSpec, look: Look, base_dir: Path, max_rows: int | None = None) -> Table:
    """The rows of a part that has a source of its own.

    Args:
        source: Where they are.
        look: The columns of `data.source`: what is text there is text here too, even where every
            value of it looks like a number.
        base_dir: What a path is relative to.
        max_rows: Only so many rows from the top.

    Raises:
        DataError: They cannot be read.
    """
    text = [name for name, kind in look.kinds.items() if kind == "text"]
    return load_source(source, base_dir=base_dir, max_rows=max_rows, text=text)


def check_part(table: Table, loaded: LoadedSpec, look: Look, roles: Roles) -> None:
    """Whether a part's table has every column that is used; others may differ.

    Raises:
        DataError: One is missing or of another kind; the details show all columns as a diff.
    """
    weight = loaded.spec.data.weight
    used = dict.fromkeys((*roles.features, *roles.target_columns, *([weight] if weight else [])))
    check_columns(table, {name: look.kinds[name] for name in used}, those=f"of {look.origin}")
