"""Columns: rows as they are in their source, before any step, wherever they are kept.

A `Table` keeps them in memory, a `TableOnDisk` in files, of which some rows are read at a time.
Whoever is given columns asks them, and does not ask what they are: a column's facts (its kind, how
many values are missing) are at hand for both, and values come in pieces. In memory there is one
piece, which is everything and no copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from nnspec.data.formats.csv.style import CsvFormat
    from nnspec.data.table.kinds import Kind
    from nnspec.data.table.signature import ArraySpec
    from nnspec.data.table.table import LeftOut, Table


class Source(Protocol):
    """What is known of rows without looking at a value."""

    @property
    def origin(self) -> str:
        """What messages call the source, for instance `datasets/concrete.csv`."""

    @property
    def n_rows(self) -> int:
        """How many rows there are."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """What each column holds, in order: `numeric`, `text`, or the array of a row."""

    @property
    def left_out(self) -> LeftOut:
        """How many rows of the source are not among these."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """The rows of each source by the part that it is for: these alone, for most.

        `data.source` is the first and called `training`; others are the split's own files.
        """

    def fingerprint(self) -> str:
        """SHA-256 over names, kinds and values, the same in memory and on disk."""


class Columns(Source, Protocol):
    """Named columns of equal length: an array (n, ...) for each name, a row along the first axis.

    Numbers are missing where they are NaN, text where it is None.

    Attributes:
        in_memory: Whether all of them are in memory, so that looking at every value is cheap.
    """

    in_memory: ClassVar[bool]

    @property
    def row_word(self) -> Literal["row", "line"]:
        """What a row's number counts: `line` of a file, or `row`."""

    @property
    def partial(self) -> bool:
        """Whether these are only the first rows of a source that goes on."""

    @property
    def csv(self) -> CsvFormat | None:
        """How the CSV file is written that they come from; None where values have types."""

    @property
    def rows_in_words(self) -> str:
        """`344 rows`, or `the first 20,000 rows` of a source that goes on."""

    @property
    def sources(self) -> Mapping[str, Columns]:
        """As `Source.sources`, with their values."""

    def __contains__(self, name: object) -> bool:
        """Whether there is such a column."""

    def __getitem__(self, name: str) -> np.ndarray:
        """A whole column, in memory: for one that has to be there at once, as labels have."""

    def is_numeric(self, name: str) -> bool:
        """Whether a column holds numbers rather than text."""

    def array(self, name: str) -> ArraySpec | None:
        """What a column of arrays has of a row; None for another column."""

    def has_long_text(self, name: str) -> bool:
        """Whether a column has too many different texts to be read at all."""

    def missing(self, name: str) -> int:
        """How many rows have no value in a column."""

    def missing_mask(self, name: str) -> np.ndarray:
        """Which rows have no value in a column, bool (n,)."""

    def number(self, row: int) -> int:
        """The number in its source of the row with this index."""

    def place(self, row: int) -> str:
        """Where the row with this index stands in its source: `on line 7` or `in row 6`."""

    def pieces(
        self, names: Iterable[str], rows: int | None = None
    ) -> Iterator[tuple[np.ndarray, Table]]:
        """All rows of some columns, with as many in memory at a time as is good for them.

        Args:
            names: The columns.
            rows: So many rows at once, at most, where they are on disk.

        Yields:
            The rows' indices, int64 (m,), and the rows. They come in the order that is quickest to
            read, each of them once; nothing comes where there are no rows.
        """

    def select(self, names: Iterable[str]) -> Table:
        """The named columns alone, in the order given and in memory."""

    def as_table(self) -> Table:
        """All rows and columns in memory: these themselves, where that is where they are."""

    def take(self, rows: np.ndarray | Sequence[int], names: Iterable[str] | None = None) -> Table:
        """The rows with these indices, in the order given and in memory.

        Args:
            rows: The indices; the rows keep the numbers that they have in their source.
            names: Only these columns, all when left out.
        """

    def among(self, rows: np.ndarray) -> Columns:
        """These rows as columns of their own, kept where the others are.

        Args:
            rows: Their indices, int64 (m,), each at most once: the new order.
        """
