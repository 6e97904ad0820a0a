"""From a source that does not fit memory to arrays on disk that a network is trained on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.estimate import Estimate
from nnspec.data.fit import check_data
from nnspec.data.fit_spooled import fit_spooled
from nnspec.data.long_text import refuse_long_text
from nnspec.data.look import Kind, Look
from nnspec.data.plan import Plan
from nnspec.data.preprocessor import Preprocessor
from nnspec.data.roles import Roles, find_roles, is_classification, make_plan
from nnspec.data.rows import deal_rows
from nnspec.data.special_columns import special_columns
from nnspec.data.split import Rows
from nnspec.data.spool import MAX_TEXTS
from nnspec.data.spooled_table import SpooledTable, spool
from nnspec.data.stream_weights import row_weights
from nnspec.data.stream_write import write_parts
from nnspec.data.streamed_part import StreamedPart
from nnspec.data.streams import STREAMED, open_stream
from nnspec.data.table import Table
from nnspec.data.weights import ClassWeights
from nnspec.errors import DataError, Problem, SpecError, TrainingError
from nnspec.listener import Listener
from nnspec.spec.byte_size import show_bytes
from nnspec.spec.load import LoadedSpec
from nnspec.spec.sections import Spec

SHOWN_ROWS = 10_000
"""Of each part, so many rows are kept as they are in the source, for pictures."""
# A permutation and the parts cut from it; labels and groups besides, counted and sorted.
_DEALT_BYTES, _DEALT_BY_COLUMN_BYTES = 32, 80


@dataclass(frozen=True, slots=True, eq=False)
class StreamedPrepared:
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
        n_rows: How many rows the source has.
        fingerprint: That of all rows and columns, as `Table.fingerprint` gives it.
        shown: The first rows of each part as they are in the source, at most `SHOWN_ROWS` of each,
            the columns that are used.
        shown_rows: Which rows of `shown` are of which part, in the parts' order.
        folder: Where the parts are.
    """

    training: StreamedPart
    validation: StreamedPart
    test: StreamedPart
    preprocessor: Preprocessor
    class_weights: ClassWeights | None
    roles: Roles
    kinds: Mapping[str, Kind]
    origin: str
    n_rows: int
    fingerprint: str
    shown: Table
    shown_rows: Rows
    folder: Path

    @property
    def widths(self) -> dict[str, int]:
        """How many numbers a row has for each input."""
        return self.training.widths

    def parts(self) -> dict[str, StreamedPart]:
        """The parts by name: `training`, `validation`, `test`."""
        return {"training": self.training, "validation": self.validation, "test": self.test}

    def close(self) -> None:
        """Delete what is on disk; what was not deleted is left for whoever cleans up."""
        shutil.rmtree(self.folder, ignore_errors=True)


