"""Rows to JSON: a list of objects, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from nnspec.printable import shown

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


class JsonWriter:
    """Writes rows as a list of objects, one a line.

    Args:
        file: Where the bytes go.
        names: The columns.
        escape: Whether control characters are escaped, which leaves the value in JSON the same.
    """

    def __init__(self, file: BinaryIO, names: Sequence[str], *, escape: bool = False) -> None:
        self._file, self._names, self._escape = file, list(names), escape
        self._begun = False

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """Write some rows.

        Args:
            columns: As many as there are names.
            objects: The rows as the objects that they are to be, in place of the columns.
        """
        rows = self._objects(columns) if objects is None else objects
        lines = [json.dumps(row, ensure_ascii=False, default=str) for row in rows]
        if not lines:
            return
        if self._escape:
            lines = list(map(shown, lines))
        self._file.write(self._joined(lines).encode())
        self._begun = True

    def close(self) -> None:
        """Write what the list ends with."""
        self._file.write(b"\n]\n" if self._begun else b"[]\n")

    def _joined(self, lines: Sequence[str]) -> str:
        return (",\n" if self._begun else "[\n") + ",\n".join(lines)

    def _objects(self, columns: Sequence[pa.Array]) -> list[dict[str, Any]]:
        values = [json_values(column) for column in columns]
        rows = zip(*values, strict=True)
        return [dict(zip(self._names, row, strict=True)) for row in rows]


class JsonLinesWriter(JsonWriter):
    """Writes rows as objects, one a line; arguments as `JsonWriter`."""

    def close(self) -> None:
        """Nothing: the last line is one like all others."""

    def _joined(self, lines: Sequence[str]) -> str:
        return "".join(f"{line}\n" for line in lines)


def json_values(column: pa.Array) -> list[Any]:
    """A column's values as JSON has them; a float32 by its shortest text, dates in ISO form."""
    import pyarrow as pa
    from pyarrow import compute, types

    from nnspec.data.formats.typed.values import column_of_arrow, is_plain

    if isinstance(column.type, pa.FixedShapeTensorType):
        shape, flat = column.type.shape, column.storage
        numbers = iter(json_values(flat.flatten()))
        return [_nested(numbers, shape) if there.as_py() else None for there in flat.is_valid()]
    if types.is_float32(column.type):
        texts = compute.cast(column, pa.string()).to_pylist()
        return [None if text in (None, "nan") else float(text) for text in texts]
    if types.is_floating(column.type):
        return [None if v is None or v != v else v for v in column.to_pylist()]
    simple = (types.is_boolean, types.is_integer, types.is_string, types.is_null)
    if any(test(column.type) for test in simple) or not is_plain(column.type):
        return column.to_pylist()
    values = column_of_arrow(pa.chunked_array([column])).tolist()
    return [None if v is None or v != v else v for v in values]


def _nested(numbers: Iterator[Any], shape: Sequence[int]) -> list[Any]:
    """The next numbers as lists in lists."""
    if len(shape) == 1:
        return list(islice(numbers, shape[0]))
    return [_nested(numbers, shape[1:]) for _ in range(shape[0])]


def answered(
    objects: Sequence[dict[str, Any]],
    names: Sequence[str],
    new: Mapping[str, pa.Array],
    kept: np.ndarray | None,
) -> list[dict[str, Any]]:
    """The rows of JSON as they came, with their predictions.

    Args:
        objects: All rows.
        names: The output's columns; a row has those that it came with, and the new ones.
        new: The predictions of the rows that are kept.
        kept: The indices of these; all when None.
    """
    given = objects if kept is None else [objects[i] for i in kept.tolist()]
    values = {name: json_values(column) for name, column in new.items()}
    return [
        {
            name: values[name][i] if name in values else row[name]
            for name in names
            if name in values or name in row
        }
        for i, row in enumerate(given)
    ]
