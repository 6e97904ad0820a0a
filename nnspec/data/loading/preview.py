"""A first look at a source: its columns and first rows, in a fraction of a second.

scikit-learn's own sets are known from the catalogue, so looking at them imports nothing.
"""

from __future__ import annotations

from pathlib import Path

from nnspec import catalog
from nnspec.catalog import Entry, source_columns
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview, preview_of
from nnspec.errors import DataError, Problem
from nnspec.spec.language.objects import ObjectSpec

# Enough rows to know a column by, few enough to be read at once.
PREVIEW_ROWS = 20_000
# A generator draws as many columns as it is asked for; more than these fit no memory.
MAX_COLUMNS = 100_000


def preview(source: ObjectSpec, *, base_dir: Path, max_rows: int | None = PREVIEW_ROWS) -> Preview:
    """Look at a source.

    Args:
        source: The spec's `data.source`.
        base_dir: What a file's path is relative to.
        max_rows: Read at most so many rows; None reads all.

    Raises:
        DataError: The file is not there or not a table.
    """
    entry = catalog.load().find("sources", source.name)
    if entry is not None and entry.task is not None:
        return _known(source, entry)
    from nnspec.data.loading.sources import load_source

    # One row more than wanted tells a file that ends here from one that goes on.
    limit = None if max_rows is None else max_rows + 1
    table = load_source(source, base_dir=base_dir, max_rows=limit)
    whole = max_rows is None or table.n_rows <= max_rows
    return preview_of(table if whole else table.head(max_rows), whole=whole)


def _known(source: ObjectSpec, entry: Entry) -> Preview:
    """What the catalogue says of one of scikit-learn's sets or generators."""
    for name in (entry.feature_count_parameter, entry.target_count_parameter):
        count = source.argument(name) if name else None
        if isinstance(count, int) and count > MAX_COLUMNS:
            message = f"{source.name}: {name} is {count}; there may be {MAX_COLUMNS:,} columns"
            raise DataError(Problem("too-many-columns", message))
    columns = source_columns(entry, source.arguments)
    if columns is None:
        message = f"{source.name}: its arguments do not say how many columns it has"
        raise DataError(Problem("bad-source-argument", message))
    features, targets = columns
    classes = entry.classes
    text = bool(classes) and isinstance(classes[0], str)
    kinds: dict[str, Kind] = dict.fromkeys(features, "numeric")
    kinds.update(dict.fromkeys(targets, "text" if text else "numeric"))
    rows = entry.rows
    if rows is None and entry.parameter("n_samples") is not None:
        samples = source.argument("n_samples", entry.parameter("n_samples").default)
        rows = samples if isinstance(samples, int) else sum(samples)
    known = {targets[0]: classes} if classes else {}
    return Preview(kinds, source.name, rows, classes=known)
