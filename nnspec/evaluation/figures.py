"""What a run's network made of some rows: the metrics of all of them, or of some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.row_weights import ClassWeight, class_weights
from nnspec.data.table.table import Table
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder
from nnspec.scoring.bootstrap import intervals
from nnspec.scoring.loss_facts import loss_facts
from nnspec.scoring.score import score, true_labels, with_output_losses
from nnspec.scoring.total_loss import (
    output_losses,
    row_losses,
    summed,
    why_no_loss,
)
from nnspec.spec.load import LoadedSpec


class Figures:
    """What a run's network made of some rows, and how good that is.

    Args:
        folder: The run.
        loaded: Its resolved spec.
        preprocessor: Its preprocessing.
        table: The rows' targets, and their weights where they have any.
        outputs: What the network makes of them; see `Network.outputs`.
        trained_on: Whether they are the run's training rows, whose classes weigh in the loss.
    """

    def __init__(
        self,
        folder: RunFolder,
        loaded: LoadedSpec,
        preprocessor: Preprocessor,
        table: Table,
        outputs: Mapping[str, np.ndarray],
        *,
        trained_on: bool = False,
    ) -> None:
        self.preprocessor = preprocessor
        self.table = table
        self.outputs = outputs
        self._y = preprocessor.encode_target(table)
        self._spec = loaded.spec
        # A file of new rows need not say how much each of them counts.
        weight = loaded.spec.data.weight
        self._weights = table[weight] if weight is not None and weight in table else None
        if trained_on and loaded.spec.training.class_weight is not None:
            by_class = self._class_weights(loaded.spec.training.class_weight)
            self._weights = by_class if self._weights is None else self._weights * by_class
        self._encodings = {name: t.encoding for name, t in preprocessor.targets.items()}
        self._facts = loss_facts(folder.read(), loaded.spec)
        self._why_no_loss = why_no_loss(loaded.spec, self._encodings, self._facts)
        if self._why_no_loss is None and _nothing(self._weights):
            self._why_no_loss = f"every row of {table.origin} weighs 0"

    def _class_weights(self, setting: ClassWeight) -> np.ndarray:
        """What each row's class weighs, float64 (n,)."""
        (target,) = self.preprocessor.targets.values()
        labels = true_labels(target, self.table)
        weights = class_weights(setting, target.classes[0], labels)
        return np.array([*weights.by_class.values()])[labels]

    def say_why_no_loss(self, listener: Listener) -> None:
        """Say why the metrics are without a loss, where they are."""
        if self._why_no_loss is not None:
            listener.note(f"no loss: {self._why_no_loss}")

    def metrics(self, rows: np.ndarray | None, threshold: float | None) -> dict[str, Any]:
        """The metrics of these rows, of all for None."""
        table, y, outputs, weights = self.table, self._y, self.outputs, self._weights
        if rows is not None:
            table, y, outputs = table.take(rows), _taken(y, rows), _taken(outputs, rows)
            weights = None if weights is None else weights[rows]
        found: dict[str, Any] = {}
        apart: dict[str, float] = {}
        if self._why_no_loss is None and _nothing(weights):
            found["loss"] = None
        elif self._why_no_loss is None:
            with np.errstate(invalid="ignore", over="ignore"):
                losses = output_losses(
                    self._spec, self._encodings, y, outputs, sample_weight=weights
                )
                loss = summed(self._spec, losses, self._facts)
            found["loss"] = loss if np.isfinite(loss) else None
            apart = losses if len(losses) > 1 else {}
        found |= score(self.preprocessor, outputs, table, threshold=threshold)
        return with_output_losses(found, apart)

    def intervals(self, level: float, threshold: float | None) -> dict[str, Any]:
        """The confidence intervals of the metrics of all rows."""
        losses = None
        if self._why_no_loss is None:
            losses = row_losses(self._spec, self._encodings, self._y, self.outputs)
            if losses is not None and self._weights is not None:
                losses = losses * self._weights
        return intervals(
            self.preprocessor,
            self.outputs,
            self.table,
            level=level,
            threshold=threshold,
            row_losses=losses,
            regularization=self._facts.regularization or 0.0,
        )


def _nothing(weights: np.ndarray | None) -> bool:
    """Whether there are weights, and all are 0."""
    return weights is not None and len(weights) > 0 and not weights.any()


def _taken(arrays: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: array[rows] for name, array in arrays.items()}
