"""A run's own rows, dealt again just as in its training, and rows to be measured in general."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.assigned import Assigned
from nnspec.data.loading.storage import InMemory, Kept, Storage
from nnspec.data.table.columns import Columns
from nnspec.data.table.kinds import MAX_TEXTS
from nnspec.data.table.preview import Preview
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.evaluation.same_data import require_rows, require_same, too_large
from nnspec.listener import Listener
from nnspec.options import option
from nnspec.prediction.network import Network
from nnspec.runs.folder import RunFolder
from nnspec.scoring.groups import too_many_groups, unknown_group
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.memory import MEMORY, rows_in
from nnspec.spec.load import LoadedSpec

_NUMBER_BYTES = 8
FEWEST_ROWS, MOST_ROWS = 256, 1 << 17
"""The bounds of a piece of rows, whatever the budget."""
# A piece is there as columns, and as the network's inputs while they are worked out.
_PIECE_SHARE, _PIECE_COPIES = 16, 3

SPLITS = ("training", "validation", "test")


@dataclass(frozen=True)
class LabelledRows:
    """Rows with their targets.

    Attributes:
        columns: The rows.
        names: What is read into memory of all of them: their targets, their weights and the column
            to group them by; all columns for None.
        budget: Bytes of memory, of which pieces of rows on disk take a part.
    """

    columns: Columns
    names: tuple[str, ...] | None = None
    budget: int = 0

    @cached_property
    def table(self) -> Table:
        """The columns that are read into memory."""
        return self.columns.select(self.columns.names if self.names is None else self.names)

    def check(self, preprocessor: Preprocessor) -> None:
        """Whether they have the columns that a run was trained on; see `check_columns`."""
        preprocessor.check_columns(self.columns, with_targets=True)

    def outputs(self, network: Network) -> dict[str, np.ndarray]:
        """What a network makes of them; see `Network.outputs`.

        Of rows on disk the inputs of only some are in memory at a time.
        """
        preprocessor = network.preprocessor
        names = list(preprocessor.input_kinds)
        width = sum(spec.size for spec in preprocessor.signature.values())
        row_bytes = _NUMBER_BYTES * (len(names) + _PIECE_COPIES * width)
        size = int(np.clip(self.budget // _PIECE_SHARE // row_bytes, FEWEST_ROWS, MOST_ROWS))
        whole: dict[str, np.ndarray] = {}
        for index, piece in self.columns.pieces(names, size):
            for name, values in network.outputs(preprocessor.transform(piece)).items():
                if name not in whole:
                    shape = (self.columns.n_rows, *values.shape[1:])
                    whole[name] = np.empty(shape, values.dtype)
                whole[name][index] = values
        return whole or network.outputs(preprocessor.transform(self.columns.take([], names)))


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
        with _dealt(folder, loaded, InMemory(), None, split, listener) as assigned:
            yield {name: LabelledRows(part) for name, part in _by_part(assigned).items()}
        return
    from nnspec.data.ondisk.storage import OnDisk

    said = f"the {large.needed.rows:,} rows of {large.preview.origin} need about "
    said += f"{show_bytes(large.needed.memory)} of memory, and {show_bytes(large.budget)} are "
    listener.note(f"{said}allowed: they are read in pieces")
    if by is not None and by not in large.preview.kinds:
        raise DataError(unknown_group(by, large.preview.names, large.preview.origin))
    # A name of its own: the same run may be measured twice at once.
    cache = folder.cache / secrets.token_hex(4)
    room = large.needed.rows * len(large.preview.kinds) * _NUMBER_BYTES
    storage = OnDisk(cache, large.budget, large.needed, room, "make room there")
    try:
        with _dealt(folder, loaded, storage, large.preview, split, listener, by) as assigned:
            wanted = (*assigned.roles.target_columns, loaded.spec.data.weight, by)
            names = tuple(dict.fromkeys(name for name in wanted if name is not None))
            yield {
                name: LabelledRows(part, names, large.budget)
                for name, part in _by_part(assigned).items()
            }
    finally:
        shutil.rmtree(cache, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.cache.rmdir()


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
    with _dealt(folder, loaded, InMemory(), None, split, Listener()) as assigned:
        return {name: part.select(part.names) for name, part in _by_part(assigned).items()}


@contextmanager
def _dealt(
    folder: RunFolder,
    loaded: LoadedSpec,
    storage: Storage[Kept],
    seen: Preview | None,
    split: str,
    listener: Listener,
    by: str | None = None,
) -> Iterator[Assigned]:
    """All rows of a run, assigned to the parts as in its training."""
    source = loaded.spec.data.source
    if source.name == MEMORY and rows_in(source) is None:
        message = f"run {folder.run_id} was trained on rows that a Python program held in memory, "
        message += f"so that its {split} rows are not at hand"
        hint = f"give all of them again, nnspec.evaluate(RUN, data=..., split={split!r}); or "
        hint += f"measure the rows of a labelled file with {option('input')}"
        raise DataError(Problem("rows-in-memory", message, hint=hint))
    with storage.columns(loaded, seen, listener) as columns:
        require_same(folder, columns, split)
        if by is not None and columns.has_long_text(by):
            raise DataError(too_many_groups(by, f"more than {MAX_TEXTS:,}", columns.origin))
        assigned = storage.assign(loaded, columns, () if by is None else (by,))
        require_rows(folder, assigned.rows, split)
        yield assigned


def _by_part(assigned: Assigned) -> dict[str, Columns]:
    rows = assigned.rows.by_name()
    return {name: assigned.table.among(index) for name, index in rows.items()}


def _check_split(split: str) -> None:
    if split not in SPLITS:
        hint = f"one of {', '.join(SPLITS)}"
        raise DataError(Problem("unknown-split", f"there is no split '{split}'", hint=hint))
