"""A table that does not fit memory: columns on disk, of which some rows are read at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from nnspec.data.formats.csv.style import CsvFormat
from nnspec.data.ondisk.array_column import ArrayColumn, rows_at_once
from nnspec.data.ondisk.columns import (
    Column,
    LongTextColumn,
    NumberColumn,
    TextColumn,
    read_bytes,
    read_values,
)
from nnspec.data.ondisk.selection import Selection
from nnspec.data.table.arrays import missing_in
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import (
    LeftOut,
    Table,
    canonical_array,
    canonical_numbers,
    column_header,
)

STEP_ROWS = 1 << 18
"""Rows of a single column that are read at once."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownSource:
    """A `Source` whose columns are gone.

    Attributes:
        origin: What messages call it.
        n_rows: How many of its rows are used.
        kinds: `numeric` or `text` for every column, in order.
        left_out: How many rows are not used.
        digest: The fingerprint of all rows and columns.
    """

    origin: str
    n_rows: int
    kinds: Mapping[str, Kind]
    left_out: LeftOut
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self.kinds)

    @property
    def sources(self) -> dict[str, KnownSource]:
        """This one alone."""
        return {"training": self}

    def fingerprint(self) -> str:
        """That of all rows and columns; see `Table.fingerprint`."""
        return self.digest


class TableOnDisk:
    """`Columns` in files; `[name]` reads a whole column into memory.

    Attributes:
        origin: What messages call the source.
        row_word: What a row's number counts: `line` of a file, or `row`.
        n_rows: How many rows there are.
        partial: False: they are all there are.
        left_out: How many rows of the source are not among them.
        csv: How the CSV file is written that they come from; None for other sources.
    """

    partial: bool = False
    in_memory: ClassVar[bool] = False

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
        self._fingerprint: str | None = None

    def numbered(
        self, word: Literal["row", "line"], first: int, numbers: Path | None
    ) -> TableOnDisk:
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
    def sources(self) -> dict[str, TableOnDisk]:
        """These rows alone."""
        return {"training": self}

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each column holds, in order: `numeric`, `text`, or the array of a row."""
        return {
            name: self.array(name) or ("numeric" if self.is_numeric(name) else "text")
            for name in self._columns
        }

    def is_numeric(self, name: str) -> bool:
        """Whether the column holds numbers rather than text."""
        return isinstance(self._columns[name], NumberColumn)

    def array(self, name: str) -> ArraySpec | None:
        """What a column of arrays has of a row; None for another column."""
        column = self._columns[name]
        return column.spec if isinstance(column, ArrayColumn) else None

    def has_long_text(self, name: str) -> bool:
        """Whether the column has more than `MAX_TEXTS` different texts and cannot be read."""
        return isinstance(self._columns[name], LongTextColumn)

    def long_text(self, name: str) -> LongTextColumn:
        """The column of which `has_long_text` is true."""
        column = self._columns[name]
        if not isinstance(column, LongTextColumn):
            raise KeyError(name)
        return column

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
        masks = [missing_in(piece[name]) for _, piece in self.pieces([name])]
        return np.concatenate([np.empty(0, dtype=bool), *masks])

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
        """Rows of a column: float64 or object (stop - start,), or arrays (stop - start, ...)."""
        return self._columns[name].read(start, stop)

    def piece(self, names: Iterable[str], start: int, stop: int) -> Table:
        """Rows of some columns, with their numbers."""
        columns = {name: self.read(name, start, stop) for name in names}
        numbers = self.row_numbers(start, stop)
        return Table(columns, self.origin, numbers, self.row_word, csv=self.csv)

    def pieces(
        self, names: Iterable[str], rows: int | None = None
    ) -> Iterator[tuple[np.ndarray, Table]]:
        """All rows of some columns from top to bottom, with their indices; see `Columns.pieces`."""
        names = list(names)
        for start, stop in self.steps_of(names, rows):
            yield np.arange(start, stop), self.piece(names, start, stop)

    def select(self, names: Iterable[str]) -> Table:
        """The named columns alone, in the order given and in memory."""
        return self.piece(names, 0, self.n_rows)

    def as_table(self) -> Table:
        """All rows and columns, read into memory."""
        return self.select(self.names)

    def take(self, rows: np.ndarray | Sequence[int], names: Iterable[str] | None = None) -> Table:
        """Rows with these indices, in the order given, with their numbers.

        The columns are read from top to bottom once, however few the rows are.

        Args:
            rows: The indices.
            names: Only these columns, all when left out.
        """
        rows = np.asarray(rows, dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        columns = {}
        for name in self.names if names is None else names:
            nothing = self.read(name, 0, 0)
            values = np.empty((len(rows), *nothing.shape[1:]), nothing.dtype)
            for start, stop in self.steps_of([name]):
                first, last = np.searchsorted(ascending, (start, stop))
                if last > first:
                    piece = self.read(name, start, stop)
                    values[order[first:last]] = piece[ascending[first:last] - start]
            columns[name] = values
        return Table(columns, self.origin, self._numbers_of(rows), self.row_word, csv=self.csv)

    def among(self, rows: np.ndarray) -> Selection:
        """These rows as columns of their own, looked up when they are read."""
        return Selection(self, rows)

    def steps(self, rows: int = STEP_ROWS) -> Iterator[tuple[int, int]]:
        """The ranges of rows from top to bottom."""
        for start in range(0, self.n_rows, rows):
            yield start, min(start + rows, self.n_rows)

    def steps_of(self, names: Iterable[str], rows: int | None = None) -> Iterator[tuple[int, int]]:
        """The ranges of rows of some columns, fewer rows at a time where these are arrays.

        Args:
            names: The columns.
            rows: So many rows at most.
        """
        arrays = [spec for name in names if (spec := self.array(name)) is not None]
        return self.steps(rows_at_once(arrays, STEP_ROWS if rows is None else rows))

    def remove(self, names: Iterable[str]) -> None:
        """Delete columns, in memory and on disk."""
        for name in list(names):
            self._columns.pop(name).remove()

    def known(self) -> KnownSource:
        """What there is to know of all columns, which stays when some are removed."""
        return KnownSource(self.origin, self.n_rows, self.kinds, self.left_out, self.fingerprint())

    def fingerprint(self) -> str:
        """The fingerprint that the table has in memory; see `Table.fingerprint`.

        It is worked out once, and is that of all columns as long as none is removed before.
        """
        if self._fingerprint is None:
            self._fingerprint = self._digest()
        return self._fingerprint

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, column in self._columns.items():
            numeric = self.is_numeric(name)
            digest.update(column_header(name, self.array(name), numeric, self.n_rows))
            if isinstance(column, ArrayColumn):
                for start, stop in self.steps_of([name]):
                    digest.update(canonical_array(column.read(start, stop)).tobytes())
            elif isinstance(column, NumberColumn):
                for start, stop in self.steps():
                    digest.update(canonical_numbers(column.read(start, stop)).tobytes())
            elif isinstance(column, LongTextColumn):
                for path in (column.path, column.characters):
                    for piece in read_bytes(path):
                        digest.update(piece)
            elif isinstance(column, TextColumn):
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
