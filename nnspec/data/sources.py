"""From a spec's `source` to a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nnspec.data.bundled import load_bundled
from nnspec.data.csv_reader import read_csv
from nnspec.data.table import Table
from nnspec.spec.objects import ObjectSpec


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
        source: `csv` with a `path`, or one of scikit-learn's bundled sets and generators.
        base_dir: What a relative path is relative to: the spec's folder.
        max_rows: Only so many rows from the top.
        numeric: Columns of a CSV file that must be numbers.
        text: Columns of a CSV file that stay text.

    Raises:
        DataError: There is no such data, or it cannot be read.
    """
    if source.name == "csv":
        arguments = dict(source.arguments)
        given = Path(arguments.pop("path"))
        path = base_dir / given
        label = label_of(path, given)
        return read_csv(
            path, label=label, max_rows=max_rows, numeric=numeric, text=text, **arguments
        )
    table = load_bundled(source.name, source.arguments)
    return table if max_rows is None else table.head(max_rows)


def label_of(path: Path, given: Path) -> str:
    """What messages call a file: its path from the current folder, or as it was given.

    Args:
        path: The file.
        given: The path as the user wrote it, used for a file outside the current folder.
    """
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return given.as_posix()
