"""Rows on disk as shuffled blocks in memory, the next one read while the last is trained on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnspec.data.table.rows import Arrays

if TYPE_CHECKING:
    from nnspec.data.ondisk.part import PartOnDisk

STRETCH_BYTES = 1 << 18
"""About so much of a row of stretches is read in one go: long enough for any disk."""
_COPIES = 4
"""Blocks in memory at once: trained on, waiting, read, and shuffled."""


class Blocks:
    """A part's rows as blocks for an epoch.

    In each epoch the file is cut into short stretches of rows at other places, the stretches are
    shuffled, a block takes the next of them and is shuffled inside. Rows are on disk in random
    order to begin with, so every batch is a random draw. The order depends on the seed and the
    epoch alone.

    Args:
        part: The rows.
        batch_size: Every block has a multiple of so many rows, but the last of an epoch.
        block_bytes: Memory for all of the blocks that are in memory at once.
        seed: Of the order.

    Attributes:
        block_rows: How many rows a block has, but the last of an epoch.
    """

    def __init__(self, part: PartOnDisk, batch_size: int, block_bytes: int, seed: int) -> None:
        self.part = part
        self._seed = seed
        row_bytes = max(1, part.row_bytes)
        rows = block_bytes // _COPIES // row_bytes
        self.block_rows = batch_size * max(1, min(rows, part.n_rows + batch_size) // batch_size)
        self._stretch = max(1, min(self.block_rows // 16 or 1, STRETCH_BYTES // row_bytes))

    @property
    def count(self) -> int:
        """How many blocks an epoch has."""
        return -(-self.part.n_rows // self.block_rows)

    def epoch(self, number: int) -> Generator[Arrays]:
        """The blocks of an epoch, each row in exactly one of them.

        Args:
            number: The epoch, from 0.

        Raises:
            OSError: The file cannot be read.
        """
        rng = np.random.default_rng([self._seed, number])
        n_rows = self.part.n_rows
        starts = np.arange(int(rng.integers(self._stretch)), n_rows, self._stretch)
        starts = np.unique(np.append(0, starts))
        stops = np.append(starts[1:], n_rows)
        order = rng.permutation(len(starts))
        ranges = np.column_stack([starts[order], stops[order]])
        return _ahead(self._read(ranges, [self._seed, number]))

    def unshuffled(self) -> Generator[Arrays]:
        """All rows in the order of the part, in blocks of the same size."""
        return _ahead(self._read(np.array([[0, self.part.n_rows]]), None))

    def _read(self, ranges: np.ndarray, seed: list[int] | None) -> Iterator[Arrays]:
        arrays = self.part.arrays
        first = 0
        # Where each range begins among the rows as they will be read.
        ends = np.cumsum(ranges[:, 1] - ranges[:, 0])
        for number in range(self.count):
            size = min(self.block_rows, self.part.n_rows - first)
            taken = _cut(ranges, ends, first, first + size)
            shuffled = None
            if seed is not None:
                shuffled = np.random.default_rng([*seed, number]).permutation(size)
            block = []
            for array in arrays:
                rows = np.empty((size, *array.shape[1:]), array.dtype)
                with array.path.open("rb", buffering=0) as file:
                    filled = 0
                    for start, stop in taken:
                        count = stop - start
                        array.read_into(file, rows[filled : filled + count], start)
                        filled += count
                block.append(rows if shuffled is None else rows[shuffled])
                del rows
            yield self.part.named(block)
            del block
            first += size


def _cut(ranges: np.ndarray, ends: np.ndarray, first: int, last: int) -> list[tuple[int, int]]:
    """The ranges of rows that are read from the `first` to before the `last`."""
    taken = []
    i = int(np.searchsorted(ends, first, side="right"))
    while first < last:
        start, stop = ranges[i].tolist()
        begins = int(ends[i]) - (stop - start)
        end = min(last, int(ends[i]))
        taken.append((start + first - begins, start + end - begins))
        first, i = end, i + 1
    return taken


def _ahead(blocks: Iterator[Arrays]) -> Generator[Arrays]:
    """The same blocks, each read by a thread while the one before is used."""
    ready: queue.Queue[Arrays | BaseException | None] = queue.Queue(maxsize=1)
    stopped = threading.Event()

    def put(item: Arrays | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def read() -> None:
        try:
            for block in blocks:
                put(block)
                del block
                if stopped.is_set():
                    return
        except BaseException as error:
            put(error)
        else:
            put(None)

    thread = threading.Thread(target=read, name="blocks", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
            del item
    finally:
        stopped.set()
        thread.join()
