"""Read a file of new rows by the format of the run's own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.formats.common.first_bytes import refuse_foreign_ending
from nnspec.data.formats.registry import file_format_of, format_of
from nnspec.data.table.table import Table
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.file_kinds import DEFAULT_FORMAT, file_form
from nnspec.spec.language.objects import ObjectSpec

if TYPE_CHECKING:
    from nnspec.spec.load import LoadedSpec


def source_format(source: ObjectSpec) -> dict[str, Any]:
    """How a source is written, for run.json: new files are read in the same way.

    Args:
        source: The run's data.
    """
    return format_of(source.name).written(source)


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
    """The rows of a file that can be measured; see `keep_labelled`.

    Args:
        path: The file.
        loaded: The run's resolved spec.
        preprocessor: The run's.
        listener: Hears how many rows are left out, and of conditions on columns that the file has
            not.

    Raises:
        DataError: As `read_rows` and `keep_labelled`.
    """
    texts = [condition.column for condition in loaded.spec.data.filter if condition.of_text]
    written = source_format(loaded.spec.data.source)
    table = read_rows(path, written, preprocessor, text=texts)
    return keep_labelled(table, loaded, preprocessor, listener)


def keep_labelled(
    table: Table, loaded: LoadedSpec, preprocessor: Preprocessor, listener: Listener
) -> Table:
    """The rows that can be measured: what the run's spec left out is left out here too.

    Args:
        table: Rows with their targets.
        loaded: The run's resolved spec.
        preprocessor: The run's.
        listener: Hears how many rows are left out, and of conditions on columns that the rows have
            not.

    Raises:
        DataError: No row is left.
    """
    from nnspec.data.loading.row_rules import row_rules
    from nnspec.data.table.preview import preview_of

    for condition in loaded.spec.data.filter:
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
        path: The file; in the format that its ending says, else CSV.
        written: How the run's own data was written; a new file is written like it.
        preprocessor: Knows which columns are text, also where all their values look like numbers.
        form: A format of files; by the ending when None.
        label: What messages call the file; the path when None.
        rows: Only so many from the top.
        text: Further columns of a CSV file that stay text.

    Raises:
        DataError: The file cannot be read.
    """
    label = label or path.as_posix()
    if form is None:
        refuse_foreign_ending(path, label)
        form = file_form(path.as_posix()) or DEFAULT_FORMAT
    kinds = preprocessor.input_kinds | preprocessor.target_kinds
    text = [*(name for name, kind in kinds.items() if kind == "text"), *text]
    known = file_format_of(form)
    return known.read_new(path, written, label=label, max_rows=rows, text=text)
