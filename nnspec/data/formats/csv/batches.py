"""CSV files in pieces of a few megabytes, which together are the table that `read_csv` makes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from nnspec.data.formats.csv import rows as csv_rows
from nnspec.data.formats.csv.file import CsvBytes
from nnspec.data.formats.csv.reader import (
    column_from_arrow,
    convert_options,
    infinite_value,
    no_rows,
    of_first_columns,
)
from nnspec.data.formats.csv.style import CsvFormat
from nnspec.data.formats.csv.text_blocks import why_refused
from nnspec.data.formats.files import open_binary
from nnspec.data.table.table import Table
from nnspec.data.table.values import too_large
from nnspec.errors import DataError

BLOCK_BYTES = 4 << 20
"""How much of a file pyarrow parses at once; a row must fit."""


class CsvPieces:
    """A CSV file that is read from the top to the end, as often as it takes.

    Args:
        path: The file.
        label: What messages call it.
        form: How it is written.
        block_bytes: How much of it to parse at once.
    """

    def __init__(
        self, path: Path, label: str, form: CsvFormat, block_bytes: int = BLOCK_BYTES
    ) -> None:
        self._path, self._label, self._form = path, label, form
        self._block_bytes = block_bytes
        self._header_lines = 0
        self._lines = 0
        self._rows = 0

    def read(self, only: Collection[str], text: Collection[str]) -> Iterator[Table]:
        """Read the file once.

        Args:
            only: The columns to read; all when empty.
            text: Columns that stay text, even if all values of a piece happen to be numbers; looked
                up anew for every piece.

        Yields:
            The next rows, without row numbers: `first_line` knows these in the end.

        Raises:
            DataError: As `read_csv`, also for what is wrong in a later piece.
        """
        import pyarrow as pa
        from pyarrow import csv

        path, label, form = self._path, self._label, self._form
        with csv_rows.open_rows(path, label, form) as opened:
            names, self._header_lines = opened.names, opened.header_lines
            if next(opened.rows, None) is None:
                raise DataError(no_rows(label))
        wanted = [name for name in names if name in only] if only else list(names)
        infinities: dict[str, tuple[int, float, int]] = {}
        words: set[str] = set()
        self._rows = 0
        with open_binary(path, label) as file:
            source = CsvBytes(file, form)
            try:
                reader = csv.open_csv(
                    pa.PythonFile(source, mode="r"),
                    read_options=csv.ReadOptions(
                        block_size=self._block_bytes,
                        skip_rows=self._header_lines,
                        column_names=names,
                    ),
                    parse_options=csv.ParseOptions(
                        delimiter=form.delimiter,
                        quote_char=form.quotechar or False,
                        newlines_in_values=bool(form.quotechar),
                    ),
                    convert_options=convert_options(wanted, form),
                )
                for batch in reader:
                    if not batch.num_rows:
                        continue
                    table = Table(
                        {
                            name: column_from_arrow(
                                pa.chunked_array([batch.column(name)]),
                                form,
                                name in text or name in form.text,
                            )
                            for name in wanted
                        },
                        label,
                        csv=form,
                    )
                    self._note_infinities(table, infinities, words)
                    self._rows += table.n_rows
                    yield table
            except (pa.ArrowInvalid, UnicodeError) as error:
                raise DataError(why_refused(path, label, form, error)) from error
            self._lines = source.lines
        if source.quotes % 2:
            problem = csv_rows.unclosed_quote(path, label, form)
            if problem:
                raise DataError(problem)
        named = [name for name in infinities if name not in words]
        if named:
            raise DataError(
                of_first_columns(
                    infinite_value(label, name, value, self._line_of(row), count)
                    for name in named
                    for row, value, count in (infinities[name],)
                )
            )

    @property
    def first_line(self) -> int | None:
        """The line of the first row, once the file was read.

        None where there are blank lines or line breaks in quotes, so that the lines of the other
        rows cannot be counted from it.
        """
        plain = self._lines == self._header_lines + self._rows
        return self._header_lines + 1 if plain else None

    def _note_infinities(
        self,
        table: Table,
        found: dict[str, tuple[int, float, int]],
        words: set[str],
    ) -> None:
        """Note each column's first infinity, and which columns are text and so hold none."""
        for name, column in table.columns.items():
            if not table.is_numeric(name):
                words.add(name)
                continue
            rows = too_large(column)
            if len(rows):
                first = self._rows + int(rows[0]), float(column[rows[0]]), 0
                row, value, count = found.get(name, first)
                found[name] = row, value, count + len(rows)

    def _line_of(self, row: int) -> int:
        if self.first_line is not None:
            return self.first_line + row
        return csv_rows.line_of_row(self._path, self._label, self._form, row)
