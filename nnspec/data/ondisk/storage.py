"""Rows that do not fit memory, from their source to arrays on disk that a network is trained on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.assigned import Assigned, plan_columns
from nnspec.data.loading.memory_need import Estimate
from nnspec.data.loading.prepare import Fit, prepare
from nnspec.data.loading.prepared import Prepared
from nnspec.data.loading.row_weights import RowWeights
from nnspec.data.ondisk.array_column import rows_at_once
from nnspec.data.ondisk.assign import (
    assign_on_disk,
    check_room,
    filled,
    keep_used,
    read_stream,
    stream_of,
    written,
)
from nnspec.data.ondisk.fit import fit_on_disk
from nnspec.data.ondisk.long_text import refuse_long_text
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.ondisk.write_parts import write_parts
from nnspec.data.split.shares import Parts
from nnspec.data.table.columns import Columns
from nnspec.data.table.preview import Preview
from nnspec.data.table.row_hashes import KeptHashes
from nnspec.listener import Listener
from nnspec.options import option
from nnspec.spec.load import LoadedSpec

SHOWN_ROWS = 10_000
"""Of each part, so many rows are kept as they are in the source, for pictures."""


def room_hint() -> str:
    """What to do where the disk has no room."""
    return f"make room, choose another folder with {option('runs_dir')}, or raise training.memory"


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Keeps rows in files of a folder; see `nnspec.data.loading.storage.Storage`.

    The parts are, row for row, those that are made in memory, but for the last digits of means and
    standard deviations. Training rows that chance did not deal, as in a split by a column, are in
    random order all the same if the spec shuffles.

    Attributes:
        folder: Is made, and removed again on any failure.
        budget: Bytes of memory.
        needed: What the rows need, for messages; None where that is not known.
        room: Bytes that must be free on the disk; None looks at none.
        hint: What to do where they are not.
    """

    folder: Path
    budget: int
    needed: Estimate | None = None
    room: int | None = None
    hint: str = field(default_factory=room_hint)

    @contextmanager
    def columns(
        self, loaded: LoadedSpec, seen: Preview | None, listener: Listener
    ) -> Iterator[TableOnDisk]:
        """The source read once into columns, which are deleted at the end.

        Raises:
            ValueError: There is no look at the source.
            DataError: It cannot be read, or not in pieces.
            TrainingError: The disk is full.
        """
        if seen is None:
            raise ValueError("rows on disk are read by what their first ones show")
        stream = stream_of(loaded, seen, self.budget, self.needed)
        columns = self.folder / "columns"
        with written(self.folder, stream.origin):
            if self.room is not None:
                check_room(self.folder, self.room, self.hint)
            columns.mkdir()
            table = read_stream(loaded, stream, seen, columns, listener)
        try:
            yield table
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        shutil.rmtree(columns, ignore_errors=True)

    def assign(
        self, loaded: LoadedSpec, columns: TableOnDisk, besides: Collection[str] = ()
    ) -> Assigned:
        """Columns that nothing is done with are deleted; see `Storage.assign`."""
        roles, plan = plan_columns(loaded, columns)
        source = columns.known()
        keep_used(loaded.spec, columns, roles, besides)
        refuse_long_text(plan, columns)
        rows = assign_on_disk(loaded.spec, columns, plan, roles, self.budget)
        return Assigned(columns, source, roles, plan, rows)

    def prepare(
        self,
        assigned: Assigned,
        fit: Fit,
        listener: Listener,
        checked: Callable[[], None] = lambda: None,
    ) -> Prepared:
        """The parts as arrays on disk; see `Storage.prepare`."""

        def fit_in_pieces(plan: Plan, training: Columns) -> Preprocessor:
            listener.stage("fitting the preprocessing")
            return fit_on_disk(plan, training, self.budget, listener.note)

        keep = partial(self._keep, assigned, listener.stage)
        table, rows, plan = assigned.table, assigned.rows, assigned.plan
        with filled(self.folder, assigned.source.origin):
            made = prepare(table, rows, plan, fit=fit_in_pieces, keep=keep)
        checked()
        return made

    def _keep(
        self,
        assigned: Assigned,
        stage: Callable[[str], None],
        preprocessor: Preprocessor,
        table: TableOnDisk,
        rows: Parts,
        parts: Mapping[str, Columns],
        weights: RowWeights | None,
    ) -> Prepared:
        stage("writing the rows, preprocessed, to disk")
        hashes = KeptHashes()
        made = write_parts(preprocessor, table, rows, self.folder, self.budget, weights, hashes)
        names = dict.fromkeys([*assigned.plan.columns, *preprocessor.target_kinds])
        arrays = [array for name in names if (array := table.array(name)) is not None]
        most = rows_at_once(arrays, SHOWN_ROWS)
        heads = [index[:most] for index in rows.by_name().values()]
        shown = table.take(np.concatenate(heads), names)
        ends = np.cumsum([len(head) for head in heads])
        return Prepared(
            made["training"],
            made["validation"],
            made["test"],
            preprocessor=preprocessor,
            class_weights=None if weights is None else weights.classes,
            source=assigned.source,
            shown=shown,
            shown_rows=Parts(*np.split(np.arange(shown.n_rows), ends[:-1])),
            hashes=lambda: hashes,
            folder=self.folder,
        )
