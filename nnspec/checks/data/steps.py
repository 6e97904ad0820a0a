"""Preprocessing steps whose arguments contradict each other, or that the data does not fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.data.chains.chain import KEEP_VALUES, STEPS
from nnspec.data.chains.fit import domain_of
from nnspec.data.table.number_text import plain_number


@check("step-arguments", "error")
def step_arguments(facts: Facts) -> Iterator[Finding]:
    """Arguments of a preprocessing step that contradict each other."""
    section = facts.spec.preprocessing
    chains = (section.numeric, section.categorical, *section.columns.values(), section.target)
    # The steps of several columns written as one are one.
    steps = {step.path: step for chain in chains for step in chain if step.readable}
    for step in steps.values():
        found = STEPS[step.name].contradiction(step) if step.name in STEPS else None
        if found is not None:
            yield Finding(found.message, argument_path(facts, step, found.argument), found.hint)


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
        step = next((step for step in steps if step.name not in KEEP_VALUES), None)
        domain = domain_of(step) if step is not None else None
        values = facts.numbers(column) if domain is not None else None
        if step is None or domain is None or values is None:
            continue
        bound, name = domain
        outside = values[values <= bound]
        if len(outside):
            rows = "1 row" if len(outside) == 1 else f"{len(outside):,} rows"
            message = f"{name} needs values above {bound}, but '{column}' has others in {rows}; "
            message += f"the smallest is {plain_number(float(np.min(outside)))}"
            hint = "write PowerTransformer in its place: yeo-johnson, its method, takes any number"
            yield Finding(message, step.path, hint, certain=True, column=column)
