"""Rows that come in one order, written to disk in another, without all of them in memory."""

from __future__ import annotations

from collections.abc import Sequence
from io import FileIO

import numpy as np

from nnspec.data.ondisk.array import DiskArray


class Scatter:
    """Writes rows to arrays at places that are known beforehand; a context manager.

    The arrays are cut into buckets. Each row goes to the end of what its bucket holds so far, so
    that the disk is written in long stretches; when all rows are there, one bucket after the other
    is put in order in memory.

    Args:
        arrays: The arrays to fill, of equal length.
        order: The index in the source of each of their rows, int64 (n,); each is different, and
            rows come in ascending order of it.
        bucket_bytes: How much of all arrays together is put in order at once.
    """

    def __init__(self, arrays: Sequence[DiskArray], order: np.ndarray, bucket_bytes: int) -> None:
        self._arrays = arrays
        self._order = order
        row_bytes = sum(array.row_bytes for array in arrays)
        self._bucket_rows = max(1, bucket_bytes // max(1, row_bytes))
        self.buckets = -(-len(order) // self._bucket_rows)
        self._filled = np.arange(self.buckets, dtype=np.int64) * self._bucket_rows
        self._files: list[FileIO] = []

    def __enter__(self) -> Scatter:
        for array in self._arrays:
            self._files.append(array.path.open("r+b", buffering=0))
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def bucket_of_rows(self) -> np.ndarray:
        """The bucket of each row of the arrays, int64 (n,)."""
        return np.arange(len(self._order)) // self._bucket_rows

    def write(self, buckets: np.ndarray, values: Sequence[np.ndarray]) -> None:
        """Write the next rows.

        Args:
            buckets: The bucket of each, int (m,).
            values: For each array its rows, shape (m, ...).
        """
        if not len(buckets):
            return
        order = np.argsort(buckets, kind="stable")
        present, starts = np.unique(buckets[order], return_index=True)
        ends = np.append(starts[1:], len(order))
        for array, file, rows in zip(self._arrays, self._files, values, strict=True):
            sorted_rows = rows[order]
            for bucket, start, end in zip(present, starts, ends, strict=True):
                array.write(file, sorted_rows[start:end], int(self._filled[bucket]))
        self._filled[present] += ends - starts

    def finish(self) -> None:
        """Put every bucket in order."""
        for bucket in range(self.buckets):
            start = bucket * self._bucket_rows
            came = np.argsort(self._order[start : start + self._bucket_rows])
            for array, file in zip(self._arrays, self._files, strict=True):
                rows = np.empty((len(came), *array.shape[1:]), array.dtype)
                array.read_into(file, rows, start)
                placed = np.empty_like(rows)
                placed[came] = rows
                array.write(file, placed, start)
