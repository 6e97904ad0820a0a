"""Arrow IPC, which Feather is since its second version: files, and streams in files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
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

    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.writer import Writer
    from nnspec.data.table.kinds import Kind
    from nnspec.spec.language.objects import ObjectSpec

_FILE = b"ARROW1\x00\x00"
_STREAM = b"\xff\xff\xff\xff"
_NUMBER_BYTES = 8


class ArrowFile:
    """A file or a stream of Arrow, whichever its first bytes say, read from the top each time.

    Args:
        path: The file.
        label: What messages call it.

    Attributes:
        schema_arrow: Its columns.

    Raises:
        DataError: There is no such file, or it cannot be read; also while its batches are.
    """

    def __init__(self, path: Path, label: str) -> None:
        check_is_file(path, label, "an Arrow file")
        self._path, self._label = path, label
        with readable(label, "Arrow"):
            with path.open("rb") as raw:
                start = raw.read(len(_FILE))
            self._is_stream = start.startswith(_STREAM)
            if start != _FILE and not self._is_stream:
                problem = wrong_file_problem("unreadable-arrow", path, label, "an Arrow file")
                raise DataError(problem)
            with self._reader(None) as reader:
                self.schema_arrow: pa.Schema = reader.schema

    @property
    def rows(self) -> int:
        """How many there are, from their batches' first columns alone."""
        names = self.schema_arrow.names[:1]
        return sum(batch.num_rows for batch in self._batches(names)) if names else 0

    def read(self, columns: list[str]) -> pa.Table:
        """All rows of these columns, in this order."""
        import pyarrow as pa

        fields = [self.schema_arrow.field(name) for name in columns]
        return pa.Table.from_batches(self._batches(columns), pa.schema(fields))

    def iter_batches(self, batch_size: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of these columns in turn, at most so many at a time."""
        for batch in self._batches(columns):
            for start in range(0, batch.num_rows, batch_size):
                yield batch.slice(start, batch_size)

    def _batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The batches as they are in the file; empty ones are none, and there may be many."""
        # A schema without a field means all of them.
        with readable(self._label, "Arrow"), self._reader(columns) as reader:
            if self._is_stream:
                found = iter(reader)
            else:
                found = map(reader.get_batch, range(reader.num_record_batches))
            for batch in found:
                if batch.num_rows:
                    yield batch.select(columns)

    @contextlib.contextmanager
    def _reader(self, columns: Sequence[str] | None) -> Iterator[Any]:
        import pyarrow as pa
        from pyarrow import ipc

        wanted = None if columns is None else [*map(self.schema_arrow.get_field_index, columns)]
        options = ipc.IpcReadOptions(included_fields=wanted)
        opened = ipc.open_stream if self._is_stream else ipc.open_file
        # Read, not mapped: a file that is cut while it is mapped ends the process.
        with pa.OSFile(str(self._path)) as raw, opened(raw, options=options) as reader:
            yield reader


class ArrowWriter(TypedWriter):
    """Writes rows to a file or a stream of Arrow; arguments as `TypedWriter`.

    Args:
        stream: Whether it is a stream.
    """

    def __init__(
        self, file: BinaryIO, names: Sequence[str], label: str, *, stream: bool = False
    ) -> None:
        super().__init__(file, names, label)
        self._stream = stream

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """As `TypedWriter.write`; categories as what they are, for a file has one list of them."""
        import pyarrow as pa

        super().write(
            [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in columns]
        )

    def begin(self, schema: pa.Schema) -> Any:
        """As `TypedWriter.begin`."""
        import pyarrow as pa
        from pyarrow import ipc

        new = ipc.new_stream if self._stream else ipc.new_file
        return new(pa.PythonFile(self._file, mode="w"), schema)


class Arrow(FileFormat):
    """Columns with types of their own, as they are in memory.

    Attributes:
        is_stream: Whether a stream is written; both are read.
    """

    name = "arrow"
    title = "Arrow"
    what = "an Arrow file"
    rank = 50
    endings: tuple[str, ...] = (".arrow", ".feather", ".ipc")
    signatures = (_FILE, _STREAM)
    in_batches = True
    is_written = True
    is_stream = False
    summary = "An Arrow IPC (Feather) file or stream, whose columns have types of their own."
    example: ClassVar = {"path": "data.arrow", "columns": ["age", "strength"]}
    parameters: ClassVar[Mapping[str, Mapping[str, Any]] | None] = {
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
        return table_of(ArrowFile(path, label), label, max_rows=max_rows, **arguments)

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """As `Format.stream`."""
        path, label, arguments = located(source, base_dir)
        columns = arguments.get("columns")
        return Stream(
            label,
            lambda only, _text: pieces_of(
                ArrowFile(path, label), label, columns=columns, only=only
            ),
        )

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size:
        """As `Format.size`; the rows of the batches are counted."""
        rows = ArrowFile(base_dir / source.arguments["path"], label).rows
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
        file = ArrowFile(path, label)
        names = tuple(file.schema_arrow.names)
        needed = needed_columns(file, kinds, wanted, label)
        return rows_of_arrow(names, file.iter_batches(BATCH_ROWS, needed), label)

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        return ArrowWriter(file, names, label, stream=self.is_stream)


FORMAT = Arrow()
