"""A source read in pieces, of which only the rows are given that a spec uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from nnspec.data.formats.stream import Stream
from nnspec.data.loading.row_rules import RowRules
from nnspec.data.table.table import LeftOut, Table
from nnspec.errors import DataError


def used_rows(stream: Stream, rules: RowRules) -> Stream:
    """The rows of a stream that the rules leave.

    Which rows these are is found when all columns are read; when some are read again, as columns
    that turned out to be text are, it is known.

    Args:
        stream: The source.
        rules: What a row must be to be used.
    """
    kept = _Kept(stream, rules)
    return replace(stream, pieces=kept.pieces, left_out=lambda: kept.left_out)


class _Kept:
    """The rows that are kept, a bit a row."""

    def __init__(self, stream: Stream, rules: RowRules) -> None:
        self.stream, self.rules = stream, rules
        self.left_out = LeftOut()
        self._bits = np.empty(0, dtype=np.uint8)

    def pieces(self, only: Collection[str], text: Collection[str]) -> Iterator[Table]:
        """As `Stream.pieces`.

        Raises:
            DataError: Besides what the stream raises: no row is left, or a column cannot be
                compared with a condition's values.
        """
        if only:
            yield from self._again(only, text)
            return
        masks: list[np.ndarray] = []
        self.left_out = LeftOut()
        for piece in self.stream.pieces(only, text):
            mask, left_out = self.rules.mask(piece)
            before = self.left_out.of
            self.left_out += left_out
            masks.append(mask)
            # As long as no row is missing, they follow one another as they did.
            yield _taken(piece, mask, before) if self.left_out.total else piece
        self._bits = np.packbits(np.concatenate([np.empty(0, dtype=bool), *masks]))
        if self.left_out.of and self.left_out.total == self.left_out.of:
            raise DataError(self.rules.none_left(self.stream.origin, self.left_out))

    def _again(self, only: Collection[str], text: Collection[str]) -> Iterator[Table]:
        start = 0
        for piece in self.stream.pieces(only, text):
            count = _count(piece)
            first, last = start // 8, -(-(start + count) // 8)
            bits = np.unpackbits(self._bits[first:last])
            mask = bits[start - 8 * first :][:count].astype(bool)
            yield _taken(piece, mask, start)
            start += count


def _taken(piece: Table, mask: np.ndarray, before: int) -> Table:
    """The rows of a piece with their numbers: of the source, or counted from its first row."""
    numbers = piece.row_numbers
    if numbers is None:
        numbers = np.arange(before + 1, before + 1 + len(mask), dtype=np.int64)
    columns = {name: column[mask] for name, column in piece.columns.items()}
    return replace(piece, columns=columns, row_numbers=numbers[mask])


def _count(piece: Table) -> int:
    return piece.n_rows if piece.row_numbers is None else len(piece.row_numbers)
