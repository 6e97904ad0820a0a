"""Rows to Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from nnspec.data.formats.typed_writer import TypedWriter

if TYPE_CHECKING:
    import pyarrow as pa

# Rows of a row group, at least: one of a single batch would hold too little to be packed well.
_GROUP_ROWS = 100_000


class ParquetWriter(TypedWriter):
    """Writes rows in groups; arguments as `TypedWriter`."""

    def __init__(self, file: BinaryIO, names: Sequence[str], label: str) -> None:
        super().__init__(file, names, label)
        self._writer: Any = None
        self._waiting: list[pa.RecordBatch] = []

    def begin(self, schema: pa.Schema) -> None:
        """As `TypedWriter.begin`."""
        import pyarrow as pa
        from pyarrow import parquet

        # Of columns of different numbers a dictionary is only built to be thrown away.
        texts = [field.name for field in schema if pa.types.is_string(field.type)]
        sink = pa.PythonFile(self._file, mode="w")
        self._writer = parquet.ParquetWriter(sink, schema, use_dictionary=texts)

    def put(self, batch: pa.RecordBatch) -> None:
        """As `TypedWriter.put`."""
        self._waiting.append(batch)
        if sum(waiting.num_rows for waiting in self._waiting) >= _GROUP_ROWS:
            self._write_group()

    def end(self) -> None:
        """As `TypedWriter.end`."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_batches(self._waiting, self._writer.schema))
        self._waiting.clear()
