"""Predict a file of any size, batch by batch, in the memory of a few batches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.formats.csv.write import has_plain_marks, plain_numbers, plain_style, style_of
from nnspec.data.formats.json.write import answered, json_values
from nnspec.data.formats.new_rows import Batch, Found, NewRows
from nnspec.data.formats.registry import file_format_of
from nnspec.data.table.arrow import index_array, to_arrow
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import DataError, InputError, Problem, listing
from nnspec.listener import Listener
from nnspec.prediction.choose import choose_run
from nnspec.prediction.faults import all_wrong, doubtful, fault_problem, find_faults, go_on
from nnspec.prediction.formats import file_format, local_file
from nnspec.prediction.lost_rows import find_lost, lost_problem
from nnspec.prediction.network import Network, load_network
from nnspec.prediction.output import check_output, open_output
from nnspec.prediction.output_names import output_names
from nnspec.prediction.read import read_rows, run_format
from nnspec.prediction.results import (
    ResultOptions,
    check_options,
    flags_of_columns,
    refuse_taken,
    refuse_unseen,
    result_columns,
    result_labels,
)
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.file_kinds import foreign_file

if TYPE_CHECKING:
    import pyarrow as pa

    from nnspec.data.formats.csv.style import CsvFormat
    from nnspec.data.formats.writer import Writer
    from nnspec.data.table.kinds import Kind

OnError = Literal["stop", "skip", "null"]

# Rows from the top that a comparison of the columns shows its examples of.
_HEAD_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """How a file is predicted.

    Attributes:
        results: Which columns the predictions have.
        columns: The output's columns in their order; all of the input and the predictions if None.
        on_error: What becomes of a row that cannot be predicted: `stop` ends with its place,
            `skip` leaves it out, `null` leaves its predictions empty.
        input_format: A format of files; by the file's ending when None.
        output_format: One that is written; by the file's ending when None.
        escape_formulas: Whether texts of CSV and TSV that a spreadsheet would calculate get a `'`.
    """

    results: ResultOptions = field(default_factory=ResultOptions)
    columns: Sequence[str] | None = None
    on_error: OnError = "stop"
    input_format: str | None = None
    output_format: str | None = None
    escape_formulas: bool = False


@dataclass(frozen=True, slots=True)
class Streamed:
    """What came of predicting a file.

    Attributes:
        folder: The run.
        rows: Rows written.
        faulty: Rows that could not be predicted; with `skip` they are not among `rows`.
        seconds: From the first row read to the last one written.
    """

    folder: RunFolder
    rows: int
    faulty: int
    seconds: float


def predict_file(
    run: str | Path | RunFolder | None,
    input: Path,
    output: Path | None,
    options: StreamOptions | None = None,
    *,
    records: list[dict[str, Any]] | None = None,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Streamed:
    """Predict the rows of a file and write them, with their predictions, to another.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        input: The file, or `-` for stdin, which is copied to a temporary file first.
        output: The file, which appears whole or not at all; stdout when None or `-`.
        options: How.
        records: Gets the predictions alone, a mapping of JSON values for each row; stdout gets
            nothing then.
        runs_dir: The folder of all runs.
        listener: Hears which run it is, and how far the rows have come.

    Raises:
        RunError: There is no such complete run, or it is damaged.
        DataError: The rows do not fit what the run was trained on.
        InputError: An option does not fit the run or the file.
    """
    options, listener = options or StreamOptions(), listener or Listener()
    output = None if output == Path("-") else output
    form = file_format(input, options.input_format)
    out_form = file_format(output or Path("-"), options.output_format, what="write")
    if options.escape_formulas and file_format_of(out_form).typed:
        message = f"--escape-formulas has no use in {out_form}, which no spreadsheet calculates"
        raise InputError(Problem("flags", message, hint="leave it out"))
    if output is not None:
        foreign = options.output_format is None and foreign_file(output.name) is not None
        check_output(output, None if foreign else out_form)
    folder = choose_run(run, runs_dir, listener)
    network = load_network(folder, listener)
    preprocessor = network.preprocessor
    check_options(preprocessor, options.results)
    written = run_format(folder, folder.read())
    label = "stdin" if input == Path("-") else input.as_posix()
    labels = result_labels(preprocessor, options.results)
    new = [*labels.values()]
    wanted = None if options.columns is None else [c for c in options.columns if c not in new]
    nowhere = output is None and records is not None
    with local_file(input, form) as path:
        kinds = preprocessor.input_kinds
        rows = file_format_of(form).new_rows(path, written, kinds, wanted, label=label)
        refuse_taken(rows.names, label, preprocessor, options.results)
        names: Sequence[str] = output_names(
            rows.names,
            rows.label,
            new,
            options.columns,
            None if options.columns is None else flags_of_columns(preprocessor),
        )
        if records is None:
            refuse_unseen(preprocessor, options.results, labels, names)
        for usual, name in labels.items():
            if name != usual and name in names:
                listener.note(f"{usual} is a feature of this run: the prediction is {name}")

        def differ() -> None:
            head = read_rows(path, written, preprocessor, form=form, label=label, rows=_HEAD_ROWS)
            preprocessor.check_columns(head)

        batches = _checked(rows, preprocessor, differ)
        first = next(batches, None)
        if first is not None:
            batches = chain([first], batches)
            if options.columns is None and not file_format_of(out_form).typed and not nowhere:
                names = _without_arrays(names, first, kinds, out_form, listener)
        out_label = "stdout" if output is None else output.as_posix()
        style = None
        if rows.form is not None and options.output_format is None:
            style = style_of(rows.form, form, out_form, output)
        if options.escape_formulas:
            style = replace(style or plain_style(out_form), escape_formulas=True)
        opened = open_output(output, out_form, names, out_label, style)
        # Where numbers stand as the plain style has them, no column is read for its own sake.
        is_plain = rows.form is None or has_plain_marks(rows.form)
        plain = None if is_plain or options.output_format is None else rows.form
        work = _Work(network, options, rows.label, names, out_form, plain, records, listener)
        return work.run(folder, batches, contextlib.nullcontext() if nowhere else opened)


def _checked(rows: NewRows, preprocessor: Preprocessor, differ: Any) -> Iterator[Batch]:
    """The batches, once the columns of the first are those of training.

    Args:
        rows: The file.
        preprocessor: Knows the columns.
        differ: Raises the comparison of all columns, if they differ.
    """
    kinds = preprocessor.input_kinds
    first = next(rows.batches, None)
    there = set(rows.names)
    suspect = any(name not in there for name in kinds)
    if suspect and first is None:
        # There are no rows to tell kinds from.
        missing = [repr(name) for name in kinds if name not in there]
        raise DataError(Problem("columns-differ", f"{rows.label} has no column {listing(missing)}"))
    if first is not None and not suspect:
        suspect = any(all_wrong(first.column(name, kind)) for name, kind in kinds.items())
    if suspect:
        differ()
    return iter(()) if first is None else chain([first], rows.batches)


def _without_arrays(
    names: Sequence[str], batch: Batch, kinds: Mapping[str, Kind], form: str, listener: Listener
) -> Sequence[str]:
    """The output's columns but those of arrays, for which a text has no place."""
    import pyarrow as pa

    arrays = [
        field.name
        for field in batch.given.schema
        if isinstance(field.type, pa.FixedShapeTensorType)
        or isinstance(kinds.get(field.name), ArraySpec)
    ]
    left = [name for name in names if name in arrays]
    if left:
        listener.note(f"left out of {form}: {listing(left)}; .parquet and .jsonl hold arrays")
    return [name for name in names if name not in left]


