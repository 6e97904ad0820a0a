"""A source read once into columns on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk.array_column import ArrayColumn
from nnspec.data.ondisk.columns import Column, NumberColumn, TextColumn, lengthened
from nnspec.data.ondisk.table import STEP_ROWS, TableOnDisk
from nnspec.data.table.kinds import MAX_TEXTS
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table

BUFFER_BYTES = 16 << 20
"""Bytes that are gathered in memory before they are written."""


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

    def spool(self) -> TableOnDisk:
        only: set[str] = set()
        while True:
            turned, rows = self._read(only)
            if not turned:
                break
            only = turned
        columns = {name: self.columns[name] for name in self.order}
        table = TableOnDisk(columns, self.stream.origin, rows, self.stream.csv)
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
            buffered += max(8 * count, sum(column.nbytes for column in piece.columns.values()))
            if buffered >= BUFFER_BYTES:
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
        column = self.columns.get(name)
        if pieces and pieces[0].ndim > 1:
            return self._append_arrays(name, pieces)
        text = [piece for piece in pieces if piece.dtype == np.object_]
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

    def _append_arrays(self, name: str, pieces: list[np.ndarray]) -> bool:
        """Add arrays, whose type a file such as Parquet knows from its first row on."""
        if name not in self.columns:
            path = self.folder / f"column_{self.order[name]}"
            spec = ArraySpec(pieces[0].shape[1:], pieces[0].dtype.name)
            self.columns[name] = ArrayColumn(path, spec)
        for piece in pieces:
            self.columns[name].append(piece)
        return True

    def _new(self, name: str, *, is_text: bool) -> Column:
        path = self.folder / f"column_{self.order[name]}"
        path.unlink(missing_ok=True)
        return TextColumn(path) if is_text else NumberColumn(path)


def spool(stream: Stream, folder: Path, text: Iterable[str] = ()) -> TableOnDisk:
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
