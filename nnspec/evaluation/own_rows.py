"""A run's own rows, dealt again just as in its training, and rows to be measured in general."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.assigned import assign
from nnspec.data.loading.load import load_rows
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.evaluation.same_data import require_rows, require_same, too_large
from nnspec.listener import Listener
from nnspec.prediction.network import Network
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.load import LoadedSpec

SPLITS = ("training", "validation", "test")


class LabelledRows(Protocol):
    """Rows with their targets, in memory or on disk."""

    @property
    def table(self) -> Table:
        """The rows, with their targets, weights and the column to group them by at least."""

    def check(self, preprocessor: Preprocessor) -> None:
        """Whether they have the columns that a run was trained on; see `check_columns`."""

    def outputs(self, network: Network) -> dict[str, np.ndarray]:
        """What a network makes of them; see `Network.outputs`."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows in memory.

    Attributes:
        table: All of their columns.
    """

    table: Table

    def check(self, preprocessor: Preprocessor) -> None:
        """As `LabelledRows.check`."""
        preprocessor.check_columns(self.table, with_targets=True)

    def outputs(self, network: Network) -> dict[str, np.ndarray]:
        """As `LabelledRows.outputs`."""
        return network.outputs(network.preprocessor.transform(self.table))


@contextmanager
def own_parts(
    folder: RunFolder,
    loaded: LoadedSpec,
    split: str,
    listener: Listener,
    *,
    by: str | None = None,
) -> Iterator[Mapping[str, LabelledRows]]:
    """The parts of a run's own rows; where they do not fit memory, on disk as long as this is open.

    Args:
        folder: The run.
        loaded: Its resolved spec.
        split: `training`, `validation` or `test`, a part that must have rows.
        listener: Hears that rows are read in pieces.
        by: A column that the rows' tables must have besides.

    Raises:
        DataError: The data cannot be read or has changed since, there is no column `by`, or the
            part has no rows.
        TrainingError: The disk is full.
    """
    _check_split(split)
    large = too_large(folder, loaded)
    if large is None:
        parts = _in_memory(folder, loaded, split)
        yield {name: TableRows(table) for name, table in parts.items()}
        return
    from nnspec.evaluation.rows_on_disk import spooled_parts

    said = f"the {large.needed.rows:,} rows of {large.preview.origin} need about "
    said += f"{show_bytes(large.needed.memory)} of memory, and {show_bytes(large.budget)} are "
    listener.note(f"{said}allowed: they are read in pieces")
    with spooled_parts(folder, loaded, large, split, listener, by=by) as spooled:
        yield spooled


def own_rows(folder: RunFolder, loaded: LoadedSpec, split: str) -> dict[str, Table]:
    """The parts of a run's own rows in memory.

    Args:
        folder: The run.
        loaded: Its resolved spec.
        split: `training`, `validation` or `test`, a part that must have rows.

    Raises:
        DataError: The data cannot be read or has changed since, does not fit memory, or the part
            has no rows.
    """
    _check_split(split)
    large = too_large(folder, loaded)
    if large is not None:
        message = f"run {folder.run_id} was trained on rows that do not fit memory: they need "
        message += f"about {show_bytes(large.needed.memory)}, and {show_bytes(large.budget)} are "
        raise DataError(Problem("does-not-fit", f"{message}allowed"))
    return _in_memory(folder, loaded, split)


def _in_memory(folder: RunFolder, loaded: LoadedSpec, split: str) -> dict[str, Table]:
    table = load_rows(loaded)
    require_same(folder, table, split)
    rows = assign(loaded, table).rows
    require_rows(folder, rows, split)
    return {name: table.take(index) for name, index in rows.by_name().items()}


def _check_split(split: str) -> None:
    if split not in SPLITS:
        hint = f"one of {', '.join(SPLITS)}"
        raise DataError(Problem("unknown-split", f"there is no split '{split}'", hint=hint))