def prepare_streamed(
    loaded: LoadedSpec,
    look: Look,
    cache: Path,
    budget: int,
    listener: Listener,
    *,
    preprocessor: Preprocessor | None = None,
    needed: Estimate | None = None,
) -> StreamedPrepared:
    """Read a source once, fit its preprocessing and write its parts to disk.

    The parts are, row for row, those that `prepare` makes of the table in memory, but for the last
    digits of means and standard deviations. Training rows that chance did not deal, as in a split
    by a column, are in random order all the same if the spec shuffles.

    Args:
        loaded: The spec.
        look: A look at the first rows of its source.
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
    spec = loaded.spec
    stream = open_stream(spec.data.source, base_dir=loaded.base_dir)
    if stream is None:
        raise DataError(_must_fit(look, budget, needed))
    if spec.data.split.files:
        message = f"{stream.origin} does not fit memory, and parts from files of their own must"
        hint = "write all rows to one file with a column that names their part: split: {by: COLUMN}"
        raise DataError(Problem("does-not-fit", message, hint=hint))
    try:
        cache.mkdir(parents=True)
    except OSError as error:
        raise _cannot_write(stream.origin, cache, error) from error
    try:
        _check_room(cache, needed)
        columns = cache / "columns"
        columns.mkdir()
        listener.stage(f"reading {stream.origin} in pieces")
        text = [name for name, kind in look.kinds.items() if kind == "text"]
        table = spool(stream, columns, text)
        made = _prepare(loaded, table, cache, budget, listener, preprocessor)
        shutil.rmtree(columns)
    except OSError as error:
        shutil.rmtree(cache, ignore_errors=True)
        raise _cannot_write(stream.origin, cache, error) from error
    except BaseException:
        shutil.rmtree(cache, ignore_errors=True)
        raise
    return made


def _prepare(
    loaded: LoadedSpec,
    table: SpooledTable,
    cache: Path,
    budget: int,
    listener: Listener,
    preprocessor: Preprocessor | None,
) -> StreamedPrepared:
    spec = loaded.spec
    kinds = table.kinds
    roles, problems = find_roles(loaded, Look(kinds, table.origin, table.n_rows))
    if problems:
        raise SpecError(problems)
    fingerprint = table.fingerprint()
    plan = make_plan(spec, roles, kinds)
    used = {*roles.features, *roles.target_columns, *special_columns(spec)}
    table.remove(name for name in table.names if name not in used)
    refuse_long_text(plan, table)
    check_data(plan, table)
    rows = _deal(spec, table, plan, roles, budget)
    if preprocessor is None:
        listener.stage("fitting the preprocessing")
        preprocessor = fit_spooled(plan, table, rows.training, budget, listener.note)
    weights = row_weights(plan, table, rows.training, preprocessor)
    listener.stage("writing the rows, preprocessed, to disk")
    parts = write_parts(preprocessor, table, rows, cache, budget, weights)
    shown, shown_rows = _shown(table, plan, rows)
    return StreamedPrepared(
        **parts,
        preprocessor=preprocessor,
        class_weights=None if weights is None else weights.classes,
        roles=roles,
        kinds=kinds,
        origin=table.origin,
        n_rows=table.n_rows,
        fingerprint=fingerprint,
        shown=shown,
        shown_rows=shown_rows,
        folder=cache,
    )


def _deal(spec: Spec, table: SpooledTable, plan: Plan, roles: Roles, budget: int) -> Rows:
    """The same rows to the same parts as in memory, from the columns that decide it alone."""
    section = spec.data.split
    deciding = [section.column[1]] if section.column else []
    if len(plan.targets) == 1:
        (target,) = plan.targets.values()
        if target.encoding != "regression" and len(target.columns) == 1:
            deciding += [name for name in target.columns if name not in deciding]
    by_row = _DEALT_BY_COLUMN_BYTES if deciding else _DEALT_BYTES
    if by_row * table.n_rows > budget:
        by = f" by {', '.join(map(repr, deciding))}" if deciding else ""
        raise DataError(
            Problem(
                "does-not-fit",
                f"dealing the {table.n_rows:,} rows of {table.origin}{by} needs "
                f"{show_bytes(by_row * table.n_rows)} of memory, and training.memory is "
                f"{show_bytes(budget)}",
                hint="raise training.memory, or name a split file of its own for each part",
            )
        )
    for name in deciding:
        if table.has_long_text(name):
            message = f"{table.origin} has more than {MAX_TEXTS:,} different values in '{name}', "
            hint = "write numbers instead, for instance the time in seconds"
            message += "too many to split by"
            raise DataError(Problem("does-not-fit", message, hint=hint))
    columns = {name: table[name] for name in deciding}
    if not columns:
        # A table of as many rows: one number, that takes the room of one.
        columns = {"": np.broadcast_to(np.float64(0), table.n_rows)}
    numbers = table.row_numbers(0, table.n_rows) if deciding else None
    small = Table(columns, table.origin, numbers, table.row_word)
    rows = deal_rows(spec, small, plan, classify=is_classification(roles))
    # Where chance deals the rows they are in random order already.
    as_in_source = section.column is not None or bool(np.all(np.diff(rows.training) > 0))
    if not (as_in_source and spec.training.shuffle):
        return rows
    shuffled = np.random.default_rng(section.seed).permutation(rows.training)
    return Rows(shuffled, rows.validation, rows.test)


def _shown(table: SpooledTable, plan: Plan, rows: Rows) -> tuple[Table, Rows]:
    heads = {name: index[:SHOWN_ROWS] for name, index in rows.parts().items()}
    targets = [name for target in plan.targets.values() for name in target.columns]
    names = dict.fromkeys([*plan.columns, *targets])
    shown = table.take(names, np.concatenate(list(heads.values())))
    ends = np.cumsum([len(head) for head in heads.values()])
    return shown, Rows(*np.split(np.arange(shown.n_rows), ends[:-1]))


def _cannot_write(origin: str, cache: Path, error: OSError) -> TrainingError:
    reason = error.strerror or str(error)
    message = f"the rows of {origin} cannot be written to {cache.as_posix()}: {reason}"
    return TrainingError(Problem("cannot-write", message))


def _check_room(cache: Path, needed: Estimate | None) -> None:
    free = shutil.disk_usage(cache).free
    if needed is not None and needed.disk > free:
        raise TrainingError(
            Problem(
                "disk-full",
                f"the rows need about {show_bytes(needed.disk)} in {cache.as_posix()}, where "
                f"{show_bytes(free)} are free",
                hint="make room, choose another folder with --runs-dir, or raise training.memory",
            )
        )


def _must_fit(look: Look, budget: int, needed: Estimate | None) -> Problem:
    need = "more" if needed is None else f"about {show_bytes(needed.memory)}"
    return Problem(
        "does-not-fit",
        f"the rows of {look.origin} need {need} of memory, and training.memory is "
        f"{show_bytes(budget)}: only {', '.join(STREAMED)} can be read in pieces",
        hint="write them to a Parquet file, or raise training.memory",
    )
