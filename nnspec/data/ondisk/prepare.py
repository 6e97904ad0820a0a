"""From a source that does not fit memory to arrays on disk that a network is trained on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.features.fit import check_data
from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.roles import Roles
from nnspec.data.features.row_weights import ClassWeights
from nnspec.data.loading.memory_need import Estimate
from nnspec.data.ondisk.assign import (
    assign_on_disk,
    check_room,
    keep_used,
    plan_stream,
    read_stream,
    stream_of,
    written,
)
from nnspec.data.ondisk.fit import fit_on_disk
from nnspec.data.ondisk.long_text import refuse_long_text
from nnspec.data.ondisk.part import PartOnDisk
from nnspec.data.ondisk.row_weights import row_weights
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.ondisk.write_parts import write_parts
from nnspec.data.split.shares import Parts
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview
from nnspec.data.table.row_hashes import KeptHashes
from nnspec.data.table.table import LeftOut, Table
from nnspec.listener import Listener
from nnspec.spec.load import LoadedSpec

SHOWN_ROWS = 10_000
"""Of each part, so many rows are kept as they are in the source, for pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedOnDisk:
    """The three parts on disk, and what is known of the source.

    Attributes:
        training: The rows that the network is trained on.
        validation: The rows that it is watched with.
        test: The rows that it is measured on.
        preprocessor: The preprocessing that was fitted on the first.
        class_weights: The weights of its classes, which are in its rows' weights.
        roles: What each column is for.
        kinds: `numeric` or `text` for every column of the source, in order.
        origin: What messages call the source.
        n_rows: How many rows of the source are used.
        left_out: How many are not.
        fingerprint: That of all rows and columns, as `Table.fingerprint` gives it.
        hashes: Those of the training rows; see `row_hashes`.
        shown: The first rows of each part as they are in the source, at most `SHOWN_ROWS` of each,
            the columns that are used.
        shown_rows: Which rows of `shown` are of which part, in the parts' order.
        folder: Where the parts are.
    """

    training: PartOnDisk
    validation: PartOnDisk
    test: PartOnDisk
    preprocessor: Preprocessor
    class_weights: ClassWeights | None
    roles: Roles
    kinds: Mapping[str, Kind]
    origin: str
    n_rows: int
    left_out: LeftOut
    fingerprint: str
    hashes: KeptHashes
    shown: Table
    shown_rows: Parts
    folder: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The source's columns, in order."""
        return tuple(self.kinds)

    def by_name(self) -> dict[str, PartOnDisk]:
        """The parts by name: `training`, `validation`, `test`."""
        return {"training": self.training, "validation": self.validation, "test": self.test}

    def close(self) -> None:
        """Delete what is on disk; what was not deleted is left for whoever cleans up."""
        shutil.rmtree(self.folder, ignore_errors=True)


def prepare_on_disk(
    loaded: LoadedSpec,
    preview: Preview,
    cache: Path,
    budget: int,
    listener: Listener,
    *,
    preprocessor: Preprocessor | None = None,
    needed: Estimate | None = None,
) -> PreparedOnDisk:
    """Read a source once, fit its preprocessing and write its parts to disk.

    The parts are, row for row, those that `prepare` makes of the table in memory, but for the last
    digits of means and standard deviations. Training rows that chance did not deal, as in a split
    by a column, are in random order all the same if the spec shuffles.

    Args:
        loaded: The spec.
        preview: A look at the first rows of its source.
        cache: A folder that is made, and removed again on any failure.
        budget: Bytes of memory.
        listener: Hears of each stage, and of samples.
        preprocessor: Take this, of an earlier run, and fit none.
        needed: What the rows need, for whether there is room on the disk.

    Raises:
        SpecError: A column of the spec is not there.
        DataError: The data is wrong, does not fit the plan, or cannot be read in pieces.
        TrainingError: The disk is full.
    """
    stream = stream_of(loaded, preview, budget, needed)
    with written(cache, stream.origin):
        if needed is not None:
            hint = "make room, choose another folder with --runs-dir, or raise training.memory"
            check_room(cache, needed.disk, hint)
        columns = cache / "columns"
        columns.mkdir()
        table = read_stream(loaded, stream, preview, columns, listener)
        made = _prepare(loaded, table, cache, budget, listener, preprocessor)
        shutil.rmtree(columns)
    return made


def _prepare(
    loaded: LoadedSpec,
    table: TableOnDisk,
    cache: Path,
    budget: int,
    listener: Listener,
    preprocessor: Preprocessor | None,
) -> PreparedOnDisk:
    spec = loaded.spec
    kinds = table.kinds
    roles, plan = plan_stream(loaded, table)
    fingerprint = table.fingerprint()
    keep_used(spec, table, roles)
    refuse_long_text(plan, table)
    check_data(plan, table)
    rows = assign_on_disk(spec, table, plan, roles, budget)
    if preprocessor is None:
        listener.stage("fitting the preprocessing")
        preprocessor = fit_on_disk(plan, table, rows.training, budget, listener.note)
    weights = row_weights(plan, table, rows, preprocessor)
    listener.stage("writing the rows, preprocessed, to disk")
    hashes = KeptHashes()
    parts = write_parts(preprocessor, table, rows, cache, budget, weights, hashes)
    shown, shown_rows = _shown(table, plan, rows)
    return PreparedOnDisk(
        **parts,
        preprocessor=preprocessor,
        class_weights=None if weights is None else weights.classes,
        roles=roles,
        kinds=kinds,
        origin=table.origin,
        n_rows=table.n_rows,
        left_out=table.left_out,
        fingerprint=fingerprint,
        hashes=hashes,
        shown=shown,
        shown_rows=shown_rows,
        folder=cache,
    )


def _shown(table: TableOnDisk, plan: Plan, rows: Parts) -> tuple[Table, Parts]:
    heads = {name: index[:SHOWN_ROWS] for name, index in rows.by_name().items()}
    targets = [name for target in plan.targets.values() for name in target.columns]
    names = dict.fromkeys([*plan.columns, *targets])
    shown = table.take(names, np.concatenate(list(heads.values())))
    ends = np.cumsum([len(head) for head in heads.values()])
    return shown, Parts(*np.split(np.arange(shown.n_rows), ends[:-1]))
