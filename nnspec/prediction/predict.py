"""Predict new rows with a finished run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merges, refuse_merging
from nnspec.errors import DataError, Problem, listing
from nnspec.listener import Listener
from nnspec.prediction.choose import choose_run
from nnspec.prediction.lost_rows import refuse_lost
from nnspec.prediction.network import load_network, load_preprocessor
from nnspec.prediction.read import read_rows, run_format
from nnspec.prediction.results import ResultOptions, check_options, refuse_taken, result_columns
from nnspec.runs.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Predictions:
    """What a run predicts for some rows.

    Attributes:
        folder: The run.
        table: The rows, as they were read.
        columns: The predictions, as `nnspec.prediction.results` makes them.
    """

    folder: RunFolder
    table: Table
    columns: dict[str, np.ndarray]

    def __repr__(self) -> str:
        rows = f"{self.table.n_rows:,} row{'s' * (self.table.n_rows != 1)}"
        return f"<predictions of {self.folder.run_id} for {rows}: {listing(list(self.columns))}>"

    def _repr_html_(self) -> str:
        # The stubs of pandas take what they do not know for a column.
        return self.to_pandas()._repr_html_()  # type: ignore[operator]

    def to_pandas(self) -> pd.DataFrame:
        """The rows with their predictions."""
        import pandas as pd

        # A frame has arrays as objects.
        given = {
            name: column if column.ndim == 1 else list(column)
            for name, column in self.table.columns.items()
        }
        return pd.DataFrame({**given, **self.columns})

    def records(self) -> list[dict[str, Any]]:
        """The predictions alone, one mapping a row, in JSON values."""
        columns = {name: [_plain(v) for v in values] for name, values in self.columns.items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def predict(
    run: str | Path | RunFolder | None = None,
    input: str | Path | pd.DataFrame | None = None,
    *,
    proba: bool = False,
    top_k: int | None = None,
    threshold: float | None = None,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Predictions:
    """Predict new rows with a complete run.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        input: A DataFrame or a file with the features' columns, in any order; further columns are
            kept. A file is Parquet, JSON, Excel or .npz by its ending, else CSV.
        proba: Add a probability for every class.
        top_k: Add the so many likeliest classes with their probabilities.
        threshold: The probability above which two classes give the second.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such complete run.
        DataError: The rows do not fit what the run was trained on, or the network gives no number
            for one.
    """
    listener = listener or Listener()
    if input is None:
        raise DataError(Problem("no-input", "there is nothing to predict", hint="name a file"))
    folder = choose_run(run, runs_dir, listener)
    preprocessor = load_preprocessor(folder)
    if isinstance(input, str | Path):
        written = run_format(folder, folder.read())
        table = read_rows(Path(input), written, preprocessor)
        if text := _merging(table, preprocessor):
            table = read_rows(Path(input), written, preprocessor, text=text)
            # A file with types of its own has no texts of its numbers.
            for name in _merging(table, preprocessor):
                refuse_merging(table, name, f"column {name!r}", "is what the output has")
    else:
        from nnspec.data.table.frame import from_pandas

        table = from_pandas(input, "the DataFrame")
        if text := _merging(table, preprocessor):
            table = from_pandas(input, "the DataFrame", text=text)
    options = ResultOptions(proba, top_k, threshold)
    check_options(preprocessor, options)
    refuse_taken(table.names, table.origin, preprocessor, options)
    x = preprocessor.transform(table)
    outputs = load_network(folder, listener).outputs(x)
    refuse_lost(preprocessor, outputs, table)
    return Predictions(folder, table, result_columns(preprocessor, outputs, options))


def _merging(table: Table, preprocessor: Preprocessor) -> list[str]:
    """Columns that are only passed through, and whose numbers are not whole as float64."""
    return [
        name
        for name in table.names
        if name not in preprocessor.input_kinds and merges(table[name]).any()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, np.floating):
        # Of a float32 the shortest text that is this one, as a number.
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value
