"""One part of the rows on disk, preprocessed, in the order in which it was dealt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnspec.data.ondisk.array import DiskArray
from nnspec.data.table.table import Table

MEASURED_ROWS = 65_536
"""Rows that are read at once to be measured."""


class Block(NamedTuple):
    """Rows in memory.

    Attributes:
        x: An array (n, ...) for each input, like the preprocessor's signature.
        y: For each target what its loss wants; see `FittedTarget.encode`.
        weights: float32 (n,), or None where rows have none.
    """

    x: dict[str, np.ndarray]
    y: dict[str, np.ndarray]
    weights: np.ndarray | None

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.x.values())))


@dataclass(frozen=True, slots=True, eq=False)
class PartOnDisk:
    """The arrays of one part of the rows, on disk; row for row those that `prepare` makes.

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

    def block(self, arrays: list[np.ndarray]) -> Block:
        """Rows of `arrays`, in their order, by name."""
        rest = iter(arrays)
        x = {name: next(rest) for name in self.x}
        y = {name: next(rest) for name in self.y}
        return Block(x, y, next(rest, None))

    def read(self, start: int, stop: int) -> Block:
        """The rows from `start` to before `stop`."""
        return self.block([array.read(start, stop) for array in self.arrays])

    def targets(self, start: int = 0, stop: int | None = None) -> Table:
        """The target columns as they are in the source."""
        stop = self.n_rows if stop is None else stop
        columns = {}
        for name, array in self.actual.items():
            values = array.read(start, stop)
            columns[name] = self.texts[name][values] if name in self.texts else values
        return Table(columns, self.origin)

    def pieces(self, rows: int = MEASURED_ROWS) -> Iterator[tuple[Block, Table]]:
        """All rows in order, some at a time, with their target columns."""
        for start in range(0, self.n_rows, rows):
            stop = min(start + rows, self.n_rows)
            yield self.read(start, stop), self.targets(start, stop)

    def outputs(
        self, outputs: Callable[[dict[str, np.ndarray]], Mapping[str, np.ndarray]]
    ) -> dict[str, np.ndarray]:
        """What a network makes of all rows, with the inputs of only some in memory at a time.

        Args:
            outputs: Takes the inputs of some rows, and gives (n, k) for each output.

        Returns:
            (n_rows, k) for each output.
        """
        whole: dict[str, np.ndarray] = {}
        for start in range(0, self.n_rows, MEASURED_ROWS):
            stop = min(start + MEASURED_ROWS, self.n_rows)
            inputs = {name: array.read(start, stop) for name, array in self.x.items()}
            for name, values in outputs(inputs).items():
                if name not in whole:
                    whole[name] = np.empty((self.n_rows, *values.shape[1:]), values.dtype)
                whole[name][start:stop] = values
        return whole
