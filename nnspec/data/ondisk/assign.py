"""A source that does not fit memory: read into columns on disk, and its rows dealt to the parts."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.features.roles import Roles, is_classification
from nnspec.data.features.special_columns import special_columns
from nnspec.data.formats.registry import every_format
from nnspec.data.formats.stream import Stream
from nnspec.data.loading.memory_need import Estimate
from nnspec.data.loading.row_rules import row_rules
from nnspec.data.loading.sources import open_stream
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.ondisk.used_rows import used_rows
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.split.assign import assign_rows
from nnspec.data.split.shares import Parts
from nnspec.data.table.kinds import MAX_TEXTS
from nnspec.data.table.preview import Preview
from nnspec.errors import DataError, Problem, TrainingError
from nnspec.listener import Listener
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec

# A permutation and the parts cut from it; labels and groups besides, counted and sorted.
_DEALT_BYTES = 32
DEALT_BY_COLUMN_BYTES = 80


def stream_of(loaded: LoadedSpec, preview: Preview, budget: int, needed: Estimate | None) -> Stream:
    """The source of a spec, to be read in pieces: those of its rows that are used.

    Args:
        loaded: The spec.
        preview: A look at the first rows of its source.
        budget: Bytes of memory, for the message.
        needed: What the rows need, likewise.

    Raises:
        DataError: It cannot be read in pieces.
    """
    section = loaded.spec.data
    stream = open_stream(section.source, base_dir=loaded.base_dir)
    if stream is None:
        raise DataError(_must_fit(preview, budget, needed))
    if section.split.files:
        message = f"{stream.origin} does not fit memory, and parts from files of their own must"
        hint = "write all rows to one file with a column that names their part: split: {by: COLUMN}"
        raise DataError(Problem("does-not-fit", message, hint=hint))
    return used_rows(stream, row_rules(loaded, preview))


@contextmanager
def written(folder: Path, origin: str) -> Iterator[None]:
    """Inside, a new folder is written to; it is removed again on any failure.

    Args:
        folder: The folder, which is not there yet.
        origin: What messages call the source of what is written.

    Raises:
        TrainingError: It cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise _cannot_write(origin, folder, error) from error
    with filled(folder, origin):
        yield


@contextmanager
def filled(folder: Path, origin: str) -> Iterator[None]:
    """Inside, a folder that is there is written to; it is removed on any failure.

    Args:
        folder: The folder.
        origin: What messages call the source of what is written.

    Raises:
        TrainingError: It cannot be written to.
    """
    try:
        yield
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _cannot_write(origin, folder, error) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def check_room(folder: Path, needed: int, hint: str) -> None:
    """Whether there is room on the disk.

    Args:
        folder: Where.
        needed: Bytes.
        hint: What to do where there is not.

    Raises:
        TrainingError: There is not.
    """
    free = shutil.disk_usage(folder).free
    if needed > free:
        message = f"the rows need about {show_bytes(needed)} in {folder.as_posix()}, where "
        message += f"{show_bytes(free)} are free"
        raise TrainingError(Problem("disk-full", message, hint=hint))


def read_stream(
    loaded: LoadedSpec, stream: Stream, preview: Preview, folder: Path, listener: Listener
) -> TableOnDisk:
    """Read a source once into columns on disk.

    Args:
        loaded: The spec.
        stream: The source.
        preview: A look at its first rows, for which columns are text.
        folder: An empty folder.
        listener: Hears that it is read.

    Raises:
        DataError: It cannot be read.
        OSError: The disk is full.
    """
    listener.stage(f"reading {stream.origin} in pieces")
    text = {name for name, kind in preview.kinds.items() if kind == "text"}
    # What is compared with a text is one further down, if not in the first rows.
    text.update(c.column for c in loaded.spec.data.filter if c.of_text)
    return spool(stream, folder, text)


def keep_used(spec: Spec, table: TableOnDisk, roles: Roles, besides: Collection[str] = ()) -> None:
    """Delete the columns that nothing is done with, in memory and on disk.

    Args:
        spec: Says which columns deal and weigh the rows.
        table: All columns.
        roles: The features and targets.
        besides: Columns that are kept as well.
    """
    used = {*roles.features, *roles.target_columns, *special_columns(spec), *besides}
    table.remove(name for name in table.names if name not in used)


def assign_on_disk(spec: Spec, table: TableOnDisk, plan: Plan, roles: Roles, budget: int) -> Parts:
    """The same rows to the same parts as in memory, from the columns that decide it alone.

    Training rows that chance did not deal, as in a split by a column, are in random order all the
    same if the spec shuffles.

    Args:
        spec: Says how.
        table: All rows.
        plan: The targets, for their classes.
        roles: Whether classes are predicted.
        budget: Bytes of memory.

    Raises:
        DataError: A part would be empty, or dealing needs more memory.
    """
    section = spec.data.split
    deciding = [section.column[1]] if section.column else []
    if len(plan.targets) == 1:
        (target,) = plan.targets.values()
        if target.encoding != "regression" and len(target.columns) == 1:
            deciding += [name for name in target.columns if name not in deciding]
    by_row = DEALT_BY_COLUMN_BYTES if deciding else _DEALT_BYTES
    if by_row * table.n_rows > budget:
        by = f" by {', '.join(map(repr, deciding))}" if deciding else ""
        unset = spec.training.memory is None
        limit, more = ("half of what is free", "set") if unset else ("training.memory", "raise")
        raise DataError(
            Problem(
                "does-not-fit",
                f"dealing the {table.n_rows:,} rows of {table.origin}{by} needs "
                f"{show_bytes(by_row * table.n_rows)} of memory, and {limit} is "
                f"{show_bytes(budget)}",
                hint=f"{more} training.memory, or name a split file of its own for each part",
            )
        )
    for name in deciding:
        if table.has_long_text(name):
            message = f"{table.origin} has more than {MAX_TEXTS:,} different values in '{name}', "
            hint = "write numbers instead, for instance the time in seconds"
            message += "too many to split by"
            raise DataError(Problem("does-not-fit", message, hint=hint))
    # In memory, since each of them may be asked for more than once.
    decides = table.select(deciding) if deciding else table
    rows = assign_rows(spec, decides, plan, classify=is_classification(roles))
    # Where chance deals the rows they are in random order already.
    as_in_source = section.column is not None or bool(np.all(np.diff(rows.training) > 0))
    if not (as_in_source and spec.training.shuffle):
        return rows
    shuffled = np.random.default_rng(section.seed).permutation(rows.training)
    return Parts(shuffled, rows.validation, rows.test)


def _cannot_write(origin: str, cache: Path, error: OSError) -> TrainingError:
    reason = error.strerror or str(error)
    message = f"the rows of {origin} cannot be written to {cache.as_posix()}: {reason}"
    return TrainingError(Problem("cannot-write", message))


def _must_fit(preview: Preview, budget: int, needed: Estimate | None) -> Problem:
    sources = [known for known in every_format() if known.parameters is not None]
    streamed = [known.name for known in sources if known.in_batches]
    need = "more" if needed is None else f"about {show_bytes(needed.memory)}"
    return Problem(
        "does-not-fit",
        f"the rows of {preview.origin} need {need} of memory, and training.memory is "
        f"{show_bytes(budget)}: only {', '.join(streamed)} can be read in pieces",
        hint="write them to a Parquet file, or raise training.memory",
    )
