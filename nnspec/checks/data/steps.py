"""Preprocessing steps whose arguments contradict each other, or that the data does not fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.data.values import steps_of
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.data.chains.chain import KEEP_VALUES, STEPS
from nnspec.data.chains.fit import domain_of, needs_target, no_target_problem
from nnspec.data.table.arrays import array_words
from nnspec.data.table.number_text import plain_number
from nnspec.data.table.signature import ArraySpec


@check("step-arguments", "error")
def step_arguments(facts: Facts) -> Iterator[Finding]:
    """Arguments of a preprocessing step that contradict each other."""
    section = facts.spec.preprocessing
    # The steps of several columns written as one are one.
    steps = {step.path: step for chain in section.chains for step in chain if step.readable}
    for step in steps.values():
        found = STEPS[step.name].contradiction(step) if step.name in STEPS else None
        if found is not None:
            yield Finding(found.message, argument_path(facts, step, found.argument), found.hint)


@check("array-step", "error")
def array_step(facts: Facts) -> Iterator[Finding]:
    """A step that makes other columns of a column, for an array, which keeps its shape."""
    for column in facts.roles.features:
        kind = facts.preview.kinds.get(column)
        if not isinstance(kind, ArraySpec):
            continue
        for step in steps_of(facts, column):
            what = f"'{column}' is {array_words(kind)}, which keeps its shape"
            if step.name not in STEPS:
                continue
            makes = STEPS[step.name]
            if makes.COLUMNS == "categorical" or makes.ENCODES or makes.width(step) != 1:
                message = f"{step.name} is for columns of numbers or text, and {what}"
                hint = "leave it out: Embedding and CategoryEncoding take whole numbers as they are"
                path = step.path
                if "add_indicator" in step.arguments:
                    message = f"{step.name}'s add_indicator adds columns, and {what}"
                    path, hint = argument_path(facts, step, "add_indicator"), "write false"
                yield Finding(message, path, hint)


@check("several-targets", "error")
def several_targets(facts: Facts) -> Iterator[Finding]:
    """A step that learns from the target, where there is more than one column of targets."""
    if sum(map(len, facts.roles.targets.values())) < 2:
        return
    steps = {step.path: step for chain in facts.spec.preprocessing.chains for step in chain}
    for step in steps.values():
        if needs_target(step):
            problem = no_target_problem(step.name)
            yield Finding(problem.message, step.path, problem.hint)


@check("out-of-domain", "error")
def out_of_domain(facts: Facts) -> Iterator[Finding]:
    """Values that log1p or box-cox, which need numbers above a bound, cannot take."""
    section = facts.spec.preprocessing
    kinds = facts.preview.kinds
    uses = [
        (column, steps_of(facts, column))
        for column in facts.roles.features
        if kinds.get(column, "text") != "text"
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
