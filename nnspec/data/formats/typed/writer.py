"""Rows to a format whose columns have types: those of the first rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from nnspec.data.table.arrow import text_array
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa


class TypedWriter:
    """Writes batches of columns of the types that the first of them have, many rows at a time.

    Args:
        file: Where the bytes go.
        names: The columns.
        label: What messages call the output.

    Attributes:
        GROUP_ROWS: Rows that are written together, at least.
    """

    # A reader pays for every group.
    GROUP_ROWS: ClassVar[int] = 65_536

    def __init__(self, file: BinaryIO, names: Sequence[str], label: str) -> None:
        self._file, self._names, self._label = file, list(names), label
        self._schema: pa.Schema | None = None
        self._writer: Any = None
        self._waiting: list[pa.RecordBatch] = []

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """Write some rows.

        Args:
            columns: As many as there are names.
            objects: Not used.

        Raises:
            DataError: A column is of a type that the first rows have not.
        """
        import pyarrow as pa

        if self._schema is None:
            pairs = zip(self._names, columns, strict=True)
            self._schema = pa.schema([pa.field(name, column.type) for name, column in pairs])
            self._writer = self.begin(self._schema)
        made = [
            column if column.type == field.type else self._cast(column, field)
            for field, column in zip(self._schema, columns, strict=True)
        ]
        self._waiting.append(pa.RecordBatch.from_arrays(made, schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= self.GROUP_ROWS:
            self._write_waiting()

    def close(self) -> None:
        """Write what the file ends with; without rows all columns are text."""
        if self._schema is None:
            self.write([text_array([]) for _ in self._names])
        self._write_waiting()
        self._writer.close()

    def begin(self, schema: pa.Schema) -> Any:
        """Begin the file; gives what has pyarrow's `write_table` and `close`."""
        raise NotImplementedError

    def _write_waiting(self) -> None:
        import pyarrow as pa

        if self._waiting:
            # In one piece: a format may keep the pieces apart in the file.
            self._writer.write_table(pa.Table.from_batches(self._waiting).combine_chunks())
        self._waiting.clear()

    def _cast(self, column: pa.Array, field: pa.Field) -> pa.Array:
        import pyarrow as pa

        try:
            return column.cast(field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise DataError(
                Problem(
                    "columns-change",
                    f"column {field.name!r} is {field.type} in the first rows and "
                    f"{column.type} in later ones, which {self._label} cannot hold",
                    hint="write .jsonl or .csv, or leave it out with --columns",
                )
            ) from None
