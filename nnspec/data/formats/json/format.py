"""JSON: all that the program knows of it."""

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

# What a value of a row takes as an object of Python.
_VALUE_BYTES = 60


class Json(FileFormat):
    """A list of JSON objects; one object a line is read as well."""

    name = "json"
    title = "JSON"
    what = "a JSON file"
    rank = 30
    endings: tuple[str, ...] = (".json",)
    is_text = True
    in_batches = True
    is_written = True
    of_objects = True
    summary = "A list of JSON objects, whose keys are the columns; or one object a line."
    parameters: ClassVar = {"path": PATH}
    example: ClassVar = {"path": "data.json"}

    def table(
        self, path: Path, *, label: str, max_rows: int | None = None, **arguments: Any
    ) -> Table:
        """As `FileFormat.table`."""
        from nnspec.data.formats.json.reader import read_json

        return read_json(path, label=label, max_rows=max_rows, **arguments)

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """As `Format.stream`."""
        from nnspec.data.formats.json.reader import json_pieces

        path, label, _ = located(source, base_dir)
        return Stream(label, lambda only, text: json_pieces(path, label, only=only, text=text))

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size:
        """As `Format.size`; the rows are taken to be of the length of the first ones."""
        from nnspec.data.formats.common.text_size import text_size

        # A row of a list of JSON objects takes any number of lines.
        _, rows = text_size(base_dir / source.arguments["path"], label, self.what, b"{")
        return Size(rows, rows * columns * _VALUE_BYTES)

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
        from nnspec.data.formats.json.new_rows import open_json_batches

        return open_json_batches(path, label)

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        from nnspec.data.formats.json.write import JsonWriter

        escape = style is not None and style.escape_controls
        return JsonWriter(file, names, escape=escape)


FORMAT = Json()
