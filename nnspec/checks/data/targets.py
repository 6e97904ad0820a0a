"""Does the target's size suit what is learnt?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.network.labels import NON_NEGATIVE
from nnspec.checks.registry import check
from nnspec.data.chains.chain import SCALERS

# A network starts with outputs around 0 to 1; steps of 0.001 take long to reach hundreds.
SPREAD = 100.0
# Of these the value depends on the target's own units, or they need it above 0.
_OF_OWN_UNITS = ("MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Poisson")


@check("unscaled-target", "warning")
def unscaled_target(facts: Facts) -> Iterator[Finding]:
    """A numeric target far from the 0 to 1 that a network starts with, and no scaler for it."""
    for column, values, scaler in unscaled_targets(facts):
        if float(np.std(values)) <= SPREAD:
            continue
        message = f"'{column}' goes from {values.min():,.6g} to {values.max():,.6g}: the "
        message += "network would need long to get there"
        hint = f"add to preprocessing: target: {scaler}; it is undone in all predictions"
        settings = (f"preprocessing.target={scaler}",)
        yield Finding(message, ("data", "target"), hint, settings=settings, column=column)


def unscaled_targets(facts: Facts) -> Iterator[tuple[str, np.ndarray, str]]:
    """Numeric target columns without a scaler, each with its values and the one that suits it."""
    if any(step.name in SCALERS for step in facts.spec.preprocessing.target):
        return
    for output, columns in facts.roles.targets.items():
        if facts.encoding(output) != "regression":
            continue
        if facts.roles.losses[output].name in _OF_OWN_UNITS:
            continue
        end = facts.ends.get(output)
        positive = end is not None and end.activation in NON_NEGATIVE
        for column in columns:
            values = facts.numbers(column)
            if values is not None and len(values) > 1:
                yield column, values, "MinMaxScaler" if positive else "StandardScaler"
