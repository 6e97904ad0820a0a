"""From a spec's `source` to a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nnspec.data.formats.bundled import load_bundled
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.excel import read_excel
from nnspec.data.formats.json.reader import read_json
from nnspec.data.formats.label import label_of
from nnspec.data.formats.npz import read_npz
from nnspec.data.formats.parquet.reader import read_parquet
from nnspec.data.formats.sql.reader import read_sql
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec

# Sources that are files, each with a `path`.
READERS: Mapping[str, Callable[..., Table]] = {
    "csv": read_csv,
    "excel": read_excel,
    "json": read_json,
    "jsonl": read_json,
    "npz": read_npz,
    "parquet": read_parquet,
}


def load_source(
    source: ObjectSpec,
    *,
    base_dir: Path,
    max_rows: int | None = None,
    numeric: Iterable[str] = (),
    text: Iterable[str] = (),
) -> Table:
    """Load the data that a spec names.

    Args:
        source: A file or a database, or one of scikit-learn's bundled sets and generators.
        base_dir: What a relative path is relative to: the spec's folder.
        max_rows: Only so many rows from the top.
        numeric: Columns of a CSV file that must be numbers; elsewhere the types are known.
        text: Columns of a CSV file that stay text.

    Raises:
        DataError: There is no such data, or it cannot be read.
    """
    if source.name == "sql":
        return read_sql(**source.arguments, base_dir=base_dir, max_rows=max_rows)
    reader = READERS.get(source.name)
    if reader is None:
        table = load_bundled(source.name, source.arguments)
        return table if max_rows is None else table.head(max_rows)
    arguments = dict(source.arguments)
    given = Path(arguments.pop("path"))
    path = base_dir / given
    if source.name == "csv":
        arguments |= {"numeric": numeric, "text": text}
    table = reader(path, label=label_of(path, given), max_rows=max_rows, **arguments)
    problems = [
        Problem(
            "unknown-column",
            f"dtype: {name!r} is not a column of {table.origin}",
            hint=did_you_mean(name, table.names),
            details=(f"columns: {listing(table.names, 20)}",),
        )
        for name in arguments.get("dtype") or ()
        if name not in table
    ]
    if problems:
        raise DataError(problems)
    return table
