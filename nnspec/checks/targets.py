"""Do the target's size and the metrics suit what is learnt?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec import catalog
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.steps import SCALERS
from nnspec.spec.logs import metrics_of
from nnspec.spec.nodes import Path

# A network starts with outputs around 0 to 1; steps of 0.001 take long to reach hundreds.
_SPREAD = 100.0
_FOR_CLASSES = ("binary", "one_hot", "sparse")


@check("unscaled-target", "warning")
def unscaled_target(facts: Facts) -> Iterator[Finding]:
    """A numeric target far from the 0 to 1 that a network starts with, and no scaler for it."""
    if any(step.name in SCALERS for step in facts.spec.preprocessing.target):
        return
    for output, columns in facts.roles.targets.items():
        if facts.encoding(output) != "regression":
            continue
        for column in columns:
            values = facts.numbers(column)
            if values is None or len(values) < 2 or float(np.std(values)) <= _SPREAD:
                continue
            message = f"'{column}' goes from {values.min():,.6g} to {values.max():,.6g}: the "
            message += "network would need long to get there"
            hint = "add to preprocessing: target: StandardScaler; it is undone in all predictions"
            yield Finding(message, ("data", "target"), hint)


@check("accuracy-of-numbers", "warning")
def accuracy_of_numbers(facts: Facts) -> Iterator[Finding]:
    """A metric for classes that measures a numeric target, where it counts exact hits only."""
    section = facts.spec.compile
    base: Path = ("compile", "metrics")
    for output in facts.outputs:
        if facts.encoding(output) != "regression":
            continue
        groups = (section.metrics, section.weighted_metrics)
        for metric in (one for group in groups for one in metrics_of(group, output)):
            entry = catalog.load().find("metrics", metric.name) if metric.readable else None
            if entry is None or (entry.target not in _FOR_CLASSES and entry.name != "accuracy"):
                continue
            name = metric.identifier or metric.name
            message = f"{name} is for classes, but the target is numbers"
            yield Finding(message, metric.path or base, "use mae, RootMeanSquaredError or R2Score")
