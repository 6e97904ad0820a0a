"""A run's own rows, dealt again just as in its training, and rows to be measured in general."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nnspec.data.deal import deal
from nnspec.data.estimate import Estimate, estimate
from nnspec.data.look import Look, look
from nnspec.data.memory import memory_budget
from nnspec.data.preprocessor import Preprocessor
from nnspec.data.split import Rows
from nnspec.data.table import Table
from nnspec.data.whole import load_rows
from nnspec.errors import DataError, Problem
from nnspec.inference.network import Network
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder
from nnspec.spec.byte_size import show_bytes
from nnspec.spec.load import LoadedSpec

if TYPE_CHECKING:
    from nnspec.data.spooled_table import SpooledTable

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


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Rows that did not fit memory in training and do not now.

    Attributes:
        look: A look at their source.
        needed: What they need.
        budget: The bytes that they may take.
    """

    look: Look
    needed: Estimate
    budget: int


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
    large = _too_large(folder, loaded)
    if large is None:
        parts = _in_memory(folder, loaded, split)
        yield {name: TableRows(table) for name, table in parts.items()}
        return
    from nnspec.inference.spooled_rows import spooled_parts

    said = f"the {large.needed.rows:,} rows of {large.look.origin} need about "
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
    large = _too_large(folder, loaded)
    if large is not None:
        message = f"run {folder.run_id} was trained on rows that do not fit memory: they need "
        message += f"about {show_bytes(large.needed.memory)}, and {show_bytes(large.budget)} are "
        raise DataError(Problem("does-not-fit", f"{message}allowed"))
    return _in_memory(folder, loaded, split)


def require_same(folder: RunFolder, table: Table | SpooledTable, split: str) -> None:
    """Whether the data is what the run was trained on.

    Args:
        folder: The run.
        table: All rows and columns.
        split: The part that is wanted.

    Raises:
        DataError: It has changed.
    """
    if _facts(folder).get("fingerprint") != table.fingerprint():
        raise DataError(
            Problem(
                "data-changed",
                f"{table.origin} has changed since run {folder.run_id} was trained, so that "
                f"its {split} rows can no longer be told from the others",
                hint="name a labelled file with --input, or train again",
            )
        )


def require_rows(folder: RunFolder, rows: Rows, split: str) -> None:
    """Whether a part has rows.

    Raises:
        DataError: It has none.
    """
    if not len(rows.parts()[split]):
        others = [name for name, index in rows.parts().items() if len(index)]
        raise DataError(
            Problem(
                "no-rows",
                f"run {folder.run_id} has no {split} rows",
                hint=f"use {' or '.join(f'--split {name}' for name in others)}",
            )
        )


def _in_memory(folder: RunFolder, loaded: LoadedSpec, split: str) -> dict[str, Table]:
    table = load_rows(loaded)
    require_same(folder, table, split)
    rows = deal(loaded, table).rows
    require_rows(folder, rows, split)
    return {name: table.take(index) for name, index in rows.parts().items()}


def _check_split(split: str) -> None:
    if split not in SPLITS:
        hint = f"one of {', '.join(SPLITS)}"
        raise DataError(Problem("unknown-split", f"there is no split '{split}'", hint=hint))


def _too_large(folder: RunFolder, loaded: LoadedSpec) -> TooLarge | None:
    """None for rows that fitted memory in training, or do now."""
    if not _facts(folder).get("streamed"):
        return None
    source = loaded.spec.data.source
    budget = memory_budget(loaded.spec.training.memory)
    seen = look(source, base_dir=loaded.base_dir)
    needed = estimate(source, seen, base_dir=loaded.base_dir)
    if needed is None or needed.memory <= budget:
        return None
    return TooLarge(seen, needed, budget)


def _facts(folder: RunFolder) -> Mapping[str, Any]:
    return folder.read().get("data", {})
