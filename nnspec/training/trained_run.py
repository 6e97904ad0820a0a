"""What a training gives back: the run, its metrics, and what can be asked of it next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnspec.evaluation.load import Predictor
from nnspec.metrics_table import metrics_html, number
from nnspec.runs.folder import RunFolder
from nnspec.runs.summary import headline


@dataclass(frozen=True, repr=False, eq=False)
class TrainedRun(Predictor):
    """A finished training, which can be asked as a loaded run can.

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
