"""What preprocessing made of the rows of a spec, in memory or on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.row_weights import ClassWeights
from nnspec.data.split.shares import Parts
from nnspec.data.table.columns import Source
from nnspec.data.table.row_hashes import KeptHashes
from nnspec.data.table.rows import Arrays, Rows
from nnspec.data.table.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Part(Arrays):
    """The rows of one part in memory.

    Attributes:
        rows: The rows' indices in the table, int64 (n,).
        table: All rows, as they are in the source.
        target_columns: Its columns of targets.
    """

    rows: np.ndarray = field(kw_only=True)
    table: Table = field(kw_only=True)
    target_columns: tuple[str, ...] = field(kw_only=True)

    def truth(self) -> Table:
        """The target columns of all rows, as they are in the source."""
        return self.table.take(self.rows, self.target_columns)

    def place(self, row: int) -> str:
        """Where a row stands in its source, as `on line 7`."""
        return self.table.take(self.rows[row : row + 1]).place(0)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The parts of a spec's rows, and what was learnt from the first of them.

    Attributes:
        training: The rows that the network is trained on.
        validation: The rows that it is watched with.
        test: The rows that it is measured on.
        preprocessor: The preprocessing that was fitted on the first.
        class_weights: The weights of its classes, which are in its rows' weights.
        source: What is known of all rows, before the steps.
        shown: Rows as they are in the source, at hand for pictures: all of them; of rows on disk
            the first of each part, the columns that are used.
        shown_rows: Which rows of `shown` are of which part, in the parts' order.
        hashes: Gives those of the training rows; see `row_hashes`.
        folder: Where rows on disk are.
    """

    training: Rows
    validation: Rows
    test: Rows
    preprocessor: Preprocessor
    class_weights: ClassWeights | None
    source: Source
    shown: Table
    shown_rows: Parts
    hashes: Callable[[], KeptHashes]
    folder: Path | None = None

    def by_name(self) -> dict[str, Rows]:
        """The parts by name: `training`, `validation`, `test`."""
        return {"training": self.training, "validation": self.validation, "test": self.test}

    @property
    def in_memory(self) -> bool:
        """Whether all rows are in memory."""
        return self.training.in_memory

    def close(self) -> None:
        """Delete what is on disk, if anything is; what remains is left for whoever cleans up."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
