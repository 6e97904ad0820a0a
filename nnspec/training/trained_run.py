"""What a training gives back: the run, its metrics, and what can be asked of it next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.inference.evaluate import Evaluation, evaluate
from nnspec.inference.load import Predictor, load
from nnspec.metrics_table import metrics_html, number
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import read_history
from nnspec.runs.summary import headline

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
class TrainedRun:
    """A finished training.

    Attributes:
        folder: The run's folder.
        metrics: What metrics.json holds: for each part of the rows its metrics.
        epochs: How many epochs were trained.
        best_epoch: The epoch with the best value of the watched quantity, from 1.
        monitor: The watched quantity.
        saved_epoch: The epoch whose weights the saved network has: the last one, unless
            EarlyStopping restored the best.
        doubt: Why the metrics may be too good to be true; None where nothing says so.
    """

    folder: RunFolder
    metrics: dict[str, Any]
    epochs: int
    best_epoch: int
    monitor: str
    saved_epoch: int
    doubt: str | None = None

    @cached_property
    def history(self) -> dict[str, list[float]]:
        """What each epoch came to: lists by Keras' names (`loss`, `val_loss`), `epoch` first."""
        return read_history(self.folder.history)

    def predict(
        self,
        rows: pd.DataFrame | Mapping[str, Any] | Sequence[Mapping[str, Any]] | np.ndarray,
        *,
        proba: bool = False,
        top_k: int | None = None,
        threshold: float | None = None,
    ) -> Any:
        """Predict rows, as `nnspec.load(run.folder).predict` does; see there.

        Args:
            rows: A DataFrame, a dict of columns, a list of dicts, a 2-D array, or one row as a
                dict of single values. Of a file there is `nnspec.predict(run.folder, file)`.
            proba: Add a probability for every class.
            top_k: Add the so many likeliest classes with their probabilities.
            threshold: The probability above which two classes give the second.

        Raises:
            DataError: The rows do not fit what the run was trained on.
            InputError: The run has no classes to name, or no threshold to move.
        """
        return self._predictor.predict(rows, proba=proba, top_k=top_k, threshold=threshold)

    def evaluate(
        self,
        *,
        input: str | Path | None = None,
        split: str = "test",
        by: str | None = None,
        ci: float | None = None,
        threshold: float | None = None,
        tune_threshold: str | None = None,
    ) -> Evaluation:
        """Measure the run, as `nnspec.evaluate(run.folder, ...)` does; see there."""
        return evaluate(
            self.folder,
            input=input,
            split=split,
            by=by,
            ci=ci,
            threshold=threshold,
            tune_threshold=tune_threshold,
        )

    @property
    def features(self) -> list[str]:
        """The columns that predicting needs, as `Predictor.features`."""
        return self._predictor.features

    @cached_property
    def _predictor(self) -> Predictor:
        return load(self.folder)

    def __repr__(self) -> str:
        part = next(part for part in ("test", "validation", "training") if part in self.metrics)
        figures = ", ".join(
            f"{name} {number(value)}" for name, value in headline(self.metrics, part).items()
        )
        return f"<nnspec run {self.folder.run_id}: {self._best()}; {part} {figures}>"

    def _repr_html_(self) -> str:
        return metrics_html(f"nnspec run {self.folder.run_id}: {self._best()}", self.metrics)

    def _best(self) -> str:
        return f"best {self.monitor} in epoch {self.best_epoch} of {self.epochs}"
