"""Does the target's size suit what is learnt?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.steps import SCALERS

# A network starts with outputs around 0 to 1; steps of 0.001 take long to reach hundreds.
_SPREAD = 100.0


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
            settings = ("preprocessing.target=StandardScaler",)
            yield Finding(message, ("data", "target"), hint, settings=settings)
