"""Some rows of a table on disk, as columns of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from nnspec.data.table.table import LeftOut, Table

if TYPE_CHECKING:
    from nnspec.data.formats.csv.style import CsvFormat
    from nnspec.data.ondisk.table import TableOnDisk
    from nnspec.data.table.kinds import Kind
    from nnspec.data.table.signature import ArraySpec


class Selection:
    """`Columns` of which no value is copied: they are looked up in the table when they are read.

    Args:
        table: The table.
        rows: The indices of these rows in it, int64 (n,), each at most once, in any order.

    Attributes:
        partial: False: nobody looked at the table's first rows alone.
        left_out: None: what was left out is known of the whole table.
    """

    partial: bool = False
    in_memory: ClassVar[bool] = False
    left_out: LeftOut = LeftOut()

    def __init__(self, table: TableOnDisk, rows: np.ndarray) -> None:
        self._table = table
        self._rows = rows

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> np.ndarray:
        return self.select([name])[name]

    @property
    def origin(self) -> str:
        """What messages call the source."""
        return self._table.origin

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return self._table.names

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each column holds, in order."""
        return self._table.kinds

    @property
    def sources(self) -> dict[str, Selection]:
        """These rows alone."""
        return {"training": self}

    @property
    def row_word(self) -> Literal["row", "line"]:
        """What a row's number counts."""
        return self._table.row_word

    @property
    def csv(self) -> CsvFormat | None:
        """How the CSV file is written that they come from; None for other sources."""
        return self._table.csv

    @property
    def rows_in_words(self) -> str:
        """`1,000,000 rows`."""
        return f"{self.n_rows:,} rows"

    def is_numeric(self, name: str) -> bool:
        """Whether the column holds numbers rather than text."""
        return self._table.is_numeric(name)

    def array(self, name: str) -> ArraySpec | None:
        """What a column of arrays has of a row; None for another column."""
        return self._table.array(name)

    def has_long_text(self, name: str) -> bool:
        """Whether the column has too many different texts to be read."""
        return self._table.has_long_text(name)

    def missing(self, name: str) -> int:
        """How many rows have no value in this column."""
        return int(np.count_nonzero(self.missing_mask(name)))

    def missing_mask(self, name: str) -> np.ndarray:
        """Which rows have no value in this column, bool of shape (n,)."""
        return self._table.missing_mask(name)[self._rows]

    def number(self, row: int) -> int:
        """The number in its source of the row with this index."""
        return self._table.number(int(self._rows[row]))

    def place(self, row: int) -> str:
        """Where the row with this index stands in its source."""
        return self._table.place(int(self._rows[row]))

    def pieces(
        self, names: Iterable[str], rows: int | None = None
    ) -> Iterator[tuple[np.ndarray, Table]]:
        """All rows in the order of the table, with their indices; see `Columns.pieces`."""
        names = list(names)
        for start, stop in self._table.steps_of(names, rows):
            index = self._index[start:stop]
            chosen = np.flatnonzero(index >= 0)
            if len(chosen):
                yield index[chosen], self._table.piece(names, start, stop).take(chosen)

    def select(self, names: Iterable[str]) -> Table:
        """The named columns alone, in the order given and in memory."""
        return self._table.take(self._rows, names)

    def as_table(self) -> Table:
        """All of these rows and columns, read into memory."""
        return self.select(self.names)

    def take(self, rows: np.ndarray | Sequence[int], names: Iterable[str] | None = None) -> Table:
        """The rows with these indices, in the order given, with their numbers."""
        return self._table.take(self._rows[np.asarray(rows, dtype=np.int64)], names)

    def among(self, rows: np.ndarray) -> Selection:
        """These rows as columns of their own."""
        return Selection(self._table, self._rows[rows])

    def fingerprint(self) -> str:
        """The fingerprint that these rows have in memory; see `Table.fingerprint`."""
        return self.select(self.names).fingerprint()

    @cached_property
    def _index(self) -> np.ndarray:
        """The index of each row of the table among these, -1 for one that is not."""
        dtype = np.int32 if self.n_rows <= np.iinfo(np.int32).max else np.int64
        index = np.full(self._table.n_rows, -1, dtype)
        index[self._rows] = np.arange(self.n_rows, dtype=dtype)
        return index
