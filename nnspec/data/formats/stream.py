"""A source that is read in pieces, for rows that do not fit memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnspec.data.table.table import LeftOut, Table

if TYPE_CHECKING:
    from nnspec.data.formats.csv.style import CsvFormat


@dataclass(frozen=True, slots=True)
class Stream:
    """A source that can be read in pieces, as often as it takes.

    Attributes:
        origin: What messages call it.
        pieces: Takes the names of the columns to read (all when empty) and of those that stay
            text, and yields the next rows as tables. The second is looked up anew for each piece.
        first_line: The line of the first row of a file whose other rows follow line by line, or
            None; known once all pieces were read, and only where these have no row numbers, or
            such as count from the first row.
        left_out: How many rows are not among the pieces, once all of these were read.
        csv: How a CSV file is written; None for other sources.
    """

    origin: str
    pieces: Callable[[Collection[str], Collection[str]], Iterator[Table]]
    first_line: Callable[[], int | None] = lambda: None
    left_out: Callable[[], LeftOut] = LeftOut
    csv: CsvFormat | None = None
