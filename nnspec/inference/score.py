"""How good predictions are, in the target's own units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.preprocessor import Preprocessor
from nnspec.data.table import Table
from nnspec.data.targets import FittedTarget
from nnspec.inference.metrics import (
    classification_metrics,
    multilabel_metrics,
    regression_metrics,
)


def score(
    preprocessor: Preprocessor, outputs: Mapping[str, np.ndarray], table: Table
) -> dict[str, Any]:
    """The metrics of a part of the rows.

    Args:
        preprocessor: Knows the targets and undoes their scaling.
        outputs: What the network made of the rows: float64 (n, k) by output; probabilities for
            classes.
        table: The rows, with their targets.

    Returns:
        `rows` and the metrics of `nnspec.inference.metrics`; with several outputs these are below
        `outputs`, by name.
    """
    metrics = {
        name: _score(target, outputs[name], table) for name, target in preprocessor.targets.items()
    }
    if len(metrics) == 1:
        return {"rows": table.n_rows, **next(iter(metrics.values()))}
    return {"rows": table.n_rows, "outputs": metrics}


def _score(target: FittedTarget, output: np.ndarray, table: Table) -> dict[str, Any]:
    if target.encoding == "regression":
        true = np.column_stack([table[name] for name in target.columns])
        return regression_metrics(true, target.decode(output), target.columns)
    true = target.encode(table)
    if target.encoding == "binary" and len(target.columns) > 1:
        return multilabel_metrics(true.astype(np.int64), output, target.columns)
    if target.encoding == "one_hot":
        labels = true.argmax(axis=1)
    else:
        labels = true.reshape(-1).astype(np.int64)
    return classification_metrics(labels, output, target.classes[0])
