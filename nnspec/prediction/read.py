"""Read a file of new rows by the format of the run's own data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.formats.csv.hints import added_settings, setting
from nnspec.data.formats.csv.style import CsvFormat, csv_format
from nnspec.data.formats.first_bytes import refuse_foreign_ending
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.file_kinds import file_source
from nnspec.spec.language.objects import ObjectSpec

if TYPE_CHECKING:
    from nnspec.spec.load import LoadedSpec

_CSV = (
    "sep",
    "header",
    "names",
    "skiprows",
    "comment",
    "decimal",
    "thousands",
    "dtype",
    "encoding",
    "quotechar",
    "na_values",
    "keep_default_na",
)
_EXCEL = ("sheet_name",)


def source_format(source: ObjectSpec) -> dict[str, Any]:
    """How a source is written, for run.json: new files are read in the same way.

    Args:
        source: The run's data.

    Returns:
        The arguments of a `csv` or `excel` source that are no matter of its place; none for others.
    """
    names = {"csv": _CSV, "excel": _EXCEL}.get(source.name, ())
    given = {name: source.arguments[name] for name in names if name in source.arguments}
    # No header is said by null; anything else that is null is left out.
    return {name: value for name, value in given.items() if value is not None or name == "header"}


def run_format(run: RunFolder, record: Mapping[str, Any]) -> dict[str, Any]:
    """How a run's data was written, as `source_format` says it.

    Args:
        run: The run.
        record: What its run.json says.
    """
    known = (record.get("data") or {}).get("format")
    if isinstance(known, Mapping):
        return dict(known)
    # A run of before run.json had it; its spec takes a fifth of a second to read.
    from nnspec.spec.load import load_spec

    return source_format(load_spec(run.resolved_spec).spec.data.source)


def read_input(path: Path, loaded: LoadedSpec, preprocessor: Preprocessor) -> Table:
    """The rows of a file; arguments and errors as `read_rows`.

    Args:
        path: The file.
        loaded: The run's resolved spec.
        preprocessor: The run's.
    """
    return read_rows(path, source_format(loaded.spec.data.source), preprocessor)


def read_labelled(
    path: Path, loaded: LoadedSpec, preprocessor: Preprocessor, listener: Listener
) -> Table:
    """The rows of a file that can be measured: what the run's spec left out is left out here too.

    Args:
        path: The file.
        loaded: The run's resolved spec.
        preprocessor: The run's.
        listener: Hears how many rows are left out, and of conditions on columns that the file has
            not.

    Raises:
        DataError: As `read_rows`; or no row is left.
    """
    from nnspec.data.loading.row_rules import row_rules
    from nnspec.data.table.preview import preview_of

    conditions = loaded.spec.data.filter
    texts = [condition.column for condition in conditions if condition.of_text]
    written = source_format(loaded.spec.data.source)
    table = read_rows(path, written, preprocessor, text=texts)
    for condition in conditions:
        if condition.column not in table:
            listener.note(f"{table.origin} has no column '{condition.column}' to filter by")
    rules = row_rules(loaded, preview_of(table), tuple(preprocessor.target_kinds))
    table = rules.keep(table)
    if table.left_out.total:
        listener.note(f"{table.origin}: {table.left_out.line}")
    return table


def read_rows(
    path: Path,
    written: Mapping[str, Any],
    preprocessor: Preprocessor,
    *,
    form: str | None = None,
    label: str | None = None,
    rows: int | None = None,
    text: Iterable[str] = (),
) -> Table:
    """The rows of a file.

    Args:
        path: The file; Parquet, JSON, Excel or .npz by its ending, else CSV.
        written: How the run's own data was written; a new file is written like it.
        preprocessor: Knows which columns are text, also where all their values look like numbers.
        form: One of `formats.FORMATS`; by the ending when None.
        label: What messages call the file; the path when None.
        rows: Only so many from the top.
        text: Further columns of a CSV file that stay text.

    Raises:
        DataError: The file cannot be read.
    """
    label = label or path.as_posix()
    if form is None:
        refuse_foreign_ending(path, label)
    form = form or ("csv" if is_csv(path) else file_source(path.as_posix()).name)
    if form not in ("csv", "tsv"):
        return read_typed(path, form, written, label, rows)
    from nnspec.data.formats.csv.reader import read_csv

    kinds = preprocessor.input_kinds | preprocessor.target_kinds
    text = [*(name for name, kind in kinds.items() if kind == "text"), *text]
    settings = _settings({**written, "sep": "\t"} if form == "tsv" else written, path)
    with written_like(settings):
        return read_csv(path, label=label, text=text, max_rows=rows, **settings)


def read_typed(
    path: Path, form: str, written: Mapping[str, Any], label: str, rows: int | None = None
) -> Table:
    """The rows of a file whose columns have types of their own.

    Args:
        path: The file.
        form: `parquet`, `json`, `jsonl`, `excel` or `npz`.
        written: How the run's own data was written.
        label: What messages call the file.
        rows: Only so many from the top.

    Raises:
        DataError: The file cannot be read.
    """
    from nnspec.data.loading.sources import READERS

    # The sheet is the one that the run was trained on.
    sheet = {name: written[name] for name in _EXCEL if name in written} if form == "excel" else {}
    return READERS[form](path, label=label, max_rows=rows, **sheet)


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
        how += "; tabs are read with --format tsv"
    return replace(problem, hint=f"new rows are read as the run's own data was written{how}")


def is_csv(path: Path) -> bool:
    """Whether a file is read as CSV, as every one is whose ending says nothing else."""
    source = file_source(path.as_posix())
    return source is None or source.name == "csv"


def input_format(path: Path, written: Mapping[str, Any]) -> CsvFormat:
    """How the fields of such a file are separated and written.

    Args:
        path: The file; the columns of a .tsv are separated by tabs.
        written: How the run's own data was written.
    """
    return csv_format(**_settings(written, path))


def _settings(written: Mapping[str, Any], path: Path) -> dict[str, Any]:
    settings = {name: written[name] for name in _CSV if name in written}
    source = file_source(path.as_posix())
    if source is not None and source.argument("sep") == "\t":
        settings["sep"] = "\t"
    return settings
