"""JSON lines to tables: one object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from nnspec.data.csv_file import open_binary
from nnspec.data.table import Table
from nnspec.data.values import no_rows, table_of_values
from nnspec.errors import DataError, Location, Problem

_PIECE_ROWS = 16_384
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_JSON_NAMES = {
    list: "a list",
    str: "a text",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def read_json_lines(
    path: str | Path, *, label: str | None = None, max_rows: int | None = None
) -> Table:
    """Read a file with one JSON object a line.

    A column of numbers alone is numeric; any other is text, booleans as `True` and `False`. A key
    that a line leaves out is missing there. Blank lines are left out.

    Args:
        path: The file, in UTF-8; .gz, .bz2, .xz and .zst are decompressed.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top.

    Raises:
        DataError: There is no such file, a line is no JSON object, or a value is nested.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    columns, lines = _gather(islice(json_objects(path, label), max_rows))
    if not columns and max_rows != 0:
        raise no_rows(label)
    return table_of_values(columns, label, lines, "line")


def json_lines_pieces(
    path: Path, label: str, *, only: Collection[str] = (), text: Collection[str] = ()
) -> Iterator[Table]:
    """Read a file with one JSON object a line in pieces.

    Args:
        path: The file, as in `read_json_lines`.
        label: What messages call the file.
        only: The columns to read; all when empty.
        text: Columns that are text, even if all values of a piece are numbers; looked up anew for
            every piece.

    Yields:
        The next rows, with the columns that some of them have, and `row_numbers` for all.

    Raises:
        DataError: As `read_json_lines`.
    """
    objects = json_objects(path, label)
    found = False
    while True:
        columns, lines = _gather(islice(objects, _PIECE_ROWS))
        found = found or bool(columns)
        if not lines:
            break
        columns = {name: column for name, column in columns.items() if not only or name in only}
        yield table_of_values(columns, label, lines, "line", text)
    if not found:
        raise no_rows(label)


def _gather(objects: Iterable[tuple[int, dict[str, Any]]]) -> tuple[dict[str, list], list[int]]:
    """The columns of objects, None where an object leaves a key out, and their lines."""
    columns: dict[str, list[Any]] = {}
    lines: list[int] = []
    for line, values in objects:
        for name, value in values.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = []
            if len(column) < len(lines):
                column.extend([None] * (len(lines) - len(column)))
            column.append(value)
        lines.append(line)
    for column in columns.values():
        column.extend([None] * (len(lines) - len(column)))
    return columns, lines


def json_objects(path: Path, label: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number and object, one after the other; blank lines are left out.

    Args:
        path: The file, as `read_json_lines` reads it.
        label: What messages call it.

    Raises:
        DataError: There is no such file, or a line is no JSON object.
    """
    with open_binary(path, label, "a JSON lines file") as file:
        for line, raw in enumerate(file, start=1):
            if line == 1:
                raw = raw.removeprefix(_BYTE_ORDER_MARK)
            if not raw.strip():
                continue
            try:
                values = json.loads(raw.decode("utf-8"))
            except UnicodeDecodeError as error:
                raise DataError(_not_utf8(label, line, raw[error.start])) from error
            except json.JSONDecodeError as error:
                raise DataError(_no_json(label, line, error)) from error
            except (RecursionError, ValueError) as error:
                message = f"{label} cannot be read as JSON on line {line}: {error}"
                raise DataError(Problem("unreadable-jsonl", message)) from error
            if not isinstance(values, dict):
                raise DataError(_no_object(label, line, values))
            yield line, values


def _not_utf8(label: str, line: int, byte: int) -> Problem:
    message = f"{label} is not utf-8: byte 0x{byte:02X} on line {line} cannot be decoded"
    return Problem("wrong-encoding", message, Location(label, line, 1))


def _no_json(label: str, line: int, error: json.JSONDecodeError) -> Problem:
    what = error.msg[:1].lower() + error.msg[1:]
    hint = None
    if line == 1 and error.doc.strip() in ("[", "{"):
        hint = "JSON lines have a whole object on each line"
    return Problem(
        "unreadable-jsonl",
        f"{label} is not JSON lines: {what} on line {line}",
        Location(label, line, error.colno),
        hint,
    )


def _no_object(label: str, line: int, value: Any) -> Problem:
    found = _JSON_NAMES[type(value)]
    return Problem(
        "unreadable-jsonl",
        f"{label} is not JSON lines: expected an object on line {line}, found {found}",
        Location(label, line, 1),
        'a row is an object such as {"age": 28, "station": "north"}',
    )
