"""How good predictions are, in the target's own units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.table.table import Table
from nnspec.scoring.metrics import (
    classification_metrics,
    multilabel_metrics,
    regression_metrics,
)


def score(
    preprocessor: Preprocessor,
    outputs: Mapping[str, np.ndarray],
    table: Table,
    *,
    threshold: float | None = None,
) -> dict[str, Any]:
    """The metrics of a part of the rows.

    Args:
        preprocessor: Knows the targets and undoes their scaling.
        outputs: What the network made of the rows: float64 (n, k) by output; for classes
            probabilities, or scores.
        table: The rows, with their targets.
        threshold: The probability above which a row is of the second of two classes; 0.5 when
            None. Scores are always cut at 0.

    Returns:
        `rows` and the metrics of `nnspec.scoring.metrics`; with several outputs these are below
        `outputs`, by name.
    """
    metrics = {
        name: _score(target, outputs[name], table, threshold)
        for name, target in preprocessor.targets.items()
    }
    if len(metrics) == 1:
        return {"rows": table.n_rows, **next(iter(metrics.values()))}
    return {"rows": table.n_rows, "outputs": metrics}


def with_output_losses(metrics: dict[str, Any], losses: Mapping[str, float]) -> dict[str, Any]:
    """The metrics of several outputs, with the loss of each; it is None where it is not finite.

    Args:
        metrics: Those of `score`, with several outputs.
        losses: As `nnspec.scoring.total_loss.output_losses` gives them; none where not known.
    """
    for name, loss in losses.items():
        known = float(loss) if np.isfinite(loss) else None
        metrics["outputs"][name] = {"loss": known, **metrics["outputs"][name]}
    return metrics


def true_labels(target: FittedTarget, table: Table) -> np.ndarray:
    """The true classes of a target of one column, as positions in `classes`, int64 (n,)."""
    true = target.encode(table)
    return true.argmax(axis=1) if target.encoding == "one_hot" else _whole(true).reshape(-1)


def _score(
    target: FittedTarget, output: np.ndarray, table: Table, threshold: float | None
) -> dict[str, Any]:
    if target.encoding == "regression":
        true = np.column_stack([table[name] for name in target.columns])
        return regression_metrics(true, target.decode(output), target.columns)
    if target.encoding == "binary" and len(target.columns) > 1:
        true = _whole(target.encode(table))
        return multilabel_metrics(true, output, target.columns, threshold=target.cut(threshold))
    return classification_metrics(
        true_labels(target, table),
        target.ranked(output),
        target.classes[0],
        threshold=target.cut(threshold),
    )


def _whole(true: np.ndarray) -> np.ndarray:
    return true.astype(np.int64)