@dataclass(slots=True)
class _Work:
    network: Network
    options: StreamOptions
    label: str
    names: Sequence[str]
    form: str
    other: CsvFormat | None
    records: list[dict[str, Any]] | None
    listener: Listener
    writer: Writer | None = None
    rows: int = 0
    faulty: int = 0

    def run(
        self, folder: RunFolder, batches: Iterator[Batch], opened: AbstractContextManager[Any]
    ) -> Streamed:
        """Predict and write each batch in turn.

        Args:
            folder: The run.
            batches: The rows.
            opened: Gives the writer, once the first rows could be predicted: where they could not,
                no header stands on stdout.
        """
        start, read = time.perf_counter(), 0
        first = next(batches, None)
        predicted = None if first is None else self._predicted(first)
        with opened as self.writer:
            for batch in () if first is None else chain([first], batches):
                self._write(batch, *(predicted or self._predicted(batch)))
                predicted = None
                read += batch.given.num_rows
                self.listener.rows(read, time.perf_counter() - start)
        self.listener.end()
        return Streamed(folder, self.rows, self.faulty, time.perf_counter() - start)

    def _predicted(
        self, batch: Batch
    ) -> tuple[dict[str, Found], dict[str, np.ndarray], np.ndarray | None]:
        """What `_write` takes besides the batch."""
        preprocessor = self.network.preprocessor
        found = {name: batch.column(name, kind) for name, kind in preprocessor.input_kinds.items()}
        table = Table({name: values for name, (values, _) in found.items()}, self.label)
        good: np.ndarray | None = None
        if doubtful(found, preprocessor):
            x = None
        else:
            try:
                x = preprocessor.transform(table)
            except DataError:
                x = None
        if x is None:
            bad, fault = find_faults(found, preprocessor)
            if fault is not None and self.options.on_error == "stop":
                raise DataError(fault_problem(fault, batch, found, self.label))
            good = np.flatnonzero(~bad)
            x = preprocessor.transform(table.take(good))
            self.faulty += int(np.count_nonzero(bad))
        outputs = self.network.outputs(x)
        lost = find_lost(preprocessor, outputs)
        if lost.any():
            good = np.arange(len(lost)) if good is None else good
            if self.options.on_error == "stop":
                first = int(np.argmax(lost))
                place = batch.place(int(good[first]))
                where = f"{place} of {self.label}"
                raise DataError(lost_problem(preprocessor, outputs, first, where, go_on()))
            self.faulty += int(np.count_nonzero(lost))
            good = good[~lost]
            outputs = {name: array[~lost] for name, array in outputs.items()}
        return found, result_columns(preprocessor, outputs, self.options.results), good

    def _write(
        self,
        batch: Batch,
        found: dict[str, Found],
        made: dict[str, np.ndarray],
        good: np.ndarray | None,
    ) -> None:
        """Write a batch.

        Args:
            batch: The rows.
            found: The columns that the network needed.
            made: The predictions of the rows that could be predicted.
            good: Their indices, or None for all.
        """
        count = batch.given.num_rows
        only = good if self.options.on_error == "skip" else None
        kept = None if only is None else index_array(only)
        spread = None
        if good is not None and only is None:
            # Where a row of the batch stands among the predictions; missing for a faulty one.
            places = np.full(count, np.nan)
            places[good] = np.arange(len(good))
            spread = to_arrow(places).cast("int64")
        new = {name: to_arrow(values) for name, values in made.items()}
        if spread is not None:
            new = {name: column.take(spread) for name, column in new.items()}
        self.rows += count if only is None else len(only)
        if self.records is not None:
            values = zip(*map(json_values, new.values()), strict=True)
            self.records.extend(dict(zip(new, row, strict=True)) for row in values)
        if self.writer is None:
            return
        columns = []
        kinds = self.network.preprocessor.kinds
        for name in self.names:
            column = new[name] if name in new else self._given(batch, found, name, kinds.get(name))
            columns.append(column if name in new or kept is None else column.take(kept))
        objects = None
        if batch.objects is not None and file_format_of(self.form).of_objects:
            objects = answered(batch.objects, self.names, new, only)
        self.writer.write(columns, objects)

    def _given(
        self, batch: Batch, found: dict[str, Found], name: str, kind: Kind | None
    ) -> pa.Array:
        """A column of the input as the output has it: as written, or as numbers in typed files."""
        typed = file_format_of(self.form).typed
        if not typed and self.other is not None and kind is not None:
            own = found[name] if name in found else batch.column(name, kind)
            return plain_numbers(batch.given.column(name), own, self.other)
        if typed and name in found and found[name][0].dtype == np.float64:
            import pyarrow as pa

            column = batch.given.column(name)
            # What has a type already keeps it; the text of a CSV file gets one.
            return to_arrow(found[name][0]) if pa.types.is_string(column.type) else column
        return batch.given.column(name)
