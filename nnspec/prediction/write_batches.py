"""Batches of rows to CSV, TSV, JSON or Parquet, packed or not, to a file or stdout."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from nnspec.data.table.arrow import text_array
from nnspec.errors import DataError, InputError, Problem
from nnspec.prediction.csv_write import CsvStyle, CsvWriter, plain_style
from nnspec.prediction.formats import WRITABLE
from nnspec.prediction.stdout import stdout_bytes, stdout_style
from nnspec.printable import shown
from nnspec.runs.files import replacing

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

# Rows of a row group, at least: one of a single batch would hold too little to be packed well.
_GROUP_ROWS = 100_000

_PACKED = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}


class Writer:
    """Writes batches of the same columns. The first decides the types of a Parquet file.

    Args:
        file: Where the bytes go.
        form: One of `WRITABLE`.
        names: The columns.
        label: What messages call the output.
        style: How CSV and TSV are written, the plain one when None; and whether control
            characters are escaped, in JSON too.
    """

    def __init__(
        self,
        file: BinaryIO,
        form: str,
        names: Sequence[str],
        label: str,
        style: CsvStyle | None = None,
    ) -> None:
        self._file, self._form, self._names, self._label = file, form, list(names), label
        self._csv: CsvWriter | None = None
        self._escape = style is not None and style.escape_controls
        self._begun = False
        self._parquet: Any = None
        self._waiting: list[pa.RecordBatch] = []
        if form in ("csv", "tsv"):
            self._csv = CsvWriter(file, names, label, style or plain_style(form))

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """Write some rows.

        Args:
            columns: As many as there are names.
            objects: For JSON, the rows as the objects that they are to be.

        Raises:
            DataError: The format cannot hold a column.
        """
        if self._form == "parquet":
            self._write_parquet(columns)
        elif self._form in ("json", "jsonl"):
            rows = self._objects(columns) if objects is None else objects
            self._write_json([json.dumps(row, ensure_ascii=False, default=str) for row in rows])
        elif self._csv is not None:
            pairs = zip(self._names, columns, strict=True)
            self._csv.write([_text(name, column, self._label) for name, column in pairs])

    def close(self) -> None:
        """Write what a Parquet file or a list of JSON ends with."""
        if self._form == "json":
            self._file.write(b"\n]\n" if self._begun else b"[]\n")
        if self._form != "parquet":
            return
        if self._parquet is None:
            self._write_parquet([text_array([]) for _ in self._names])
        self._write_group()
        self._parquet.close()

    def _write_json(self, objects: Sequence[str]) -> None:
        """Objects one a line; those of a list with commas between them."""
        if not objects:
            return
        if self._escape:
            # The same value in JSON.
            objects = list(map(shown, objects))
        if self._form == "jsonl":
            text = "".join(f"{one}\n" for one in objects)
        else:
            text = (",\n" if self._begun else "[\n") + ",\n".join(objects)
        self._begun = True
        self._file.write(text.encode())

    def _write_parquet(self, columns: Sequence[pa.Array]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        if self._parquet is None:
            fields = [
                pa.field(name, column.type)
                for name, column in zip(self._names, columns, strict=True)
            ]
            # Of columns of different numbers a dictionary is only built to be thrown away.
            texts = [f.name for f in fields if pa.types.is_string(f.type)]
            self._parquet = parquet.ParquetWriter(
                pa.PythonFile(self._file, mode="w"), pa.schema(fields), use_dictionary=texts
            )
        made = []
        for field, column in zip(self._parquet.schema, columns, strict=True):
            if column.type != field.type:
                try:
                    column = column.cast(field.type)
                except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                    raise DataError(
                        Problem(
                            "columns-change",
                            f"column {field.name!r} is {field.type} in the first rows and "
                            f"{column.type} in later ones, which {self._label} cannot hold",
                            hint="write .jsonl or .csv, or leave it out with --columns",
                        )
                    ) from None
            made.append(column)
        self._waiting.append(pa.RecordBatch.from_arrays(made, schema=self._parquet.schema))
        if sum(batch.num_rows for batch in self._waiting) >= _GROUP_ROWS:
            self._write_group()

    def _write_group(self) -> None:
        import pyarrow as pa

        self._parquet.write_table(pa.Table.from_batches(self._waiting, self._parquet.schema))
        self._waiting.clear()

    def _objects(self, columns: Sequence[pa.Array]) -> list[dict[str, Any]]:
        values = [json_values(column) for column in columns]
        rows = zip(*values, strict=True)
        return [dict(zip(self._names, row, strict=True)) for row in rows]


@contextlib.contextmanager
def open_output(
    path: Path | None,
    form: str,
    names: Sequence[str],
    label: str,
    style: CsvStyle | None = None,
) -> Iterator[Writer]:
    """A writer to a file that appears whole or not at all, or to stdout.

    Args:
        path: The file, packed by its ending: .gz, .zst or .bz2; stdout when None.
        form: One of `WRITABLE`.
        names: The columns.
        label: What messages call it.
        style: How CSV and TSV are written; the plain one when None. On a terminal they are UTF-8,
            and control characters of every format are escaped.

    Raises:
        InputError: Its ending means a packing that cannot be written, or stdout is a terminal,
            which cannot show Parquet.
    """
    if path is None:
        out = stdout_bytes()
        writer = Writer(out, form, names, label, stdout_style(form, style, out))
        yield writer
        writer.close()
        out.flush()
        return
    with replacing(path) as beside, _packing(beside, form) as file:
        writer = Writer(file, form, names, label, style)
        yield writer
        writer.close()


def check_output(path: Path, form: str | None) -> None:
    """Refuse an output that cannot be written.

    Args:
        path: The file.
        form: Its format; None where its ending is that of no format.

    Raises:
        InputError: There is no such format, or its packing is not written; or it is a folder.
    """
    suffix = path.suffix.lower()
    if suffix in (".xz", ".zip"):
        message = f"cannot write {path.as_posix()}: output is packed with .gz, .zst or .bz2"
        raise InputError(Problem("unknown-format", message))
    if suffix in _PACKED and form == "parquet":
        message = f"cannot write {path.as_posix()}: a Parquet file packs its columns itself"
        raise InputError(Problem("unknown-format", message, hint=f"leave {suffix} out"))
    if form not in WRITABLE:
        message = f"cannot write {path.as_posix()}: expected .csv, .tsv, .jsonl, .json or .parquet"
        raise InputError(Problem("unknown-format", message))
    if path.is_dir():
        raise InputError(Problem("not-a-file", f"{path.as_posix()} is a folder"))


@contextlib.contextmanager
def _packing(path: Path, form: str) -> Iterator[Any]:
    packing = None if form == "parquet" else _PACKED.get(path.suffix.lower())
    if packing is None:
        with path.open("wb") as file:
            yield file
        return
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as raw, pa.CompressedOutputStream(raw, packing) as file:
        yield file


def json_values(column: pa.Array) -> list[Any]:
    """A column's values as JSON has them; a float32 by its shortest text, dates in ISO form."""
    import pyarrow as pa
    from pyarrow import compute, types

    from nnspec.data.formats.parquet.reader import column_of_arrow, is_plain

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


def _text(name: str, column: pa.Array, label: str) -> pa.Array:
    """A column of text or numbers, as CSV holds them."""
    import pyarrow as pa
    from pyarrow import compute, types

    from nnspec.data.formats.parquet.reader import column_of_arrow, is_plain

    kind = column.type
    if types.is_dictionary(kind) and is_plain(kind):
        column = compute.cast(column, kind.value_type)
        kind = column.type
    if types.is_string(kind) or types.is_integer(kind) or types.is_float32(kind):
        return column
    if types.is_floating(kind):
        return column
    if types.is_decimal(kind) or types.is_large_string(kind) or types.is_null(kind):
        return compute.cast(column, pa.string())
    if not is_plain(kind):
        raise DataError(
            Problem(
                "unsupported-column",
                f"column {name!r} is {kind}, which {label} cannot hold",
                hint="write .parquet, or choose columns with --columns",
            )
        )
    return text_array(column_of_arrow(pa.chunked_array([column])).tolist())
