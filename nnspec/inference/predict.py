"""Predict new rows with a finished run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.csv_rows import open_rows
from nnspec.data.preprocessor import Preprocessor
from nnspec.data.table import Table
from nnspec.data.targets import result_names
from nnspec.errors import DataError, Problem, listing
from nnspec.inference.choose import choose_run
from nnspec.inference.network import load_network, load_preprocessor
from nnspec.inference.read import input_format, is_csv, read_rows, run_format
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What a run predicts for some rows.

    Attributes:
        folder: The run.
        table: The rows, as they were read.
        columns: The predictions: `predicted_<target>`, and on request `probability_<class>`;
            float32, or class labels.
    """

    folder: RunFolder
    table: Table
    columns: dict[str, np.ndarray]

    def to_pandas(self) -> pd.DataFrame:
        """The rows with their predictions."""
        import pandas as pd

        return pd.DataFrame({**self.table.columns, **self.columns})

    def records(self) -> list[dict[str, Any]]:
        """The predictions alone, one mapping a row, in JSON values."""
        columns = {name: [_plain(v) for v in values] for name, values in self.columns.items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def predict(
    run: str | Path | RunFolder | None = None,
    input: str | Path | pd.DataFrame | None = None,
    *,
    proba: bool = False,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Predictions:
    """Predict new rows with a complete run.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        input: A DataFrame or a file with the features' columns, in any order; further columns are
            kept. A file is Parquet, JSON lines, Excel or .npz by its ending, else CSV.
        proba: Add a probability for every class.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such complete run.
        DataError: The rows do not fit what the run was trained on.
    """
    listener = listener or Listener()
    if input is None:
        raise DataError(Problem("no-input", "there is nothing to predict", hint="name a file"))
    folder = choose_run(run, runs_dir, listener)
    preprocessor = load_preprocessor(folder)
    if isinstance(input, str | Path):
        written = run_format(folder, folder.read())
        table = read_rows(Path(input), written, preprocessor)
    else:
        from nnspec.data.frame import from_pandas

        table = from_pandas(input, "the DataFrame")
    _refuse_taken(table, preprocessor, proba)
    x = preprocessor.transform(table)
    outputs = load_network(folder, listener).outputs(x)
    return Predictions(folder, table, result_columns(preprocessor, outputs, proba=proba))


def result_columns(
    preprocessor: Preprocessor, outputs: dict[str, np.ndarray], *, proba: bool
) -> dict[str, np.ndarray]:
    """The predictions as named columns.

    Args:
        preprocessor: Knows the targets.
        outputs: float64 (n, k) by output; probabilities for classes.
        proba: Add a probability for every class.
    """
    columns: dict[str, np.ndarray] = {}
    for (name, target), names in zip(
        preprocessor.targets.items(), result_names(preprocessor.targets).values(), strict=True
    ):
        decoded = target.decode(outputs[name])
        decoded = decoded.reshape(len(decoded), len(target.columns))
        for position, column in enumerate(names["predicted"]):
            values = decoded[:, position]
            # The network computes in float32; further digits would only look precise.
            columns[column] = (
                values.astype(np.float32) if target.encoding == "regression" else values
            )
        if proba:
            for column, values in zip(
                names["probability"], target.probabilities(outputs[name]).T, strict=True
            ):
                columns[column] = values.astype(np.float32)
    return columns


def _refuse_taken(table: Table, preprocessor: Preprocessor, proba: bool) -> None:
    """The result columns must not stand in the input already: neither may be lost silently."""
    new = [
        column
        for names in result_names(preprocessor.targets).values()
        for column in (*names["predicted"], *(names["probability"] if proba else ()))
    ]
    taken = [repr(column) for column in new if column in table]
    if taken:
        raise DataError(
            Problem(
                "column-taken",
                f"{table.origin} has a column {listing(taken)} already, where the prediction goes",
                hint="rename or remove it",
            )
        )


def result_rows(predictions: Predictions, path: Path) -> Iterator[list[str]]:
    """The input file's rows as they are written there, each with its predictions; header first.

    Rows of a file that is not CSV are written from the table: whole numbers without a decimal
    point, nothing for missing.

    Args:
        predictions: Of the rows of that file.
        path: The file.
    """
    columns = [[_text(value) for value in values] for values in predictions.columns.values()]
    if not is_csv(path):
        table = predictions.table
        given = [list(map(_field, table[name].tolist())) for name in table.names]
        yield [*table.names, *predictions.columns]
        yield from map(list, zip(*given, *columns, strict=True))
        return
    folder = predictions.folder
    form = input_format(path, run_format(folder, folder.read()))
    with open_rows(path, predictions.table.origin, form) as opened:
        yield [*opened.names, *predictions.columns]
        for (_, fields), *predicted in zip(opened.rows, *columns, strict=True):
            yield [*fields, *predicted]


def _plain(value: Any) -> Any:
    if isinstance(value, np.floating):
        # The shortest text that is this float32, as a number.
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value


def _field(value: float | str | None) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _text(value: Any) -> str:
    return str(value)
