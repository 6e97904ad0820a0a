"""Preprocessing steps whose arguments contradict each other, or that the data does not fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.data.steps.fit import has_domain
from nnspec.data.steps.transformers import BOX_COX
from nnspec.data.table.number_text import plain_number
from nnspec.spec.language.objects import ObjectSpec

_RANGES = {
    "MinMaxScaler": ("feature_range", [0, 1]),
    "RobustScaler": ("quantile_range", [25.0, 75.0]),
}
# Steps after which a column's values are still its own.
_UNCHANGED = ("SimpleImputer", "passthrough")


@check("step-arguments", "error")
def step_arguments(facts: Facts) -> Iterator[Finding]:
    """Arguments of a preprocessing step that contradict each other."""
    section = facts.spec.preprocessing
    chains = (section.numeric, section.categorical, *section.columns.values(), section.target)
    # The steps of several columns written as one are one.
    steps = {step.path: step for chain in chains for step in chain if step.readable}
    for step in steps.values():
        found = _contradiction(step)
        if found is not None:
            name, message, hint = found
            yield Finding(message, argument_path(facts, step, name), hint)


def _contradiction(step: ObjectSpec) -> tuple[str, str, str] | None:
    """The argument to point at, what is wrong and what to do."""
    if step.name in _RANGES:
        name, default = _RANGES[step.name]
        low, high = step.argument(name, default)
        # RobustScaler leaves a range of no width alone, as scikit-learn does.
        if low > high or (low == high and step.name == "MinMaxScaler"):
            message = f"{step.name}'s {name} goes from {low:g} to {high:g}"
            return name, message, "write the smaller number first"
    if step.name == "QuantileTransformer":
        quantiles, subsample = step.argument("n_quantiles", 1000), step.argument("subsample", 10000)
        if subsample is not None and quantiles > subsample:
            name = "n_quantiles" if "n_quantiles" in step.arguments else "subsample"
            message = f"{quantiles:,} quantiles cannot be told from a subsample of {subsample:,} "
            return name, message + "rows", f"write n_quantiles: {subsample}, or subsample: null"
    if step.name == "OneHotEncoder":
        least = step.argument("min_frequency")
        if least is not None and least >= 1 and not isinstance(least, int):
            message = (
                f"min_frequency is a share of the rows below 1 or a number of rows, not {least}"
            )
            return "min_frequency", message, f"write {max(1, round(least))} for a number of rows"
    if step.name == "OrdinalEncoder":
        return _unknown_value(step)
    return None


def _unknown_value(step: ObjectSpec) -> tuple[str, str, str] | None:
    """What is wrong with an OrdinalEncoder's number for unknown categories."""
    value = step.argument("unknown_value")
    encodes = step.argument("handle_unknown", "error") == "use_encoded_value"
    if encodes and value is None:
        message = "handle_unknown: use_encoded_value needs the value: unknown_value"
        return "handle_unknown", message, "add unknown_value: -1"
    if value is not None and not encodes:
        message = "unknown_value does nothing without handle_unknown: use_encoded_value"
        return "unknown_value", message, "add handle_unknown: use_encoded_value"
    if value is not None and value != int(value):
        return "unknown_value", f"unknown_value is a whole number, not {value:g}", "write -1"
    return None


@check("out-of-domain", "error")
def out_of_domain(facts: Facts) -> Iterator[Finding]:
    """Values that log1p or box-cox, which need numbers above a bound, cannot take."""
    section = facts.spec.preprocessing
    kinds = facts.preview.kinds
    uses = [
        (column, section.columns.get(column, section.numeric))
        for column in facts.roles.features
        if kinds.get(column) == "numeric"
    ]
    for output, columns in facts.roles.targets.items():
        if not facts.roles.unknown.intersection(columns) and facts.encoding(output) == "regression":
            uses += [(column, section.target) for column in columns]
    for column, steps in uses:
        step = next((step for step in steps if step.name not in _UNCHANGED), None)
        values = facts.numbers(column) if step is not None and has_domain(step) else None
        if step is None or values is None:
            continue
        bound, name = (-1, "log1p") if step.name == "log1p" else (0, BOX_COX)
        outside = values[values <= bound]
        if len(outside):
            rows = "1 row" if len(outside) == 1 else f"{len(outside):,} rows"
            message = f"{name} needs values above {bound}, but '{column}' has others in {rows}; "
            message += f"the smallest is {plain_number(float(np.min(outside)))}"
            hint = "write PowerTransformer in its place: yeo-johnson, its method, takes any number"
            yield Finding(message, step.path, hint, certain=True, column=column)
