"""One part of the rows on disk, preprocessed, in the order in which it was dealt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.shuffled_blocks import Blocks
from nnspec.data.table.rows import MEASURED_ROWS, Arrays, Forward, rows_to_measure
from nnspec.data.table.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class PartOnDisk:
    """`Rows` on disk, row for row those that `prepare` makes in memory.

    Attributes:
        n_rows: How many rows there are; 0 for a part that was not asked for.
        x: An array (n, ...) for each input, like the preprocessor's signature.
        y: For each target what its loss wants.
        weights: float32 (n,), or None.
        rows: The rows' indices in the source, int64 (n,).
        actual: Each target column as it is in the source: float64, or int32 positions in `texts`.
        texts: The different values of the target columns of text.
        origin: What messages call the source.
    """

    in_memory: ClassVar[bool] = False

    n_rows: int
    x: Mapping[str, DiskArray]
    y: Mapping[str, DiskArray]
    weights: DiskArray | None
    rows: DiskArray
    actual: Mapping[str, DiskArray]
    texts: Mapping[str, np.ndarray]
    origin: str

    @property
    def arrays(self) -> list[DiskArray]:
        """What a network is trained on: inputs, targets, weights."""
        return [*self.x.values(), *self.y.values(), *filter(None, [self.weights])]

    @property
    def row_bytes(self) -> int:
        """Bytes of a row of `arrays`."""
        return sum(array.row_bytes for array in self.arrays)

    def named(self, arrays: list[np.ndarray]) -> Arrays:
        """Rows of `arrays`, in their order, by name."""
        rest = iter(arrays)
        x = {name: next(rest) for name in self.x}
        y = {name: next(rest) for name in self.y}
        return Arrays(x, y, next(rest, None))

    def read(self, start: int, stop: int) -> Arrays:
        """The rows from `start` to before `stop`, fewer where there are not as many."""
        stop = min(stop, self.n_rows)
        return self.named([array.read(start, stop) for array in self.arrays])

    def batches(self, size: int) -> Iterator[Arrays]:
        """All rows in order, so many at a time."""
        for start in range(0, self.n_rows, size):
            yield self.read(start, start + size)

    def blocks(self, batch_size: int, block_bytes: int, seed: int) -> Blocks:
        """Shuffled blocks of all rows, each read while the one before is trained on."""
        return Blocks(self, batch_size, block_bytes, seed)

    def outputs(self, network: Forward) -> dict[str, np.ndarray]:
        """What a network makes of all rows, with the inputs of only some in memory at a time."""
        whole: dict[str, np.ndarray] = {}
        size = rows_to_measure(self, MEASURED_ROWS)
        for start in range(0, self.n_rows, size):
            stop = min(start + size, self.n_rows)
            inputs = {name: array.read(start, stop) for name, array in self.x.items()}
            for name, values in network(inputs).items():
                if name not in whole:
                    whole[name] = np.empty((self.n_rows, *values.shape[1:]), values.dtype)
                whole[name][start:stop] = values
        return whole

    def row_weights(self) -> np.ndarray | None:
        """What each row counts in the loss, float32 (n,); None where every row counts 1."""
        return None if self.weights is None else self.weights.read(0, self.n_rows)

    def truth(self) -> Table:
        """The target columns of all rows, as they are in the source."""
        columns = {}
        for name, array in self.actual.items():
            values = array.read(0, self.n_rows)
            columns[name] = self.texts[name][values] if name in self.texts else values
        return Table(columns, self.origin)

    def place(self, row: int) -> None:
        """Not known: the numbers of the rows are not kept."""
        return None
