"""A table that does not fit memory, read once from its source into columns on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from nnspec.data.csv_format import CsvFormat
from nnspec.data.look import Kind
from nnspec.data.spool import (
    MAX_TEXTS,
    Column,
    LongTextColumn,
    NumberColumn,
    TextColumn,
    lengthened,
    read_bytes,
    read_values,
)
from nnspec.data.streams import Stream
from nnspec.data.table import LeftOut, Table, canonical_numbers

STEP_ROWS = 1 << 18
"""Rows of a single column that are read at once."""
_BUFFER_BYTES = 16 << 20


class SpooledTable:
    """Like a `Table`, with its columns on disk.

    What reads a table column by column or by its facts (`check_data`, `step_problem`) takes it as
    one; `[name]` reads a whole column into memory.

    Attributes:
        origin: What messages call the source.
        row_word: What a row's number counts: `line` of a file, or `row`.
        n_rows: How many rows there are.
        partial: False: they are all there are.
        left_out: How many rows of the source are not among them.
        csv: How the CSV file is written that they come from; None for other sources.
    """

    partial = False

    def __init__(
        self,
        columns: dict[str, Column],
        origin: str,
        n_rows: int,
        csv: CsvFormat | None = None,
    ) -> None:
        self._columns = columns
        self.origin = origin
        self.n_rows = n_rows
        self.csv = csv
        self.row_word: Literal["row", "line"] = "row"
        self.left_out = LeftOut()
        self._first = 1
        self._numbers: Path | None = None

    def numbered(
        self, word: Literal["row", "line"], first: int, numbers: Path | None
    ) -> SpooledTable:
        """The same table, with the numbers of its rows from `first` on.

        Args:
            word: What they count.
            first: The number of the source's first row.
            numbers: A file of int64 with each row's number where the first would be 1; without it
                the rows follow one another.
        """
        self.row_word, self._first, self._numbers = word, first, numbers
        return self

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> np.ndarray:
        return self.read(name, 0, self.n_rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self._columns)

    @property
    def kinds(self) -> dict[str, Kind]:
        """`numeric` or `text` for every column, in order."""
        return {name: "numeric" if self.is_numeric(name) else "text" for name in self._columns}

    def is_numeric(self, name: str) -> bool:
        """Whether the column holds numbers rather than text."""
        return isinstance(self._columns[name], NumberColumn)

    def has_long_text(self, name: str) -> bool:
        """Whether the column has more than `MAX_TEXTS` different texts and cannot be read."""
        return isinstance(self._columns[name], LongTextColumn)

    def long_text(self, name: str) -> LongTextColumn:
        """The column of which `has_long_text` is true."""
        return self._columns[name]

    def text_column(self, name: str) -> TextColumn | None:
        """The column with its codes, or None for numbers."""
        column = self._columns[name]
        return column if isinstance(column, TextColumn) else None

    def missing(self, name: str) -> int:
        """How many rows have no value in this column."""
        return self._columns[name].missing

    def missing_mask(self, name: str) -> np.ndarray:
        """Which rows have no value in this column, bool of shape (n,)."""
        column = self._columns[name]
        if isinstance(column, TextColumn):
            return column.read_codes(0, self.n_rows) < 0
        return np.isnan(self[name])

    @property
    def rows_in_words(self) -> str:
        """`1,000,000 rows`."""
        return f"{self.n_rows:,} rows"

    def number(self, row: int) -> int:
        """The number in its source of the row with this index."""
        return int(self.row_numbers(row, row + 1)[0])

    def place(self, row: int) -> str:
        """Where the row with this index stands in its source: `on line 7` or `in row 6`."""
        return f"{'on' if self.row_word == 'line' else 'in'} {self.row_word} {self.number(row)}"

    def read(self, name: str, start: int, stop: int) -> np.ndarray:
        """Rows of a column, float64 or object of shape (stop - start,)."""
        return self._columns[name].read(start, stop)

    def piece(self, names: Iterable[str], start: int, stop: int) -> Table:
        """Rows of some columns, with their numbers."""
        columns = {name: self.read(name, start, stop) for name in names}
        numbers = self.row_numbers(start, stop)
        return Table(columns, self.origin, numbers, self.row_word, csv=self.csv)

    def take(self, names: Iterable[str], rows: np.ndarray) -> Table:
        """Rows with these indices, in the order given, of some columns, with their numbers.

        The columns are read from top to bottom once, however few the rows are.
        """
        rows = np.asarray(rows, dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        columns = {}
        for name in names:
            values = np.empty(len(rows), np.float64 if self.is_numeric(name) else object)
            for start, stop in self.steps():
                first, last = np.searchsorted(ascending, (start, stop))
                if last > first:
                    piece = self.read(name, start, stop)
                    values[order[first:last]] = piece[ascending[first:last] - start]
            columns[name] = values
        return Table(columns, self.origin, self._numbers_of(rows), self.row_word, csv=self.csv)

    def steps(self, rows: int = STEP_ROWS) -> Iterator[tuple[int, int]]:
        """The ranges of rows from top to bottom."""
        for start in range(0, self.n_rows, rows):
            yield start, min(start + rows, self.n_rows)

    def remove(self, names: Iterable[str]) -> None:
        """Delete columns, in memory and on disk."""
        for name in list(names):
            self._columns.pop(name).remove()

    def fingerprint(self) -> str:
        """The fingerprint that the table has in memory; see `Table.fingerprint`."""
        digest = hashlib.sha256()
        for name, column in self._columns.items():
            kind = "number" if self.is_numeric(name) else "text"
            header = f"{len(name)}:{name}:{kind}:{self.n_rows};"
            digest.update(header.encode("utf-8", "surrogatepass"))
            if isinstance(column, NumberColumn):
                for start, stop in self.steps():
                    digest.update(canonical_numbers(column.read(start, stop)).tobytes())
            elif isinstance(column, LongTextColumn):
                for path in (column.path, column.characters):
                    for piece in read_bytes(path):
                        digest.update(piece)
            else:
                self._digest_texts(digest, column)
        return digest.hexdigest()

    def _digest_texts(self, digest: hashlib._Hash, column: TextColumn) -> None:
        lengths = np.array([*map(len, column.codes), -1], dtype="<i8")
        for start, stop in self.steps():
            digest.update(lengths[column.read_codes(start, stop)].tobytes())
        encoded = np.empty(len(column.codes) + 1, dtype=object)
        encoded[:] = [*(text.encode("utf-8", "surrogatepass") for text in column.codes), b""]
        for start, stop in self.steps():
            digest.update(b"".join(encoded[column.read_codes(start, stop)].tolist()))

    def _numbers_of(self, rows: np.ndarray) -> np.ndarray:
        if self._numbers is None:
            return self._first + rows
        return np.array([self.number(row) for row in rows.tolist()], dtype=np.int64)

    def row_numbers(self, start: int, stop: int) -> np.ndarray:
        """The numbers in the source of the rows from `start` to before `stop`, int64."""
        if self._numbers is not None:
            numbers = read_values(self._numbers, np.dtype("<i8"), start, stop)
            return numbers + (self._first - 1)
        return np.arange(self._first + start, self._first + stop)


class _Spooler:
    """Writes the pieces of a stream to columns.

    A column that turns from numbers into text in the middle is read again as text: the numbers
    before were not kept as they were written.
    """

    def __init__(self, stream: Stream, folder: Path, text: Iterable[str]) -> None:
        self.stream, self.folder = stream, folder
        self.text = set(text)
        self.columns: dict[str, Column] = {}
        self.order: dict[str, int] = {}
        self.numbers = folder / "row_numbers"
        self.numbered = False

    def spool(self) -> SpooledTable:
        only: set[str] = set()
        while True:
            turned, rows = self._read(only)
            if not turned:
                break
            only = turned
        columns = {name: self.columns[name] for name in self.order}
        table = SpooledTable(columns, self.stream.origin, rows, self.stream.csv)
        table.left_out = self.stream.left_out()
        line = self.stream.first_line()
        numbers = self.numbers if self.numbered else None
        if line is not None:
            return table.numbered("line", line, numbers)
        return table.numbered(self.word, 1, numbers) if self.numbered else table

    def _read(self, only: set[str]) -> tuple[set[str], int]:
        """Read the stream once; returns the columns to be read again, and the number of rows."""
        turned: set[str] = set()
        rows, buffered, buffer, before = 0, 0, [], 0
        for piece in self.stream.pieces(only, self.text):
            count = piece.n_rows if piece.row_numbers is None else len(piece.row_numbers)
            if piece.row_numbers is not None and not only:
                with self.numbers.open("ab") as file:
                    if not self.numbered:
                        # Rows before the first that is left out follow one another.
                        np.arange(1, before + 1, dtype="<i8").tofile(file)
                    piece.row_numbers.astype("<i8").tofile(file)
                self.numbered, self.word = True, piece.row_word
            for name in piece.names:
                self.order.setdefault(name, len(self.order))
            before += count
            buffer.append((count, piece))
            buffered += count * max(1, len(piece.names)) * 8
            if buffered >= _BUFFER_BYTES:
                rows = self._write(buffer, rows, only, turned)
                buffer, buffered = [], 0
        return turned, self._write(buffer, rows, only, turned)

    def _write(
        self, buffer: list[tuple[int, Table]], rows: int, only: set[str], turned: set[str]
    ) -> int:
        after = rows + sum(count for count, _ in buffer)
        for name in only or self.order:
            if name in turned:
                continue
            values = [
                piece[name] if name in piece else np.full(count, np.nan) for count, piece in buffer
            ]
            if not self._append(name, values, rows):
                turned.add(name)
                self.text.add(name)
                self.columns.pop(name).remove()
        return after

    def _append(self, name: str, pieces: list[np.ndarray], rows: int) -> bool:
        """Add rows to a column; False where it has to be read again, as text."""
        text = [piece for piece in pieces if piece.dtype == np.object_]
        column = self.columns.get(name)
        if column is None or (
            text and isinstance(column, NumberColumn) and column.missing == column.rows
        ):
            # A column that was not there, or had no value until now.
            if column is not None:
                column.remove()
            column = self._new(name, is_text=name in self.text or bool(text))
            while column.rows < rows:
                column.append(np.full(min(STEP_ROWS, rows - column.rows), np.nan))
            self.columns[name] = column
        numbers = any(piece.dtype == np.float64 and not np.isnan(piece).all() for piece in pieces)
        if (text and isinstance(column, NumberColumn)) or (
            numbers and not isinstance(column, NumberColumn)
        ):
            return False
        for piece in pieces:
            column.append(piece)
        if isinstance(column, TextColumn) and len(column.codes) > MAX_TEXTS:
            self.columns[name] = lengthened(column)
        return True

    def _new(self, name: str, *, is_text: bool) -> Column:
        path = self.folder / f"column_{self.order[name]}"
        path.unlink(missing_ok=True)
        return TextColumn(path) if is_text else NumberColumn(path)


def spool(stream: Stream, folder: Path, text: Iterable[str] = ()) -> SpooledTable:
    """Read a source once, from top to bottom, into columns on disk.

    Args:
        stream: The source.
        folder: An empty folder for the columns.
        text: Columns that are known to be text; others are found, at the price of reading them
            twice.

    Raises:
        DataError: The source cannot be read.
        OSError: The disk is full.
    """
    return _Spooler(stream, folder, text).spool()
