"""Every row that a spec uses: those of `data.source`, and those of the split's own files."""

from __future__ import annotations

from nnspec.data.features.expected_columns import check_columns
from nnspec.data.features.roles import Roles, find_roles
from nnspec.data.loading.row_rules import row_rules
from nnspec.data.loading.sources import load_source
from nnspec.data.table.joined import join
from nnspec.data.table.preview import Preview, preview_of
from nnspec.data.table.table import Table
from nnspec.errors import SpecError
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec


def load_rows(loaded: LoadedSpec, *, known: Table | None = None) -> Table:
    """Read every row of a spec's data that is used, as `data.drop` and `data.filter` say.

    Args:
        loaded: The spec.
        known: The rows of `data.source` that are used, where they have been read already.

    Returns:
        One table; of several `sources` where parts of the split have files of their own.

    Raises:
        DataError: A source cannot be read, or no row of it is left; or a part's columns are not
            those of `data.source`.
        SpecError: A column that the spec names is not there.
    """
    data = loaded.spec.data
    table = known
    if table is None:
        table = load_source(data.source, base_dir=loaded.base_dir)
        table = row_rules(loaded, preview_of(table)).keep(table)
    if not data.split.files:
        return table
    preview = preview_of(table)
    roles, problems = find_roles(loaded, preview)
    if problems:
        raise SpecError(problems)
    tables = {"training": table}
    for part, source in data.split.files.items():
        tables[part] = load_part(source, loaded, preview, roles)
    return join(tables)


def load_part(
    source: ObjectSpec,
    loaded: LoadedSpec,
    preview: Preview,
    roles: Roles,
    max_rows: int | None = None,
) -> Table:
    """The rows of a part that has a source of its own, those that `data.drop` and `filter` leave.

    Args:
        source: Where they are.
        loaded: The spec.
        preview: The columns of `data.source`: what is text there is text here too, even where every
            value of it looks like a number.
        roles: What these columns are for.
        max_rows: Only so many rows from the top.

    Raises:
        DataError: They cannot be read, or none is left; a column that is used is missing or of
            another kind: the details show all columns as a diff.
    """
    text = [name for name, kind in preview.kinds.items() if kind == "text"]
    # One row more than wanted tells a file that ends here from one that goes on.
    limit = None if max_rows is None else max_rows + 1
    table = load_source(source, base_dir=loaded.base_dir, max_rows=limit, text=text)
    if max_rows is not None:
        table = table.head(max_rows)
    data = loaded.spec.data
    filtered = [condition.column for condition in data.filter]
    weight = [data.weight] if data.weight else []
    used = dict.fromkeys((*roles.features, *roles.target_columns, *weight, *filtered))
    check_columns(table, {name: preview.kinds[name] for name in used}, those=f"of {preview.origin}")
    return row_rules(loaded, preview).keep(table)
