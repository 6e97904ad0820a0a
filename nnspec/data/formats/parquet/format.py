"""Parquet: all that the program knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from nnspec.data.formats.format import PATH, FileFormat, Size, located
from nnspec.data.formats.stream import Stream

if TYPE_CHECKING:
    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.new_rows import NewRows
    from nnspec.data.formats.writer import Writer
    from nnspec.data.table.kinds import Kind
    from nnspec.data.table.table import Table
    from nnspec.spec.language.objects import ObjectSpec

_NUMBER_BYTES = 8


class Parquet(FileFormat):
    """Columns with types of their own, packed."""

    name = "parquet"
    title = "Parquet"
    what = "a Parquet file"
    rank = 40
    endings = (".parquet",)
    signatures = (b"PAR1",)
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
        from nnspec.data.formats.parquet.reader import read_parquet

        return read_parquet(path, label=label, max_rows=max_rows, **arguments)

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """As `Format.stream`."""
        from nnspec.data.formats.parquet.batches import parquet_pieces

        path, label, arguments = located(source, base_dir)
        columns = arguments.get("columns")
        return Stream(
            label, lambda only, _text: parquet_pieces(path, label, columns=columns, only=only)
        )

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size:
        """As `Format.size`; the file knows its rows."""
        from nnspec.data.formats.parquet.reader import open_parquet

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
        from nnspec.data.formats.new_rows import BATCH_ROWS, rows_of_arrow
        from nnspec.data.formats.parquet.reader import stream_parquet

        return rows_of_arrow(*stream_parquet(path, label, kinds, wanted, BATCH_ROWS), label)

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        from nnspec.data.formats.parquet.write import ParquetWriter

        return ParquetWriter(file, names, label)


FORMAT = Parquet()
