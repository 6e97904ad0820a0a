"""A finished run inside another program: loaded once, then asked again and again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.table.given import table_of_columns
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.listener import Listener
from nnspec.prediction.choose import choose_run
from nnspec.prediction.lost_rows import refuse_lost
from nnspec.prediction.network import Network, load_network
from nnspec.prediction.results import ResultOptions, check_options, result_columns
from nnspec.runs.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd

    from nnspec.evaluation.evaluate import Evaluation

_ROWS = "the input"


def load(
    run: str | Path | RunFolder | None = None,
    *,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Predictor:
    """Load a run to predict with it, without TensorFlow where the run has a model.onnx.

    Args:
        run: A folder, a run's id, a spec's name, or the path of a `latest` file; the latest
            complete run when left out.
        runs_dir: The folder of all runs.
        listener: Hears which run it is, and whether Keras has to be loaded.

    Raises:
        RunError: There is no such complete run, or it is damaged.
    """
    listener = listener or Listener()
    folder = choose_run(run, runs_dir, listener)
    return Predictor(folder, load_network(folder, listener))


class Predictor:
    """A run that can be asked. Threads may share one.

    Args:
        folder: The run.
        network: Its network; loaded when it is first needed if left out.

    Attributes:
        folder: The run.
    """

    folder: RunFolder

    def __init__(self, folder: RunFolder, network: Network | None = None) -> None:
        self.folder = folder
        if network is not None:
            self._network = network

    @cached_property
    def features(self) -> list[str]:
        """The columns that it needs, in the order of an array's columns.

        A list, so that `frame[features]` takes them out of a DataFrame.
        """
        return list(self._network.preprocessor.input_kinds)

    @cached_property
    def history(self) -> dict[str, list[float]]:
        """What each epoch came to: lists by Keras' names (`loss`, `val_loss`), `epoch` first."""
        from nnspec.runs.history import read_history

        return read_history(self.folder.history)

    @property
    def evaluate(self) -> Callable[..., Evaluation]:
        """`nnspec.evaluate` of this run, which has the arguments: `run.evaluate(split="test")`."""
        # Predicting alone needs none of what this imports.
        from nnspec.evaluation.evaluate import evaluate

        measure = partial(evaluate, self.folder)
        measure.__doc__ = evaluate.__doc__
        return measure

    def predict(
        self,
        rows: pd.DataFrame | Mapping[str, Any] | Sequence[Mapping[str, Any]] | np.ndarray,
        *,
        proba: bool = False,
        top_k: int | None = None,
        threshold: float | None = None,
    ) -> Any:
        """Predict rows.

        Args:
            rows: A DataFrame, a dict of columns, a list of dicts, or a 2-D array whose columns are
                `features`, of a run whose one feature is an array that array of all rows; or one
                row as a dict of single values. Further columns are left alone.
            proba: Add a probability for every class.
            top_k: Add the so many likeliest classes with their probabilities.
            threshold: The probability above which two classes give the second.

        Returns:
            Numbers in the target's own units (float64), or labels, in the form of the rows:

            | rows | one result a row | several, by name |
            | --- | --- | --- |
            | DataFrame | Series | DataFrame, each with the frame's index |
            | dict of columns, array | array (n,) | dict of arrays |
            | list of dicts | list | list of dicts |
            | dict of single values | the value | dict |

            The names are those of `nnspec predict`: `predicted_<target>`, `probability_<class>`.

        Raises:
            DataError: The rows do not fit what the run was trained on, or the network gives no
                number for one.
            InputError: The run has no classes to name, or no threshold to move.
        """
        preprocessor = self._network.preprocessor
        options = ResultOptions(proba, top_k, threshold)
        check_options(preprocessor, options)
        table = self._table(rows)
        outputs = self._network.outputs(preprocessor.transform(table))
        refuse_lost(preprocessor, outputs, table)
        one_row = isinstance(rows, Mapping) and self._is_one_row(rows)
        return _in_the_form_of(rows, result_columns(preprocessor, outputs, options), one_row)

    @property
    def _kinds(self) -> dict[str, Kind]:
        return self._network.preprocessor.input_kinds

    @cached_property
    def _network(self) -> Network:
        return load_network(self.folder, Listener())

    def __repr__(self) -> str:
        return f"<nnspec run {self.folder.run_id}>"

    def _table(self, rows: Any) -> Table:
        if _is_frame(rows):
            from nnspec.data.table.frame import from_pandas

            there = [name for name in self.features if name in rows.columns]
            # Where one is missing, the comparison shows all columns.
            return from_pandas(rows[there] if len(there) == len(self.features) else rows)
        columns: Mapping[str, Any]
        if isinstance(rows, np.ndarray):
            columns = self._array_columns(rows)
        elif isinstance(rows, Mapping):
            columns = self._needed(rows)
            if self._is_one_row(rows):
                columns = {name: [value] for name, value in columns.items()}
        elif isinstance(rows, Sequence) and all(isinstance(row, Mapping) for row in rows):
            given = dict.fromkeys(name for row in rows for name in row)
            whole = set(self.features) <= given.keys()
            names = self.features if whole or not rows else given
            columns = {name: [row.get(name) for row in rows] for name in names}
        else:
            raise _not_rows(type(rows).__name__, rows)
        return table_of_columns(columns, _ROWS, self._kinds)

    def _is_one_row(self, rows: Mapping[str, Any]) -> bool:
        single = [_is_single(value, self._kinds.get(name)) for name, value in rows.items()]
        if any(single) and not all(single):
            raise _not_rows("a dict of columns and single values")
        return bool(single) and all(single)

    def _array_columns(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        if len(self.features) == 1 and isinstance(self._kinds[self.features[0]], ArraySpec):
            return {self.features[0]: rows}
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            expected = f"(n, {len(self.features)})"
            raise DataError(
                Problem(
                    "wrong-shape",
                    f"an array of shape {rows.shape} is given, and {expected} is needed",
                    details=(f"columns: {', '.join(self.features)}",),
                )
            )
        return dict(zip(self.features, rows.T, strict=True))

    def _needed(self, rows: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that the network needs; all of them where one is missing, for the diff."""
        if all(name in rows for name in self.features):
            return {name: rows[name] for name in self.features}
        return dict(rows)


def _is_frame(rows: Any) -> bool:
    # Whoever has a DataFrame has loaded pandas.
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(rows, pandas.DataFrame)


def _is_single(value: Any, kind: Kind | None) -> bool:
    if isinstance(kind, ArraySpec):
        return _depth(value) == len(kind.shape)
    return isinstance(value, str | np.generic) or not hasattr(value, "__len__")


def _depth(value: Any) -> int:
    """How many axes an array has, or lists in lists."""
    if isinstance(value, np.ndarray):
        return value.ndim
    return 1 + _depth(value[0]) if isinstance(value, list | tuple) and value else 0


def _not_rows(what: str, rows: Any = None) -> DataError:
    message = f"{what} cannot be predicted"
    hint = ""
    if isinstance(rows, str | Path):
        hint = "nnspec.predict(RUN, FILE) reads a file; "
    elif what == "Series":
        hint = "frame.loc[[label]] keeps a row a DataFrame; "
    hint += "give a DataFrame, a dict, a list of dicts or a 2-D array"
    return DataError(Problem("not-rows", message, hint=hint))


def _in_the_form_of(rows: Any, columns: dict[str, np.ndarray], one_row: bool) -> Any:
    """The results as a caller who gave such rows expects them."""
    first = next(iter(columns))
    one = len(columns) == 1
    if _is_frame(rows):
        import pandas as pd

        if one:
            return pd.Series(columns[first], index=rows.index, name=first)
        return pd.DataFrame(columns, index=rows.index)
    if one_row:
        values = {name: _plain(column[0]) for name, column in columns.items()}
        return values[first] if one else values
    if isinstance(rows, np.ndarray | Mapping):
        return columns[first] if one else columns
    lists = {name: [_plain(value) for value in column] for name, column in columns.items()}
    if one:
        return lists[first]
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _plain(value: Any) -> Any:
    """A Python value; of a float32 the shortest number that is the same float32."""
    if isinstance(value, np.float32):
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value
