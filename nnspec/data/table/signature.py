"""What a network takes: an array of one shape and type for each input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """The array that every row has of something: a column, or an input of the network.

    Attributes:
        shape: Its axes, without that of the rows; None where a length is not known yet.
        dtype: NumPy's name of its numbers.
    """

    shape: tuple[int | None, ...]
    dtype: str = "float32"

    @property
    def is_vector(self) -> bool:
        """Whether it can stand beside others in one input: one axis, of fractions."""
        return len(self.shape) == 1 and self.dtype == "float32"

    @property
    def lengths(self) -> tuple[int, ...]:
        """Its axes, all of which must be known.

        Raises:
            ValueError: The length of one is not known yet.
        """
        known = tuple(length for length in self.shape if length is not None)
        if len(known) < len(self.shape):
            raise ValueError(f"a length of {self.shape} is not known")
        return known

    @property
    def size(self) -> int:
        """How many numbers a row has."""
        return math.prod(self.lengths)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return self.size * np.dtype(self.dtype).itemsize

    def empty(self, rows: int) -> np.ndarray:
        """An array for so many rows, not filled."""
        return np.empty((rows, *self.lengths), self.dtype)

    def zeros(self, rows: int) -> np.ndarray:
        """So many rows of zeros."""
        return np.zeros((rows, *self.lengths), self.dtype)

    def is_shape(self, shape: Sequence[int | str | None]) -> bool:
        """Whether rows of another shape are like these; what is no number is any length."""
        return len(shape) == len(self.shape) and all(
            length == own
            for length, own in zip(shape, self.shape, strict=True)
            if isinstance(length, int)
        )


def joined(specs: Sequence[ArraySpec]) -> ArraySpec:
    """What an input is of a row that is made of these, one after the other.

    Args:
        specs: One of any shape, or vectors of fractions.
    """
    if len(specs) == 1:
        return specs[0]
    lengths = [length for spec in specs for length in spec.shape]
    known = [length for length in lengths if length is not None]
    return ArraySpec((sum(known) if len(known) == len(lengths) else None,))


Signature = Mapping[str, ArraySpec]
"""What a network takes, by the names of its inputs, in their order."""
