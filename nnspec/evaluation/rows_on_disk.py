"""A run's own rows that do not fit memory, in columns on disk for as long as they are measured.

In memory are the targets of a part and what the network makes of its rows, a few numbers a row;
the features of only some rows at a time.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.ondisk.assign import (
    assign_on_disk,
    check_room,
    keep_used,
    plan_stream,
    read_stream,
    stream_of,
    written,
)
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.table.kinds import MAX_TEXTS
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.evaluation.same_data import TooLarge, require_rows, require_same
from nnspec.listener import Listener
from nnspec.prediction.network import Network
from nnspec.runs.folder import RunFolder
from nnspec.scoring.groups import too_many_groups, unknown_group
from nnspec.spec.load import LoadedSpec

_NUMBER_BYTES = 8
_FEWEST_ROWS, _MOST_ROWS = 256, 1 << 17
# A piece is there as columns, and as the network's inputs while they are worked out.
_PIECE_SHARE, _PIECE_COPIES = 16, 3


@dataclass(frozen=True)
class SpooledRows:
    """Rows of a table on disk.

    Attributes:
        spooled: The table.
        rows: The indices of these rows in it, int64 (n,), each of them once, in any order.
        columns: What is read into memory of all of them.
        budget: Bytes of memory, of which pieces of rows take a part.
    """

    spooled: TableOnDisk
    rows: np.ndarray
    columns: tuple[str, ...]
    budget: int

    @cached_property
    def table(self) -> Table:
        """The rows' targets, weights and the column to group them by."""
        return self.spooled.take(self.columns, self.rows)

    def check(self, preprocessor: Preprocessor) -> None:
        """As `LabelledRows.check`."""
        preprocessor.check_columns(self.spooled, with_targets=True)

    def outputs(self, network: Network) -> dict[str, np.ndarray]:
        """As `LabelledRows.outputs`, with the inputs of only some rows in memory at a time."""
        preprocessor, count = network.preprocessor, len(self.rows)
        names = list(preprocessor.input_kinds)
        width = sum(spec.size for spec in preprocessor.signature.values())
        row_bytes = _NUMBER_BYTES * (len(names) + _PIECE_COPIES * width)
        size = int(np.clip(self.budget // _PIECE_SHARE // row_bytes, _FEWEST_ROWS, _MOST_ROWS))
        order = np.argsort(self.rows)
        ascending = self.rows[order]
        whole: dict[str, np.ndarray] = {}
        for start, stop in self.spooled.steps(size):
            first, last = np.searchsorted(ascending, (start, stop))
            if first == last:
                continue
            piece = self.spooled.piece(names, start, stop).take(ascending[first:last] - start)
            for name, values in network.outputs(preprocessor.transform(piece)).items():
                if name not in whole:
                    whole[name] = np.empty((count, *values.shape[1:]), values.dtype)
                whole[name][order[first:last]] = values
        return whole or network.outputs(preprocessor.transform(self.spooled.piece(names, 0, 0)))


@contextlib.contextmanager
def spooled_parts(
    folder: RunFolder,
    loaded: LoadedSpec,
    large: TooLarge,
    split: str,
    listener: Listener,
    *,
    by: str | None = None,
) -> Iterator[dict[str, SpooledRows]]:
    """The parts of a run's own rows, read in pieces into the run's cache as in its training.

    Args:
        folder: The run. Its cache is gone again when this is closed.
        loaded: Its resolved spec.
        large: What is known of the rows.
        split: A part that must have rows.
        listener: Hears that they are read.
        by: A column that is read into memory with the targets.

    Raises:
        DataError: As `nnspec.evaluation.own_rows.own_parts`.
        TrainingError: The disk is full.
    """
    stream = stream_of(loaded, large.preview, large.budget, large.needed)
    if by is not None and by not in large.preview.kinds:
        raise DataError(unknown_group(by, large.preview.names, stream.origin))
    # A name of its own: the same run may be measured twice at once.
    cache = folder.cache / secrets.token_hex(4)
    try:
        with written(cache, stream.origin):
            needed = large.needed.rows * len(large.preview.kinds) * _NUMBER_BYTES
            check_room(cache, needed, "make room there")
            table = read_stream(loaded, stream, large.preview, cache, listener)
        yield _parts(folder, loaded, table, large.budget, split, by)
    finally:
        shutil.rmtree(cache, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.cache.rmdir()


def _parts(
    folder: RunFolder,
    loaded: LoadedSpec,
    table: TableOnDisk,
    budget: int,
    split: str,
    by: str | None,
) -> dict[str, SpooledRows]:
    spec = loaded.spec
    require_same(folder, table, split)
    if by is not None and table.has_long_text(by):
        raise DataError(too_many_groups(by, f"more than {MAX_TEXTS:,}", table.origin))
    roles, plan = plan_stream(loaded, table)
    wanted = (*roles.target_columns, spec.data.weight, by)
    columns = tuple(dict.fromkeys(name for name in wanted if name is not None))
    keep_used(spec, table, roles, columns)
    rows = assign_on_disk(spec, table, plan, roles, budget)
    require_rows(folder, rows, split)
    return {
        name: SpooledRows(table, index, columns, budget) for name, index in rows.by_name().items()
    }
