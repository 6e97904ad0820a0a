"""New rows in batches, whatever the format of their file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nnspec.data.table.kinds import Kind

if TYPE_CHECKING:
    import pyarrow as pa

    from nnspec.data.formats.csv.style import CsvFormat

Found = tuple[np.ndarray, np.ndarray | None]
"""A column's values, and which of them are not of its kind; None where all are."""


class Batch(Protocol):
    """Some rows that follow each other.

    Attributes:
        given: The columns as they are in the file, for the output.
        start: How many rows of the file come before.
        objects: The rows as JSON objects, where they are such.
    """

    given: pa.RecordBatch
    start: int
    objects: list[dict[str, Any]] | None

    def column(self, name: str, kind: Kind) -> Found:
        """A column as the kind that it had in training."""

    def place(self, row: int) -> str:
        """Where a row of this batch stands in the file: `on line 7` or `in row 6`."""


@dataclass(frozen=True, slots=True, eq=False)
class NewRows:
    """A file opened for reading.

    Attributes:
        label: What messages call it.
        names: Its columns.
        batches: Its rows.
        form: How a CSV file is written; None for other formats.
    """

    label: str
    names: tuple[str, ...]
    batches: Iterator[Batch]
    form: CsvFormat | None = None


def record_batch(columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Columns by name as a batch."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
