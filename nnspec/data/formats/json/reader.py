"""JSON to tables: objects in a list or one a line, their keys the columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from nnspec.data.formats.json.rows import open_json
from nnspec.data.table.table import Table
from nnspec.data.table.values import no_rows, table_of_values

PIECE_ROWS = 16_384
"""Objects that are read into columns at once."""


def read_json(path: str | Path, *, label: str | None = None, max_rows: int | None = None) -> Table:
    """Read a file with a list of JSON objects, or one object a line; its content says which.

    A column of numbers alone is numeric; any other is text, booleans as `True` and `False`. A key
    that an object leaves out is missing there. Blank lines are left out.

    Args:
        path: The file, in UTF-8; .gz, .bz2, .xz, .zst and .zip are unpacked.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top.

    Raises:
        DataError: There is no such file, a row is no JSON object, or a value is nested.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    with open_json(path, label) as opened:
        columns, numbers = _gather(islice(opened.rows, max_rows))
    if not columns and max_rows != 0:
        raise no_rows(label)
    return table_of_values(columns, label, numbers, opened.word)


def json_pieces(
    path: Path, label: str, *, only: Collection[str] = (), text: Collection[str] = ()
) -> Iterator[Table]:
    """Read a file of JSON objects in pieces.

    Args:
        path: The file, as in `read_json`.
        label: What messages call the file.
        only: The columns to read; all when empty.
        text: Columns that are text, even if all values of a piece are numbers; looked up anew for
            every piece.

    Yields:
        The next rows, with the columns that some of them have, and `row_numbers` for all.

    Raises:
        DataError: As `read_json`.
    """
    found = False
    with open_json(path, label) as opened:
        while True:
            columns, numbers = _gather(islice(opened.rows, PIECE_ROWS))
            found = found or bool(columns)
            if not numbers:
                break
            columns = {name: c for name, c in columns.items() if not only or name in only}
            yield table_of_values(columns, label, numbers, opened.word, text)
    if not found:
        raise no_rows(label)


def _gather(objects: Iterable[tuple[int, dict[str, Any]]]) -> tuple[dict[str, list], list[int]]:
    """The columns of objects, None where an object leaves a key out, and their numbers."""
    columns: dict[str, list[Any]] = {}
    numbers: list[int] = []
    for number, values in objects:
        for name, value in values.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = []
            if len(column) < len(numbers):
                column.extend([None] * (len(numbers) - len(column)))
            column.append(value)
        numbers.append(number)
    for column in columns.values():
        column.extend([None] * (len(numbers) - len(column)))
    return columns, numbers
