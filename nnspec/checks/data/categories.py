"""Are all categories among the training rows?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.advice import replace_step
from nnspec.checks.data.values import steps_of
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.chains.chain import KEEP_VALUES, STEPS
from nnspec.spec.language.objects import ObjectSpec, object_text
from nnspec.spec.yaml.nodes import Path


@check("unseen-category", "error")
def unseen_category(facts: Facts) -> Iterator[Finding]:
    """An encoder that stops at a category which no training row has, and rows that have one."""
    table = facts.preview.table
    if table is None or facts.roles.unknown:
        return
    rows = facts.assigned
    if rows is None:
        return
    others = np.sort(np.concatenate([rows.validation, rows.test]))
    for column in facts.roles.features:
        encoder = _encoder(steps_of(facts, column))
        if encoder is None or table.array(column) is not None:
            continue
        values, missing = table[column], table.missing_mask(column)
        known = set(values[rows.training][~missing[rows.training]].tolist())
        unseen = [row for row in others[~missing[others]].tolist() if values[row] not in known]
        if not unseen:
            continue
        value = values[unseen[0]]
        named = f"{value:g}" if table.is_numeric(column) else repr(value)
        message = f"column '{column}' has {named} {table.place(unseen[0])}, which is not among the "
        message += f"training rows, and {encoder.name} stops there"
        better = ObjectSpec(
            encoder.name, {**encoder.arguments, **STEPS[encoder.name].FOR_NEW_CATEGORIES}
        )
        kind = facts.preview.kinds[column]
        advice = replace_step(facts.spec, column, kind, encoder, better)
        shown = encoder.path and facts.loaded.document.find(encoder.path) is not None
        hint = f"write {object_text(better)}" if shown else advice.hint
        if table.is_numeric(column):
            hint += ", or scale the numbers"
        count = len(unseen)
        details = (f"in {count} {'row' if count == 1 else 'rows'} of the other parts",)
        path = _path(facts, encoder)
        yield Finding(message, path, hint, details=details, settings=advice.settings, column=column)


def _encoder(steps: tuple[ObjectSpec, ...]) -> ObjectSpec | None:
    """The step that refuses new categories, None where there is none or it is not certain."""
    for step in steps:
        if step.name in STEPS and STEPS[step.name].FOR_NEW_CATEGORIES:
            own = step.argument("handle_unknown", "error")
            fitted = own == "error" and step.argument("categories", "auto") == "auto"
            return step if fitted else None
        if step.name not in KEEP_VALUES:
            return None
    return None


def _path(facts: Facts, encoder: ObjectSpec) -> Path:
    """The step, or the section where it would stand; the data where there is none."""
    for path in (encoder.path, ("preprocessing",)):
        if path and facts.loaded.document.find(path) is not None:
            return path
    return ("data", "source")
