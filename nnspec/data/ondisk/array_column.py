"""A column of arrays on disk: their numbers one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.ondisk.columns import append_values, read_values
from nnspec.data.table.arrays import missing_in
from nnspec.data.table.signature import ArraySpec

PIECE_BYTES = 32 << 20
"""Of arrays so much is read at once, as the float64 of a step."""


@dataclass(slots=True)
class ArrayColumn:
    """Arrays, of one shape in every row.

    Attributes:
        path: The file of their little-endian numbers.
        spec: What a row is.
        rows: How many rows there are.
        missing: How many of them have no value, or a gap in it.
    """

    path: Path
    spec: ArraySpec
    rows: int = 0
    missing: int = 0

    def append(self, values: np.ndarray) -> None:
        """Add arrays of shape (n, ...)."""
        append_values(self.path, values.astype(self._dtype, copy=False))
        self.rows += len(values)
        self.missing += int(np.count_nonzero(missing_in(values)))

    def read(self, start: int, stop: int) -> np.ndarray:
        """The arrays (stop - start, ...)."""
        size = self.spec.size
        values = read_values(self.path, self._dtype, start * size, stop * size)
        return values.reshape(stop - start, *self.spec.lengths).astype(self.spec.dtype, copy=False)

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)

    @property
    def _dtype(self) -> np.dtype:
        return np.dtype(self.spec.dtype).newbyteorder("<")


def rows_at_once(arrays: list[ArraySpec], most: int) -> int:
    """How many rows of columns to read at once.

    Args:
        arrays: The arrays among them.
        most: As many without arrays.
    """
    row_bytes = 8 * sum(spec.size for spec in arrays)
    return min(most, max(1, PIECE_BYTES // row_bytes)) if row_bytes else most
