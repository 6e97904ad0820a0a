"""Parquet, through pyarrow and without pandas."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from nnspec.data.formats.common.files import check_is_file
from nnspec.data.formats.common.first_bytes import wrong_file_problem
from nnspec.data.formats.format import PATH, FileFormat, Size, located
from nnspec.data.formats.new_rows import BATCH_ROWS, NewRows, rows_of_arrow
from nnspec.data.formats.stream import Stream
from nnspec.data.formats.typed.columns import needed_columns, pieces_of, readable, table_of
from nnspec.data.formats.typed.writer import TypedWriter
from nnspec.data.table.table import Table
from nnspec.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.writer import Writer
    from nnspec.data.table.kinds import Kind
    from nnspec.spec.language.objects import ObjectSpec

_MAGIC = b"PAR1"
_NUMBER_BYTES = 8


def read_parquet(
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    max_rows: int | None = None,
) -> Table:
    """Read a Parquet file.

    Numbers, decimals among them, become float64. Booleans, categories, dates and times become
    text, as in a DataFrame (`nnspec.data.table.frame`). Lists of numbers that have one shape in all
    rows, and tensors, become arrays (`nnspec.data.table.arrays`).

    Args:
        path: The file.
        columns: Only these columns, in this order.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top; row groups further down are not opened.

    Raises:
        DataError: There is no such file or column, or a column is nested or binary.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    with open_parquet(path, label) as file:
        return table_of(file, label, columns=columns, max_rows=max_rows)


def parquet_pieces(
    path: Path, label: str, *, columns: Sequence[str] | None = None, only: Collection[str] = ()
) -> Iterator[Table]:
    """The same rows in pieces; arguments and errors as `pieces_of`."""
    with open_parquet(path, label) as file:
        yield from pieces_of(file, label, columns=columns, only=only)


@contextlib.contextmanager
def open_parquet(path: Path, label: str) -> Iterator[parquet.ParquetFile]:
    """Open a Parquet file.

    Raises:
        DataError: There is no such file, or it cannot be read, also while it is open.
    """
    from pyarrow import parquet

    check_is_file(path, label, "a Parquet file")
    with readable(label, "Parquet"), path.open("rb") as raw:
        if raw.read(len(_MAGIC)) != _MAGIC:
            raise DataError(wrong_file_problem("unreadable-parquet", path, label, "a Parquet file"))
        raw.seek(0)
        with parquet.ParquetFile(raw) as file:
            yield file


def _batches(path: Path, columns: Sequence[str], label: str) -> Iterator[pa.RecordBatch]:
    """Rows of these columns in turn, read by pyarrow's own threads."""
    import pyarrow as pa
    from pyarrow import parquet

    with readable(label, "Parquet"), pa.OSFile(str(path)) as raw, parquet.ParquetFile(raw) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=columns, use_threads=True):
            if batch.num_rows:
                yield batch


class ParquetWriter(TypedWriter):
    """Writes rows in groups; arguments as `TypedWriter`."""

    # Rows of a row group, at least: one of a single batch would hold too little to be packed well.
    GROUP_ROWS = 100_000

    def begin(self, schema: pa.Schema) -> Any:
        """As `TypedWriter.begin`."""
        import pyarrow as pa
        from pyarrow import parquet

        # Of columns of different numbers a dictionary is only built to be thrown away.
        texts = [field.name for field in schema if pa.types.is_string(field.type)]
        sink = pa.PythonFile(self._file, mode="w")
        return parquet.ParquetWriter(sink, schema, use_dictionary=texts)


class Parquet(FileFormat):
    """Columns with types of their own, packed."""

    name = "parquet"
    title = "Parquet"
    what = "a Parquet file"
    rank = 40
    endings = (".parquet",)
    signatures = (_MAGIC,)
    in_batches = True
    is_written = True
    summary = "A Parquet file, whose columns have types of their own."
    example: ClassVar = {"path": "data.parquet", "columns": ["age", "strength"]}
    parameters: ClassVar = {
        "path": PATH,
        "columns": {
            "takes": "list of string or null",
            "default": None,
            "summary": "Only these columns; all of them when left out.",
        },
    }

    def table(
        self, path: Path, *, label: str, max_rows: int | None = None, **arguments: Any
    ) -> Table:
        """As `FileFormat.table`."""
        return read_parquet(path, label=label, max_rows=max_rows, **arguments)

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """As `Format.stream`."""
        path, label, arguments = located(source, base_dir)
        columns = arguments.get("columns")
        return Stream(
            label, lambda only, _text: parquet_pieces(path, label, columns=columns, only=only)
        )

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size:
        """As `Format.size`; the file knows its rows."""
        with open_parquet(base_dir / source.arguments["path"], label) as file:
            rows = file.metadata.num_rows
        return Size(rows, rows * columns * _NUMBER_BYTES)

    def new_rows(
        self,
        path: Path,
        written: Mapping[str, Any],
        kinds: Mapping[str, Kind],
        wanted: Sequence[str] | None,
        *,
        label: str,
    ) -> NewRows:
        """As `FileFormat.new_rows`."""
        with open_parquet(path, label) as file:
            names = tuple(file.schema_arrow.names)
            needed = needed_columns(file, kinds, wanted, label)
        return rows_of_arrow(names, _batches(path, needed, label), label)

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        return ParquetWriter(file, names, label)


FORMAT = Parquet()
