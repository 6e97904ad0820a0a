"""A CSV file, however it is read: its head, its batches, the line of a row, and what is wrong.

There is one parser for few rows, the standard library's, which starts without pyarrow and knows the
line of every row, and one for many, arrow's. Both give fields as they are written; what these mean
is said in `columns`. A whole file is its batches joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from nnspec.data.formats.common.files import open_binary
from nnspec.data.formats.csv.bytes import CsvBytes, wrong_encoding
from nnspec.data.formats.csv.faults import ragged_row, unclosed_quote
from nnspec.data.formats.csv.rows import open_rows
from nnspec.data.formats.csv.style import CsvFormat
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_BYTES = 4 << 20
"""How much of a file arrow parses at once; a row must fit."""


@dataclass(slots=True)
class CsvHead:
    """The first rows of a CSV file.

    Attributes:
        names: The columns' names.
        rows: Their fields as written, as many as there are names.
        lines: The line on which each row begins.
    """

    names: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class CsvSource:
    """A CSV file that can be read as often as it takes.

    Args:
        path: The file; .gz, .bz2, .xz, .zst and .zip are decompressed.
        label: What messages call it.
        form: How it is written.

    Attributes:
        label: As given.
        form: As given.
    """

    def __init__(self, path: Path, label: str, form: CsvFormat) -> None:
        self.label, self.form = label, form
        self._path = path
        self._header_lines = self._lines = self._rows = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names; no more of the file is read than that takes.

        Raises:
            DataError: The file cannot be read or decoded, is empty, or its header is wrong.
        """
        with open_rows(self._path, self.label, self.form) as opened:
            return opened.names

    def head(self, max_rows: int) -> CsvHead:
        """The first rows; the file is read no further.

        Args:
            max_rows: So many, at most.

        Raises:
            DataError: As `names`, or a row has not as many fields as the header.
        """
        with open_rows(self._path, self.label, self.form) as opened:
            head = CsvHead(opened.names)
            for line, fields in islice(opened.rows, max_rows):
                if len(fields) != len(opened.names):
                    problem = unclosed_quote(self._path, self.label, self.form)
                    first = line, fields
                    raise DataError(problem or ragged_row(opened, self.label, self.form, first))
                head.rows.append(fields)
                head.lines.append(line)
            return head

    def batches(
        self,
        columns: Sequence[str] | None = None,
        *,
        nulls: bool = False,
        block_bytes: int = BLOCK_BYTES,
    ) -> Iterator[pa.RecordBatch]:
        """All rows, some thousands at a time, in the memory of a few blocks.

        Args:
            columns: Only these columns, in the order given; all when None.
            nulls: Whether a field that means missing is null; else it is as written, too.
            block_bytes: How much of the file to parse at once. Arrow reads up to 32 blocks ahead
                of a slower consumer, so that they count in memory many times over.

        Yields:
            Texts as they are written, quotation marks removed; nothing for a header without rows.

        Raises:
            DataError: As `names`, or one of the rows is wrong.
        """
        import pyarrow as pa
        from pyarrow import csv

        path, form = self._path, self.form
        with open_rows(path, self.label, form) as opened:
            names, self._header_lines = opened.names, opened.header_lines
            if next(opened.rows, None) is None:
                return
        self._lines = self._rows = 0
        with open_binary(path, self.label) as file:
            counted = CsvBytes(file, form)
            try:
                reader = csv.open_csv(
                    pa.PythonFile(counted, mode="r"),
                    read_options=csv.ReadOptions(
                        block_size=block_bytes, skip_rows=self._header_lines, column_names=names
                    ),
                    parse_options=csv.ParseOptions(
                        delimiter=form.delimiter,
                        quote_char=form.quotechar or False,
                        newlines_in_values=bool(form.quotechar),
                    ),
                    convert_options=csv.ConvertOptions(
                        column_types=dict.fromkeys(names, pa.string()),
                        include_columns=list(names if columns is None else columns),
                        null_values=form.missing,
                        strings_can_be_null=nulls,
                        quoted_strings_can_be_null=nulls,
                    ),
                )
                for batch in reader:
                    if batch.num_rows:
                        self._rows += batch.num_rows
                        yield batch
            except (pa.ArrowInvalid, UnicodeError) as error:
                raise DataError(self.fault(error)) from error
            self._lines = counted.lines
        if counted.quotes % 2:
            problem = unclosed_quote(path, self.label, form)
            if problem:
                raise DataError(problem)

    @property
    def first_line(self) -> int | None:
        """The line of the first row, once all batches were read.

        None where there are blank lines or line breaks in quotes, so that the lines of the other
        rows cannot be counted from it.
        """
        plain = self._lines == self._header_lines + self._rows
        return self._header_lines + 1 if plain else None

    def line_of(self, row: int) -> int:
        """The line on which a row begins, from 1; the file is read up to it.

        Args:
            row: The row's index, from 0, header and blank lines not counted.
        """
        with open_rows(self._path, self.label, self.form) as opened:
            return next(islice(opened.rows, row, None))[0]

    def fault(self, error: Exception) -> Problem:
        """What is wrong with a file that arrow refused; reads all of it again.

        Args:
            error: What arrow said.
        """
        path, label, form = self._path, self.label, self.form
        return (
            wrong_encoding(path, label, form)
            or unclosed_quote(path, label, form)
            or self._ragged()
            or Problem("unreadable-csv", f"{label} cannot be read as CSV: {error}")
        )

    def _ragged(self) -> Problem | None:
        with open_rows(self._path, self.label, self.form) as opened:
            for line, fields in opened.rows:
                if len(fields) != len(opened.names):
                    return ragged_row(opened, self.label, self.form, (line, fields))
        return None
