"""CSV: all that the program knows of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from nnspec.data.formats.format import PATH, PREVIEW_ROWS, FileFormat, Size, located
from nnspec.data.formats.stream import Stream
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, did_you_mean, listing

if TYPE_CHECKING:
    from nnspec.data.formats.csv.source import CsvSource
    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.new_rows import NewRows
    from nnspec.data.formats.writer import Writer
    from nnspec.data.table.kinds import Kind
    from nnspec.spec.language.objects import ObjectSpec


class Csv(FileFormat):
    """Text with a row a line, and marks between its fields."""

    name = "csv"
    title = "CSV"
    what = "a CSV file"
    rank = 10
    endings: tuple[str, ...] = (".csv", ".txt")
    is_text = True
    typed = False
    in_batches = True
    is_written = True
    summary = "A text file with one row a line and the column names in the first."
    example: ClassVar = {"path": "data.csv", "sep": ";", "na_values": ["?", "n/a"]}
    parameters: ClassVar[Mapping[str, Mapping[str, Any]] | None] = {
        "path": PATH,
        "sep": {
            "takes": "string",
            "default": ",",
            "summary": r"What separates the columns; \s+ for any number of blanks.",
        },
        "header": {
            "takes": "integer or one of infer or null",
            "default": "infer",
            "summary": "0: the first line names the columns; null: none does.",
        },
        "names": {
            "takes": "list of string/integer or null",
            "default": None,
            "summary": "The columns' names, all of them, where the file has none.",
        },
        "skiprows": {
            "takes": "integer >= 0",
            "default": 0,
            "summary": "So many lines at the top are left out.",
        },
        "comment": {
            "takes": "string or null",
            "default": None,
            "summary": "From this character on a line is left out.",
        },
        "decimal": {
            "takes": "string or null",
            "default": None,
            "summary": "The decimal mark; a point, or a comma where thousands is a point.",
        },
        "thousands": {
            "takes": "string or null",
            "default": None,
            "summary": "The mark between thousands, as in 1,234,567.",
        },
        "dtype": {
            "takes": "mapping or null",
            "default": None,
            "summary": "Columns that are text whatever they hold: {zip: str}.",
        },
        "encoding": {"takes": "string", "default": "utf-8", "summary": "The text encoding."},
        "quotechar": {
            "takes": "string",
            "default": '"',
            "summary": "What encloses quoted text.",
        },
        "na_values": {
            "takes": "list of string/number or null",
            "default": None,
            "summary": "Further texts that mean a missing value.",
        },
        "keep_default_na": {
            "takes": "boolean",
            "default": True,
            "summary": "Whether NA, None and the like are missing, as empty fields are.",
        },
    }
    written_like = (
        "sep",
        "header",
        "names",
        "skiprows",
        "comment",
        "decimal",
        "thousands",
        "dtype",
        "encoding",
        "quotechar",
        "na_values",
        "keep_default_na",
    )

    def table(
        self,
        path: Path,
        *,
        label: str,
        max_rows: int | None = None,
        numeric: Iterable[str] = (),
        text: Iterable[str] = (),
        **arguments: Any,
    ) -> Table:
        """As `FileFormat.table`."""
        from nnspec.data.formats.csv.reader import read_csv

        return read_csv(
            path, label=label, max_rows=max_rows, numeric=numeric, text=text, **arguments
        )

    def read(
        self,
        source: ObjectSpec,
        *,
        base_dir: Path,
        max_rows: int | None = None,
        numeric: Iterable[str] = (),
        text: Iterable[str] = (),
    ) -> Table:
        """As `Format.read`; a column of `dtype` that the file has not is an error."""
        path, label, arguments = located(source, base_dir)
        table = self.table(
            path, label=label, max_rows=max_rows, numeric=numeric, text=text, **arguments
        )
        problems = [
            Problem(
                "unknown-column",
                f"dtype: {name!r} is not a column of {table.origin}",
                hint=did_you_mean(name, table.names),
                details=(f"columns: {listing(table.names, 20)}",),
            )
            for name in arguments.get("dtype") or ()
            if name not in table
        ]
        if problems:
            raise DataError(problems)
        return table

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """As `Format.stream`."""
        from nnspec.data.formats.csv.pieces import csv_pieces
        from nnspec.data.formats.csv.source import BLOCK_BYTES

        file = self._open(source, base_dir)
        pieces = partial(csv_pieces, file, block_bytes=block_bytes or BLOCK_BYTES)
        return Stream(file.label, pieces, lambda: file.first_line, csv=file.form)

    def _open(self, source: ObjectSpec, base_dir: Path) -> CsvSource:
        from nnspec.data.formats.csv.source import CsvSource
        from nnspec.data.formats.csv.style import csv_format

        path, label, arguments = located(source, base_dir)
        return CsvSource(path, label, csv_format(**arguments))

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size:
        """As `Format.size`; the rows are taken to be of the length of the first ones."""
        from nnspec.data.formats.common.text_size import text_size

        size, rows = text_size(base_dir / source.arguments["path"], label, self.what, b"\n")
        # The whole file, and the fields that are made of it.
        return Size(rows, 2 * size)

    def written(self, source: ObjectSpec) -> dict[str, Any]:
        """As `Format.written`."""
        given = {n: source.arguments[n] for n in self.written_like if n in source.arguments}
        # No header is said by null; anything else that is null is left out.
        return {
            name: value for name, value in given.items() if value is not None or name == "header"
        }

    def missing_words(self, source: ObjectSpec, base_dir: Path, column: str) -> tuple[str, ...]:
        """As `Format.missing_words`."""
        from nnspec.data.formats.csv.hints import setting
        from nnspec.data.formats.csv.style import MISSING_TOKENS

        file = self._open(source, base_dir)
        form, head = file.form, file.head(PREVIEW_ROWS)
        position = head.names.index(column)
        missing = {*form.missing} - {""}
        words = dict.fromkeys(row[position].strip() for row in head.rows)
        found = [word for word in words if word in missing]
        if not found:
            return ()
        usual = any(word in MISSING_TOKENS for word in found) and form.keeps_default_na
        way = f" ({setting('keep_default_na', False)} makes words of them)" if usual else ""
        return (f"read as missing: {listing(found, 6)}{way}",)

    def read_new(
        self,
        path: Path,
        written: Mapping[str, Any],
        *,
        label: str,
        max_rows: int | None = None,
        text: Collection[str] = (),
    ) -> Table:
        """As `FileFormat.read_new`."""
        from nnspec.data.formats.csv.new_rows import written_like

        settings = self.settings(written, path)
        with written_like(settings):
            return self.table(path, label=label, text=text, max_rows=max_rows, **settings)

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
        from nnspec.data.formats.csv.new_rows import open_csv_batches

        return open_csv_batches(path, self.settings(written, path), kinds, wanted, label)

    def settings(self, written: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """How the fields of a new file are separated and written.

        Args:
            written: How the run's own data is written.
            path: The file; the columns of a .tsv are separated by tabs.
        """
        from nnspec.spec.language.file_kinds import file_source

        settings = {name: written[name] for name in self.written_like if name in written}
        by_ending = file_source(path.as_posix())
        if by_ending is not None and by_ending.argument("sep") == "\t":
            settings["sep"] = "\t"
        return {**settings, **self.arguments}

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        from nnspec.data.formats.csv.write import CsvWriter, plain_style

        return CsvWriter(file, names, label, style or plain_style(self.name))


FORMAT = Csv()
