"""New rows of CSV in batches, and what is said of a file that is not written as the run's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.data.formats.csv.columns import numbers_of, texts_of
from nnspec.data.formats.csv.hints import added_settings, setting
from nnspec.data.formats.csv.source import CsvSource
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.formats.new_rows import Found, NewRows
from nnspec.data.table.kinds import Kind
from nnspec.errors import DataError, Problem
from nnspec.options import by_caller

if TYPE_CHECKING:
    import pyarrow as pa


# About twenty-five thousand rows of eight numbers.
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class _CsvBatch:
    given: pa.RecordBatch
    start: int
    source: CsvSource
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        fields = self.given.column(name)
        if kind == "numeric":
            return numbers_of(fields, self.source.form)
        return texts_of(fields, self.source.form), None

    def place(self, row: int) -> str:
        return f"on line {self.source.line_of(self.start + row)}"


def open_csv_batches(
    path: Path,
    settings: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    wanted: Sequence[str] | None,
    label: str,
) -> NewRows:
    """Open a file of new rows.

    Args:
        path: The file.
        settings: How it is written.
        kinds: The kind of each column that is needed.
        wanted: The only columns that the output needs beside them; all of the file when None.
        label: What messages call the file.

    Raises:
        DataError: Its header is wrong, or, later, one of its rows.
    """
    source = CsvSource(path, label, csv_format(**settings))
    with written_like(settings):
        names = source.names
    needed = [n for n in names if wanted is None or n in wanted or n in kinds]

    def batches() -> Iterator[_CsvBatch]:
        start = 0
        for given in source.batches(needed, block_bytes=_BLOCK_BYTES):
            yield _CsvBatch(given, start, source)
            start += given.num_rows

    return NewRows(label, names, batches(), source.form)


@contextmanager
def written_like(written: Mapping[str, Any]) -> Iterator[None]:
    """Hints of settings become what they are for new rows: those of the run's data stay.

    Args:
        written: How the run's own data was written.
    """
    try:
        yield
    except DataError as error:
        raise DataError([_for_new_rows(p, written) for p in error.problems]) from error


def _for_new_rows(problem: Problem, written: Mapping[str, Any]) -> Problem:
    added = added_settings(problem.hint or "")
    if not added:
        return problem
    if {"header", "names"} & set(added) and "sep" not in added:
        return replace(problem, hint="write the columns' names into its first line")
    usual = {"sep": ",", "encoding": "utf-8", "skiprows": 0}
    own = [setting(n, written.get(n, usual.get(n))) for n in added if n in usual or n in written]
    how = f": {', '.join(own)}" if own else ""
    if added.get("sep") == '"\\t"' and not {"header", "names"} & set(added):
        how += "; tabs are read "
        how += by_caller("with --format tsv", "from a file whose name ends in .tsv")
    return replace(problem, hint=f"new rows are read as the run's own data was written{how}")
